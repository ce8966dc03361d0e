"""DuckDB in this process: nothing of the outside world, no extension, as much memory as it is given."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final, TypeVar

import duckdb
from sqlglot import exp

from convrules.base.moteurs import MemoireInsuffisante, ReglageRefuse
from convrules.columnar.sql.answers import COLONNES, Bits, bits_of
from convrules.columnar.sql.comptes import Comptage, Comptee, counting
from convrules.columnar.sql.comptes import lines as lines_of_counts
from convrules.columnar.sql.comptes import said as codes_said
from convrules.columnar.sql.model import Consultation
from convrules.columnar.sql.query import queries
from convrules.columnar.sql.schema import creation, keeping, loading
from convrules.columnar.sql.tables import COMPTEES, TABLES, rows, said

T = TypeVar("T")
LOT: Final = 100_000
DIALECTE: Final = "duckdb"


CLOSED: Final[Mapping[str, bool]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "enable_external_access": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Textes:
    creations: Sequence[str]
    loadings: Mapping[str, str]
    queries: Sequence[str]
    answers: Mapping[str, str]


@cache
def _texts() -> _Textes:
    """Always the same, whatever the conventions: written once."""
    asked = {nom: exp.select(*columns).from_(nom) for nom, columns in COLONNES.items()}
    return _Textes(
        creations=[creation(table, replace=True).sql(dialect=DIALECTE) for table in TABLES],
        loadings={
            table: loading(table, same=("groupe",) if table == "dit" else ()).sql(dialect=DIALECTE)
            for table in TABLES
        },
        queries=[keeping(nom, query, replace=True).sql(dialect=DIALECTE) for nom, query in queries().items()],
        answers={nom: query.sql(dialect=DIALECTE) for nom, query in asked.items()},
    )


@cache
def _texts_of_counts() -> _Textes:
    return _Textes(
        creations=[creation(table, replace=True).sql(dialect=DIALECTE) for table in COMPTEES],
        loadings={
            table: loading(table, same=("groupe",) if table == "codes" else ()).sql(dialect=DIALECTE)
            for table in COMPTEES
        },
        queries=[counting().sql(dialect=DIALECTE)],
        answers={},
    )


def judge(consultation: Consultation, *, memoire: str | None = None, fils: int | None = None) -> Bits:
    """The answers of the queries. memoire: a limit as the engine writes it (« 500MB »); fils: of threads.
    Raises MemoireInsuffisante, ReglageRefuse."""
    with opened(memoire, fils) as base:
        return judge_in(base, consultation)


def judge_in(base: duckdb.DuckDBPyConnection, consultation: Consultation) -> Bits:
    """The same in a base that may have judged others. Raises MemoireInsuffisante."""
    with told_short():
        for statement in _texts().creations:
            base.execute(statement)
        _load(base, consultation)
        for statement in _texts().queries:
            base.execute(statement)
        return bits_of(*(_told(base, nom) for nom in COLONNES))


def count(comptage: Comptage, *, memoire: str | None = None, fils: int | None = None) -> list[Comptee]:
    """How many rows are of each combination. Limits and what is raised: those of `judge`."""
    with opened(memoire, fils) as base:
        return count_in(base, comptage)


def count_in(base: duckdb.DuckDBPyConnection, comptage: Comptage) -> list[Comptee]:
    """The same in a base that may have counted others. Raises MemoireInsuffisante."""
    texts = _texts_of_counts()
    with told_short():
        for statement in texts.creations:
            base.execute(statement)
        for table, some in lines_of_counts(comptage).items():
            for lot in _lots(some):
                base.execute(texts.loadings[table], [_listed(column) for column in zip(*lot, strict=True)])
        for groupe, pairs in codes_said(comptage):
            for lot in _lots(pairs):
                ranks, codes = zip(*lot, strict=True)
                base.execute(texts.loadings["codes"], [groupe, _listed(ranks), _listed(codes)])
        (question,) = texts.queries
        return [Comptee(*told) for told in base.execute(question).fetchall()]


@contextmanager
def told_short() -> Iterator[None]:
    """Where memory is short, whatever says so: a transaction that lacks some to end fails by itself."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise MemoireInsuffisante from error
    except duckdb.TransactionException as error:
        if " block of size " not in str(error):
            raise
        raise MemoireInsuffisante from error


def opened(memoire: str | None = None, fils: int | None = None) -> duckdb.DuckDBPyConnection:
    """A base in memory that reads nothing else: all that it is given comes from this process. Raises
    ReglageRefuse."""
    limits = {"memory_limit": memoire, "threads": fils}
    asked = {nom: value for nom, value in limits.items() if value is not None}
    try:
        return duckdb.connect(":memory:", config={**CLOSED, **asked, "lock_configuration": True})
    except duckdb.Error as error:
        raise ReglageRefuse from error


def _load(base: duckdb.DuckDBPyConnection, consultation: Consultation) -> None:
    for table, lines in rows(consultation).items():
        statement = _texts().loadings[table]
        for some in _lots(lines):
            base.execute(statement, [_listed(column) for column in zip(*some, strict=True)])
    statement = _texts().loadings["dit"]
    for groupe in consultation.groupes:
        for some in _lots(said(groupe)):
            ranks, codes = zip(*some, strict=True)
            base.execute(statement, [groupe.numero, _listed(ranks), _listed(codes)])


def _listed(column: Sequence[int | str]) -> str | list[str]:
    """Why numbers as text: the engine reads a list of them five times as fast as it takes them one by one."""
    if column and isinstance(column[0], str):
        return list(map(str, column))
    return "[" + ",".join(map(str, column)) + "]"


def _lots(lines: Iterable[T]) -> Iterator[Sequence[T]]:
    left = iter(lines)
    while some := list(islice(left, LOT)):
        yield some


def _told(base: duckdb.DuckDBPyConnection, table: str) -> list[tuple[int, ...]]:
    return base.execute(_texts().answers[table]).fetchall()
