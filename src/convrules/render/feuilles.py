"""Results as flat tables of typed cells, and the same as CSV: what a spreadsheet or a landlord's BI takes.

`classeur` writes them as a workbook, `api.parquet` as columns. A cell that is not known is empty.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Final, TypeAlias

from convrules.base.records import dataclass
from convrules.render.lignes import csv_line, joined, safe_cell
from convrules.render.numbers import exact, scaled
from convrules.year.valeurs import Bornes

DECIMALES: Final = 6
SEPARE: Final = "|"
Cellule: TypeAlias = "str | int | Fraction | date | None"


class Exact(str):
    """A number written exactly, by us: text, and never a formula."""


class Liste(str):
    """Several values in one cell, « V-1|V-2 ». Why they are kept apart: a form whose cells have a limit is
    cut between two of them, and a value may hold the bar itself."""

    valeurs: tuple[str, ...]

    def __new__(cls, valeurs: Iterable[str]) -> "Liste":
        held = tuple(valeurs)
        made = super().__new__(cls, SEPARE.join(held))
        made.valeurs = held
        return made


class Genre(Enum):
    """What a column holds. `ANNEE`: a whole number of which thousands are not set apart."""

    TEXTE = "texte"
    ENTIER = "entier"
    ANNEE = "annee"
    NOMBRE = "nombre"
    JOUR = "jour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Colonne:
    """`nom`: for programs, in snake case; `titre`: for people."""

    nom: str
    titre: str
    genre: Genre = Genre.TEXTE


CODE: Final = Colonne(nom="cellule_code", titre="Où (code)")
"""The cell of a row for programs, beside `cellule`."""


def said(issue: bool) -> str:
    return "oui" if issue else "non"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graphique:
    """A chart of a table, drawn where the form has charts. `noms`, `nombres`: names of its columns. `courbe`:
    steps of time, not bars. `lignes`: the rows it draws, the first and the last (None: all). `teintes`: by
    column, the fill of its bars and their edge, as « #1f5a4c »."""

    titre: str
    noms: str
    nombres: tuple[str, ...]
    courbe: bool = False
    teintes: tuple[tuple[str, str], ...] = ()
    lignes: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feuille:
    """A table. `nom`: of its file or sheet. `remarques`: what a workbook says beside it."""

    nom: str
    titre: str
    colonnes: tuple[Colonne, ...]
    lignes: tuple[tuple[Cellule, ...], ...]
    graphiques: tuple[Graphique, ...] = ()
    remarques: tuple[str, ...] = ()


def bounded(nom: str, titre: str, genre: Genre = Genre.ENTIER) -> tuple[Colonne, Colonne]:
    """The two columns of a number that may be known by its bounds only."""
    return (
        Colonne(nom=f"{nom}_min", titre=f"{titre} (au moins)", genre=genre),
        Colonne(nom=f"{nom}_max", titre=f"{titre} (au plus)", genre=genre),
    )


def ends(b: Bornes | None) -> tuple[Cellule, Cellule]:
    """What goes under `bounded`."""
    return (None, None) if b is None else (b.min, b.max)


def exact_ends(b: Bornes | None) -> Exact | None:
    """The same as exact text: « 156/5 », « 29 à 156/5 »."""
    if b is None:
        return None
    return Exact(exact(b.min) if b.valeur is not None else f"{exact(b.min)} à {exact(b.max)}")


def to_csv(feuille: Feuille) -> Iterator[str]:
    """Lines of the file, header first: days as AAAA-MM-JJ, numbers with a decimal comma."""
    yield csv_line([c.nom for c in feuille.colonnes])
    for ligne in feuille.lignes:
        # Why not all made safe: a number below zero begins like a formula, and is none.
        yield joined(_shown(cellule) for cellule in ligne)


def _shown(cellule: Cellule) -> str:
    """Text that the data or the files may have written is made safe."""
    free = isinstance(cellule, str) and not isinstance(cellule, Exact)
    return safe_cell(written(cellule)) if free else written(cellule)


def written(cellule: Cellule) -> str:
    """The cell as text. A number that is not whole is shown to the millionth, as spreadsheets read it; the
    exact one has a column of its own."""
    match cellule:
        case None:
            return ""
        case str():
            return cellule
        case date():
            return cellule.isoformat()
        case _:
            return plain(Fraction(cellule))


def plain(x: Fraction) -> str:
    """« 31,2 », « -0,5 »: no thousands apart, so that a program reads it."""
    n = scaled(x, DECIMALES)
    whole, rest = divmod(abs(n), 10**DECIMALES)
    decimals = f"{rest:0{DECIMALES}d}".rstrip("0")
    return ("-" if n < 0 else "") + str(whole) + (f",{decimals}" if decimals else "")


def columns(feuille: Feuille) -> Iterator[tuple[Colonne, Sequence[Cellule]]]:
    """The same table, column by column."""
    for rang, colonne in enumerate(feuille.colonnes):
        yield colonne, [ligne[rang] for ligne in feuille.lignes]
