"""Conventions as look-up tables of answers: what an engine of databases is given. Data only.

A convention is one bit of a word of `MOT`; words are rows, so that a query does not grow with them. A clause
answers about a group of facts that it reads together; what a row says of a group is a code, and codes of
which every convention says the same are one class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.columnar.tables import Column

MOT: Final = 63
"""Conventions of a word: the bits of a signed whole number of 64, its sign left alone."""


class Famille(IntEnum):
    """Clauses that are combined together."""

    CHAMP = 1
    SOUSTRACTION = 2
    ELIGIBILITE = 3


class Dit(IntEnum):
    """What a look-up may say of a convention; the columns of `reponses`, in order."""

    TERRITOIRE = 0
    CHAMP_FAUX = 1
    CHAMP_INCONNU = 2
    SOUSTRAIT_VRAI = 3
    SOUSTRAIT_INCONNU = 4
    ELIGIBLE_FAUX = 5
    ELIGIBLE_INCONNU = 6


class Reponse(NamedTuple):
    """Of the rows of a class, the conventions of a word of which each thing is so. The union over the groups
    of a row is all that decides its status and eligibility."""

    groupe: int
    classe: int
    mot: int
    territoire: int
    champ_faux: int
    champ_inconnu: int
    soustrait_vrai: int
    soustrait_inconnu: int
    eligible_faux: int
    eligible_inconnu: int


class Manque(NamedTuple):
    """The conventions of a word that a cause leaves undetermined, by family of clauses."""

    groupe: int
    classe: int
    mot: int
    cause: int
    champ: int
    soustraction: int
    eligibilite: int


class Decisive(NamedTuple):
    """The conventions of a word whose clause of this rank decides against the dwelling: a `champ` or an
    `éligibilité` that is faux, a `soustraction` that is vrai."""

    groupe: int
    classe: int
    mot: int
    famille: int
    ordre: int
    bits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Groupe:
    """Facts read together. `jour`: the event whose text is read too. `classes`: of each code of the column;
    0 for what no convention says anything of."""

    numero: int
    champs: tuple[ir.Champ, ...]
    jour: str | None
    column: Column
    classes: Sequence[int]


class Obstacle(StrEnum):
    """What keeps a convention out of the tables."""

    RATTACHEMENT = "rattachement"
    AUTRE = "autre"
    DROIT = "droit"
    JOUR = "jour"
    CLAUSE = "clause"
    TROP = "trop"


class HorsDePortee(NamedTuple):
    """Why no table judges a convention. `nom`: the event that attaches its rows, the other convention of its
    holder whose rows are not attached by what they say, or the clause; empty where there is none."""

    obstacle: Obstacle
    nom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """One bit of a word. `clauses`: identifiers by family, in order. `a_part`: ranks of its rows that the
    scalar evaluator judges, rising; `hors_de_portee`: why these are all of them, when they are."""

    ident: str
    mot: int
    bit: int
    clauses: Mapping[Famille, tuple[str, ...]]
    a_part: Sequence[int]
    hors_de_portee: HorsDePortee | None

    @property
    def masque(self) -> int:
        return 1 << self.bit


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """All that an engine is given. `causes`: by their number; `nombre`: of rows."""

    nombre: int
    conventions: tuple[Convention, ...]
    groupes: tuple[Groupe, ...]
    causes: tuple[Cause, ...]
    reponses: Sequence[Reponse]
    manques: Sequence[Manque]
    decisives: Sequence[Decisive]
