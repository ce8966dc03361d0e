"""What an engine outside of this process is asked: to take tables, to keep an answer, to tell it.

Names of tables are ours alone there (`NOMS`), so that none of the caller's is hidden or lost.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Protocol, cast

from sqlglot import exp

from convrules.columnar.sql.answers import COLONNES, Bits, bits_of
from convrules.columnar.sql.comptes import Comptage, Comptee, counting, lines
from convrules.columnar.sql.comptes import said as codes_said
from convrules.columnar.sql.model import Consultation, MoteurEnEchec
from convrules.columnar.sql.query import queries
from convrules.columnar.sql.tables import COMPTEES, TOUTES, Ligne, rows, said

PREFIXE: Final = "convrules_"
LUES: Final = ("dit", "combinaisons", "reponses", "manques", "decisives", "a_part")
"""The tables that the questions read; the others are for people."""
NOMS: Final = {nom: f"{PREFIXE}{nom}" for nom in (*TOUTES, *COLONNES)}


class Base(Protocol):
    """An engine, its session open. Tables are named as `NOMS` says."""

    def load(self, table: str, lines: Sequence[Ligne]) -> None:
        """One of `LUES`, under its name there."""

    def keep(self, nom: str, query: exp.Query) -> None:
        """The answer of a question, under its name there."""

    def told(self, query: exp.Query) -> Iterable[Sequence[int]]:
        """The rows of a question."""


def judge_by(base: Base, consultation: Consultation) -> Bits:
    """The answers of the questions, asked of an engine. Raises MoteurEnEchec."""
    held = rows(consultation)
    held["dit"] = ((g.numero, rang, code) for g in consultation.groupes for rang, code in said(g))
    # Why all of it first: what goes wrong in here is no failure of the engine.
    loaded = {table: list(held[table]) for table in LUES}
    kept = {nom: _ours(query) for nom, query in queries().items()}
    asked = [_ours(exp.select(*columns).from_(nom)) for nom, columns in COLONNES.items()]
    with calling():
        for table, lines in loaded.items():
            base.load(table, lines)
        for nom, query in kept.items():
            base.keep(nom, query)
        told = [list(base.told(query)) for query in asked]
    return bits_of(*told)


def count_by(base: Base, comptage: Comptage) -> list[Comptee]:
    """How many rows are of each combination, asked of an engine. Raises MoteurEnEchec."""
    held: dict[str, Iterable[Ligne]] = dict(lines(comptage))
    held["codes"] = ((groupe, rang, code) for groupe, some in codes_said(comptage) for rang, code in some)
    loaded = {table: list(held[table]) for table in COMPTEES}
    question = _ours(counting())
    with calling():
        for table, some in loaded.items():
            base.load(table, some)
        return [Comptee(*map(int, told)) for told in base.told(question)]


@contextmanager
def calling() -> Iterator[None]:
    """Whatever an engine raises is its failure. Why so wide: that of a server, of Java, of a network, of a
    scheduler each comes in a class of its own, some as plain exceptions."""
    try:
        yield
    except Exception as error:
        raise MoteurEnEchec from error


def _ours(query: exp.Query) -> exp.Query:
    """The same question, of tables under our names; each keeps the name by which its columns are called."""

    def named(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Table) or node.name not in NOMS:
            return node
        return exp.to_table(NOMS[node.name], alias=node.alias or node.name)

    return cast(exp.Query, query.transform(named))
