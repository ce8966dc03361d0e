"""The year as flat tables: what a spreadsheet, or the landlord's own BI, takes.

Each number that may be known by its bounds only stands in two columns; one that need not be whole also stands
exact, as text. Rows open every figure: which vacancies are in the base of a rule, and which it counts.
"""

from collections.abc import Iterable, Iterator, Sequence

from convrules import ir
from convrules.render.behind import COLONNES, Rangee, facts, rows_behind
from convrules.render.cells import cell_name, code_cell, named_cell
from convrules.render.clauses import genre
from convrules.render.decided import articles, readings
from convrules.render.feuilles import (
    CODE,
    Cellule,
    Colonne,
    Feuille,
    Genre,
    Graphique,
    bounded,
    ends,
    said,
)
from convrules.render.lexicon import code
from convrules.render.margins import written
from convrules.render.places import article
from convrules.render.titulaires import intitules, titulaires
from convrules.render.uncovered import uncovered_sheet
from convrules.render.words import STATUT, holder, word_of_obligation
from convrules.render.year_numbers import JUGES, REPORT, exact_columns, figures, modes
from convrules.runtime.decision import ResultatDelai, ResultatElement
from convrules.year.model import Bilan, BilanConvention, Dite, ResultatCellule, ResultatRegle, Verdict
from convrules.year.valeurs import Lacune

DONT = (Colonne(nom="convention", titre="Convention"), Colonne(nom="reservataire", titre="Réservataire"))
CLAUSE = (*DONT, Colonne(nom="clause", titre="Clause"), Colonne(nom="cellule", titre="Où"))

DU, FAIT = "#7a86b8", "#1f5a4c"
TEINTES = ((DU, DU), ("#d7dbea", DU), (FAIT, FAIT), ("#bccecb", FAIT))
"""Of a chart: what is certain is full, what is only possible is pale."""


def year_sheets(bilan: Bilan) -> tuple[Feuille, ...]:
    """Every table of the year, the rules first."""
    return (
        _rules(bilan),
        _parts(bilan),
        _rows(bilan),
        _to_complete(bilan),
        _statuses(bilan),
        _withdrawals(bilan),
        _deadlines(bilan),
        _elements(bilan),
        _sendings(bilan),
        _accounts(bilan),
        _uncovered(bilan),
    )


def who(b: BilanConvention) -> tuple[str, str]:
    return b.convention.ident, holder(b.convention)


def _where(cell: ResultatCellule) -> str:
    return cell_name(cell)


def _each(bilan: Bilan) -> Iterator[tuple[BilanConvention, ResultatRegle, ResultatCellule]]:
    for b in bilan.conventions:
        for regle in b.regles:
            for cell in regle.cellules:
                yield b, regle, cell


# --- rules ----------------------------------------------------------------------------------
def _rules(bilan: Bilan) -> Feuille:
    columns = [c for nom in JUGES for c in exact_columns(nom)]
    return Feuille(
        nom="regles",
        titre="Parts et quotas",
        colonnes=(
            *CLAUSE,
            Colonne(nom="genre", titre="Genre"),
            Colonne(nom="article", titre="Article"),
            Colonne(nom="force", titre="Force"),
            Colonne(nom="arrondi", titre="Arrondi"),
            Colonne(nom="tolerance", titre="Tolérance"),
            Colonne(nom="exception", titre="Exception"),
            Colonne(nom="exception_possible", titre="Exception, peut-être"),
            Colonne(nom="ecartee", titre="Écartée"),
            Colonne(nom="verdict", titre="Verdict"),
            Colonne(nom="verdicts_possibles", titre="Verdicts possibles"),
            Colonne(nom="par_tolerance", titre="Par tolérance"),
            *columns,
            REPORT,
            Colonne(nom="petit_effectif", titre="Petit effectif"),
            CODE,
        ),
        lignes=tuple(row for b in bilan.conventions for r in b.regles for row in _rows_of(b, r)),
    )


def _rows_of(b: BilanConvention, regle: ResultatRegle) -> Iterator[Rangee]:
    """Its cells, then those in which exceptions set it aside, without a figure; its verdict alone, where no
    row says of which cell it is."""
    yield from (_rule(b, regle, cell) for cell in regle.cellules)
    blank: list[Cellule] = [None] * (3 * len(JUGES))
    shown = regle.cellules or regle.ecartees or regle.verdict is Verdict.NON_APPLICABLE
    if regle.verdict is not None and not shown:
        head = (*who(b), regle.clause.entete.ident, "", genre(regle.clause))
        yield (
            *(*head, *_decided([Dite(clause=regle.signee)]), "non", regle.verdict.value),
            *("", "", *blank, "", "", code_cell(())),
        )
    for clef, dite in regle.ecartees:
        head = (*who(b), regle.clause.entete.ident, named_cell(clef), genre(regle.clause))
        yield (*head, *_decided([dite]), "oui", "", "", "", *blank, "", "", code_cell(clef))


