"""What a year that is not over gives besides: where each rule stands, what it would come to. Data only."""

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from convrules.base.records import dataclass
from convrules.base.trous import Trou, first_gap
from convrules.year.valeurs import Bornes

if TYPE_CHECKING:
    # Why not else: what is remembered of a check loads neither data nor conventions.
    from convrules.facts.records import Ligne


class Methode(StrEnum):
    """How the rest of a period is projected."""

    RYTHME = "rythme"
    MOBILITE = "mobilite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothese:
    """What a projection supposes. `mobilite`: share of the dwellings that fall vacant in a year; `parc`: how
    many dwellings each convention bears on. `trous`: by event, the days of which the data do not say every
    vacancy, in order: later months have no pace to show."""

    methode: Methode
    mobilite: Bornes | None = None
    parc: tuple[tuple[str, int], ...] = ()
    trous: tuple[tuple[str, tuple[Trou, ...]], ...] = ()

    def dwellings(self, convention: str) -> int | None:
        return dict(self.parc).get(convention)

    def gaps(self, evenement: str | None) -> tuple[Trou, ...]:
        return dict(self.trous).get(evenement, ()) if evenement is not None else ()

    def covered(self, evenement: str | None, du: date, au: date) -> date:
        """The last day by `au`, from `du` on, of which the data say whether the event took place."""
        gap = first_gap(self.gaps(evenement), du, au)
        return gap[0] if gap is not None else au


RYTHME: Final = Hypothese(methode=Methode.RYTHME)


