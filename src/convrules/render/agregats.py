"""The aggregates of a year, whichever engine counted: a table of all figures, and a summary."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from convrules import ir
from convrules.base.anglais import dire
from convrules.base.texte import Langue, t
from convrules.render import numbers, words
from convrules.render.bounds import bornes
from convrules.render.cells import named_cell
from convrules.render.feuilles import Cellule, Colonne, Feuille, Genre
from convrules.render.lexicon import VIDE
from convrules.render.perimeter import lacking_days
from convrules.render.tables import Colonne as Titre
from convrules.render.tables import table
from convrules.render.uncovered import uncovered_sheet
from convrules.render.words import holder
from convrules.render.year_sheets import DONT
from convrules.runtime.decision import EtatDelai
from convrules.year.ensembles.model import AgregatCellule, AgregatRegle, Agregats, AgregatsConvention
from convrules.year.model import Bornes
from convrules.year.valeurs import Lacune

COLONNES: Final = (
    *(("convention", Genre.TEXTE), ("objet", Genre.TEXTE), ("nom", Genre.TEXTE)),
    *(("du", Genre.JOUR), ("au", Genre.JOUR), ("cellule", Genre.TEXTE), ("mesure", Genre.TEXTE)),
    *(("minimum", Genre.NOMBRE), ("maximum", Genre.NOMBRE)),
)
_MESURES: Final = ("base", "du", "realise")
"""In the order of the tables of the year."""


def aggregates_sheets(
    found: Agregats, conventions: Mapping[str, ir.Convention], lacunes: Sequence[Lacune]
) -> tuple[Feuille, ...]:
    """One row per figure: of what (`objet`, `nom`), over which days, in which cell, which measure; then the
    days that the data do not cover."""
    figures = Feuille(
        nom="agregats",
        titre="Agrégats de l'année",
        colonnes=tuple(Colonne(nom=nom, titre=nom, genre=genre) for nom, genre in COLONNES),
        lignes=tuple(row for c in found.conventions for row in _rows(c)),
        remarques=tuple(lacking_days(lacunes, VIDE, juge=False)),
    )
    lacking = (((ident, holder(conventions[ident])), one) for one in lacunes for ident in one.conventions)
    return figures, uncovered_sheet(DONT, lacking)


def _rows(c: AgregatsConvention) -> Iterator[tuple[Cellule, ...]]:
    if c.periode is None:
        return

    def row(objet: str, nom: str, mesure: str, nombre: Bornes | int) -> tuple[Cellule, ...]:
        return (c.convention, objet, nom, *(c.periode or ()), "", mesure, *_ends(nombre))

    yield row("vacances", "", "lignes", c.lignes)
    for statut, nombre in c.statuts:
        yield row("statut", statut.value, "lignes", nombre)
    yield row("statut", "indetermine", "lignes", c.incertaines)
    for categorie, nombre in c.retraits:
        yield row("retrait", categorie, "lignes", nombre)
    for cause, n in c.causes:
        yield row("cause", cause.fait, cause.genre.value, n)
    for regle in c.regles:
        for cell in regle.cellules:
            place = "; ".join(valeur for _, valeur in cell.cellule)
            for mesure, figure in _figures(cell):
                yield (c.convention, "regle", regle.clause, *regle.periode, place, mesure, *_ends(figure))
    for delai in c.delais:
        for mot, n in delai.decomptes:
            yield row("delai", delai.clause, mot, n)


def _figures(cell: AgregatCellule) -> Iterator[tuple[str, Bornes]]:
    yield from ((nom, getattr(cell, nom)) for nom in _MESURES)


def _ends(nombre: Bornes | int) -> tuple[Cellule, Cellule]:
    return (nombre, nombre) if isinstance(nombre, int) else (nombre.min, nombre.max)


# --- a summary --------------------------------------------------------------------------------
def aggregates_text(found: Agregats, conventions: Mapping[str, ir.Convention], langue: Langue) -> str:
    """By convention: rows by status, rules by cell, deadlines by state."""
    head = t(
        "Agrégats de {annee} au {jour}, sans verdict ni liste de lignes",
        annee=str(found.annee),
        jour=numbers.jour(found.au),
    )
    told = [dire(head, langue), ""]
    for c in found.conventions:
        convention = conventions.get(c.convention)
        ident = t("convention « {ident} »", ident=c.convention)
        titre = (
            ident
            if convention is None
            else t("{titulaire} — convention « {ident} »", titulaire=holder(convention), ident=c.convention)
        )
        told += [dire(titre, langue), *_summary(c, langue), ""]
    return "\n".join(told)


def _summary(c: AgregatsConvention, langue: Langue) -> Iterator[str]:
    if c.periode is None:
        yield dire(t("La convention n'est pas en vigueur dans l'année."), langue)
        return
    constats = (Titre(titre=dire("Constat", langue), souple=True), _right("Vacances", langue))
    statuts = [(words.STATUT[statut], bornes(nombre)) for statut, nombre in c.statuts if nombre.max]
    if c.incertaines:
        statuts.append((t("dont statut indéterminé"), numbers.group(c.incertaines)))
    yield from table(constats, [(dire(a, langue), dire(b, langue)) for a, b in statuts])
    titles = (
        Titre(titre=dire("Règle", langue), souple=True),
        *(_right(nom, langue) for nom in ("Base", "Dû", "Fait")),
    )
    rules = [
        (
            ", ".join([regle.clause, *_where(regle, cell, langue)]),
            *(dire(bornes(figure), langue) for _, figure in _figures(cell)),
        )
        for regle in c.regles
        for cell in regle.cellules
    ]
    if rules:
        yield from table(titles, rules)
    delais = [
        (delai.clause, dire(words.DELAI[EtatDelai(mot)], langue), dire(numbers.group(n), langue))
        for delai in c.delais
        for mot, n in delai.decomptes
    ]
    if delais:
        heads = (Titre(titre=dire("Délai", langue), souple=True), Titre(titre=dire("État", langue)))
        yield from table((*heads, _right("Vacances", langue)), delais)


def _where(regle: AgregatRegle, cell: AgregatCellule, langue: Langue) -> Iterator[str]:
    """The cell as the report of the year names it, by its quarter first; nothing for a whole year."""
    quarter = (("trimestre", regle.trimestre),) if regle.trimestre else ()
    if quarter or cell.cellule:
        yield dire(named_cell((*quarter, *cell.cellule)), langue)


def _right(nom: str, langue: Langue) -> Titre:
    return Titre(titre=dire(nom, langue), droite=True)
