"""The same tables and queries as texts, in the words of an engine: for whoever runs them where data live."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from sqlglot import exp

from convrules import ir
from convrules.columnar.sql.model import Consultation
from convrules.columnar.sql.query import queries, readings
from convrules.columnar.sql.schema import creation, insertion, keeping
from convrules.columnar.sql.tables import TABLES, Ligne, rows, said

LOT: Final = 500
"""Rows of one statement."""
LARGEUR: Final = 110


class Dialecte(StrEnum):
    """Engines whose words are known."""

    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"


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
    """Tables, their rows, then the queries, each kept under its name; last, what is read of them."""
    for table in TABLES:
        yield Enonce(objet=table, texte=_text(creation(table), dialecte))
        for some in _lots(lines(table, consultation, mots)):
            yield Enonce(objet=table, texte=_text(insertion(table, some), dialecte))
    for nom, query in queries().items():
        yield Enonce(objet=nom, texte=_text(keeping(nom, query), dialecte))
    for nom, query in readings().items():
        yield Enonce(objet=nom, texte=_text(query, dialecte))


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


def _lots(held: Iterable[Ligne]) -> Iterator[Sequence[Ligne]]:
    left = iter(held)
    while some := list(islice(left, LOT)):
        yield some
