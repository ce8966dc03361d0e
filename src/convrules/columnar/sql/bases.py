"""What an engine outside of this process is asked: to take tables, to keep an answer, to tell it.

Names of tables are ours alone there (`DE_SEANCE`), so that none of the caller's is hidden or lost, nor those
that a script has left in the session (`NOMS`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, Protocol, cast

from sqlglot import exp

from convrules.base.moteurs import MoteurEnEchec
from convrules.columnar.sql.answers import COLONNES, Bits, bits_of
from convrules.columnar.sql.comptes import Comptage, Comptee, counting, lines, united
from convrules.columnar.sql.comptes import said as codes_said
from convrules.columnar.sql.model import Consultation
from convrules.columnar.sql.query import queries
from convrules.columnar.sql.tables import TOUTES, Ligne, rows, said

PREFIXE: Final = "convrules_"
PAR_LIGNE: Final = ("dit", "a_part")
LUES: Final = ("combinaisons", "reponses", "manques", "decisives", *PAR_LIGNE)
"""The tables that the questions read; the others are for people. The last ones grow with the vacancies."""
PAR_LIGNE_COMPTEES: Final = ("ecartes", "exclues", "codes")
"""The same of what is counted: a rank is their second column."""
NOMS: Final = {nom: f"{PREFIXE}{nom}" for nom in (*TOUTES, *COLONNES)}
"""Names in a script."""
DE_SEANCE: Final = {nom: f"{PREFIXE}seance_{nom}" for nom in NOMS}
"""Names in a session."""


class Base(Protocol):
    """An engine, its session open. `noms`: of tables there: those of `DE_SEANCE`, with their schema if need
    be."""

    @property
    def noms(self) -> Mapping[str, str]: ...

    def load(self, table: str, lines: Sequence[Ligne]) -> None:
        """One of `LUES`, under its name there."""

    def drop(self, nom: str) -> None:
        """What was loaded or kept under this name."""

    def keep(self, nom: str, query: exp.Query) -> None:
        """The answer of a question, under its name there."""

    def told(self, query: exp.Query) -> Iterable[Sequence[int]]:
        """The rows of a question."""


def judge_by(base: Base, consultation: Consultation, tranche: int | None = None) -> Bits:
    """The answers of the questions, asked of an engine. tranche: vacancies that it is asked about at once, so
    that what it holds does not grow with their number; None: all of them. Raises MoteurEnEchec."""
    # Why first: what goes wrong in here is no failure of the engine.
    loaded = {table: list(some) for table, some in rows(consultation).items() if table in LUES}
    kept = {nom: ours(query, base.noms) for nom, query in queries().items()}
    asked = [ours(exp.select(*columns).from_(nom), base.noms) for nom, columns in COLONNES.items()]
    told: list[list[Sequence[int]]] = [[] for _ in asked]
    beside = loaded.pop("a_part")
    for rangs in _slices(consultation.nombre, tranche):
        of_rows: list[Ligne] = [
            (g.numero, rang, code) for g in consultation.groupes for rang, code in said(g, rangs)
        ]
        loaded |= {"dit": of_rows, "a_part": [line for line in beside if line[0] in _range(rangs)]}
        with calling():
            for nom in (*PAR_LIGNE, *kept) if rangs.start else ():
                base.drop(nom)
            for table, some in loaded.items():
                base.load(table, some)
            for nom, query in kept.items():
                base.keep(nom, query)
            for found, query in zip(told, asked, strict=True):
                found += base.told(query)
        loaded.clear()
    return bits_of(*told)


def count_by(base: Base, comptage: Comptage, tranche: int | None = None) -> list[Comptee]:
    """How many rows are of each combination, asked of an engine. tranche: as of `judge_by`. Raises
    MoteurEnEchec."""
    fixed = {table: list(some) for table, some in lines(comptage).items()}
    beside = {table: fixed.pop(table) for table in PAR_LIGNE_COMPTEES if table in fixed}
    question = ours(counting(), base.noms)
    found: list[Comptee] = []
    for rangs in _slices(comptage.nombre, tranche):
        own: dict[str, list[Ligne]] = {
            table: [line for line in some if line[1] in _range(rangs)] for table, some in beside.items()
        }
        own["codes"] = [(g, rang, code) for g, some in codes_said(comptage, rangs) for rang, code in some]
        with calling():
            for nom in PAR_LIGNE_COMPTEES if rangs.start else ():
                base.drop(nom)
            for table, some in (own if rangs.start else fixed | own).items():
                base.load(table, some)
            found += [Comptee(*map(int, told)) for told in base.told(question)]
    return united(found)


def _slices(number: int, tranche: int | None) -> Iterator[slice]:
    """Ranks, in order; of no vacancy, one slice all the same."""
    size = tranche or max(number, 1)
    return (slice(start, min(start + size, number)) for start in range(0, max(number, 1), size))


def _range(rangs: slice) -> range:
    return range(rangs.start, rangs.stop)


@contextmanager
def calling() -> Iterator[None]:
    """Whatever an engine raises is its failure. Why so wide: that of a server, of Java, of a network, of a
    scheduler each comes in a class of its own, some as plain exceptions."""
    try:
        yield
    except Exception as error:
        raise MoteurEnEchec from error


def ours(query: exp.Query, noms: Mapping[str, str]) -> exp.Query:
    """The same question, of tables under these names; each keeps the name by which its columns are called."""

    def named(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Table) or node.name not in noms:
            return node
        return exp.to_table(noms[node.name], alias=node.alias or node.name)

    return cast(exp.Query, query.transform(named))
