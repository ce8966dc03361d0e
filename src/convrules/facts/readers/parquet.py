"""Parquet files, through DuckDB: their types become the texts that a CSV file would hold.

The engine may open this one file and nothing else: no extension, no network, no other path, bounded memory.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from convrules import ir
from convrules.base.texte import t
from convrules.diagnostics.model import Checked, Diagnostic
from convrules.diagnostics.problems import lecture
from convrules.facts.chargement import FichierBrut
from convrules.facts.readers.csv_reader import clean, header_problems, named
from convrules.facts.readers.lieux import Rangee, Tableau, place_at_line, places
from convrules.facts.readers.octets import FichierChange, Refuse, debut, etat
from convrules.facts.readers.valeurs import TEXTE_MAX, Valeur, make_row, of_32_bits, usages

if TYPE_CHECKING:
    import duckdb

MEMOIRE: Final = "512MB"  # LIMIT: what the engine may use while it reads.
_LOT: Final = 5_000
_REGLAGES: Final = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    f"SET memory_limit = '{MEMOIRE}'",
    "SET temp_directory = ''",
    "SET threads = 2",
    "SET TimeZone = 'UTC'",
)
_TELS_QUELS: Final = frozenset({
    "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
    "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "TIME",
})  # fmt: skip
_JOURS: Final = frozenset({"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"})
_TEXTES: Final = frozenset({"VARCHAR", "UUID"})


def read_parquet(
    brut: FichierBrut, fichier: ir.FichierSource, colonnes: Sequence[ir.Colonne]
) -> Checked[Tableau | None]:
    """Open one file. Only columns that the mapping reads leave it. Line 1 is that of the titles."""
    try:
        session = _Session(brut)
        types = session.types()
    except Refuse as refus:
        return Checked(value=None, diagnostics=(refus.constat(span=place_at_line(brut.nom, 1)),))
    titles = tuple(clean(nom) for nom, _ in types)
    entete = Rangee(ligne=1, suivante=2, valeurs=titles)
    wanted = named(fichier, colonnes)
    chosen = [(i, nom, type_) for i, (nom, type_) in enumerate(types) if titles[i] in wanted]
    uses = usages(titles, colonnes)

    def rows() -> Iterator[Rangee]:
        for number, values in enumerate(session.rows([(nom, type_) for _, nom, type_ in chosen]), 2):
            cells: list[Valeur] = [None] * len(titles)
            for (rank, _, _), value in zip(chosen, values, strict=True):
                cells[rank] = value
            yield make_row(number, cells, uses)

    table = Tableau(nom=brut.nom, separateur="\t", entete=entete, rangees=rows, total=session.total)
    wrong = (*header_problems(table), *_unreadable(table, chosen))
    return Checked(value=None if wrong else table, diagnostics=wrong)


def _unreadable(table: Tableau, chosen: Sequence[tuple[int, str, str]]) -> Iterator[Diagnostic]:
    for rank, _, type_ in chosen:
        if _expression("c", type_) is None:
            spans = places(table, [(table.entete, rank)], frozenset())
            titre = table.entete.valeurs[rank]
            yield lecture.type_illisible(span=spans[1, rank], colonne=titre, type=_said(type_))


def _said(type_: str) -> str:
    if type_.startswith("TIMESTAMP"):
        return "horodatage avec fuseau, dont le jour dépend du lieu"
    if type_.endswith("]"):
        return "liste"
    return {"BLOB": "octets", "INTERVAL": "durée"}.get(type_, "structure")


def _expression(nom: str, type_: str) -> str | None:
    """How a column is asked for; None if its type cannot be a fact."""
    if type_ in _TELS_QUELS or type_.startswith("DECIMAL"):
        return nom
    if type_ in _JOURS:
        # As text: what lies beyond the years of the library is a date out of bounds, not a failure.
        return (
            f"CAST({nom} AS VARCHAR)" if type_ == "DATE" else f"CAST(date_trunc('second', {nom}) AS VARCHAR)"
        )
    if type_ in _TEXTES or type_.startswith("ENUM"):
        return f"left(CAST({nom} AS VARCHAR), {TEXTE_MAX + 1})"
    return None


class _Session:
    """One file in an engine that can open no other."""

    def __init__(self, brut: FichierBrut) -> None:
        assert brut.chemin is not None, "a Parquet file is read where it lies"
        if debut(brut, 4) != b"PAR1":
            raise _broken("ses premiers octets ne sont pas ceux d'un Parquet")
        if any(sign in brut.chemin for sign in "*?["):
            raise _broken("son chemin contient un signe de motif (*, ? ou [) ; renommez-le")
        self.brut, self.etat = brut, etat(brut)
        self.engine = _engine(brut.chemin)
        found = self._ask("SELECT num_rows FROM parquet_file_metadata(?)").fetchone()
        self.total = int(found[0]) if found else 0

    def types(self) -> list[tuple[str, str]]:
        return [(row[0], row[1]) for row in self._ask("DESCRIBE SELECT * FROM read_parquet(?)").fetchall()]

    def rows(self, columns: Sequence[tuple[str, str]]) -> Iterator[Sequence[Valeur]]:
        quoted = [(f'"{nom.replace(chr(34), chr(34) * 2)}"', type_) for nom, type_ in columns]
        asked = ", ".join(_expression(nom, type_) or "NULL" for nom, type_ in quoted)
        readers = [_READERS.get(type_, _as_it_is) for _, type_ in columns]
        self._unchanged()
        cursor = self._ask(f"SELECT {asked or 'NULL'} FROM read_parquet(?)")
        while batch := self._next(cursor):
            for row in batch:
                yield [read(value) for read, value in zip(readers, row, strict=False)]
        self._unchanged()

    def _next(self, cursor: "duckdb.DuckDBPyConnection") -> list[Any]:
        import duckdb

        try:
            return cursor.fetchmany(_LOT)
        except (duckdb.Error, ValueError, OverflowError) as error:
            raise _broken("ses données sont abîmées, ou une page ne tient pas en mémoire") from error

    def _unchanged(self) -> None:
        if etat(self.brut) != self.etat:
            raise FichierChange

    def _ask(self, query: str) -> "duckdb.DuckDBPyConnection":
        import duckdb

        try:
            return self.engine.execute(query, [self.brut.chemin])
        except duckdb.Error as error:
            raise _broken("il est tronqué ou abîmé") from error


def _engine(chemin: str) -> "duckdb.DuckDBPyConnection":
    try:
        import duckdb
    except ImportError as error:
        absent = partial(lecture.bibliotheque_absente, bibliotheque="duckdb", extra="parquet")
        raise Refuse(absent) from error
    engine = duckdb.connect(":memory:")
    for setting in _REGLAGES:
        engine.execute(setting)
    engine.execute(f"SET allowed_paths = ['{chemin.replace(chr(39), chr(39) * 2)}']")
    engine.execute("SET enable_external_access = false")
    engine.execute("SET lock_configuration = true")
    return engine


def _broken(raison: str) -> Refuse:
    return Refuse(partial(lecture.parquet_illisible, raison=raison))


def _as_it_is(value: Valeur) -> Valeur:
    if isinstance(value, str) and len(value) > TEXTE_MAX:
        raise _broken(t("une cellule y a plus de {max} signes", max=str(TEXTE_MAX)))
    return value


def _number(value: Valeur) -> Valeur:
    return of_32_bits(value) if isinstance(value, float) else value


def _moment(value: Valeur) -> Valeur:
    """A day, or a day and its time; a year that no calendar of ours has stays a text, hence a finding."""
    text = str(value)
    try:
        return None if value is None else _day(text)
    except ValueError:
        return text


def _day(text: str) -> date:
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


_READERS: Final[dict[str, Callable[[Valeur], Valeur]]] = {
    "FLOAT": _number,
    **dict.fromkeys(_JOURS, _moment),
}
