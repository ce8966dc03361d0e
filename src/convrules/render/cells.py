"""A cell of a rule, in words."""

from collections.abc import Iterable, Sequence
from typing import Final

from convrules import geographie
from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.french import joined
from convrules.render.lexicon import code
from convrules.year.model import ResultatCellule

RANGS: Final = frozenset({"T1", "T2", "T3", "T4"})
"""Quarters, of no year in particular."""


def cell_name(cellule: ResultatCellule) -> str:
    """« Saint-Denis (93066), T3 »: places by name, codes in words."""
    return named_cell(cellule.cellule)


def named_cell(cellule: Sequence[tuple[str, str]]) -> str:
    return joined([_cell_part(dimension, value) for dimension, value in cellule], ", ") or "ensemble"


def code_cell(cellule: Sequence[tuple[str, str]]) -> str:
    """« 93066 », « 93066|T3 »: the same for programs, empty for `ensemble`."""
    return "|".join(value for _, value in cellule)


def cells_word(cellules: Iterable[Sequence[tuple[str, str]]], n: int) -> str:
    """« communes » where the cells are communes."""
    dimensions = {tuple(d for d, _ in cellule) for cellule in cellules}
    if dimensions == {("commune",)}:
        return numbers.plural(n, "commune", "communes")
    return numbers.plural(n, "cas")


def _cell_part(dimension: str, value: str) -> str:
    if dimension == "trimestre" and value in RANGS:
        # Why not « T1 »: a kind of dwelling is one too.
        return t("trimestre {rang}", rang=value[1:])
    if dimension.rpartition(".")[2] == "commune":
        found = geographie.commune(value)
        return t("{a} ({b})", a=found.nom, b=value) if found is not None else value
    return code(value)
