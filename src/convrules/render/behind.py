"""The rows behind every figure of a year: what each is of for certain, and what it may be of.

Rows of the file's own tables, and of the page. Nothing is counted here.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final, TypeAlias

from convrules.base.outcomes import Cause, Genre
from convrules.render.cells import cell_name, code_cell, named_cell
from convrules.render.feuilles import Cellule, Colonne
from convrules.year.model import (
    BilanConvention,
    LigneIncertaine,
    Lot,
    ResultatCellule,
    ResultatRegle,
)
from convrules.year.valeurs import Echangee

Rangee: TypeAlias = tuple[Cellule, ...]
COLONNES: Final = (
    Colonne(nom="vacance", titre="Vacance"),
    Colonne(nom="dans_la_base", titre="Dans la base"),
    Colonne(nom="comptee", titre="Comptée"),
    Colonne(nom="restituee", titre="Ajoutée à la cible"),
    Colonne(nom="peut_etre", titre="Peut-être"),
    Colonne(nom="faits", titre="Ce qui manque"),
    Colonne(nom="a_venir", titre="Rien ne manque, tout n'est pas survenu"),
    Colonne(nom="compte", titre="Compte"),
)
AILLEURS: Final = "autre_cellule"
CEDEE: Final = "cedee"


class Role(StrEnum):
    """What a row does to a figure."""

    DANS_LA_BASE = "dans_la_base"
    COMPTEE = "comptee"
    CIBLE = "cible"


def perhaps(row: LigneIncertaine) -> tuple[Role, ...]:
    """What a row to complete may be of: neither the base nor what is done, and it moves what is asked."""
    narrowed = ((Role.DANS_LA_BASE, row.base), (Role.COMPTEE, row.realise))
    return tuple(role for role, width in narrowed if width) or (Role.CIBLE,)


def awaits(causes: frozenset[Cause]) -> bool:
    """Is a row in doubt for the only reason that something has not happened yet?"""
    return bool(causes) and all(c.genre is Genre.FUTUR for c in causes)


def facts(causes: Iterable[Cause]) -> str:
    return "|".join(sorted({c.fait for c in causes}))


def rows_behind(b: BilanConvention) -> Iterator[Rangee]:
    """Clause, cell, `COLONNES`, then the code of the cell: rows that are certain, then those that are
    perhaps; then those of each account of a split."""
    for regle in b.regles:
        ident = regle.clause.entete.ident
        for cell in regle.cellules:
            code = code_cell(cell.cellule)
            yield from ((ident, cell_name(cell), *row, code) for row in _of_cell(cell))
        yield from ((ident, "", *row, "") for row in _elsewhere(regle))
    for split in b.repartitions:
        for cellule in split.cellules:
            head = split.clause.entete.ident, named_cell(cellule.cellule)
            code = code_cell(cellule.cellule)
            yield from ((*head, *row, code) for lot in cellule.lots for row in _of_lot(lot))


def _of_cell(cell: ResultatCellule) -> Iterator[Rangee]:
    counted = cell.lignes_comptees
    base, done, back = map(set, (cell.lignes_base, counted, cell.lignes_restituees))
    doubts: dict[str, list[LigneIncertaine]] = {}
    for row in (*cell.a_completer, *cell.lignes_a_venir):
        doubts.setdefault(row.vacance, []).append(row)
    sure = (*cell.lignes_base, *counted, *cell.lignes_restituees)
    for vacance in dict.fromkeys((*sure, *doubts)):
        waiting = doubts.get(vacance, [])
        causes = frozenset[Cause]().union(*(row.causes for row in waiting))
        yield _row(
            vacance,
            base=vacance in base,
            comptee=vacance in done,
            restituee=vacance in back,
            peut_etre=tuple(dict.fromkeys(role for row in waiting for role in perhaps(row))),
            faits=facts(causes),
            a_venir=awaits(causes),
        )


def _of_lot(lot: Lot) -> Iterator[Rangee]:
    for vacance in lot.lignes_comptees:
        yield _row(vacance, comptee=True, compte=lot.compte)
    for vacance, causes in lot.en_doute:
        yield _row(
            vacance, peut_etre=(Role.COMPTEE,), faits=facts(causes), a_venir=awaits(causes), compte=lot.compte
        )


def _elsewhere(regle: ResultatRegle) -> Iterator[Rangee]:
    """Rows that may be in a cell that none shows."""
    for vacance in regle.ailleurs:
        yield _row(vacance, peut_etre=(AILLEURS,), faits="|".join(regle.dimensions))


def _row(
    vacance: str,
    *,
    base: bool = False,
    comptee: bool = False,
    restituee: bool = False,
    peut_etre: Sequence[str] = (),
    faits: str = "",
    a_venir: bool = False,
    compte: str = "",
) -> Rangee:
    """Under `COLONNES`: « oui » is for certain; a turn given away, which takes a dwelling from them, is
    `CEDEE` there."""
    known, done, back, later = ("oui" if role else "non" for role in (base, comptee, restituee, a_venir))
    if isinstance(vacance, Echangee) and not vacance.gagne:
        done = CEDEE if comptee else done
        peut_etre = [CEDEE if role == Role.COMPTEE else role for role in peut_etre]
    return (vacance, known, done, back, "|".join(peut_etre), faits, later, compte)
