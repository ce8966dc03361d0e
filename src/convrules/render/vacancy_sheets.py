"""The vacancies behind what the other tables of the year count of them, one a row, none left out."""

from convrules.render.behind import Rangee, Role, awaits, facts
from convrules.render.feuilles import Colonne, Feuille, Genre, said
from convrules.render.ledger_sheets import PART
from convrules.render.year_sheets import DONT, who
from convrules.year.livres import LignesDeLieu
from convrules.year.model import Bilan, Situation


def vacancy_sheets(bilan: Bilan) -> tuple[Feuille, ...]:
    """Of a year of which the rows are named (`comply`)."""
    return _statuses(bilan), _deadlines(bilan), _towns(bilan)


def _statuses(bilan: Bilan) -> Feuille:
    """One row for each status that a vacancy has or may have: rows make the counts of each."""
    return Feuille(
        nom="lignes_statuts",
        titre="Les vacances de chaque statut et de chaque soustraction",
        colonnes=(
            *DONT,
            Colonne(nom="vacance", titre="Vacance"),
            Colonne(nom="statut", titre="Statut (code)"),
            Colonne(nom="certain", titre="À coup sûr"),
            Colonne(nom="clause", titre="Clause qui le donne"),
            Colonne(nom="categorie", titre="Catégorie de soustraction"),
            Colonne(nom="categories_possibles", titre="Catégories possibles"),
            Colonne(nom="faits", titre="Ce qui manque"),
            Colonne(nom="a_venir", titre="Rien ne manque, tout n'est pas survenu"),
        ),
        lignes=tuple(
            (*who(b), vacance, *told)
            for b in bilan.conventions
            for one in b.situations
            for told in (_situation(one),)
            for vacance in one.vacances
        ),
    )


def _situation(one: Situation) -> Rangee:
    several = len(one.categories) > 1
    return (
        one.statut.value,
        said(one.certain),
        one.clause.entete.ident if one.clause is not None else "",
        "" if several else "".join(one.categories),
        "|".join(one.categories) if several else "",
        facts(one.causes),
        said(awaits(one.causes)),
    )


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


def _towns(bilan: Bilan) -> Feuille:
    """Those of each part, as `communes` counts them: less the withdrawals made."""
    return Feuille(
        nom="lignes_communes",
        titre="Les vacances de chaque part, commune par commune",
        colonnes=(
            *PART,
            Colonne(nom="commune", titre="Commune"),
            Colonne(nom="vacance", titre="Vacance"),
            Colonne(nom="dans_la_base", titre="Dans la base"),
            Colonne(nom="comptee", titre="Comptée"),
            Colonne(nom="peut_etre", titre="Peut-être"),
            Colonne(nom="faits", titre="Ce qui manque"),
            Colonne(nom="a_venir", titre="Rien ne manque, tout n'est pas survenu"),
        ),
        lignes=tuple(
            (*who(b), lieu.clause, lieu.commune, vacance, *told)
            for b in bilan.conventions
            if b.livres is not None
            for lieu in b.livres.lieux
            for rows in lieu.lignes
            for told in (_of_town(rows),)
            for vacance in rows.vacances
        ),
    )


def _of_town(rows: LignesDeLieu) -> Rangee:
    roles = ((Role.DANS_LA_BASE, rows.dans_la_base), (Role.COMPTEE, rows.comptee))
    perhaps = [role.value for role, held in roles if held is None]
    return (
        said(rows.dans_la_base is True),
        said(rows.comptee is True),
        "|".join(perhaps),
        facts(rows.causes) if perhaps else "",
        said(bool(perhaps) and awaits(rows.causes)),
    )
