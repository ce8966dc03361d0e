"""What a convention says of every row of its territory, by sets of rows, and of one of them."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Protocol

from convrules.base.outcomes import Cause, Issue
from convrules.base.records import dataclass
from convrules.columnar.vectors import Rows, Vector, everything
from convrules.runtime.decision import Statut


@dataclass(frozen=True, slots=True, kw_only=True)
class Reponse:
    """What a convention says of one row. `statuts`: the possible ones, in the order of the tests; `causes`:
    why there are several; `clause`: the one that decides the status; `refus`: the first clause of eligibility
    that is certainly not met."""

    statuts: tuple[Statut, ...]
    causes: frozenset[Cause]
    clause: str | None
    eligible: Issue
    refus: str | None


class Jugees(Protocol):
    """What a convention says of the rows on its territory, or perhaps on it, whichever engine answered.
    `rangs`: their ranks in the table, rising; `a_part`: those judged one by one, by rank."""

    @property
    def convention(self) -> str: ...
    @property
    def rangs(self) -> Sequence[int]: ...
    @property
    def a_part(self) -> Mapping[int, Reponse]: ...
    def at(self, rank: int) -> Reponse | None:
        """Of one row; None out of the territory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reponses:
    """What a convention says of the rows on its territory, or perhaps on it. `rangs`: their ranks in the
    table, rising; `domaine`: of those judged together, of which the sets speak in that order, and `jours`,
    their reference days; `textes`: for each day, the rank of its text; `statuts`: for each, the rows that may
    have it; `a_part`: rows judged one by one, by rank; `lues`: the sets, once a row of them was asked for."""

    convention: str
    rangs: Sequence[int]
    domaine: Sequence[int] = ()
    jours: Sequence[date] = ()
    textes: Mapping[date, int] = field(default_factory=dict)
    statuts: Mapping[Statut, Rows] = field(default_factory=dict)
    causes: Mapping[Cause, Rows] = field(default_factory=dict)
    eligible: Vector = field(default_factory=Vector)
    champs: tuple[tuple[str, Vector], ...] = ()
    soustractions: tuple[tuple[str, Vector], ...] = ()
    eligibilites: tuple[tuple[str, Vector], ...] = ()
    a_part: Mapping[int, Reponse] = field(default_factory=dict)
    lues: list["Lues"] = field(default_factory=list, compare=False, repr=False)

    def at(self, rank: int) -> Reponse | None:
        """Of one row; None out of the territory."""
        if rank in self.a_part:
            return self.a_part[rank]
        place = bisect_left(self.domaine, rank)
        if place == len(self.domaine) or self.domaine[place] != rank:
            return None
        if not self.lues:
            self.lues.append(Lues(tuple(self._sets()), len(self.domaine)))
        lues = self.lues[0]
        signs = lues.signs(place)
        found = lues.connues.get(signs)
        if found is None:
            found = lues.connues[signs] = self._told(1 << (len(self.domaine) - 1 - place))
        return found

    def _sets(self) -> Iterator[Rows]:
        """All that tells the answers of two rows apart: what `_told` looks at."""
        yield from self.statuts.values()
        yield from self.causes.values()
        yield from (self.eligible.vrai, self.eligible.faux, self.eligible.non_applicable)
        yield from self.eligible.causes.values()
        yield from (vector.faux for _, vector in (*self.champs, *self.eligibilites))
        yield from (vector.vrai for _, vector in self.soustractions)

    def _told(self, bit: Rows) -> Reponse:
        """Of one row, a set of that row alone."""
        statuts = tuple(s for s in Statut if self.statuts.get(s, 0) & bit)
        return Reponse(
            statuts=statuts,
            causes=frozenset(c for c, rows in self.causes.items() if rows & bit),
            clause=self._deciding(statuts, bit),
            eligible=self.eligible.at(bit),
            refus=next((ident for ident, v in self.eligibilites if v.faux & bit), None),
        )

    def _deciding(self, statuts: tuple[Statut, ...], bit: Rows) -> str | None:
        if statuts == (Statut.HORS_CHAMP,):
            return next((ident for ident, v in self.champs if v.faux & bit), None)
        if statuts == (Statut.SOUSTRAIT,):
            return next((ident for ident, v in self.soustractions if v.vrai & bit), None)
        return None


class Lues:
    """Sets of rows, each as bytes: of one row, a bit of each is read without going over the others.
    `connues`: answers, by what the sets say of a row."""

    __slots__ = ("connues", "octets")

    def __init__(self, sets: Sequence[Rows], number: int) -> None:
        width = -(-number // 8)
        shift, known = 8 * width - number, everything(number)
        self.octets = tuple(((rows & known) << shift).to_bytes(width, "big") for rows in sets)
        self.connues: dict[bytes, Reponse] = {}

    def signs(self, place: int) -> bytes:
        """By set, is the row of this place in it?"""
        octet, shift = place >> 3, 7 - (place & 7)
        return bytes([octets[octet] >> shift & 1 for octets in self.octets])
