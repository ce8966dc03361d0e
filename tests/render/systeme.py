"""An exact linear programme: how far sums of whole numbers are told by equations."""

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

Inconnue: TypeAlias = Hashable
Equation: TypeAlias = tuple[dict[Inconnue, int], int]


class Systeme:
    """Equations between numbers that are not negative, solved exactly: a tableau in which one number of each
    line is told by the others."""

    def __init__(self, equations: Sequence[Equation]) -> None:
        self.names = list(dict.fromkeys(x for left, _ in equations for x in left))
        size = len(self.names)
        self.rows: list[list[Fraction]] = []
        self.base: list[int] = []
        for rang, (left, right) in enumerate(equations):
            sign = -1 if right < 0 else 1
            row = [Fraction(sign * left.get(x, 0)) for x in self.names]
            extra = [Fraction(int(n == rang)) for n in range(len(equations))]
            self.rows.append([*row, *extra, Fraction(sign * right)])
            self.base.append(size + rang)
        gaps = [Fraction(0)] * size + [Fraction(-1)] * len(equations)
        assert self._most(gaps, len(gaps)) == 0, "what is shown is not what is true"
        self._drop(size)

    def _drop(self, size: int) -> None:
        """Without what was added to start from."""
        for rang in range(len(self.rows)):
            if self.base[rang] >= size:
                column = next((j for j in range(size) if self.rows[rang][j]), None)
                if column is not None:
                    self._pivot(rang, column)
        kept = [rang for rang, j in enumerate(self.base) if j < size]
        self.rows = [[*self.rows[rang][:size], self.rows[rang][-1]] for rang in kept]
        self.base = [self.base[rang] for rang in kept]

    def bounds(self, terms: Mapping[Inconnue, int]) -> tuple[Fraction, Fraction | None]:
        cost = [Fraction(terms.get(x, 0)) for x in self.names]
        most = self._most(cost, len(cost))
        least = self._most([-c for c in cost], len(cost))
        assert least is not None, "no number is negative"
        return -least, most

    def _most(self, cost: Sequence[Fraction], size: int) -> Fraction | None:
        """The most of a sum; None without limit."""
        while True:
            worth = [(cost[b], row) for b, row in zip(self.base, self.rows, strict=True) if cost[b]]
            gains = (j for j in range(size) if cost[j] > sum(c * row[j] for c, row in worth if row[j]))
            column = next(gains, None)
            if column is None:
                return sum(
                    (cost[b] * row[-1] for b, row in zip(self.base, self.rows, strict=True)), Fraction(0)
                )
            limits = [
                (row[-1] / row[column], self.base[rang], rang)
                for rang, row in enumerate(self.rows)
                if row[column] > 0
            ]
            if not limits:
                return None
            self._pivot(min(limits)[2], column)

    def _pivot(self, rang: int, column: int) -> None:
        pivot = self.rows[rang][column]
        own = self.rows[rang] = [x / pivot for x in self.rows[rang]]
        for n, row in enumerate(self.rows):
            if n != rang and row[column]:
                factor = row[column]
                self.rows[n] = [x - factor * y if y else x for x, y in zip(row, own, strict=True)]
        self.base[rang] = column
