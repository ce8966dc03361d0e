"""Results as flat tables of typed cells, and the same as CSV: what a spreadsheet or a landlord's BI takes.

`classeur` writes them as a workbook, `api.parquet` as columns. A cell that is not known is empty.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from convrules.render.numbers import exact
from convrules.render.sheet import csv_line
from convrules.year.model import Bornes

Cellule: TypeAlias = "str | int | Fraction | date | None"


class Genre(Enum):
    """What a column holds."""

    TEXTE = "texte"
    ENTIER = "entier"
    NOMBRE = "nombre"
    JOUR = "jour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Colonne:
    """`nom`: for programs, in snake case; `titre`: for people."""

    nom: str
    titre: str
    genre: Genre = Genre.TEXTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Feuille:
    """A table. `nom`: of its file or sheet."""

    nom: str
    titre: str
    colonnes: tuple[Colonne, ...]
    lignes: tuple[tuple[Cellule, ...], ...]


def bounded(nom: str, titre: str, genre: Genre = Genre.ENTIER) -> tuple[Colonne, Colonne]:
    """The two columns of a number that may be known by its bounds only."""
    return (
        Colonne(nom=f"{nom}_min", titre=f"{titre} (au moins)", genre=genre),
        Colonne(nom=f"{nom}_max", titre=f"{titre} (au plus)", genre=genre),
    )


def ends(b: Bornes | None) -> tuple[Cellule, Cellule]:
    """What goes under `bounded`."""
    return (None, None) if b is None else (b.min, b.max)


def to_csv(feuille: Feuille) -> Iterator[str]:
    """Lines of the file, header first: exact numbers, days as AAAA-MM-JJ."""
    yield csv_line([c.nom for c in feuille.colonnes])
    for ligne in feuille.lignes:
        yield csv_line([written(cellule) for cellule in ligne])


def written(cellule: Cellule) -> str:
    """The cell as text; a fraction that is no whole number stays exact."""
    match cellule:
        case None:
            return ""
        case str():
            return cellule
        case date():
            return cellule.isoformat()
        case _:
            return exact(Fraction(cellule))


def columns(feuille: Feuille) -> Iterator[tuple[Colonne, Sequence[Cellule]]]:
    """The same table, column by column."""
    for rang, colonne in enumerate(feuille.colonnes):
        yield colonne, [ligne[rang] for ligne in feuille.lignes]
