"""Answers about what rows say, kept from one convention to the next: of the evaluator, or worked out on plain
numbers, days and words.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import Issue
from convrules.columnar import codes
from convrules.columnar.numbers import (
    Pair,
    against_constants,
    facts,
    once_divided,
    pair_of,
    test_of,
    value_of,
)
from convrules.columnar.tables import Column, Table, column_of
from convrules.columnar.vectors import Vector

Coded: TypeAlias = tuple[Sequence[Issue], bytes]
Key: TypeAlias = tuple[Hashable, frozenset[ir.Champ]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Jours:
    """Of the rows of these ranks (`ici`), those whose day is known, with that day; the different
    days, rising."""

    ici: Sequence[int]
    rangs: Sequence[int]
    jours: Sequence[date]
    differents: Sequence[date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quick:
    """For each code of a column, an answer: 0 vrai, 1 faux, 2 where the evaluator is to be asked."""

    column: Column
    answers: bytes

    @classmethod
    def of(cls, column: Column, answers: Iterable[bool | None]) -> "Quick":
        return cls(column=column, answers=bytes(2 if x is None else 1 - x for x in answers))

    def held(self, ranks: Sequence[int]) -> bytes:
        """By row of these ranks, the answer."""
        said = self.column.of(ranks)
        if isinstance(said, bytes):
            return said.translate(self.answers + bytes(256 - len(self.answers)))
        return bytes(map(self.answers.__getitem__, said))


@dataclass(slots=True, kw_only=True)
class Atoms:
    """Answers kept from one convention to the next: the same words about the same facts are asked once."""

    table: Table
    answers: dict[Key, dict[Hashable, Issue]] = field(default_factory=dict)
    coded: dict[Key, Coded] = field(default_factory=dict)
    """For an atom of few answers, the different ones, and for each code of its column the rank of its own."""
    events: dict[str, dict[int, Evenement]] = field(default_factory=dict)
    """By name, for each code of the facts that it hangs on, an event of the rows."""
    numbers: dict[tuple[ir.Champ, ...], Sequence[tuple[Pair, ...] | None]] = field(default_factory=dict)
    """For each code of what rows say of some numbers together, these; None when one is not said."""
    lieux: dict[tuple[int, ...], Sequence[int]] = field(default_factory=dict)
    """For the codes of some places, the ranks of the rows that say them, rising."""
    days: "dict[tuple[str, int], Jours]" = field(default_factory=dict)
    """By event, and by the identity of a list of ranks, the days that are known."""
    vectors: "dict[tuple[Key, int], tuple[Sequence[int], Vector]]" = field(default_factory=dict)
    """By atom, and by the identity of a domain (kept beside), an answer that hangs on nothing else."""

    words: dict[ir.Champ, Sequence[str | None]] = field(default_factory=dict)
    """For each code of what rows say of a fact alone, the word; None when none is said."""
    values: dict[ir.Expr, tuple[Column, Sequence[Pair | None]]] = field(default_factory=dict)
    """For a side of comparisons, what it is worth by row."""
    territoires: dict[ir.Territoire, Sequence[Issue]] = field(default_factory=dict)
    """For each code of the places that rows say, are these on it?"""
    quickly: dict[ir.Expr, "Quick | None"] = field(default_factory=dict)

    def quick(self, expr: ir.Expr) -> "Quick | None":
        """What answers a comparison of numbers, days or words without the evaluator; None for another."""
        if expr not in self.quickly:
            self.quickly[expr] = self._quick(expr)
        return self.quickly[expr]

    def _quick(self, expr: ir.Expr) -> "Quick | None":
        read = facts(expr)
        if read is not None:
            alone = against_constants(expr)
            if alone is not None:
                column, values = self._values(alone[0], read)
                above = alone[1]
                return Quick.of(column, (None if value is None else above(value) for value in values))
            test = test_of(expr, read)
            said = self._said(read)
            answers = (None if x is None else once_divided(test, x) for x in said)
            return Quick.of(self.table.column(read), answers)
        champ = codes.fact(expr)
        if champ is None:
            return None
        column = self.table.column((champ,))
        words = self.words.get(champ)
        if words is None:
            words = [codes.word_of(self.table.cellule(champ, rank)) for rank in column.firsts]
            self.words[champ] = words
        among = codes.test_of(expr)
        return Quick.of(column, (None if word is None else among(word) for word in words))

    def _values(self, term: ir.Expr, read: tuple[ir.Champ, ...]) -> tuple[Column, Sequence[Pair | None]]:
        """What a term is worth on every row: a column of its own, and by code the value, None where one is
        not sure. Several facts together say few different numbers: thresholds are asked of these."""
        if term not in self.values:
            worth = value_of(term, read)
            found = [None if said is None else worth(said) for said in self._said(read)]
            kinds = {value: code for code, value in enumerate(dict.fromkeys(found))}
            code_of = [kinds[value] for value in found]
            codes_ = [code_of[code] for code in self.table.column(read).codes]
            self.values[term] = column_of(codes_, len(kinds)), list(kinds)
        return self.values[term]

    def _said(self, read: tuple[ir.Champ, ...]) -> Sequence[tuple[Pair, ...] | None]:
        said = self.numbers.get(read)
        if said is None:
            firsts = self.table.column(read).firsts
            said = self.numbers[read] = [self._pairs(read, rank) for rank in firsts]
        return said

    def _pairs(self, read: tuple[ir.Champ, ...], rank: int) -> tuple[Pair, ...] | None:
        found = [pair_of(self.table.cellule(champ, rank), self.table.au) for champ in read]
        return None if None in found else tuple(p for p in found if p is not None)
