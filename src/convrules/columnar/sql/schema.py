"""The statements around the queries, as SQLGlot trees: tables made, filled, kept."""

from collections.abc import Iterable
from typing import Final

from sqlglot import exp

from convrules.columnar.sql.tables import TOUTES, Ligne

_TYPES: Final = {int: "BIGINT", str: "TEXT"}


def creation(
    table: str, *, name: str | None = None, replace: bool = False, temporary: bool = False
) -> exp.Create:
    """A table, empty. name: another one than its own; replace: in the place of one of that name; temporary:
    gone with the session."""
    columns = [
        exp.ColumnDef(this=exp.to_identifier(nom), kind=exp.DataType.build(_TYPES[kind]))
        for nom, kind in TOUTES[table]
    ]
    schema = exp.Schema(this=exp.to_table(name or table), expressions=columns)
    return exp.Create(this=schema, kind="TABLE", replace=replace, properties=_properties(temporary))


def insertion(table: str, lines: Iterable[Ligne]) -> exp.Insert:
    """Rows written in the statement."""
    columns = [nom for nom, _ in TOUTES[table]]
    return exp.insert(exp.values([tuple(line) for line in lines]), table, columns=columns)


def loading(table: str, *, same: tuple[str, ...] = ()) -> exp.Insert:
    """Rows handed beside the statement, each column as one list. same: columns of one value for all."""
    columns: list[exp.Expr] = []
    for rank, (nom, kind) in enumerate(TOUTES[table], start=1):
        handed = exp.Parameter(this=exp.Literal.number(rank))
        if nom in same:
            columns.append(exp.cast(handed, _TYPES[kind]))
        else:
            columns.append(exp.Explode(this=exp.cast(handed, f"{_TYPES[kind]}[]", dialect="duckdb")))
    return exp.insert(exp.select(*columns), table, columns=[nom for nom, _ in TOUTES[table]])


def keeping(nom: str, query: exp.Query, *, replace: bool = False, temporary: bool = False) -> exp.Create:
    """The answer of a query, kept under its name."""
    return exp.Create(
        this=exp.to_table(nom),
        kind="TABLE",
        expression=query,
        replace=replace,
        properties=_properties(temporary),
    )


def _properties(temporary: bool) -> exp.Properties | None:
    return exp.Properties(expressions=[exp.TemporaryProperty()]) if temporary else None
