"""Rows of the journal that exchange a turn: such an act adds to others, and replaces none."""

from collections.abc import Mapping
from typing import Final

from convrules.base.values import INCONNU, Cellule, Connu, Inconnu

ECHANGE: Final = Connu("echange")
COMPTES: Final = ("compte", "cedant")


def adds_up(cellules: Mapping[str, Cellule]) -> bool:
    """Is the row an act of exchange, or may it be? Of two that bear one identifier, or are alike, each is
    perhaps there."""
    acte = cellules.get("acte", INCONNU)
    # Why by its accounts: of acts, those of exchange alone name two.
    two = not any(isinstance(cellules.get(nom, INCONNU), Inconnu) for nom in COMPTES)
    return acte == ECHANGE or (two and not isinstance(acte, Connu))
