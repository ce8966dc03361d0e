"""A line of which the reader knows sums: its sum over each group of columns that they tell apart is known."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

from convrules.render.secret.model import Publiee, Somme, Ventilation

Zones: TypeAlias = Mapping[int, Sequence[tuple[int, ...]]]
"""By line, groups of columns whose sum in that line is known."""


def zones(v: Ventilation, table: int, sues: Iterable[Somme]) -> Zones:
    """The groups that sums tell apart, as if each was told: of two sums that overlap, it may be more than
    they say. table: the rank of the table among those of its measure."""
    found: dict[int, list[frozenset[str]]] = {}
    for one in sorted((s for s in sues if s.table == table), key=lambda s: (s.ligne, sorted(s.colonnes))):
        found.setdefault(v.lignes.index(one.ligne), []).append(one.colonnes)
    return {i: _groups(v.colonnes, told) for i, told in found.items()}


def _groups(colonnes: Sequence[str], told: Sequence[Collection[str]]) -> Sequence[tuple[int, ...]]:
    groups: dict[tuple[bool, ...], list[int]] = {}
    for j, nom in enumerate(colonnes):
        inside = tuple(nom in columns for columns in told)
        if any(inside):
            groups.setdefault(inside, []).append(j)
    return [tuple(columns) for columns in groups.values()]


def is_read(v: Ventilation, i: int, columns: Sequence[int]) -> bool:
    """Is each number of a group known with its sum: it has one column, or no dwelling?"""
    return len(columns) == 1 or not in_zone(v, i, columns)


def in_zone(v: Ventilation, i: int, columns: Iterable[int]) -> int:
    return sum(v.nombres[i][j] for j in columns)


def value_of(ventilations: Sequence[Ventilation], somme: Somme) -> int:
    v = ventilations[somme.table]
    return in_zone(v, v.lignes.index(somme.ligne), _columns(v, somme))


def is_masked(shown: Sequence[Publiee], somme: Somme) -> bool:
    """Is one of the numbers that it adds up hidden?"""
    one = shown[somme.table]
    row = one.nombres[one.lignes.index(somme.ligne)]
    return any(row[j] is None for j in _columns(one, somme))


def _columns(table: Ventilation | Publiee, somme: Somme) -> Iterable[int]:
    return (j for j, nom in enumerate(table.colonnes) if nom in somme.colonnes)
