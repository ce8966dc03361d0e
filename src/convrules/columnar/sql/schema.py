"""The statements around the queries, as SQLGlot trees: tables made, filled, kept."""

from collections.abc import Iterable, Sequence
from functools import reduce
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


def insertion(table: str, lines: Iterable[Ligne], *, name: str, apart: str) -> exp.Insert:
    """Rows written in the statement. name: of the table there; apart: as of `literal`."""
    return exp.insert(_values(lines, apart), name, columns=[nom for nom, _ in TOUTES[table]])


def view(table: str, lines: Sequence[Ligne], *, name: str, apart: str) -> exp.Create:
    """The same rows as a view of the session, in the place of one of that name. Why casts: an engine takes
    the type of a column from the numbers that it meets."""
    columns = [nom for nom, _ in TOUTES[table]]
    told = lines or [(0,) * len(columns)]
    cast = (exp.alias_(exp.cast(exp.column(nom), _TYPES[kind]), nom) for nom, kind in TOUTES[table])
    query = exp.select(*cast).from_(_values(told, apart, alias="lignes", columns=columns))
    return viewing(name, query if lines else query.where(exp.false()))


def viewing(nom: str, query: exp.Query) -> exp.Create:
    """A question as a view of the session, in the place of one of that name."""
    return exp.Create(
        this=exp.to_table(nom), kind="VIEW", expression=query, replace=True, properties=_properties(True)
    )


def dropping(nom: str) -> exp.Drop:
    """A table, if there is one."""
    return exp.Drop(tables=[exp.to_table(nom)], kind="TABLE", exists=True)


def literal(text: str, apart: str) -> exp.Expr:
    """A text. apart: characters that are never written in quotes, for what they say there hangs on settings
    (a backslash on PostgreSQL) or is replaced before the statement is read (`${…}` on Spark)."""
    parts: list[exp.Expr] = []
    left = ""
    for char in text:
        if char not in apart:
            left += char
            continue
        parts += [exp.Literal.string(left)] if left else []
        parts.append(exp.Anonymous(this="CHR", expressions=[exp.Literal.number(ord(char))]))
        left = ""
    if left or not parts:
        parts.append(exp.Literal.string(left))
    return reduce(lambda a, b: exp.DPipe(this=a, expression=b, safe=True), parts)


def _values(
    lines: Iterable[Ligne], apart: str, *, alias: str | None = None, columns: Sequence[str] | None = None
) -> exp.Values:
    def written(cell: int | str) -> int | str | exp.Expr:
        return literal(cell, apart) if isinstance(cell, str) and apart else cell

    return exp.values([tuple(map(written, line)) for line in lines], alias=alias, columns=columns)


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
