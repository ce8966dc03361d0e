"""What a workbook cannot hold whole: a text is cut between two of its values, never in one, and says so.

A form without such limits (CSV, Parquet, JSON) keeps everything.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from convrules.render import numbers
from convrules.render.feuilles import SEPARE, Feuille, Liste
from convrules.render.numbers import FINE

TEXTE_MAX: Final = 32_767  # SOURCE: Excel, longest text of a cell, in units of UTF-16.
SUITE: Final = "… (suite coupée)"
SEUL: Final = "… (texte coupé)"
"""Of a text that has no place where to cut it: half a value would be another value."""


def fitted(text: str) -> str:
    """The same text when a cell holds it."""
    # Why the half first: a character is two units at most, and nearly every text is short.
    if len(text) <= TEXTE_MAX // 2 or _units(text) <= TEXTE_MAX:
        return text
    return _of_list(text.valeurs) if isinstance(text, Liste) else _of_text(text)


def told(feuille: Feuille, cut: int, rows: int) -> str:
    """What the sheet says of itself. cut: its cells that `fitted` shortened; rows: how many it shows. Empty
    when nothing is left out and there is nothing to remark."""
    return " ".join((*feuille.remarques, *_rows_told(len(feuille.lignes), rows), *_cells_told(cut)))


def _rows_told(held: int, rows: int) -> Iterator[str]:
    if rows < held:
        yield (
            f"Les {numbers.group(rows)} premières des {numbers.group(held)} lignes{FINE}: un classeur n'en "
            "tient pas plus. Le csv les garde toutes."
        )


def _cells_told(cut: int) -> Iterator[str]:
    if cut:
        which = numbers.count(cut, "cellule")
        yield (
            f"Trop long pour un classeur{FINE}: {which}. Une cellule tient {numbers.group(TEXTE_MAX)} "
            f"caractères{FINE}; la suite est coupée entre deux valeurs, et la cellule le dit. "
            "Le csv garde tout."
        )


def _of_list(valeurs: Sequence[str]) -> str:
    """As many whole values as fit, then how many are left. Why « autres » after a bar: who splits the cell
    meets no value that is not one."""
    ends = list(accumulate(_units(v) + len(SEPARE) for v in valeurs))
    for kept in range(bisect(ends, TEXTE_MAX), 0, -1):
        left = f"… et {numbers.count(len(valeurs) - kept, 'autre')}{FINE}: voir le csv"
        if ends[kept - 1] + _units(left) <= TEXTE_MAX:
            return SEPARE.join((*valeurs[:kept], left))
    return f"… {numbers.count(len(valeurs), 'valeur')}{FINE}: voir le csv"


def _of_text(text: str) -> str:
    """Up to its last bar, or else its last blank."""
    room = _prefix(text, TEXTE_MAX - _units(SUITE))
    last = room.rfind(SEPARE) + 1 or len(room.rpartition(" ")[0])
    return room[:last] + SUITE if last else SEUL


def _prefix(text: str, room: int) -> str:
    kept = text[:room]
    while (over := _units(kept) - room) > 0:
        kept = kept[: -((over + 1) // 2)]
    return kept


def _units(text: str) -> int:
    """Its length as Excel counts it: a character beyond the first plane is two."""
    return len(text) + sum(c > "\uffff" for c in text)
