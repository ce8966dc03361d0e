"""One table: the fewest numbers to hide beside those under the threshold."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from convrules.render.secret.deduction import TOTAUX, Cell, may_move
from convrules.render.secret.model import Ventilation
from convrules.render.secret.zones import Zones, is_read

MASQUEES: Final = -2
"""The line that hidden lines add up to: shown nowhere, computed by whoever subtracts."""


def protect(
    v: Ventilation,
    others: Sequence[int],
    lines: Collection[int],
    seuil: int,
    connues: Zones,
    deja: Collection[Cell] = (),
) -> frozenset[Cell] | int:
    """Cells to hide, column totals included; or a line to hide whole, without which it cannot be done.
    connues: groups of columns of which the reader knows the sum; deja: cells that are hidden whatever is
    found."""
    return _Tableau(v, others, lines, seuil, connues, deja).hide()


class _Tableau:
    """A line of which sums are known is as many lines as there are groups of columns, each with its total:
    `owner` says of which line, `cols` over which columns."""

    def __init__(
        self,
        v: Ventilation,
        others: Sequence[int],
        lines: Collection[int],
        seuil: int,
        connues: Zones,
        deja: Collection[Cell],
    ) -> None:
        self.seuil, self.lines = seuil, frozenset(lines)
        self.width = range(len(v.colonnes))
        self.entiers = frozenset(j for j in self.width if v.colonnes[j] in v.entiers)
        self.sizes = {i: sum(v.nombres[i]) for i in others if i not in lines}
        self.rows: dict[int, tuple[int, ...]] = {}
        self.cols: dict[int, frozenset[int]] = {}
        self.owner: dict[int, int] = {}
        self._lay(v, others, connues)
        self.hidden: set[Cell] = set()
        for i, row in self.rows.items():
            self.hidden |= {(i, j) for j in self.cols[i] if self._small(i, j, row[j]) or self._whole(i)}
        self.hidden |= {self._cell(*c) for c in deja} & {(i, j) for i in self.rows for j in self.cols[i]}
        self.small = sorted(c for c in self.hidden if self._small(*c, self._of(c)))

    def _lay(self, v: Ventilation, others: Sequence[int], connues: Zones) -> None:
        """The lines that numbers flow between: what the reader knows is in none, nor a zero, since a
        territory or the stock often says that nothing can be there."""
        kept: dict[int, set[int]] = {i: set(self.width) for i in others}
        groups = [(i, columns) for i in others for columns in connues.get(i, ())]
        for i, columns in groups:
            kept[i] -= set(columns)
        for i in others:
            kept[i] = {j for j in kept[i] if v.nombres[i][j]}
        masked = Counter(j for i in self.lines for j in kept[i])
        every = Counter(j for i in others for j in kept[i])
        zoned = [(i, [j for j in own if v.nombres[i][j]]) for i, own in groups if not is_read(v, i, own)]
        every.update(j for _, columns in zoned for j in columns)
        self.mixed = {MASQUEES: _several(masked), TOTAUX: _several(every)}
        for i in others:
            if i not in self.lines:
                self._put(i, i, kept[i], v.nombres[i])
        for rang, (i, known) in enumerate(zoned, start=len(v.lignes)):
            self._put(rang, i, known, v.nombres[i])
        if masked:
            sums = [sum(v.nombres[i][j] for i in self.lines if j in kept[i]) for j in self.width]
            self._put(MASQUEES, MASQUEES, [j for j in self.width if sums[j]], sums)
        self._put(TOTAUX, TOTAUX, self.width, [sum(r[j] for r in self.rows.values()) for j in self.width])

    def _put(self, key: int, owner: int, columns: Collection[int], numbers: Sequence[int]) -> None:
        self.owner[key], self.cols[key] = owner, frozenset(columns)
        self.rows[key] = tuple(n if j in columns else 0 for j, n in enumerate(numbers))

    def _cell(self, i: int, j: int) -> Cell:
        """Where a number of a line stands."""
        return next(((k, j) for k, owner in self.owner.items() if owner == i and j in self.cols[k]), (i, j))

    def _whole(self, i: int) -> bool:
        """Is it hidden whole?"""
        return i == MASQUEES or self.owner[i] in self.lines

    def _of(self, cell: Cell) -> int:
        return self.rows[cell[0]][cell[1]]

    def _small(self, i: int, j: int, n: int) -> bool:
        """Must it be hidden? Not the total of a whole commune, unless one line makes it."""
        mixed = j in self.mixed.get(i, ())
        whole = j in self.entiers and n == self.rows[TOTAUX][j] and mixed
        return 0 < n < self.seuil and not whole

    def hide(self) -> frozenset[Cell] | int:
        """Hide until every line and column hides enough, and no small number can be deduced."""
        while True:
            if self._fill():
                continue
            bare = next((c for c in self.small if not self._protected(c)), None)
            if bare is None:
                return self._found()
            cycle = self._cycle(bare)
            if cycle is None:
                line = self._line_for(bare)
                cycle = {(TOTAUX, j) for j in self.width} - self.hidden
                if line is not None:
                    return line
                if not cycle:
                    # Why: nothing is left to hide; what is still deduced, the reader knows by its own sums.
                    return self._found()
            self.hidden |= cycle

    def _found(self) -> frozenset[Cell]:
        cells = ((self.owner[i], j) for i, j in self.hidden if i != MASQUEES)
        return frozenset(c for c in cells if c[0] not in self.lines)

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
                yield [(i, j) for j in sorted(self.cols[i])]
        for j in self.width:
            if (TOTAUX, j) not in self.hidden and j not in self.entiers:
                yield [(i, j) for i in self.rows if i != TOTAUX and j in self.cols[i]]

    # --- deduction --------------------------------------------------------------------------
    def _needed(self, cell: Cell) -> int:
        """An interval as wide as what the mark itself says, 1 to the threshold less one; in a commune whose
        total is told, no wider than this total; in a group whose sum the reader knows, than this sum."""
        told = cell[1] in self.entiers and (TOTAUX, cell[1]) not in self.hidden
        wide = self.seuil - 2
        if cell[0] not in (self.owner[cell[0]], TOTAUX):
            wide = min(wide, sum(self.rows[cell[0]]))
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
            for other in self.cols[k] & self.cols[i] if j in self.cols[k] else ():
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

    def _line_for(self, cell: Cell) -> int | None:
        """The cell's own line, or the smallest; none when all are hidden."""
        if (own := self.owner[cell[0]]) in self.sizes:
            return own
        return min(self.sizes, key=lambda i: (self.sizes[i], i), default=None)


def _several(columns: Counter[int]) -> frozenset[int]:
    return frozenset(j for j, lines in columns.items() if lines > 1)
