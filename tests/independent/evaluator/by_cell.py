"""A number of an account judged by cell: that of the cell of an element, or the sum over the cells."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import inf

from .convention import Clause
from .days import NEVER
from .facts import Possible, Row, Value
from .judge import Judged
from .outcomes import Cause, N, U
from .year import Year

ROWS = ("base", "réalisé")
Values = tuple[list[Value], frozenset[Cause]]


@dataclass
class Cells:
    """The cells of an account: those shown, by value; those that may be beside them, and why."""

    year: Year
    clause: Clause
    shown: dict[str, Judged]
    hidden: list[Judged]
    doubts: frozenset[Cause]

    def one(self, judged: Judged, figure: str) -> Values:
        from .figures import of_one  # each cell is read as an account is

        return of_one(self.year, judged, figure, self.clause.name)

    def sum(self, figure: str) -> Values:
        found = [self.one(judged, figure) for judged in self.shown.values()]
        told = [(values, why) for values, why in found if values != [N]]
        if not told and not self.doubts:
            return [N], frozenset()
        causes = self.doubts.union(*(why for _, why in told))
        every = [v for values, _ in told for v in values]
        if any(isinstance(v, U) for v in every) or (self.doubts and figure == "solde"):
            return [U(causes.union(*(v.causes for v in every if isinstance(v, U))))], causes
        if self.doubts or any(isinstance(v, Possible) for v in every):
            return [self.between(figure, [values for values, _ in told], causes)], causes
        if N in every:
            return [U(causes)], causes
        return sorted({Fraction(sum(c)) for c in product(*(values for values, _ in told))}), causes

    def between(self, figure: str, every: list[list[Value]], causes: frozenset[Cause]) -> Value:
        ends = [[end for v in values for end in ends_of(v)] for values in every]
        causes = causes.union(*(v.causes for values in every for v in values if isinstance(v, Possible)))
        low, high = sum(min(e) for e in ends), sum(max(e) for e in ends)
        if self.doubts:
            most = max((max(h.figures[figure], default=0) for h in self.hidden), default=0)
            high = high + most if figure in ROWS and not self.year.open else inf
        return Possible(int(low), NEVER if high == inf else int(high), causes)

    def share(self) -> Values:
        (done, a), (base, b) = self.sum("réalisé"), self.sum("base")
        causes = a | b
        if self.year.open:
            return [U(causes | {("fin de la période", "futur")})], causes
        if all(isinstance(v, Fraction) for v in (*done, *base)):
            return [x / y if y else N for x in done for y in base], causes
        return ([N], causes) if base == [N] else ([U(causes)], causes)


def ends_of(value: Value) -> tuple[float | Fraction, ...]:
    if isinstance(value, Possible):
        return value.low, inf if value.high >= NEVER else value.high
    return (value,)


def values(year: Year, clause: Clause, judged: Judged, figure: str, element: Row | None) -> Values:
    names = year.cells_of(clause).removeprefix("chaque ").split(" et ")
    cells = year.cells(clause, names)
    beside = () if year.all_seen(names, cells) else year.not_shown(clause, names, cells)
    hidden = [one for one in (year.in_cell(clause, cell) for cell in beside) if one is not None]
    doubts = frozenset[Cause]().union(*(one.causes for one in hidden))
    if year.open and list(year.to_come(clause, names, judged.cells)):
        doubts |= {("fin de la période", "futur")}
    found = Cells(year, clause, judged.cells, hidden, doubts)
    if element is not None:
        return of_element(found, names, figure, element)
    return found.share() if figure == "taux" else found.sum(figure)


def of_element(found: Cells, names: list[str], figure: str, element: Row) -> Values:
    place = []
    for name in names:
        own = name == "programme" and element.cells["élément"] == "programme"
        place.append(element.cells.get("id" if own else name, "inconnu"))
    above = "programme." if element.cells["élément"] == "programme" else ""
    missing = {
        (f"{above}{name}", "manquant") for name, value in zip(names, place, strict=True) if value == "inconnu"
    }
    if "sans objet" in place:
        return [N], frozenset()
    if missing:
        return [U(frozenset(missing))], frozenset(missing)
    judged = found.shown.get(" ".join(place))
    if judged is not None:
        return found.one(judged, figure)
    return ([U(found.doubts)], found.doubts) if found.doubts else ([N], frozenset())
