"""The journal as a table of PostgreSQL: the same lines, in the same chain.

Writers take their turn by an advisory lock of the table, held to the end of the transaction; were one to do
without it, the keys of the table would still refuse a second line after the same one. How to connect is given
by who runs the command: it is never kept, shown nor raised.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias, TypeVar

import psycopg
from psycopg import errors, sql

from convrules.base.records import dataclass, replace
from convrules.facts.journal.chaine import Chaine, Rupture, chain, line_of, read_chain
from convrules.facts.journal.tenue import Choix, Ecrite, Horloge, Refus, Renonce, Reparee

ATTENTE_S: Final = 30
CONNEXION_S: Final = 10
Connexion: TypeAlias = psycopg.Connection[tuple[object, ...]]

_TABLE: Final = sql.SQL(
    "CREATE TABLE IF NOT EXISTS {table} ("
    "rang bigint PRIMARY KEY CHECK (rang > 0), "
    "precedent text NOT NULL UNIQUE, "
    "empreinte text NOT NULL UNIQUE, "
    "ligne text NOT NULL)"
)
_LIRE: Final = sql.SQL("SELECT rang, precedent, empreinte, ligne FROM {table} ORDER BY rang")
_AJOUTER: Final = sql.SQL("INSERT INTO {table} (rang, precedent, empreinte, ligne) VALUES (%s, %s, %s, %s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalPostgres:
    """A journal kept in a table. `connexion`: a libpq string or URL, left out of every representation."""

    nom: str
    table: tuple[str, ...]
    connexion: Callable[[], str]

    def read(self) -> Chaine | Refus:
        return _guarded(self.connexion, self._read)

    def append(self, choose: Choix, horloge: Horloge) -> Ecrite | Renonce | Refus:
        written: list[Ecrite] = []

        def work(connexion: Connexion) -> Ecrite | Renonce | Refus:
            found = self._append(connexion, choose, horloge)
            written.extend([found] if isinstance(found, Ecrite) else [])
            return found

        found = _guarded(self.connexion, work)
        # Why: once the line was sent, a connection that breaks does not say whether it was kept.
        return Refus.NON_CONFIRME if written and found is Refus.CONNEXION else found

    def repair(self) -> Reparee | Refus | None:
        """A transaction is whole or is not: there is never a line to finish."""
        return None

    def _name(self) -> sql.Identifier:
        return sql.Identifier(*self.table)

    def _read(self, connexion: Connexion) -> Chaine | Refus:
        rows = connexion.execute(_LIRE.format(table=self._name())).fetchall()
        return _chain(rows)

    def _append(self, connexion: Connexion, choose: Choix, horloge: Horloge) -> Ecrite | Renonce | Refus:
        connexion.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ("convrules " + ".".join(self.table),)
        )
        connexion.execute(_TABLE.format(table=self._name()))
        chaine = self._read(connexion)
        if isinstance(chaine, Refus):
            return chaine
        if not chaine.saine:
            return Refus.NON_SAIN
        chosen = choose(chaine)
        if isinstance(chosen, Renonce):
            return chosen
        entree = chain(chosen, chaine, horloge())
        values = (entree.rang, entree.precedent, entree.empreinte, line_of(entree))
        connexion.execute(_AJOUTER.format(table=self._name()), values)
        after = Chaine(entrees=(*chaine.entrees, entree), lignes=chaine.lignes + 1)
        return Ecrite(entree=entree, chaine=after)


def _chain(rows: Sequence[tuple[object, ...]]) -> Chaine:
    """The chain of the lines; a key that does not say what its line says is a line modified."""
    chaine = read_chain("".join(f"{row[3]}\n" for row in rows).encode("utf-8"))
    for at, (entree, row) in enumerate(zip(chaine.entrees, rows, strict=False)):
        if (entree.rang, entree.precedent, entree.empreinte) != row[:3]:
            return replace(chaine, entrees=chaine.entrees[:at], rupture=Rupture.MODIFIEE)
    return chaine


T = TypeVar("T")


def _guarded(connexion: Callable[[], str], work: Callable[[Connexion], T]) -> T | Refus:
    """Do the work in one transaction; whatever the server says, only what kind of refusal it is goes on."""
    try:
        with psycopg.connect(connexion(), connect_timeout=CONNEXION_S) as opened:
            opened.execute(f"SET LOCAL lock_timeout = '{ATTENTE_S}s'")
            opened.execute(f"SET LOCAL statement_timeout = '{2 * ATTENTE_S}s'")
            return work(opened)
    except psycopg.Error as error:
        return _refusal(error)


def _refusal(error: psycopg.Error) -> Refus:
    match error:
        case errors.UndefinedTable() | errors.InvalidSchemaName():
            return Refus.ABSENT
        case errors.InsufficientPrivilege():
            return Refus.INTERDIT
        case errors.LockNotAvailable() | errors.QueryCanceled():
            return Refus.OCCUPE
        case errors.UniqueViolation():
            return Refus.NON_SAIN
        case errors.DiskFull():
            return Refus.DISQUE
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return Refus.CONNEXION
        case _:
            return Refus.PAS_UNE_TABLE
