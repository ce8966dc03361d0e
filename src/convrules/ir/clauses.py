"""The closed set of clause kinds."""

from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from convrules.base.outcomes import Issue, et, indetermine
from convrules.base.records import dataclass
from convrules.base.source import NOWHERE, Span
from convrules.base.values import Arrondi
from convrules.ir.controles import Reglage, Unicite
from convrules.ir.expressions import Expr, Niveau, Population, Rattachement, TourDe
from convrules.ir.sentences import (
    Application,
    Echeance,
    Effet,
    Etendue,
    Limite,
    Ordre,
    Periodicite,
    RegleDelai,
    ReglePart,
    RegleQuota,
    Report,
    Suspension,
    Tolerance,
)


class Force(StrEnum):
    OBLIGATION = "obligation"
    ENGAGEMENT = "engagement"
    OBJECTIF = "objectif"
    PLAFOND = "plafond"
    PERMISSION = "permission"
    TENDRE_VERS = "tendre vers"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceJuridique:
    """Where a rule stands. `fondement`: article of the law; `version`: in force since; `verifie_le`:
    day of the last check; `confiance`: how sure (free text, closed list in the schema). `document`: what
    reports or explains the rule without founding it."""

    article: str | None = None
    page: str | None = None
    fondement: str | None = None
    document: str | None = None
    version: date | None = None
    verifie_le: date | None = None
    confiance: str | None = None


SANS_SOURCE = SourceJuridique()


@dataclass(frozen=True, slots=True, kw_only=True)
class Validite:
    """Inclusive on both ends; None is open. `suspens`: a text whose end is not known, and with which this one
    ends: it may be over on any of its days."""

    du: date | None = None
    au: date | None = None
    suspens: str = ""

    def contains(self, day: date) -> bool:
        return (self.du is None or self.du <= day) and (self.au is None or day <= self.au)

    def on(self, day: date) -> Issue:
        """Is it in force on that day?"""
        return et(self.contains(day), self.tient)

    @property
    def tient(self) -> Issue:
        """Is it sure to last until its own last day?"""
        return indetermine(self.suspens) if self.suspens else True


TOUJOURS = Validite()


