"""Cells that name a row and hold several: a quote closed too far swallowed what followed it."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from convrules import ir
from convrules.diagnostics.problems import lecture
from convrules.facts.conversion import Convertisseur
from convrules.facts.personnel import hidden
from convrules.facts.readers.lieux import Constat, Rangee

_NOMS: Final = frozenset({"id", "vacance", "demande"})
_SEPARATEURS: Final = 3
"""Separators from which a cell is made of several."""


def without_rows_inside(
    rangee: Rangee, separateur: str, colonnes: Sequence[tuple[ir.Colonne, int, Convertisseur]]
) -> Rangee:
    """The row, a fault in the place of an identifier that holds lines or cells. Its text no longer shows
    them: what was swallowed may be a person's."""
    faults: dict[int, Constat] = {
        rank: partial(lecture.identifiant_de_plusieurs_lignes, colonne=colonne.colonne or "")
        for colonne, rank, _ in colonnes
        if swallows(colonne, rangee.valeurs[rank], separateur)
    }
    return hidden(rangee, separateur, faults) if faults else rangee


def swallows(colonne: ir.Colonne, text: str, separateur: str) -> bool:
    """Is a cell an identifier that holds lines or cells?"""
    if colonne.champ not in _NOMS:
        return False
    return "\n" in text or max(map(text.count, (separateur, ";", "\t"))) >= _SEPARATEURS
