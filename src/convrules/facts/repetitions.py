"""Rows of one identifier: what they do not give alike is an error, for their order decides nothing."""

from collections.abc import Mapping

from convrules.base.records import replace
from convrules.base.values import Cellule, Erreur
from convrules.facts.cellules import CASE_EN_ERREUR
from convrules.facts.constats import Origines, Rangees
from convrules.facts.jointure import Jointures, Repetees
from convrules.facts.places import with_places
from convrules.facts.plan import Fichier
from convrules.facts.readers.lieux import Rangee
from convrules.facts.readers.reserve import Reserve
from convrules.facts.records import Ligne, adds_up

DEUX_LIGNES = "deux lignes de cet identifiant ne disent pas la même chose"

LIGNE_DE_TROP = "cette ligne est peut-être la correction d'une autre"


def alike(one: tuple[Fichier, Rangee], other: tuple[Fichier, Rangee]) -> bool:
    """Do two rows say the same thing in every mapped cell? Cells that cannot be read do if they are written
    alike, and never if what they hold is not shown."""
    return _said(*one) == _said(*other)


def _said(fichier: Fichier, rangee: Rangee) -> dict[str, object]:
    found: dict[str, object] = {}
    for colonne, rank, convert in fichier.colonnes:
        text = rangee.valeurs[rank]
        cell = convert(text).cellule
        readable = rank not in rangee.fautes
        found[colonne.champ] = (text if isinstance(cell, Erreur) else cell) if readable else object()
    return found


def said_by(fichier: Fichier, rangee: Rangee) -> dict[str, Cellule]:
    """What a row says by itself, its identifier apart."""
    return {
        colonne.champ: Erreur(CASE_EN_ERREUR)
        if rank in rangee.fautes
        else convert(rangee.valeurs[rank]).cellule
        for colonne, rank, convert in fichier.colonnes
        if colonne.champ != "id"
    }


def contradicted(cellules: Mapping[str, Cellule], autres: Rangees) -> dict[str, Cellule]:
    """The cells of a row, in error where one of the others says otherwise."""
    found = dict(cellules)
    for fichier, rangee in autres:
        for colonne, rank, convert in fichier.colonnes:
            own = cellules.get(colonne.champ)
            if convert(rangee.valeurs[rank]).cellule != own and not isinstance(own, Erreur):
                found[colonne.champ] = Erreur(DEUX_LIGNES)
    return found


def corrections(
    reserve: Reserve, repetees: Repetees, jointures: Jointures, origines: Origines
) -> Mapping[str, Mapping[str, Cellule]]:
    """By identifier, the cells that are no longer those of its row once every other row has been seen: other
    rows of its identifier say otherwise, or other rows have them from the same row of a joined file."""
    found: dict[str, dict[str, Cellule]] = {}
    disputed = jointures.disputed()
    again = {texts[0]: rows for (source, texts), rows in repetees.items() if not source}
    for ident in dict.fromkeys((*again, *disputed)):
        row = reserve.row(ident)
        if row is not None:
            others = again.get(ident, [])
            strayed = jointures.strayed([*origines.of(ident)[:1], *others]) if others else {}
            found[ident] = {**contradicted(row.cellules, others), **disputed.get(ident, {}), **strayed}
    return found


def finished(corrigees: Mapping[str, Mapping[str, Cellule]], ligne: Ligne) -> Ligne:
    """The row as the rest of the engine sees it."""
    corrected = corrigees.get(ligne.id) if corrigees else None
    cells = ligne.cellules if corrected is None else {**ligne.cellules, **corrected}
    if ligne.table == "journal" and adds_up(ligne.cellules):
        # Why as it is written: of a copy nothing is in doubt; another act is one more, or this one corrected.
        doubted = ligne.refusee or cells != ligne.cellules
        return replace(ligne, cellules=with_places(ligne.cellules), refusee=doubted)
    return replace(ligne, cellules=with_places(cells))
