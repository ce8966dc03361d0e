"""Rows of the journal that exchange a turn: such an act adds to others, and replaces none."""

from collections.abc import Mapping
from typing import Final

from convrules.base.values import Cellule, Connu

ECHANGE: Final = Connu("echange")


def adds_up(cellules: Mapping[str, Cellule]) -> bool:
    """Is the row an act of exchange? Of two that bear one identifier, or are alike, each is perhaps there."""
    return cellules.get("acte") == ECHANGE