def _rule(b: BilanConvention, regle: ResultatRegle, cell: ResultatCellule) -> Rangee:
    return (
        *who(b),
        regle.clause.entete.ident,
        _where(cell),
        genre(regle.clause),
        *_decided(readings(regle, cell)),
        "non",
        cell.verdict.value if cell.verdict else "",
        "|".join(v.value for v in cell.verdicts_possibles),
        said(cell.sauve_par_tolerance),
        *figures(cell, JUGES),
        modes(cell),
        said(cell.petit_effectif),
        code_cell(cell.cellule),
    )


def _decided(every: Sequence[Dite]) -> Rangee:
    """Article, force, rounding and tolerance of the texts that decide the cell, or may; then the exceptions
    that do, and those that may."""
    asking = [d.clause for d in every if not d.ecartee]
    columns: tuple[Iterable[str | None], ...] = (
        (place for d in every for place in articles(d)),
        (clause.entete.force.value if clause.entete.force else "" for clause in asking),
        (clause.arrondi.value for clause in asking),
        (written(clause) for clause in asking),
        (nom for d in every if d.certaine for nom in d.noms),
        (nom for d in every if not d.certaine for nom in d.noms),
    )
    return tuple("|".join(dict.fromkeys(one for one in found if one)) for found in columns)


def _parts(bilan: Bilan) -> Feuille:
    """What is due and done on each account, with the chart of it."""
    names = intitules(bilan)
    rows = [
        (
            f"{names[b.convention.ident]}, {regle.clause.entete.ident}, {_where(cell)}",
            *ends(cell.cible),
            *ends(cell.realise),
        )
        for b, regle, cell in _each(bilan)
        if isinstance(regle.clause, ir.Part)
    ]
    return Feuille(
        nom="parts",
        titre="Dû et fait de chaque part",
        colonnes=(
            Colonne(nom="part", titre="Part"),
            *bounded("cible", "Cible", Genre.NOMBRE),
            *bounded("realise", "Fait", Genre.NOMBRE),
        ),
        lignes=tuple(rows),
        graphiques=(
            Graphique(
                titre="Cible et fait\u202f: ce qui est sûr (au moins), ce qui est possible (au plus)",
                noms="part",
                nombres=("cible_min", "cible_max", "realise_min", "realise_max"),
                teintes=TEINTES,
            ),
        ),
    )


# --- rows -----------------------------------------------------------------------------------
def _rows(bilan: Bilan) -> Feuille:
    return Feuille(
        nom="lignes",
        titre="Les vacances de chaque règle, à coup sûr ou peut-être",
        colonnes=(*CLAUSE, *COLONNES, CODE),
        lignes=tuple((*who(b), *row) for b in bilan.conventions for row in rows_behind(b)),
    )


def _to_complete(bilan: Bilan) -> Feuille:
    rows = [
        (
            *(*who(b), regle.clause.entete.ident, _where(cell), row.vacance, facts(row.causes), row.ecart),
            *(said(row.au_plus), code_cell(cell.cellule)),
        )
        for b, regle, cell in _each(bilan)
        for row in cell.a_completer
    ]
    rows += [
        (
            *(*who(b), regle.clause.entete.ident, _where(cell), "", facts(p.prevision.causes), p.ecart),
            *(said(p.au_plus), code_cell(cell.cellule)),
        )
        for b, regle, cell in _each(bilan)
        for p in cell.previsions_a_dire
    ]
    return Feuille(
        nom="a_completer",
        titre="Les lignes à compléter, et ce que chacune réduit",
        colonnes=(
            *CLAUSE,
            Colonne(nom="vacance", titre="Vacance"),
            Colonne(nom="faits", titre="Ce qui manque"),
            Colonne(nom="ecart", titre="Réduit l'intervalle de", genre=Genre.NOMBRE),
            Colonne(nom="au_plus", titre="Au plus"),
            CODE,
        ),
        lignes=tuple(rows),
    )


# --- the rest of a convention -----------------------------------------------------------------
def _statuses(bilan: Bilan) -> Feuille:
    return Feuille(
        nom="statuts",
        titre="Statut des vacances",
        colonnes=(
            *DONT,
            Colonne(nom="statut", titre="Code"),
            Colonne(nom="libelle", titre="Statut"),
            *bounded("vacances", "Vacances"),
        ),
        lignes=tuple(
            (*who(b), statut.value, STATUT[statut], *ends(n))
            for b in bilan.conventions
            for statut, n in b.statuts
        ),
    )


