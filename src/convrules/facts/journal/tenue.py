"""What any keeper of a journal can do, and why it may not. Data only."""

from collections.abc import Callable
from enum import Enum
from typing import Protocol, TypeAlias

from convrules.base.records import dataclass
from convrules.facts.journal.chaine import Chaine, Decision, Entree, Fin


class Refus(Enum):
    """Why nothing was read or written."""

    ABSENT = "absent"
    INTERDIT = "interdit"
    PAS_UN_FICHIER = "pas un fichier"
    TROP_GROS = "trop gros"
    HORS_DEPOT = "hors depot"
    OCCUPE = "occupe"
    DISQUE = "disque"
    NON_CONFIRME = "non confirme"
    NON_SAIN = "non sain"
    CONNEXION = "connexion"
    SANS_CONNEXION = "sans connexion"
    SANS_PILOTE = "sans pilote"
    PAS_UNE_TABLE = "pas une table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecrite:
    """The line that was written, and the journal that it ends."""

    entree: Entree
    chaine: Chaine


@dataclass(frozen=True, slots=True, kw_only=True)
class Reparee:
    """`de`: what was wrong. `garde`: the file in which the bytes of an interrupted line, or the whole journal
    before its ends of line were changed back, were put; None when a line only lacked its end."""

    chaine: Chaine
    de: Fin
    garde: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renonce:
    """Nothing is to be written, for a reason of the one who asked. `autre`: the line that came in between,
    or the one spoken of."""

    autre: Entree | None


Choix: TypeAlias = Callable[[Chaine], Decision | Renonce]
"""What to write after a chain as it stands while nobody else may write."""
Horloge: TypeAlias = Callable[[], str]


class Tenue(Protocol):
    """A journal, wherever it is kept. `nom`: as shown; it never holds how to connect."""

    @property
    def nom(self) -> str: ...

    def read(self) -> Chaine | Refus: ...

    def append(self, choose: Choix, horloge: Horloge) -> Ecrite | Renonce | Refus: ...

    def repair(self) -> Reparee | Refus | None:
        """None: there is nothing to mend, or the chain is broken and only a person can say what is true."""
