"""`evaluate` as a typed table, for a workbook or a landlord's BI: the columns of the CSV."""

from collections.abc import Iterable, Mapping
from datetime import date

from convrules.render.feuilles import Colonne, Feuille, Genre
from convrules.render.sheet import COLONNES, SANS_COMPTES, rows
from convrules.runtime.decision import Decision
from convrules.year.model import Imputation

JOUR = "au"


def decisions_sheet(
    decisions: Iterable[Decision], comptes: Mapping[str, Imputation] = SANS_COMPTES
) -> Feuille:
    """One line per vacancy and convention; the day is a day."""
    return Feuille(
        nom="vacances",
        titre="Chaque vacance sous chaque convention",
        colonnes=tuple(
            Colonne(nom=nom, titre=nom, genre=Genre.JOUR if nom == JOUR else Genre.TEXTE) for nom in COLONNES
        ),
        lignes=tuple(
            tuple(date.fromisoformat(row[c]) if c == JOUR else row[c] for c in COLONNES)
            for row in rows(decisions, comptes)
        ),
    )
