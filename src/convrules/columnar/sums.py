"""A side of comparisons that is a sum or a difference, on the rows of a domain."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.values import Resultat
from convrules.columnar.binary import Binary, Read, worked_out
from convrules.columnar.numbers import Bounds, days_apart
from convrules.columnar.tables import Table
from convrules.columnar.vectors import Rows, Vector, everything, ranks_of, rows_of
from convrules.columnar.worth import Evaluate, within_bounds

Groups: TypeAlias = Iterator[tuple[frozenset[ir.Champ], Rows]]
"""Facts, and the rows of which what the evaluator gives hangs on these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """`ouverts`: what the scalar evaluator gives of the rows that leave something open."""

    binaire: Binary
    ouverts: Sequence[tuple[Resultat, Rows]]

    def against(self, bounds: Bounds) -> Vector:
        """All of these comparisons."""
        inside = self.binaire.dits
        for op, fixed, _ in bounds:
            inside &= self.binaire.where(op, fixed)
        found = Vector(vrai=inside, faux=self.binaire.dits ^ inside)
        for result, rows in self.ouverts:
            found.add(within_bounds(result, bounds), rows)
        return found


def sum_of(
    term: ir.Expr, reach: frozenset[ir.Champ], table: Table, domain: Sequence[int], read: Read, ask: Evaluate
) -> Sum | None:
    """reach: facts on which what it gives may depend where one of its own is not certain; read: a fact on the
    rows of the domain; ask: the evaluator, of the row of a rank. None where it cannot be written so."""
    number = len(domain)
    binaire = worked_out(term, everything(number), read)
    if binaire is None:
        return None
    found: dict[Resultat, list[int]] = {}
    for champs, rows in _open(term, reach, binaire, read):
        codes, kept = table.column(champs).codes, dict[int, list[int]]()
        for place in ranks_of(rows, number):
            rank = domain[place]
            code = codes[rank]
            if code not in kept:
                kept[code] = found.setdefault(ask(rank), [])
            kept[code].append(place)
    return Sum(
        binaire=binaire, ouverts=[(result, rows_of(places, number)) for result, places in found.items()]
    )


def _open(term: ir.Expr, reach: frozenset[ir.Champ], binaire: Binary, read: Read) -> Groups:
    """Rows that leave something open, with the facts on which what the evaluator gives of them hangs. Why
    less than `reach`: what is not known of the days between a known one and another hangs on the other
    alone (`runtime.operators`)."""
    ends = days_apart(term)
    if ends is None:
        yield reach, binaire.tout ^ binaire.dits
        return
    first, second = ends
    a, b = (binaire.tout ^ end.dits for end in map(read, ends) if end is not None)
    for champs, rows in ((reach, a & b), (reach - {second}, a & ~b), (reach - {first}, b & ~a)):
        if rows:
            yield champs, rows
