"""What a key of a clause says: quota, part, deadline, effect, order, carry-over…"""

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from convrules.base.dates import Duree, UniteDuree
from convrules.base.records import dataclass
from convrules.base.saisons import Saison
from convrules.ir.expressions import Champ, Chiffre, Expr, Noeud, Parametre, Population


class Sens(StrEnum):
    AU_MOINS = "au moins"
    AU_PLUS = "au plus"
    EXACTEMENT = "exactement"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegleQuota(Noeud):
    """`taux` of the population, or an absolute `nombre` (or the parameter, or the number of an account, that
    gives it); exactly one is given. `public`: which rows of the base are counted (`pour …`)."""

    sens: Sens
    taux: Expr | None
    nombre: int | Parametre | Chiffre | None
    population: Population
    public: Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReglePart(Noeud):
    taux: Expr
    population: Population


class GenreInstant(StrEnum):
    SIMPLE = "simple"
    PREMIER = "premier"
    DERNIER = "dernier"
    PREMIERE_PREVISION = "première prévision"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant(Noeud):
    """An anchor. `a_defaut` serves only when the first event is `jamais`. `dates`: those of its names that
    are days known as facts, which are there or missing."""

    genre: GenreInstant
    evenements: tuple[str, ...]
    a_defaut: str | None = None
    dates: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class EcheanceRelative(Noeud):
    duree: Duree | Parametre
    apres: bool
    instant: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class EcheanceFixe(Noeud):
    """A date, or a day of each year (`jour`, `mois`)."""

    date: date | None
    jour: int | None
    mois: int | None
    inclus: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EcheancePeriodique(Noeud):
    """By the last day of each period: a civil one, or so long, counted from the first day of the convention.
    `apres`: so long after it; `mois_suivant`: by the end of the civil month that follows; `fois`: how many
    acts it takes, each on its own day."""

    periode: str | Duree
    apres: Duree | Parametre | None = None
    mois_suivant: bool = False
    fois: int = 1

    @property
    def differee(self) -> bool:
        """Due once the period has ended."""
        return self.apres is not None or self.mois_suivant


Echeance: TypeAlias = EcheanceRelative | EcheanceFixe | EcheancePeriodique


@dataclass(frozen=True, slots=True, kw_only=True)
class RegleDelai(Noeud):
    evenement: str
    echeance: Echeance


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension(Noeud):
    """Days that do not count: from the first event of a pair to the day before the second, and the days of
    every year that a season holds."""

    evenements: tuple[tuple[str, str], ...] = ()
    saisons: tuple[Saison, ...] = ()


class Acte(StrEnum):
    REMISE_AU_BAILLEUR = "remise au bailleur"
    REMISE_A = "remise à"
    REPRISE = "reprise pour un tour"
    NOUVELLE_PROPOSITION = "nouvelle proposition"
    REPUTE_ACCEPTE = "réputé accepté"
    REPUTE_REFUSE = "réputé refusé"
    SANS_EFFET = "sans effet"
    NON_PRECISE = "non précisé"


class Decompte(StrEnum):
    COMPTEE = "comptée"
    NON_COMPTEE = "non comptée"
    RESTITUEE = "restituée"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effet(Noeud):
    acte: Acte
    faculte: bool = False
    destinataire: str | None = None
    echeance: Echeance | None = None
    decompte: Decompte | None = None


class ModeReport(StrEnum):
    AUCUN = "aucun"
    SOLDE_ARRONDI = "solde arrondi"
    SOLDE_EXACT = "solde exact"
    FRACTIONS = "fractions cumulées"


class SensReport(StrEnum):
    DEFICIT = "déficit seul"
    EXCEDENT = "excédent seul"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Noeud):
    """`plafond` in dwellings, `plafond_du` as a share of the year's due. `perdu`: a balance serves in the
    year that follows its own, and no later."""

    mode: ModeReport
    sens: SensReport | None = None
    plafond: int | None = None
    plafond_du: Fraction | None = None
    perdu: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance(Noeud):
    """Dwellings, or points of the base as a fraction (2 points is 1/50) when `points`."""

    valeur: Fraction
    points: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Limite(Noeud):
    """How much a withdrawal takes at most in a period: a share of the flow (`part`), or whole dwellings."""

    valeur: Fraction
    part: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Noeud):
    """Fields whose values make the cells; empty is `ensemble`."""

    dimensions: tuple[Champ, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Etape(Noeud):
    compte: str
    limite: int | None = None
    epuisement: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordre(Noeud):
    etapes: tuple[Etape, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Etendue(Noeud):
    taux: Expr | None
    condition: Expr | None
    sauf: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Periodicite(Noeud):
    nombre: int
    unite: UniteDuree
    depuis: date