class NatureRetouche(StrEnum):
    REMPLACE = "remplace"
    AJOUTE = "ajoute"
    ABROGE = "abroge"
    PROLONGE = "prolonge"
    RESILIE = "résilie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retouche:
    """What an amendment did to a clause. `avenant`: its identifier; `article`: of its own paper; `du`: day
    of effect."""

    avenant: str
    nature: NatureRetouche
    article: str | None
    du: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Entete:
    """What every clause carries. `ident` is the name as cited (`cch.part_uniforme` from a socle).
    `retouches`: amendments that made the clause what it is, by effect, and `abrogee_par` the one that ended
    it; like places, they are where it was written, not what it says."""

    nom: str
    ident: str
    enonce: str | None = None
    si: Expr | None = None
    force: Force | None = None
    source: SourceJuridique = SANS_SOURCE
    en_vigueur: Validite = TOUJOURS
    groupe: str | None = None
    debiteur: str | None = None
    caractere: str | None = None
    retouches: tuple[Retouche, ...] = field(default=(), compare=False)
    abrogee_par: Retouche | None = field(default=None, compare=False)
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def ajoutee_par(self) -> Retouche | None:
        """The amendment that added the clause: its article is then of that paper."""
        first = self.retouches[0] if self.retouches else None
        return first if first is not None and first.nature is NatureRetouche.AJOUTE else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseBase:
    entete: Entete


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseChamp(ClauseBase):
    regle: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class DroitIdentifie(ClauseBase):
    regle: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Soustraction(ClauseBase):
    """`limite`: beyond it, what the rule withdraws stays in the base."""

    regle: Expr
    categorie: str
    limite: Limite | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota(ClauseBase):
    """`parent`: name of the part it stands in (`dont`), whose cells and counted rows it takes."""

    regle: RegleQuota
    application: Application
    compte: Population | None = None
    arrondi: Arrondi
    report: Report | None = None
    tolerance: Tolerance | None = None
    base_minimale: Expr | None = None
    periode: str | None = None
    en_sus_de: str | None = None
    parent: str | None = None

    @property
    def du_reservataire(self) -> bool:
        """Are the rows it counts those of the holder? A socle's quota that counts others is judged once per
        landlord. Source: docs/langage, « Socles »."""
        return (self.compte or self.regle.population).rattachement is Rattachement.RESERVATAIRE

    @property
    def niveaux(self) -> frozenset[Niveau]:
        """What its rows are."""
        counted = (self.regle.population, *((self.compte,) if self.compte is not None else ()))
        return frozenset(population.niveau for population in counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(ClauseBase):
    regle: ReglePart
    compte: Population
    application: Application
    arrondi: Arrondi
    report: Report
    tolerance: Tolerance | None = None
    base_minimale: Expr | None = None
    dont: tuple[Quota, ...] = ()

    @property
    def niveaux(self) -> frozenset[Niveau]:
        """What its rows are."""
        return frozenset({self.regle.population.niveau, self.compte.niveau})


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibilite(ClauseBase):
    """`menage`: reads flags of a household, hence judged on candidatures, never in orientation."""

    regle: Expr
    menage: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Delai(ClauseBase):
    """`porte_sur`: the rows that it judges, each with its own state."""

    regle: RegleDelai
    suspension: Suspension | None = None
    a_defaut: Effet | None = None
    porte_sur: Niveau = Niveau.VACANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite(ClauseBase):
    apres: str
    effet: Effet


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation(ClauseBase):
    """`porte_sur`: the rows that it judges, each with its own outcome."""

    regle: Expr
    a_defaut: Effet | None = None
    porte_sur: Niveau = Niveau.VACANCE


class Perte(StrEnum):
    """What becomes of a turn whose dwelling goes to somebody else."""

    PERDU = "perd son tour"
    GARDE = "garde son tour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour(Obligation):
    """Holders served in turn. `regle`: each dwelling goes to the one whose turn it is. `passe`: the event at
    which the turn passes to the next of `ordre`; `jour`: the one on whose day it is read."""

    regle: TourDe
    ordre: Ordre
    passe: str
    jour: str
    non_servi: Perte
    application: Application


CleValeur: TypeAlias = (
    Expr | RegleQuota | ReglePart | RegleDelai | Population | Application | Arrondi | Report
    | Tolerance | Suspension | Effet | Echeance | Ordre | Etendue | str
)  # fmt: skip
"""Value of one key of a clause, as an exception may replace it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionClause(ClauseBase):
    """Departs from the clause, group or exception named `a`: replaces keys, or sets it aside."""

    a: str
    remplace: tuple[tuple[str, CleValeur], ...] = ()
    ecarte: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Repartition(ClauseBase):
    de: str
    entre: tuple[tuple[str, Expr], ...]
    restes: str

    @property
    def comptes(self) -> tuple[str, ...]:
        """The names under which its accounts carry a balance."""
        return tuple(f"{self.entete.ident}.{compte}" for compte, _ in self.entre)


@dataclass(frozen=True, slots=True, kw_only=True)
class Priorite(ClauseBase):
    regle: Ordre


@dataclass(frozen=True, slots=True, kw_only=True)
class Imputation(ClauseBase):
    regle: Ordre


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation(ClauseBase):
    titulaire: str
    delegataire: str
    porte_sur: Etendue


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeCorrectif(ClauseBase):
    surveille: str
    constat: Periodicite
    impose: Expr
    fin: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Transmission(ClauseBase):
    regle: Echeance
    destinataires: str
    contenu: str | None = None
    vue: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionHumaine(ClauseBase):
    question: str
    qui: str
    porte_sur: str
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NonCodable(ClauseBase):
    raison: str
    accepte_par: str
    le: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Controle(ClauseBase):
    """Across conventions; `entete.nom` is one of a closed list, each with its own keys."""

    reglage: Reglage = Unicite()


Clause: TypeAlias = (
    ClauseChamp | DroitIdentifie | Soustraction | Part | Quota | Repartition | Eligibilite | Delai
    | Suite | Tour | Obligation | Priorite | Imputation | Delegation | ModeCorrectif | Transmission
    | ExceptionClause | DecisionHumaine | NonCodable | Controle
)  # fmt: skip
