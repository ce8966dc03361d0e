"""What a convention says of every row as columns of small whole numbers, for NumPy, Arrow or a loop: no
object is made for a row. Row by row, what `Jugees.at` says. Source: docs/python.md, « En colonnes ».
"""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from convrules.base.outcomes import NON_APPLICABLE, Indetermine, Issue
from convrules.columnar.reponses import Jugees, Reponse, Reponses
from convrules.columnar.vectors import Rows, everything
from convrules.runtime.decision import Statut

NON: Final = 0
OUI: Final = 1
INDETERMINEE: Final = 2
SANS_OBJET: Final = 3
"""An eligibility, as `ReponsesEnColonnes.eligible` writes it."""
STATUTS: Final = tuple(Statut)
FAITS_MAX: Final = 64
"""LIMIT: missing facts that `ReponsesEnColonnes.manques` tells apart, a bit each."""
_GENRES: Final = ((8, "B"), (16, "H"), (32, "I"), (64, "Q"))
_OCTET: Final = 8


@dataclass(frozen=True, kw_only=True)
class ReponsesEnColonnes:
    """The answers of one convention, by row of its territory. The same for the same answers, whichever engine
    gave them; a column is made when it is first read.

    Each is of whole numbers without a sign, of one to eight bytes: `memoryview`, `numpy.frombuffer` and
    `pyarrow.py_buffer` read them as they are."""

    jugees: Jugees

    @property
    def convention(self) -> str:
        return self.jugees.convention

    @property
    def rangs(self) -> Sequence[int]:
        """The ranks of the rows in the table, rising."""
        return self.jugees.rangs

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        """The clauses of eligibility of which some row is not met, by name."""
        told = (one.refus for one in self._apart.values() if one.refus is not None)
        return tuple(sorted({*self._refused, *told}))

    @cached_property
    def faits(self) -> tuple[str, ...]:
        """The facts that some row lacks whose eligibility is not known, by name."""
        return tuple(sorted({*self._lacking, *(f for one in self._apart.values() for f in _facts(one))}))

    @cached_property
    def statuts(self) -> "array[int]":
        """Bit n (1 << n) if the row may have the n-th of `STATUTS`, from 0."""
        return self._column(
            [self._sets.statuts.get(statut, 0) for statut in STATUTS],
            lambda one: sum(1 << STATUTS.index(statut) for statut in one.statuts),
        )

    @cached_property
    def eligible(self) -> "array[int]":
        """`NON`, `OUI`, `INDETERMINEE` or `SANS_OBJET`."""
        told = self._sets.eligible
        sure = {OUI: told.vrai, INDETERMINEE: self._unknown, SANS_OBJET: told.non_applicable}
        return self._column(_planes(sure), lambda one: _word(one.eligible))

    @cached_property
    def refus(self) -> "array[int]":
        """0, or n for the n-th of `clauses`, from 1: the first that is certainly not met."""
        rank = {ident: n for n, ident in enumerate(self.clauses, 1)}
        planes = _planes({n: self._refused.get(ident, 0) for ident, n in rank.items()})
        return self._column(planes, lambda one: 0 if one.refus is None else rank[one.refus])

    @cached_property
    def manques(self) -> "array[int]":
        """Where the eligibility is not known, bit n if the n-th of `faits`, from 0, is missing; 0 elsewhere.
        Raises ValueError where there are more than 64."""
        if len(self.faits) > FAITS_MAX:
            raise ValueError(f"{self.convention}: {len(self.faits)} missing facts, more than {FAITS_MAX}")
        bit = {fait: 1 << n for n, fait in enumerate(self.faits)}
        planes = [self._lacking.get(fait, 0) for fait in self.faits]
        return self._column(planes, lambda one: sum(bit[fait] for fait in _facts(one)))

    @cached_property
    def _sets(self) -> Reponses:
        """What sets of rows tell; of an engine that answers by row, nothing."""
        found = self.jugees
        return found if isinstance(found, Reponses) else Reponses(convention=self.convention, rangs=())

    @cached_property
    def _apart(self) -> Mapping[int, Reponse]:
        """What is told row by row."""
        return self._sets.a_part if self._sets is self.jugees else dict(_one_by_one(self.jugees))

    @cached_property
    def _unknown(self) -> Rows:
        told = self._sets.eligible
        return everything(len(self._sets.domaine)) ^ (told.vrai | told.faux | told.non_applicable)

    @cached_property
    def _refused(self) -> Mapping[str, Rows]:
        """By clause, the rows of which it is the first that is not met, where there are some."""
        found: dict[str, Rows] = {}
        done = 0
        for ident, vector in self._sets.eligibilites:
            first = vector.faux & ~done
            if first:
                found[ident] = found.get(ident, 0) | first
                done |= first
        return found

    @cached_property
    def _lacking(self) -> Mapping[str, Rows]:
        """By fact, the rows whose eligibility is not known and that lack it, where there are some."""
        found: dict[str, Rows] = {}
        for cause, rows in self._sets.eligible.causes.items():
            if rows & self._unknown:
                found[cause.fait] = found.get(cause.fait, 0) | rows & self._unknown
        return found

    def _column(self, planes: Sequence[Rows], told: Callable[[Reponse], int]) -> "array[int]":
        """planes: by bit, the rows that have it; told: the number of a row that is told by itself."""
        domaine, rangs = self._sets.domaine, self.rangs
        numbers = _numbers(planes, len(domaine))
        if not self._apart:
            return numbers
        found = array(numbers.typecode, bytes(numbers.itemsize * len(rangs)))
        place = taken = 0
        for rank in sorted(self._apart):
            where = bisect_left(rangs, rank)
            found[place:where] = numbers[taken : taken + where - place]
            taken += where - place
            found[where], place = told(self._apart[rank]), where + 1
        found[place:] = numbers[taken:]
        assert len(found) == len(rangs), "each row is told once"
        return found


