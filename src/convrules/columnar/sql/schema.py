"""The statements around the queries, as SQLGlot trees: tables made, filled, kept."""

from collections.abc import Iterable
from typing import Final

from sqlglot import exp

from convrules.columnar.sql.tables import TABLES, Ligne

_TYPES: Final = {int: "BIGINT", str: "TEXT"}


def creation(table: str, *, replace: bool = False) -> exp.Create:
    """A table, empty. replace: in the place of one of that name."""
    columns = [
        exp.ColumnDef(this=exp.to_identifier(nom), kind=exp.DataType.build(_TYPES[kind]))
        for nom, kind in TABLES[table]
    ]
    return exp.Create(
        this=exp.Schema(this=exp.to_table(table), expressions=columns), kind="TABLE", replace=replace
    )


def insertion(table: str, lines: Iterable[Ligne]) -> exp.Insert:
    """Rows written in the statement."""
    columns = [nom for nom, _ in TABLES[table]]
    return exp.insert(exp.values([tuple(line) for line in lines]), table, columns=columns)


def loading(table: str, *, same: tuple[str, ...] = ()) -> exp.Insert:
    """Rows handed beside the statement, each column as one list. same: columns of one value for all."""
    columns: list[exp.Expr] = []
    for rank, (nom, kind) in enumerate(TABLES[table], start=1):
        handed = exp.Parameter(this=exp.Literal.number(rank))
        if nom in same:
            columns.append(exp.cast(handed, _TYPES[kind]))
        else:
            columns.append(exp.Explode(this=exp.cast(handed, f"{_TYPES[kind]}[]", dialect="duckdb")))
    return exp.insert(exp.select(*columns), table, columns=[nom for nom, _ in TABLES[table]])


def keeping(nom: str, query: exp.Query, *, replace: bool = False) -> exp.Create:
    """The answer of a query, kept under its name."""
    return exp.Create(this=exp.to_table(nom), kind="TABLE", expression=query, replace=replace)
