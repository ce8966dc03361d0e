"""One table: the fewest numbers to hide beside those under the threshold."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from convrules.render.secret.deduction import TOTAUX, Cell, may_move
from convrules.render.secret.model import Ventilation

MASQUEES: Final = -2
"""The line that hidden lines add up to: shown nowhere, computed by whoever subtracts."""


def protect(
    v: Ventilation, others: Sequence[int], lines: Collection[int], seuil: int
) -> frozenset[Cell] | int:
    """Cells to hide, column totals included; or a line to hide whole, without which it cannot be done."""
    return _Tableau(v, others, lines, seuil).hide()


class _Tableau:
    def __init__(self, v: Ventilation, others: Sequence[int], lines: Collection[int], seuil: int) -> None:
        self.seuil = seuil
        self.width = range(len(v.colonnes))
        self.entiers = frozenset(j for j in self.width if v.colonnes[j] in v.entiers)
        self.rows = {i: v.nombres[i] for i in others if i not in lines}
        self.sizes = {i: sum(row) for i, row in self.rows.items()}
        if lines:
            self.rows[MASQUEES] = tuple(sum(v.nombres[i][j] for i in lines) for j in self.width)
        self.rows[TOTAUX] = tuple(sum(v.nombres[i][j] for i in others) for j in self.width)
        self.hidden: set[Cell] = set()
        for i, row in self.rows.items():
            self.hidden |= {(i, j) for j in self.width if self._small(i, j, row[j])}
        if lines:
            self.hidden |= {(MASQUEES, j) for j in self.width}
        self.small = sorted(c for c in self.hidden if self._small(*c, self._of(c)))

    def _of(self, cell: Cell) -> int:
        return self.rows[cell[0]][cell[1]]

    def _small(self, i: int, j: int, n: int) -> bool:
        """Must it be hidden? Not the total of a whole commune, even when one line makes it."""
        whole = j in self.entiers and n == self.rows[TOTAUX][j] and i in (TOTAUX, MASQUEES)
        return 0 < n < self.seuil and not whole

    def hide(self) -> frozenset[Cell] | int:
        """Hide until every line and column hides enough, and no small number can be deduced."""
        while True:
            if self._fill():
                continue
            bare = next((c for c in self.small if not self._protected(c)), None)
            if bare is None:
                return frozenset(c for c in self.hidden if c[0] != MASQUEES)
            cycle = self._cycle(bare)
            if cycle is None:
                return self._line_for(bare)
            self.hidden |= cycle

    # --- sums -------------------------------------------------------------------------------
    def _fill(self) -> bool:
        """What a line or a column hides can be computed: it is nothing, or reaches the threshold."""
        for cells in self._sums():
            hidden = [c for c in cells if c in self.hidden and self._of(c)]
            alone = len(hidden) == 1 and hidden[0][0] != MASQUEES
            if not hidden or (not alone and sum(map(self._of, hidden)) >= self.seuil):
                continue
            left = [c for c in cells if c not in self.hidden and self._of(c)]
            if left:
                self.hidden.add(
                    min(left, key=lambda c: (c[0] == TOTAUX and c[1] in self.entiers, self._of(c), c))
                )
                return True
        return False

    def _sums(self) -> Iterator[list[Cell]]:
        """Those whose result is shown, unless it may always be told."""
        for i in self.rows:
            if i != MASQUEES:
                yield [(i, j) for j in self.width]
        for j in self.width:
            if (TOTAUX, j) not in self.hidden and j not in self.entiers:
                yield [(i, j) for i in self.rows if i != TOTAUX]

    # --- deduction --------------------------------------------------------------------------
    def _needed(self, cell: Cell) -> int:
        """An interval as wide as what the mark itself says, 1 to the threshold less one; in a commune whose
        total is told, no wider than this total."""
        told = cell[1] in self.entiers and (TOTAUX, cell[1]) not in self.hidden
        wide = self.seuil - 2
        return min(wide, self.rows[TOTAUX][cell[1]]) if told else wide

    def _protected(self, cell: Cell) -> bool:
        need = self._needed(cell)
        return may_move(cell, {c: self._of(c) for c in self.hidden}, need) >= need

    def _cycle(self, cell: Cell) -> set[Cell] | None:
        """The cheapest square of cells through which the number may move, not all hidden yet; the total of
        a whole commune is the last that is hidden."""
        i, j = cell
        need = self._needed(cell)
        best: tuple[tuple[bool, bool, int, int], set[Cell]] | None = None
        for k in self.rows:
            for other in self.width:
                new = {(i, other), (k, other), (k, j)} - self.hidden
                if k == i or other == j or not new:
                    continue
                if room := self._room(i, j, k, other):
                    told = any(c[0] == TOTAUX and c[1] in self.entiers for c in new)
                    cost = (told, room < need, sum(map(self._of, new)), len(new))
                    if best is None or cost < best[0]:
                        best = cost, new
        return best[1] if best else None

    def _room(self, i: int, j: int, k: int, other: int) -> int:
        """How far the number may go, both ways, around a square."""
        rows = self.rows
        if TOTAUX in (i, k):  # A line gains in a column what it loses in the other; their totals follow.
            line = rows[k] if i == TOTAUX else rows[i]
            return line[j] + line[other]
        return min(rows[i][other], rows[k][j]) + min(rows[i][j], rows[k][other])

    def _line_for(self, cell: Cell) -> int:
        """The cell's own line, or the smallest."""
        return cell[0] if cell[0] >= 0 else min(self.sizes, key=lambda i: (self.sizes[i], i))
