"""How far a hidden number can be deduced from those that are shown.

Lines of known total, columns, and the line of column totals make a network in which numbers flow: what a
hidden number may gain or lose, everything shown being kept, is a maximal flow. Exact, in whole numbers.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final, TypeAlias

from convrules.base.flows import max_flow

Cell: TypeAlias = tuple[int, int]
"""Line and column; the line of column totals is `TOTAUX`."""

TOTAUX: Final = -1
_INFINI: Final = 10**9

_Node: TypeAlias = tuple[str, int]


def may_move(cell: Cell, hidden: Mapping[Cell, int], enough: int) -> int:
    """Width of the interval of values that a hidden number may have, or `enough` if it is at least that."""
    start, end = _ends(cell)
    others = {c: n for c, n in hidden.items() if c != cell}
    up = _flow(end, start, others, enough)
    if up >= enough:
        return enough
    down = _flow(start, end, others, min(enough - up, hidden[cell]))
    return up + down


def _ends(cell: Cell) -> tuple[_Node, _Node]:
    line, column = cell
    if line == TOTAUX:
        return ("colonne", column), ("ligne", TOTAUX)
    return ("ligne", line), ("colonne", column)


def _flow(source: _Node, sink: _Node, hidden: Mapping[Cell, int], enough: int) -> int:
    """The most that can go from one node to another, or `enough`: forward without limit, backward no more
    than the number that is there."""
    capacity: dict[_Node, dict[_Node, int]] = defaultdict(dict)
    for cell, n in hidden.items():
        u, v = _ends(cell)
        capacity[u][v], capacity[v][u] = _INFINI, n
    return max_flow(capacity, source, sink, enough)
