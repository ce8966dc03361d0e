"""What each control of the closed list is set to. Controls look across conventions; only socles hold them."""

from enum import StrEnum
from typing import TypeAlias

from convrules.base.records import dataclass
from convrules.ir.expressions import Expr


class Preseance(StrEnum):
    """What makes one instrument prevail over another of the same parties."""

    PLUS_RECENTE = "la plus récente"
    PLUS_PRECISE = "la plus précise"


class Echelle(StrEnum):
    """Where the territory of a convention must lie, by type of holder."""

    COMMUNE = "commune"
    GROUPEMENT = "groupement"
    DEPARTEMENT = "département"
    REGION = "région"


class Matiere(StrEnum):
    """What a file may be asked to deal with."""

    CHAMP = "champ"
    DROIT_IDENTIFIE = "droit identifié"
    SOUSTRACTION = "soustraction"
    PART = "part"
    QUOTA = "quota"
    REPARTITION = "répartition"
    ELIGIBILITE = "éligibilité"
    DELAI = "délai"
    SUITE = "suite"
    OBLIGATION = "obligation"
    IMPUTATION = "imputation"
    DELEGATION = "délégation"
    TRANSMISSION = "transmission"
    DELAI_D_INFORMATION = "délai d'information"
    DELAI_DE_PROPOSITION = "délai de proposition"
    DEFAUT_DE_PROPOSITION = "sort à défaut de proposition"
    REPRISE = "reprise pour un tour"
    DUREE = "durée"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unicite:
    """One convention at a time per landlord, holder and département."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdrePreseance:
    """The first that tells two instruments apart decides."""

    ordre: tuple[Preseance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plafond:
    """Holders of these types (none: all) together; `pour`: within their parts, the rows that satisfy it."""

    titulaires: tuple[str, ...]
    pour: Expr | None
    taux: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class SommeDesParts:
    plafonds: tuple[Plafond, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Perimetre:
    """By type of holder; types that are not listed are free."""

    echelles: tuple[tuple[str, Echelle], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matieres:
    """Asked of conventions of these types of holder (none: of all)."""

    titulaires: tuple[str, ...]
    matieres: tuple[Matiere, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TitulaireParDefaut:
    designe: str


Reglage: TypeAlias = Unicite | OrdrePreseance | SommeDesParts | Perimetre | Matieres | TitulaireParDefaut
