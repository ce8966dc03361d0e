"""Lines that are hidden together in a table, as whoever knows where nothing is tells them apart.

Columns whose totals are shown may cut hidden lines into groups that share none of them: what each group adds
up to is then known, and the tables together may tell more than each. A group that is too small for it is
joined to another, by hiding the total of a column of each.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeAlias

from convrules.render.secret.deduction import TOTAUX, Cell
from convrules.render.secret.model import Ventilation
from convrules.render.secret.zones import Zones, is_read

_Node: TypeAlias = tuple[str, int, int]
"""A line, or a group of its columns whose sum is known; a column; the line of totals."""
_Edge: TypeAlias = tuple[_Node, _Node]


def to_join(
    v: Ventilation,
    others: Sequence[int],
    lines: Collection[int],
    cells: Collection[Cell],
    connues: Zones,
    enough: Callable[[Collection[int]], bool],
) -> frozenset[Cell]:
    """Totals of columns to hide, so that a group of hidden lines that is not `enough` stands alone no more;
    none where all is well. cells: hidden one by one, totals of columns included."""
    groups = _groups([*_edges(v, others, lines, cells, connues)])
    for group in groups if len(groups) > 1 else ():
        alone = {i for kind, i, rang in group if kind == "ligne" and i in lines and rang < 0}
        if alone and not enough(alone):
            found = {(TOTAUX, _least(v, own)) for own in (group, _partner(v, group, groups))}
            return frozenset(found - {*cells})
    return frozenset()


def _edges(
    v: Ventilation,
    others: Sequence[int],
    lines: Collection[int],
    cells: Collection[Cell],
    connues: Zones,
) -> Iterator[_Edge]:
    """Hidden numbers that are something: each binds its line to its column."""
    for i in others:
        zoned = {j: rang for rang, columns in enumerate(connues.get(i, ())) for j in columns}
        read = {j for columns in connues.get(i, ()) if is_read(v, i, columns) for j in columns}
        for j, n in enumerate(v.nombres[i]):
            if n and j not in read and (i in lines or (i, j) in cells):
                yield ("ligne", i, zoned.get(j, -1)), ("colonne", j, -1)
    for i, j in cells:
        if i == TOTAUX:
            yield ("totaux", -1, -1), ("colonne", j, -1)


def _groups(edges: Sequence[_Edge]) -> Sequence[frozenset[_Node]]:
    """What hidden numbers bind together, in the order in which it is met."""
    found: list[set[_Node]] = []
    for edge in edges:
        met = [group for group in found if group & {*edge}]
        found = [group for group in found if group not in met] + [{*edge}.union(*met)]
    return [frozenset(group) for group in found]


def _partner(v: Ventilation, group: frozenset[_Node], groups: Sequence[frozenset[_Node]]) -> frozenset[_Node]:
    """The group to join it to: that of the column whose total costs the least to hide."""
    return min((g for g in groups if g is not group), key=lambda g: (_cost(v, _least(v, g)), min(g)))


def _least(v: Ventilation, group: frozenset[_Node]) -> int:
    """The column whose total costs the least to hide; the totals of whole communes, the most."""
    return min((j for kind, j, _ in group if kind == "colonne"), key=lambda j: (_cost(v, j), j))


def _cost(v: Ventilation, column: int) -> tuple[bool, int]:
    return v.colonnes[column] in v.entiers, sum(row[column] for row in v.nombres)
