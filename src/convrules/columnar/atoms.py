"""Answers about what rows say, kept from one convention to the next: of the evaluator, or worked out on plain
numbers, days and words.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import field
from operator import not_
from typing import TYPE_CHECKING, TypeAlias

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import Issue
from convrules.base.plus_tard import later
from convrules.base.records import dataclass
from convrules.columnar.answers import Answer
from convrules.columnar.codes import Named, Words, named_in, words_of
from convrules.columnar.cumulated import Cumulated
from convrules.columnar.days import Jours
from convrules.columnar.numbers import Bounded, bounded, compared, facts
from convrules.columnar.reach import Index, Reach
from convrules.columnar.tables import Column, Table
from convrules.columnar.vectors import Vector
from convrules.columnar.worth import Worth, worth
from convrules.runtime.context import Contexte
from convrules.runtime.scalar import evaluate

if TYPE_CHECKING:
    from convrules.columnar.binary import Binary, written
    from convrules.columnar.sums import Sum, sum_of
else:
    written = later("convrules.columnar.binary", "written")
    sum_of = later("convrules.columnar.sums", "sum_of")

Key: TypeAlias = tuple[Hashable, frozenset[ir.Champ]]
Asked: TypeAlias = Bounded | Named
"""A comparison or a membership with what is fixed."""
Binaries: TypeAlias = "dict[tuple[ir.Champ, int | None], tuple[Sequence[int], Binary | None]]"
"""Of facts on the rows of a domain (kept beside), by its identity; None for all the rows of the table."""
See: TypeAlias = Callable[[int], Contexte]
"""The row of a rank, as the evaluator looks at it."""


def asked_of(expr: ir.Expr) -> Asked | None:
    """None for an expression of another form."""
    return named_in(expr) or bounded(expr)


@dataclass(slots=True, kw_only=True)
class Fields:
    """What rows say, laid in order: it hangs on no rule, and serves as long as the rows do."""

    worths: dict[Key, Worth] = field(default_factory=dict)
    words: dict[ir.Champ, Words] = field(default_factory=dict)
    days: dict[tuple[str, int], Jours] = field(default_factory=dict)
    """By event, and by the identity of a list of ranks, the days that are known."""
    binaires: Binaries = field(default_factory=dict)
    lieux: dict[tuple[int, ...], Sequence[int]] = field(default_factory=dict)
    """For the codes of some places, the ranks of the rows that say them, rising."""
    events: dict[str, dict[int, Evenement]] = field(default_factory=dict)
    """By name, for each code of the facts that it hangs on, an event of the rows."""
    index: Index | None = None
    """The different places that rows say, once asked for."""


@dataclass(slots=True, kw_only=True)
class Atoms:
    """Answers kept from one convention to the next: the same words about the same facts are asked once."""

    table: Table
    fields: Fields = field(default_factory=Fields)
    answers: dict[Key, dict[Hashable, Issue]] = field(default_factory=dict)
    coded: dict[Key, Answer] = field(default_factory=dict)
    """Of an atom of few answers."""
    ici: dict[int, tuple[Sequence[Issue], Sequence[int], bool]] = field(default_factory=dict)
    """By the identity of what places answer (kept beside), the ranks of the rows that are there, or perhaps;
    is that sure of each?"""
    validites: dict[tuple[ir.Validite, int], Sequence[Issue]] = field(default_factory=dict)
    """By validity, and by the identity of days (kept in `days`), was it in force on each different one?"""
    vectors: "dict[tuple[Key, int], tuple[Sequence[int], Vector]]" = field(default_factory=dict)
    """By atom, and by the identity of a domain (kept beside), an answer that hangs on nothing else."""

    worths: dict[Key, Worth] = field(default_factory=dict)
    """For a side of comparisons that is worked out."""
    sums: "dict[tuple[Key, int], tuple[Sequence[int], Sum | None]]" = field(default_factory=dict)
    """For such a side that is a sum, and by the identity of a domain (kept beside)."""
    binaires: Binaries = field(default_factory=dict)
    poses: dict[tuple[int, int], tuple[Column, Sequence[int], Cumulated]] = field(default_factory=dict)
    """By the identity of a column and of a domain (kept beside), its rows by code."""
    territoires: dict[ir.Territoire, Sequence[Issue]] = field(default_factory=dict)
    """For each code of the places that rows say, are these on it?"""
    quickly: dict[ir.Expr, bytes | None] = field(default_factory=dict)

    def lieux(self, champs: Collection[ir.Champ]) -> Index:
        """The different places that rows say by these facts."""
        if self.fields.index is None:
            rows = self.table.vacances
            self.fields.index = Index([rows[rank].cellule for rank in self.table.column(champs).firsts])
        return self.fields.index

    def vector(self, answer: Answer, domain: Sequence[int]) -> Vector:
        """An answer on the rows of a domain, in their order."""
        return answer.on(self._laid(answer.column, domain))

    def _laid(self, column: Column, domain: Sequence[int]) -> Cumulated:
        if len(domain) == len(column.codes):
            return column.laid()
        key = id(column), id(domain)
        kept = self.poses.get(key)
        if kept is None:
            laid = Cumulated(column.of(domain), column.number)
            kept = self.poses[key] = column, domain, laid
        return kept[2]

    def answer(self, asked: Asked, read: Reach, see: See, ask: Callable[[int], Issue]) -> Answer | None:
        """What is answered to each thing that rows say. read: facts on which that may depend; ask: the
        evaluator's outcome on the row of a rank. None where more than a word must be known of a row."""
        if isinstance(asked, Bounded):
            return self._worth(asked, read, see).against(asked.bounds)
        champ = asked.champ
        if read.champs != {champ}:
            return None
        words = self.fields.words.get(champ)
        if words is None:
            words = words_of(champ, self.table, lambda rank: evaluate(champ, see(rank)).valeur)
            self.fields.words[champ] = words
        return words.among(asked, ask)

    def summed(self, asked: Bounded, read: Reach, see: See, domain: Sequence[int]) -> Vector | None:
        """The same of a sum or a difference, on the rows of a domain. None where it cannot be written so."""
        key = (asked.term, read.champs), id(domain)
        kept = self.sums.get(key)
        if kept is None:
            found = sum_of(
                asked.term,
                read.champs,
                self.table,
                domain,
                lambda champ: self._binary(champ, domain),
                lambda rank: evaluate(asked.term, see(rank)).valeur,
            )
            kept = self.sums[key] = domain, found
        return None if kept[1] is None else kept[1].against(asked.bounds)

    def _binary(self, champ: ir.Champ, domain: Sequence[int]) -> "Binary | None":
        """A fact on the rows of a domain, in binary: of all the table, as long as the rows serve."""
        place = None if len(domain) == self.table.number else id(domain)
        known = self.fields.binaires if place is None else self.binaires
        kept = known.get((champ, place))
        if kept is None:
            column, values = self.table.column((champ,)), self.table.numbers_of_codes(champ)
            kept = known[champ, place] = domain, written(column, values, domain)
        return kept[1]

    def _worth(self, asked: Bounded, read: Reach, see: See) -> Worth:
        term = asked.term
        kept = self.fields.worths if isinstance(term, ir.Champ) else self.worths
        key = term, read.champs
        found = kept.get(key)
        if found is None:
            found = kept[key] = worth(
                asked, read.champs, self.table, lambda rank: evaluate(term, see(rank)).valeur
            )
        return found

    def quick(self, expr: ir.Expr) -> bytes | None:
        """What answers a comparison of numbers or days of a row without the evaluator, by row: 0 vrai,
        1 faux, 2 where the evaluator is to be asked. None for another expression."""
        if expr not in self.quickly:
            self.quickly[expr] = None if facts(expr) is None else self._compared(expr)
        return self.quickly[expr]

    def _compared(self, expr: ir.Expr) -> bytes:
        told = compared(expr, self.table.number, self.table.numbers)
        found = bytearray(map(not_, told.dits))
        for rank in told.trous:
            found[rank] = 2
        return bytes(found)
