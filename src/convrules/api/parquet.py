"""Tables as Parquet files, for the landlord's own BI: one file by table, typed columns.

Written by duckdb, the `parquet` extra, from memory: it reads nothing.
"""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from convrules.render.feuilles import Cellule, Feuille, Genre

if TYPE_CHECKING:
    import duckdb

TYPES: Final = {
    Genre.TEXTE: "VARCHAR",
    Genre.ENTIER: "BIGINT",
    Genre.ANNEE: "BIGINT",
    Genre.NOMBRE: "DOUBLE",
    Genre.JOUR: "DATE",
}
LOT: Final = 1_000


class SansDuckdb(Exception):
    """The extra is not installed."""


def write_parquet(feuille: Feuille, path: Path) -> None:
    """One table to a file that does not exist yet, or is replaced. OSError when it cannot be written."""
    try:
        import duckdb
    except ImportError as error:
        raise SansDuckdb from error
    with duckdb.connect(":memory:") as base:
        columns = ", ".join(f"{_quoted(c.nom)} {TYPES[c.genre]}" for c in feuille.colonnes)
        base.execute(f"CREATE TABLE feuille ({columns})")
        _insert(base, feuille)
        try:
            base.execute(f"COPY feuille TO '{_text(str(path))}' (FORMAT parquet)")
        except duckdb.Error as error:
            raise OSError(str(error)) from error


def _insert(base: "duckdb.DuckDBPyConnection", feuille: Feuille) -> None:
    marks = ", ".join("?" for _ in feuille.colonnes)
    rows = [[_value(c) for c in ligne] for ligne in feuille.lignes]
    for start in range(0, len(rows), LOT):
        some = rows[start : start + LOT]
        several = ", ".join(f"({marks})" for _ in some)
        base.execute(f"INSERT INTO feuille VALUES {several}", [v for row in some for v in row])


def _value(cellule: Cellule) -> str | int | float | date | None:
    """Why a binary float: a column of Parquet has one type; the exact number stands beside it, as text."""
    if isinstance(cellule, Fraction):
        return int(cellule) if cellule.denominator == 1 else float(cellule)
    return cellule


def _quoted(nom: str) -> str:
    return '"' + nom.replace('"', '""') + '"'


def _text(written: str) -> str:
    return written.replace("'", "''")