def _withdrawals(bilan: Bilan) -> Feuille:
    return Feuille(
        nom="soustractions",
        titre="Logements soustraits du flux",
        colonnes=(
            *DONT,
            Colonne(nom="categorie", titre="Code"),
            Colonne(nom="libelle", titre="Catégorie d'opération"),
            Colonne(nom="prevu", titre="Prévu", genre=Genre.ENTIER),
            *bounded("realise", "Réalisé"),
            *bounded("limite", "Limite", Genre.NOMBRE),
            *bounded("excedent", "Au-delà de la limite", Genre.NOMBRE),
        ),
        lignes=tuple(
            (
                *who(b),
                r.categorie,
                code(r.categorie),
                r.prevu,
                *ends(r.realise),
                *ends(r.limite),
                *ends(r.excedent),
            )
            for b in bilan.conventions
            for r in b.retraits
        ),
    )


def _deadlines(bilan: Bilan) -> Feuille:
    return Feuille(
        nom="echeances",
        titre="Délais et obligations, par état",
        colonnes=(
            *DONT,
            Colonne(nom="clause", titre="Clause"),
            Colonne(nom="genre", titre="Genre"),
            Colonne(nom="article", titre="Article"),
            Colonne(nom="etat", titre="État"),
            Colonne(nom="vacances", titre="Vacances", genre=Genre.ENTIER),
        ),
        lignes=tuple(
            (*who(b), e.clause.entete.ident, genre(e.clause), article(e.clause.entete), etat, n)
            for b in bilan.conventions
            for e in b.echeances
            if e.niveau is ir.Niveau.VACANCE
            for etat, n in e.decomptes
        ),
    )


def _elements(bilan: Bilan) -> Feuille:
    return Feuille(
        nom="elements",
        titre="Délais et obligations qui ne tiennent à aucune vacance",
        colonnes=(
            *DONT,
            Colonne(nom="clause", titre="Clause"),
            Colonne(nom="porte_sur", titre="Porte sur"),
            Colonne(nom="element", titre="Élément"),
            Colonne(nom="etat", titre="État"),
            Colonne(nom="limite", titre="Dernier jour", genre=Genre.JOUR),
            Colonne(nom="retard_jours", titre="Retard (jours)", genre=Genre.ENTIER),
            Colonne(nom="faits", titre="Ce qui manque"),
        ),
        lignes=tuple(
            (*who(b), e.clause.entete.ident, e.niveau.value, *_of_element(x))
            for b in bilan.conventions
            for e in b.echeances
            for x in e.elements
        ),
    )


def _of_element(e: ResultatElement) -> Rangee:
    found = e.resultat
    if isinstance(found, ResultatDelai):
        return e.element, found.etat.value, found.limite, found.retard_jours, facts(e.causes)
    return e.element, word_of_obligation(found.issue), None, None, facts(e.causes)


def _sendings(bilan: Bilan) -> Feuille:
    return Feuille(
        nom="envois",
        titre="Envois de l'année",
        colonnes=(
            *DONT,
            Colonne(nom="clause", titre="Clause"),
            Colonne(nom="destinataire", titre="Destinataire"),
            Colonne(nom="periode", titre="Période"),
            Colonne(nom="etat", titre="État"),
            Colonne(nom="limite", titre="Dernier jour", genre=Genre.JOUR),
            Colonne(nom="faite_le", titre="Fait le", genre=Genre.JOUR),
            *bounded("faits", "Faits"),
            Colonne(nom="attendus", titre="Attendus", genre=Genre.ENTIER),
            Colonne(nom="retard_jours", titre="Retard (jours)", genre=Genre.ENTIER),
        ),
        lignes=tuple(
            (
                *who(b),
                t.clause.entete.ident,
                t.destinataire,
                t.periode,
                t.etat.value,
                t.limite,
                t.faite_le,
                *ends(t.faits),
                t.attendus,
                t.retard_jours,
            )
            for b in bilan.conventions
            for t in b.transmissions
        ),
    )


# --- accounts -------------------------------------------------------------------------------
def _accounts(bilan: Bilan) -> Feuille:
    return Feuille(
        nom="comptes",
        titre="Le compte de chaque attribution",
        colonnes=(
            Colonne(nom="vacance", titre="Vacance"),
            Colonne(nom="comptes", titre="Compte, ou comptes possibles"),
            Colonne(nom="raison", titre="Pourquoi"),
            Colonne(nom="clause", titre="Clause"),
            Colonne(nom="faits", titre="Ce qui manque"),
        ),
        lignes=tuple(
            (i.vacance, "|".join(i.dits), i.raison.value, i.clause or "", facts(i.pourquoi))
            for i in bilan.imputations
        ),
    )


def _uncovered(bilan: Bilan) -> Feuille:
    """Days judged of which vacancies may lack, convention by convention."""
    return uncovered_sheet(DONT, lacking_of(bilan))


def lacking_of(bilan: Bilan) -> Iterator[tuple[tuple[Cellule, ...], Lacune]]:
    """The same with the convention and its holder."""
    names = titulaires(bilan)
    for one in bilan.perimetre.lacunes:
        for convention in one.conventions:
            yield (convention, names[convention]), one
