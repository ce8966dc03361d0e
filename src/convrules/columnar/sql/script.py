"""The same tables and queries as texts, in the words of an engine: for whoever runs them where data live."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import chain, islice
from typing import Final

from sqlglot import exp

from convrules import ir
from convrules.columnar.sql.bases import NOMS, ours
from convrules.columnar.sql.model import Consultation
from convrules.columnar.sql.query import queries, readings
from convrules.columnar.sql.schema import creation, dropping, insertion, keeping, view, viewing
from convrules.columnar.sql.tables import TABLES, Ligne, rows, said

LOT: Final = 500
"""Rows of one statement."""
LOT_DE_VUE: Final = 5_000
"""Rows of one view: more of them, for their union is read at once."""
LARGEUR: Final = 110


class Dialecte(StrEnum):
    """Engines whose words are known."""

    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"


LIEUX: Final = {Dialecte.DUCKDB: "temp.", Dialecte.POSTGRES: "pg_temp.", Dialecte.SPARK: ""}
"""Where a session keeps tables that go with it, whatever the path by which others are found: so that no table
of the base is read, filled or dropped. Views of Spark's sessions are in no schema, and are found first."""
APART: Final = {Dialecte.DUCKDB: "", Dialecte.POSTGRES: "\\", Dialecte.SPARK: "\\'$"}
"""Characters that texts hold outside of quotes (`schema.literal`)."""
DEBUT: Final = "debut"
FIN: Final = "fin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enonce:
    """One statement. `objet`: the table that it makes or fills, or the query."""

    objet: str
    texte: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mots:
    """What people read of numbers. `vacances`: identifiers of the rows, by rank; `valeur`: of a fact, what a
    row says."""

    vacances: Sequence[str]
    valeur: Callable[[ir.Champ, int], str]


def statements(consultation: Consultation, dialecte: Dialecte, mots: Mots) -> Iterator[Enonce]:
    """Tables, their rows, then the queries, each kept under its name; last, what is read of them. In one
    transaction where there are: after a statement that fails, none answers of what others left."""
    whole = dialecte is not Dialecte.SPARK
    if whole:
        yield Enonce(objet=DEBUT, texte=_text(exp.Transaction(), dialecte))
    for table in TABLES:
        lots = _lots(lines(table, consultation, mots), LOT_DE_VUE if dialecte is Dialecte.SPARK else LOT)
        for tree in _filled(table, lots, dialecte):
            yield Enonce(objet=table, texte=_text(tree, dialecte))
    yield from _questions(dialecte)
    if whole:
        yield Enonce(objet=FIN, texte=_text(exp.Commit(), dialecte))


@cache
def _questions(dialecte: Dialecte) -> Sequence[Enonce]:
    """Always the same, whatever the conventions and their rows: written once."""
    noms = {nom: f"{LIEUX[dialecte]}{own}" for nom, own in NOMS.items()}
    trees = [
        (nom, tree)
        for nom, query in queries().items()
        for tree in _kept(noms[nom], ours(query, noms), dialecte)
    ]
    trees += [(nom, ours(query, noms)) for nom, query in readings().items()]
    return tuple(Enonce(objet=nom, texte=_text(tree, dialecte)) for nom, tree in trees)


def _filled(table: str, lots: Iterator[Sequence[Ligne]], dialecte: Dialecte) -> Iterator[exp.Expr]:
    name, apart = f"{LIEUX[dialecte]}{NOMS[table]}", APART[dialecte]
    if dialecte is Dialecte.SPARK:
        yield from _views(table, lots)
        return
    if dialecte is Dialecte.POSTGRES:
        yield dropping(name)
    yield creation(table, name=name, temporary=True, replace=dialecte is Dialecte.DUCKDB)
    yield from (insertion(table, some, name=name, apart=apart) for some in lots)


def _kept(name: str, query: exp.Query, dialecte: Dialecte) -> Iterator[exp.Expr]:
    if dialecte is Dialecte.SPARK:
        yield viewing(name, query)
        return
    if dialecte is Dialecte.POSTGRES:
        yield dropping(name)
    yield keeping(name, query, temporary=True, replace=dialecte is Dialecte.DUCKDB)


def _views(table: str, lots: Iterator[Sequence[Ligne]]) -> Iterator[exp.Expr]:
    """Spark has no temporary table: the rows are views of the session, one of each lot, and their union."""
    name, apart = NOMS[table], APART[Dialecte.SPARK]
    first: Sequence[Ligne] = next(lots, ())
    second = next(lots, None)
    if second is None:
        yield view(table, first, name=name, apart=apart)
        return
    named: list[exp.Query] = []
    for number, some in enumerate(chain((first, second), lots), start=1):
        yield view(table, some, name=f"{name}_{number}", apart=apart)
        named.append(exp.select("*").from_(f"{name}_{number}"))
    yield viewing(name, exp.union(*named, distinct=False, copy=False))


def lines(table: str, consultation: Consultation, mots: Mots) -> Iterable[Ligne]:
    """The rows of a table, those that people alone read included."""
    match table:
        case "dit":
            return ((g.numero, rang, code) for g in consultation.groupes for rang, code in said(g))
        case "vacances":
            return enumerate(mots.vacances)
        case "valeurs":
            return _values(consultation, mots)
        case _:
            return rows(consultation)[table]


def _values(consultation: Consultation, mots: Mots) -> Iterator[Ligne]:
    for groupe in consultation.groupes:
        for code, (first, classe) in enumerate(zip(groupe.column.firsts, groupe.classes, strict=True)):
            for champ in groupe.champs if classe else ():
                yield groupe.numero, code, champ.nom, mots.valeur(champ, first)


def _text(tree: exp.Expr, dialecte: Dialecte) -> str:
    return tree.sql(dialect=dialecte.value, pretty=True, max_text_width=LARGEUR)


def _lots(held: Iterable[Ligne], size: int) -> Iterator[Sequence[Ligne]]:
    left = iter(held)
    while some := list(islice(left, size)):
        yield some
