"""The cells of one row, each read by its column; those that cannot be are findings."""

from collections import Counter
from typing import Final

from convrules.base.values import Cellule, Erreur
from convrules.facts.decalage import doubtful_words, unreadable
from convrules.facts.ecritures import Renvois
from convrules.facts.plan import Fichier
from convrules.facts.readers.lieux import Rangee
from convrules.facts.sentinelles import count_number

CASE_EN_ERREUR: Final = "la case du fichier n'a pas de valeur lisible"


def read_cells(
    fichier: Fichier, rangee: Rangee, renvois: Renvois, defauts: Counter[str]
) -> dict[str, Cellule]:
    """By field. defauts: counts the cells that `par défaut` fills, by field."""
    known = fichier.connues.of(rangee)
    if known is not None:
        fichier.connues.count(fichier.nombres, defauts, rangee, known)
        return dict(zip(fichier.connues.champs, known, strict=True))
    wrong = unreadable(fichier, rangee)
    doubtful = doubtful_words(fichier, rangee, wrong) if wrong else frozenset()
    fichier.hide(rangee, doubtful)
    cellules: dict[str, Cellule] = {}
    for colonne, rank, convert in fichier.colonnes:
        faute = rangee.fautes.get(rank)
        if faute is not None:
            cellules[colonne.champ] = Erreur(CASE_EN_ERREUR)
            fichier.note(rangee, rank, faute)
            continue
        if rank in rangee.reparees:
            first, count = fichier.reparees.get(rank, (rangee, 0))
            fichier.reparees[rank] = (first, count + 1)
        read = convert(rangee.valeurs[rank])
        unsaid = rank in doubtful and isinstance(read.cellule, Erreur)
        cellules[colonne.champ] = Erreur(CASE_EN_ERREUR) if unsaid else read.cellule
        fichier.note_rate(rangee, rank, colonne, read.cellule)
        count_number(fichier.nombres, colonne, rank, rangee, read.cellule)
        if read.defaut:
            defauts[colonne.champ] += 1
        elif read.constat is not None:
            fichier.note(rangee, rank, read.constat)
        renvois.check(fichier, rangee, rank, colonne.champ)
    return cellules
