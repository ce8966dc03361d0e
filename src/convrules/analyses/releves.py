"""What is told of conventions that is no finding. Data only, and little to load: a check that is remembered
tells it again without what finds it."""

from enum import StrEnum

from convrules.base.records import dataclass


class Etat(StrEnum):
    """Best first: an article that several clauses stand for is said by the best."""

    ENCODE = "encode"
    DECISION_HUMAINE = "decision_humaine"
    NON_CODABLE = "non_codable"
    OUBLIE = "oublie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """`clauses`: names of clauses and parameters that cite it, in the order of the file."""

    convention: str
    article: str
    etat: Etat
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reponse:
    """What some conventions answer, in the words of the first."""

    valeur: str
    conventions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """`bailleur`: its number; `nom`: its name. `objet`: « choix », « champ », « part », « quota x »…; `cle`:
    the key that differs, empty when the whole does."""

    bailleur: str
    nom: str
    objet: str
    cle: str
    reponses: tuple[Reponse, ...]
