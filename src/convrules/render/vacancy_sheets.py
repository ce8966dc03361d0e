"""The vacancies behind what the other tables of the year count of them, one a row, none left out."""

from convrules.render.behind import facts
from convrules.render.feuilles import Colonne, Feuille, Genre
from convrules.render.year_sheets import DONT, who
from convrules.year.model import Bilan


def vacancy_sheets(bilan: Bilan) -> tuple[Feuille, ...]:
    """Of a year of which the rows are named (`comply`)."""
    return (_deadlines(bilan),)


def _deadlines(bilan: Bilan) -> Feuille:
    """Those of which the clause asks something."""
    return Feuille(
        nom="lignes_echeances",
        titre="Les vacances de chaque délai et obligation",
        colonnes=(
            *DONT,
            Colonne(nom="clause", titre="Clause"),
            Colonne(nom="vacance", titre="Vacance"),
            Colonne(nom="etat", titre="État"),
            Colonne(nom="limite", titre="Dernier jour", genre=Genre.JOUR),
            Colonne(nom="faite_le", titre="Fait le", genre=Genre.JOUR),
            Colonne(nom="retard_jours", titre="Retard (jours)", genre=Genre.ENTIER),
            Colonne(nom="faits", titre="Ce qui manque"),
        ),
        lignes=tuple(
            (
                *who(b),
                e.clause.entete.ident,
                row.vacance,
                row.etat,
                row.limite,
                row.faite_le,
                row.retard_jours,
                facts(row.causes),
            )
            for b in bilan.conventions
            for e in b.echeances
            for row in e.lignes
        ),
    )