def _one_by_one(found: Jugees) -> Iterator[tuple[int, Reponse]]:
    for rank in found.rangs:
        told = found.at(rank)
        assert told is not None, "of a row that is said to be on the territory"
        yield rank, told


def _facts(one: Reponse) -> Collection[str]:
    return {cause.fait for cause in one.eligible.causes} if isinstance(one.eligible, Indetermine) else ()


def _word(eligible: Issue) -> int:
    if isinstance(eligible, bool):
        return OUI if eligible else NON
    return SANS_OBJET if eligible is NON_APPLICABLE else INDETERMINEE


def _planes(by_number: Mapping[int, Rows]) -> list[Rows]:
    """Of numbers that disjoint sets of rows have (0: the others), the rows that have each bit."""
    wide = max(by_number, default=0).bit_length()
    planes = [0] * wide
    for number, rows in by_number.items():
        for bit in range(wide):
            if number >> bit & 1:
                planes[bit] |= rows
    return planes


def _numbers(planes: Sequence[Rows], count: int) -> "array[int]":
    """By row, the number whose bits the planes are, the lowest first."""
    width, kind = next((bits // _OCTET, kind) for bits, kind in _GENRES if len(planes) <= bits)
    octets = bytearray(width * count)
    for n in range(width):
        group = planes[_OCTET * n : _OCTET * (n + 1)]
        if any(group):
            place = n if sys.byteorder == "little" else width - 1 - n
            octets[place::width] = _octets(group, count)
    found = array(kind)
    found.frombytes(octets)
    return found


def _octets(planes: Sequence[Rows], count: int) -> bytes:
    """By row, a byte whose bits are those of eight planes at most, the lowest first.

    Eight bytes, one of each plane, are eight rows of eight bits: turned over, they are eight rows of the
    table. All of them are turned over at once, in three steps, as parts of one whole number."""
    wide = -(-count // _OCTET)
    laid = bytearray(_OCTET * wide)
    for bit, rows in enumerate(planes):
        if rows:
            laid[_OCTET - 1 - bit :: _OCTET] = (rows << _OCTET * wide - count).to_bytes(wide, "big")
    found = int.from_bytes(laid, "big")
    for step, mask in zip((7, 14, 28), _masks(wide), strict=True):
        moved = (found ^ (found >> step)) & mask
        found ^= moved ^ (moved << step)
    return found.to_bytes(_OCTET * wide, "big")[:count]


@lru_cache(maxsize=2)
def _masks(wide: int) -> tuple[int, ...]:
    """Which bits change places, at each step, in so many groups of eight bytes."""
    told = ("00AA00AA00AA00AA", "0000CCCC0000CCCC", "00000000F0F0F0F0")
    return tuple(int.from_bytes(bytes.fromhex(one) * wide, "big") for one in told)
