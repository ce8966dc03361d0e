"""`evaluate` as a typed table, for a workbook or a landlord's BI: the columns of the CSV."""

from collections.abc import Iterable
from datetime import date

from convrules.render.feuilles import Colonne, Feuille, Genre
from convrules.render.machine.account import Lot
from convrules.render.sheet import COLONNES, rows

JOUR = "au"


def decisions_sheet(lots: Iterable[Lot]) -> Feuille:
    """One line per vacancy and convention; the day is a day."""
    return Feuille(
        nom="vacances",
        titre="Chaque vacance sous chaque convention",
        colonnes=tuple(
            Colonne(nom=nom, titre=nom, genre=Genre.JOUR if nom == JOUR else Genre.TEXTE) for nom in COLONNES
        ),
        lignes=tuple(
            tuple(date.fromisoformat(row[c]) if c == JOUR else row[c] for c in COLONNES)
            for decisions, comptes in lots
            for row in rows(decisions, comptes)
        ),
    )