class SansProjection(StrEnum):
    """Why nothing is projected."""

    PAS_DE_MOIS_ENTIER = "pas_de_mois_entier"
    PARC_NON_DECLARE = "parc_non_declare"
    AUCUNE_VACANCE = "aucune_vacance"
    SANS_FLUX = "sans_flux"
    PLUS_RIEN = "plus_rien"
    TROU = "trou"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """What the rest of the period would bring. `bas`, `moyen`, `haut`: rows; `mois`: whole months that the
    pace is measured over (0: a mobility rate). `couvert`: the last day that data cover, when it is before the
    day of observation: the rest begins there."""

    bas: Fraction
    moyen: Fraction
    haut: Fraction
    mois: int = 0
    couvert: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """One cell at the end of its period. `cadence`: rows of the base still to come; `realise`: what would be
    done, at the same pace; `reste`: what is still to do, of the target, from the day on. None: what the
    period before leaves is not known."""

    cadence: Cadence
    base: Bornes
    realise: Bornes
    du: Bornes | None
    cible: Bornes | None
    reste: Bornes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What would be done, and the target, in one future."""

    fait: Fraction
    cible: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Avancement:
    """One cell of a rule before the end of its period. `base`, `du`, `realise`: of what has happened by the
    day, withdrawals being those made (`du` None: the gap that enters it is not known); `retard`: balance
    brought forward, plus `du`, less `realise` (None: one of them is not known, or nothing is owed yet).
    `annoncees`: rows of the data that may still enter the base. `au_mieux`: the best future that is left
    (None: no forecast bounds it). `plafond`: does the rule, there, allow and not ask? `exact`: does it ask
    and allow no more?"""

    clause: str
    cellule: tuple[tuple[str, str], ...]
    base: Bornes
    du: Bornes | None
    realise: Bornes
    retard: Bornes | None
    annoncees: int
    plafond: bool
    exact: bool = False
    au_mieux: Position | None = None
    projection: Projection | None = None
    sans_projection: SansProjection | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recouverte:
    """A row of the forecast. `rang`: its place there. `coupe`: the last day of which the data say every
    vacancy of each convention that it bears on. `venues`: vacancies like its own dated from its first day to
    that one, by identifier, the first of them: more than it may bring and leave out together; `annoncees`:
    after it, by its last, all of them. `deduites`: how many of all these its numbers say that they leave out.
    """

    rang: int
    ligne: "Ligne"
    coupe: date
    venues: tuple[str, ...]
    annoncees: tuple[str, ...]
    deduites: int = 0


# --- all the parts at once --------------------------------------------------------------------
class EtatPortee(StrEnum):
    """Can every part still be met together, with the vacancies that are expected?"""

    A_PORTEE = "a_portee"
    HORS_D_ATTEINTE = "hors_d_atteinte"
    INDETERMINE = "indetermine"
    NON_ETABLI = "non_etabli"


class RaisonPortee(StrEnum):
    """Why nothing is established."""

    PREVISION_IMPRECISE = "prevision_imprecise"
    PREVISION_ABSENTE = "prevision_absente"
    JOURS_MANQUANTS = "jours_manquants"
    SOLDE_INCONNU = "solde_inconnu"
    RATTACHEMENTS_DIFFERENTS = "rattachements_differents"
    PERIODES_DIFFERENTES = "periodes_differentes"
    TROP_DE_CAS = "trop_de_cas"
    TOUR_PERDU_COMPTE = "tour_perdu_compte"
    SOLVEUR_ABSENT = "solveur_absent"
    COMPTES_LUS = "comptes_lus"
    DATES_LUES = "dates_lues"
    PLAFONDS_SEULS = "plafonds_seuls"


class RaisonSeules(StrEnum):
    """Why rules of which one dwelling serves several are judged apart, that a solver could bring together: as
    `RaisonPortee` names it, for where nothing else is judged."""

    SOLVEUR_ABSENT = "solveur_absent"
    PREVISION_IMPRECISE = "prevision_imprecise"
    RATTACHEMENTS_DIFFERENTS = "rattachements_differents"
    COMPTES_LUS = "comptes_lus"
    DATES_LUES = "dates_lues"
    TOUR_PERDU_COMPTE = "tour_perdu_compte"
    TROP_DE_CAS = "trop_de_cas"
    PLAFONDS_SEULS = "plafonds_seuls"
    CELLULE_INCONNUE = "cellule_inconnue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exigence:
    """A part to be met, or a ceiling that holds (`plafond`), in one cell. `reste`: dwellings it still asks
    for, or still leaves room for, in the least and the greatest of futures."""

    convention: str
    clause: str
    cellule: tuple[tuple[str, str], ...]
    plafond: bool
    reste: Bornes


@dataclass(frozen=True, slots=True, kw_only=True)
class Manque:
    """A rule, and the facts for want of which it is not told what the vacancies expected (or the withdrawals
    planned: `table`) are to it."""

    convention: str
    clause: str
    faits: tuple[str, ...]
    table: str = "vacances_attendues"


@dataclass(frozen=True, slots=True, kw_only=True)
class SansCellule:
    """A row of the data that is perhaps of a cell that none shows, for want of `faits`: rules (convention,
    clause) that are judged apart there. `fichier`, `ligne`: where it was read, if it was."""

    vacance: str
    fichier: str
    ligne: int
    faits: tuple[str, ...]
    regles: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portee:
    """All the parts of a landlord at once. `jugees`: how many cells are looked at together; `regles`: of how
    many rules, where all can be met; `bloquantes`: a smallest set of them that cannot be met together (data
    at their worst when `etat` is undetermined); `minimales`: is it known, where they are out of reach, that
    none of them is one too many? `offre`: dwellings to come that one of these at least may
    receive; `seules`: rules (convention, clause) judged apart, and why some that a solver could join are
    (`seules_car`). `solveur`: what looked for whole solutions, with its version; None where a sharing of
    dwellings was enough. `manques`: rules that the forecast says too little for; `sans_cellule`: rows of the
    data that keep rules from being joined."""

    etat: EtatPortee
    jugees: int
    regles: int = 0
    bloquantes: tuple[Exigence, ...] = ()
    minimales: bool | None = None
    offre: Bornes | None = None
    raison: RaisonPortee | None = None
    seules: tuple[tuple[str, str], ...] = ()
    seules_car: RaisonSeules | None = None
    solveur: str | None = None
    manques: tuple[Manque, ...] = ()
    sans_cellule: tuple[SansCellule, ...] = ()


# --- alerts -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Seuils:
    """Thresholds of the project file; None: no alert of that kind. `retard`: dwellings late to date; `marge`:
    dwellings to spare in the best future; `jours`: days before the limit of a deadline."""

    retard: int | None = None
    marge: int | None = None
    jours: int | None = None


SANS_SEUIL: Final = Seuils()


class GenreAlerte(StrEnum):
    """What a threshold watches: one per key of `Seuils`."""

    RETARD = "retard"
    MARGE = "marge"
    JOURS = "jours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerte:
    """A threshold that is passed. `valeur`: dwellings late, dwellings to spare, or days left to the first
    limit; `vacances`: of deadlines about to end, with their last day. `plafond`: is it of a ceiling, which
    asks that nothing more be given to it?"""

    genre: GenreAlerte
    convention: str
    clause: str
    cellule: tuple[tuple[str, str], ...]
    valeur: Bornes
    seuil: int
    vacances: tuple[tuple[str, date], ...] = ()
    plafond: bool = False
