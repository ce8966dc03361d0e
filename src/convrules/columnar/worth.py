"""What a side of a comparison is worth on every row: a column whose codes follow the values, so that a
comparison with what is fixed is a run of codes.

Numbers and days that rows say for certain come first, rising; then, each different one once, what the scalar
evaluator gives where a row leaves something open: what that is worth beside a fixed value is asked of the
evaluator's own operators.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.outcomes import Issue, et
from convrules.base.records import dataclass
from convrules.base.values import Resultat
from convrules.columnar.answers import Answer, by_outcome
from convrules.columnar.cumulated import Run
from convrules.columnar.numbers import Bounded, Bounds, Number, worked_out
from convrules.columnar.tables import Column, Table, column_of
from convrules.runtime.operators import compare

Evaluate: TypeAlias = Callable[[int], Resultat]
"""What the evaluator gives on the row of a rank."""

_Open: TypeAlias = tuple[int]
"""The rank of what the evaluator gives of a row that leaves something open."""
_RUNS: Final[Mapping[ir.Comparateur, Callable[[Sequence[Number], Number], Run]]] = {
    ir.Comparateur.EGAL: lambda values, c: (bisect_left(values, c), bisect_right(values, c)),
    ir.Comparateur.DIFFERENT: lambda values, c: (bisect_left(values, c), bisect_right(values, c)),
    ir.Comparateur.INFERIEUR: lambda values, c: (0, bisect_left(values, c)),
    ir.Comparateur.INFERIEUR_EGAL: lambda values, c: (0, bisect_right(values, c)),
    ir.Comparateur.SUPERIEUR: lambda values, c: (bisect_right(values, c), len(values)),
    ir.Comparateur.SUPERIEUR_EGAL: lambda values, c: (bisect_left(values, c), len(values)),
}
"""The codes of which a comparison holds; for DIFFERENT, those of which it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """`values`: of the first codes, rising; `ouverts`: of the codes after these."""

    column: Column
    values: Sequence[Number]
    ouverts: Sequence[Resultat]

    def against(self, bounds: Bounds) -> Answer:
        """All of these comparisons."""
        first, last, end = 0, len(self.values), len(self.values)
        inside = True
        for op, fixed, _ in bounds:
            low, high = _RUNS[op](self.values, fixed)
            first, last = max(first, low), min(last, high)
            inside = op is not ir.Comparateur.DIFFERENT
        last = max(first, last)
        found: list[tuple[Issue, Sequence[Run]]] = [
            (inside, _runs((first, last))),
            (not inside, _runs((0, first), (last, end))),
        ]
        for code, result in enumerate(self.ouverts, end):
            found.append((within_bounds(result, bounds), [(code, code + 1)]))
        return by_outcome(self.column, found)


def within_bounds(result: Resultat, bounds: Bounds) -> Issue:
    """Do all of these comparisons hold of what the evaluator gives?"""
    issue: Issue = True
    for op, _, read in bounds:
        issue = et(issue, compare(op, result, read))
    return issue


def worth(asked: Bounded, reach: Collection[ir.Champ], table: Table, evaluate: Evaluate) -> Worth:
    """What the side that is worked out is worth. reach: facts on which what it gives may depend where one of
    those that it is worked out from is not certain."""
    found = worked_out(asked.term, table.number, table.numbers)
    said: list[Number | _Open] = list(found.dits)
    results: dict[Resultat, _Open] = {}
    if found.trous:
        wide, kept = table.column(reach), dict[int, _Open]()
        for row in found.trous:
            code = wide.codes[row]
            if code not in kept:
                kept[code] = results.setdefault(evaluate(wide.firsts[code]), (len(results),))
            said[row] = kept[code]
    met = _Met()
    codes = list(map(met.__getitem__, said))
    values = sorted(value for value in met if not isinstance(value, tuple))
    ordered = [*values, *results.values()]
    rank: dict[Number | _Open, int] = {value: n for n, value in enumerate(ordered)}
    column = column_of(codes, len(met)).renamed([rank[value] for value in met])
    return Worth(column=column, values=values, ouverts=tuple(results))


class _Met(dict["Number | _Open", int]):
    """Codes of what is met, in that order."""

    def __missing__(self, value: "Number | _Open") -> int:
        code = self[value] = len(self)
        return code


def _runs(*runs: Run) -> list[Run]:
    return [run for run in runs if run[0] < run[1]]
