"""What a row cannot mean: a lease without the attribution and the availability that it supposes.

An empty cell of a complete column says « not happened ». Beside a lease, it is a cell that was not filled:
nothing is concluded from it. Source: docs/langage, « Correspondance ».
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from convrules.base.dates import Evenement
from convrules.base.values import INCONNU, Cellule, Connu, Inconnu
from convrules.facts.records import Ligne

SUPPOSES: Final = ("disponibilite", "attribution")
"""What has happened when a lease is signed."""


def filled(ligne: Ligne) -> Ligne:
    """The row with those of these events unknown that it says have not happened, though a lease is dated."""
    bail = dated(ligne.cellule("bail"))
    if bail is None:
        return ligne
    denied = {nom: INCONNU for nom in SUPPOSES if _denied(ligne.cellule(nom), bail)}
    return replace(ligne, cellules={**ligne.cellules, **denied}) if denied else ligne


def unfilled(ligne: Ligne) -> Iterator[tuple[str, str]]:
    """The day of the lease, and each event that it supposes and that its column leaves out."""
    bail = dated(ligne.cellule("bail"))
    for nom in SUPPOSES if bail is not None else ():
        if nom in ligne.cellules and isinstance(ligne.cellule(nom), Inconnu):
            yield str(bail), nom


def dated(cell: Cellule) -> date | None:
    """The day of an event that is known to the day."""
    return cell.valeur.connu if isinstance(cell, Connu) and isinstance(cell.valeur, Evenement) else None


def _denied(cell: Cellule, bail: date) -> bool:
    """Does the cell say that it had not happened when the lease was signed?"""
    if not isinstance(cell, Connu) or not isinstance(cell.valeur, Evenement):
        return False
    event = cell.valeur
    return event.connu is None and (event.debut is None or event.debut > bail)
