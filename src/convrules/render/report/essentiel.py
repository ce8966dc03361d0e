"""What a workbook opens on: each holder's rules, what is due, what is done, the verdict, in plain words.

For people: a number known by its bounds only is said in words (« 29 à 31 »), so that this is no table of a
folder; programs read `regles`.
"""

from collections.abc import Iterator

from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.accounts import shares
from convrules.render.already import forecast_doubts
from convrules.render.behind import Rangee
from convrules.render.bounds import bornes
from convrules.render.cell_text import cell_verdict
from convrules.render.cells import cell_name, cells_word, named_cell
from convrules.render.covered import asked, because_covered
from convrules.render.decided import (
    cell_places,
    own_words,
    set_aside_by,
    shown_clause,
    statement,
    statement_in,
    statements,
    told_places,
)
from convrules.render.feuilles import Cellule, Colonne, Feuille, Genre
from convrules.render.forces import shown, verdict_word, word
from convrules.render.french import ended, joined
from convrules.render.lexicon import Lexique
from convrules.render.lots import lot_verdict
from convrules.render.margins import with_margin
from convrules.render.perimeter import missing_days
from convrules.render.report.summary import asked_of
from convrules.render.titulaires import intitules
from convrules.render.year_notes import judged
from convrules.render.year_text import article_in
from convrules.year.model import Bilan, BilanConvention, Bornes, Lot, ResultatCellule, ResultatRegle


def essentiel_sheet(bilan: Bilan, lexique: Lexique) -> Feuille:
    """The rules that say something to their holder, as the page shows them; cells under their rule."""
    names = intitules(bilan)
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
        remarques=(*missing_days(bilan, lexique), *forecast_doubts(bilan)),
    )


def _rule(regle: ResultatRegle, b: BilanConvention, lexique: Lexique) -> Iterator[Rangee]:
    entete = regle.clause.entete
    head = (entete.ident,)
    told = [
        t("{a}\u202f: {b}", a=place, b=said) if place else said for place, said in statements(regle, lexique)
    ]
    told = list(map(ended, told)) if len(told) > 1 else told
    foot = article_in(regle), joined(told, " ") if regle.cellules else own_words(entete)
    force = shown_clause(regle).entete.force
    if regle.ecartee_par is not None:
        aside = t("écartée par «\u00a0{ecartee_par}\u00a0»", ecartee_par=regle.ecartee_par)
        yield (*head, "", None, "", None, word(force), aside, *foot)
        return
    if len(regle.cellules) != 1:
        n = len(regle.cellules)
        cells = cells_word([c.cellule for c in regle.cellules], n)
        held = f"ensemble des {numbers.group(n)} {cells}" if n else "aucun cas"
        whole = verdict_word(*shown(regle))
        yield (*head, held, None, "", None, word(force), whole, *foot)
    for cell in regle.cellules:
        if cell.cellule:
            foot = cell_places(regle, cell) or article_in(regle), statement(regle, [cell], lexique)
        yield (*head, *_cell(regle, cell), *foot)
        for compte, lot, _ in shares(b, entete.ident, cell.cellule):
            where = t("{a}, {b}", a=cell_name(cell), b=compte) if cell.cellule else compte
            figures = _figure(lot.du), _asked(lot, regle, cell), _figure(lot.realise)
            yield (*head, where, *figures, word(lot.force), lot_verdict(lot), *foot)
    for clef, dite in regle.ecartees:
        foot = told_places([(dite,)]), statement_in(dite, lexique)
        yield (*head, named_cell(clef), None, "", None, "", set_aside_by(dite.noms), *foot)


def _cell(regle: ResultatRegle, c: ResultatCellule) -> tuple[Cellule, ...]:
    figures = _figure(c.du), asked_of(regle, c), _figure(c.realise)
    return cell_name(c), *figures, word(c.force), cell_verdict(c)


def _asked(lot: Lot, regle: ResultatRegle, c: ResultatCellule) -> str:
    if lot.demande is None:
        return ""
    figure = t("une cible de {figure}", figure=bornes(asked(lot.demande)))
    return t("{a}{b}{c}", a=figure, b=because_covered(lot.demande), c=with_margin(regle, c))


def _figure(b: Bornes | None) -> Cellule:
    """A number that a sheet can add up when it is one."""
    if b is None:
        return None
    return bornes(b) if b.valeur is None else b.valeur
