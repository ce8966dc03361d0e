"""A PostgreSQL server: tables that last as long as the questions, in a transaction that leaves nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlglot import exp

from convrules.base.moteurs import MoteurEnEchec, check_libraries
from convrules.base.records import dataclass
from convrules.base.texte import Texte, t
from convrules.columnar.sql.answers import Bits
from convrules.columnar.sql.bases import DE_SEANCE, calling, count_by, judge_by
from convrules.columnar.sql.comptes import Comptage, Comptee
from convrules.columnar.sql.model import Consultation
from convrules.columnar.sql.schema import creation, keeping
from convrules.columnar.sql.tables import TOUTES, Ligne
from convrules.facts.readers.postgres import conninfo, conninfo_lacking, why_not_connected
from convrules.facts.readers.serveur import Serveur

if TYPE_CHECKING:
    import psycopg

DIALECTE: Final = "postgres"
ATTENTE_S: Final = 10
NOMS: Final = {nom: f"pg_temp.{own}" for nom, own in DE_SEANCE.items()}
"""Why with the schema: a search path may put tables of the base before those of the session."""


@dataclass(frozen=True, slots=True)
class _BasePostgres:
    cursor: "psycopg.Cursor[tuple[Any, ...]]"

    @property
    def noms(self) -> Mapping[str, str]:
        return NOMS

    def load(self, table: str, lines: Sequence[Ligne]) -> None:
        self._play(creation(table, name=NOMS[table], temporary=True))
        columns = ", ".join(nom for nom, _ in TOUTES[table])
        with self.cursor.copy(f"COPY {NOMS[table]} ({columns}) FROM STDIN".encode()) as copy:
            for line in lines:
                copy.write_row(line)

    def drop(self, nom: str) -> None:
        self._play(exp.Drop(tables=[exp.to_table(NOMS[nom])], kind="TABLE"))

    def keep(self, nom: str, query: exp.Query) -> None:
        self._play(keeping(NOMS[nom], query, temporary=True))

    def told(self, query: exp.Query) -> Iterable[Sequence[int]]:
        self._play(query)
        return self.cursor.fetchall()

    def _play(self, tree: exp.Expr) -> None:
        self.cursor.execute(tree.sql(dialect=DIALECTE).encode())


def judge(
    consultation: Consultation, connexion: "psycopg.Connection[Any]", tranche: int | None = None
) -> Bits:
    """The answers, in a transaction of the connection that is undone whatever happens, or in a part of the
    one that is under way. tranche: vacancies asked about at once. Raises MoteurEnEchec."""
    with _base(connexion) as base:
        return judge_by(base, consultation, tranche)


def count(
    comptage: Comptage, connexion: "psycopg.Connection[Any]", tranche: int | None = None
) -> list[Comptee]:
    """How many rows are of each combination, likewise. Raises MoteurEnEchec."""
    with _base(connexion) as base:
        return count_by(base, comptage, tranche)


@contextmanager
def _base(connexion: "psycopg.Connection[Any]") -> Iterator[_BasePostgres]:
    """Raises SansMoteur, MoteurEnEchec for what is no connection, or one that takes no question."""
    check_libraries("psycopg")
    from psycopg.rows import tuple_row

    _check(connexion)
    with ExitStack() as stack:
        with calling():
            stack.enter_context(connexion.transaction(force_rollback=True))
            cursor = stack.enter_context(connexion.cursor(row_factory=tuple_row))
        yield _BasePostgres(cursor)


def _check(connexion: object) -> None:
    """Raises MoteurEnEchec, in words of ours: what the library says of these three names none of them."""
    import psycopg

    if not isinstance(connexion, psycopg.Connection):
        raise MoteurEnEchec(f"session is a psycopg.Connection, not « {type(connexion).__name__} »")
    if connexion.closed:
        raise MoteurEnEchec("session is a connection that is closed: open one, and close it afterwards")
    if connexion.info.transaction_status is psycopg.pq.TransactionStatus.INERROR:
        raise MoteurEnEchec("session has a transaction that has failed: end it (rollback) before asking")


@contextmanager
def opened(serveur: Serveur) -> "Iterator[psycopg.Connection[Any]]":
    """A connection to the server of a project, closed at the end. Raises SansMoteur, MoteurEnEchec: what the
    library says of a failure may hold an address, and is left."""
    check_libraries("psycopg")
    import psycopg

    with calling():
        connexion = psycopg.connect(conninfo(serveur), connect_timeout=ATTENTE_S)
        connexion.execute(f"SET statement_timeout = {serveur.delai_s * 1000}".encode())
    with connexion:
        yield connexion


# --- failures ---------------------------------------------------------------------------------
_ETATS: Final[Mapping[str, str]] = {
    "42501": "le compte n'a pas le droit de créer des tables temporaires dans cette base",
    "25006": "la session ne peut que lire, et il y faut des tables temporaires",
    "42P07": "la session a déjà des tables nommées convrules_seance_…, qui ne sont pas d'ici",
    "57014": "une question dure plus que le délai de la section [postgresql], ou a été arrêtée",
    "53100": "le serveur manque de place",
    "53200": "le serveur manque de mémoire",
}


def why(failure: MoteurEnEchec) -> Texte | None:
    """What kind of failure it is, in words of ours: what the library says of it may hold an address or a
    name, and is read for its kind only. None when it is not known."""
    import psycopg

    cause = failure.__cause__
    if (lacking := conninfo_lacking(cause)) is not None:
        return _unreachable(lacking)
    if not isinstance(cause, psycopg.Error):
        return None
    state = cause.sqlstate
    if state is None:
        return _unreachable(why_not_connected(str(cause)))
    if state.startswith(("08", "57P")):
        return _unreachable("elle a été coupée")
    told = _ETATS.get(state, "le serveur refuse une question")
    return t("PostgreSQL n'a pas répondu\u202f: {raison} (SQLSTATE {code}).", raison=told, code=state)


def _unreachable(raison: str) -> Texte:
    return t(
        "La connexion à PostgreSQL est impossible\u202f: {raison}. Voyez la section [postgresql] de "
        "convrules.toml, et la variable ou le service qu'elle nomme.",
        raison=raison,
    )
