"""What a workbook opens on: each holder's rules, what is due, what is done, the verdict, in plain words.

For people: a number known by its bounds only is said in words (« 29 à 31 »), so that this is no table of a
folder; programs read `regles`.
"""

from collections.abc import Iterator

from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.accounts import shares
from convrules.render.behind import Rangee
from convrules.render.bounds import bornes
from convrules.render.cells import cell_name, cells_word
from convrules.render.covered import asked, because_covered
from convrules.render.decided import (
    cell_places,
    clause_in,
    own_words,
    shown_clause,
    statement,
    statements,
)
from convrules.render.feuilles import Cellule, Colonne, Feuille, Genre
from convrules.render.forces import with_force, word
from convrules.render.french import joined
from convrules.render.lexicon import Lexique
from convrules.render.lots import lot_verdict
from convrules.render.report.summary import asked_of
from convrules.render.titulaires import titulaires
from convrules.render.year_notes import judged
from convrules.render.year_text import article_in, cell_verdict, verdict
from convrules.year.model import Bilan, BilanConvention, Bornes, Lot, ResultatCellule, ResultatRegle


def essentiel_sheet(bilan: Bilan, lexique: Lexique) -> Feuille:
    """The rules that say something to their holder, as the page shows them; cells under their rule."""
    names = titulaires(bilan)
    return Feuille(
        nom="essentiel",
        titre="L'essentiel, réservataire par réservataire",
        colonnes=(
            Colonne(nom="reservataire", titre="Réservataire"),
            Colonne(nom="regle", titre="Règle"),
            Colonne(nom="ou", titre="Où"),
            Colonne(nom="du", titre="Dû", genre=Genre.NOMBRE),
            Colonne(nom="demande", titre="Ce qui est demandé"),
            Colonne(nom="fait", titre="Fait", genre=Genre.NOMBRE),
            Colonne(nom="force", titre="Force"),
            Colonne(nom="verdict", titre="Verdict"),
            Colonne(nom="article", titre="Article"),
            Colonne(nom="enonce", titre="Ce que dit la règle"),
        ),
        lignes=tuple(
            (names[b.convention.ident], *row)
            for b in bilan.conventions
            for regle in judged(b)
            for row in _rule(regle, b, lexique)
        ),
    )


def _rule(regle: ResultatRegle, b: BilanConvention, lexique: Lexique) -> Iterator[Rangee]:
    entete = regle.clause.entete
    head = (entete.ident,)
    told = [
        t("{a}\u202f: {b}", a=place, b=said) if place else said for place, said in statements(regle, lexique)
    ]
    foot = article_in(regle, b), joined(told, " ") if regle.cellules else own_words(entete)
    force = shown_clause(regle).entete.force
    if regle.ecartee_par is not None:
        aside = t("écartée par «\u00a0{ecartee_par}\u00a0»", ecartee_par=regle.ecartee_par)
        yield (*head, "", None, "", None, word(force), aside, *foot)
        return
    if len(regle.cellules) != 1:
        n = len(regle.cellules)
        cells = cells_word([c.cellule for c in regle.cellules], n)
        held = f"ensemble des {numbers.group(n)} {cells}" if n else "aucun cas"
        whole = with_force(verdict(regle.verdict), force, regle.verdict)
        yield (*head, held, None, "", None, word(force), whole, *foot)
    for cell in regle.cellules:
        if cell.cellule:
            foot = cell_places(regle, cell) or article_in(regle, b), statement(regle, cell, lexique)
        yield (*head, *_cell(regle, cell), *foot)
        for compte, lot, split in shares(b, entete.ident, cell.cellule):
            where = t("{a}, {b}", a=cell_name(cell), b=compte) if cell.cellule else compte
            figures = _figure(lot.du), _asked(lot), _figure(lot.realise)
            own = split.entete.force or force
            yield (*head, where, *figures, word(own), with_force(lot_verdict(lot), own, lot.verdict), *foot)


def _cell(regle: ResultatRegle, c: ResultatCellule) -> tuple[Cellule, ...]:
    force = clause_in(regle, [c]).entete.force
    said = with_force(cell_verdict(c), force, c.verdict)
    return cell_name(c), _figure(c.du), asked_of(regle, c), _figure(c.realise), word(force), said


def _asked(lot: Lot) -> str:
    if lot.demande is None:
        return ""
    figure = t("une cible de {figure}", figure=bornes(asked(lot.demande)))
    return t("{a}{b}", a=figure, b=because_covered(lot.demande))


def _figure(b: Bornes | None) -> Cellule:
    """A number that a sheet can add up when it is one."""
    if b is None:
        return None
    return bornes(b) if b.valeur is None else b.valeur
