"""Rows and identifiers of a table that may not fit in memory: beyond a number of them, they are on the disk.

The file has no name: the system makes it in its temporary folder (`SQLITE_TMPDIR`, else `TMPDIR`, else
`/var/tmp`), for this user alone, and it is gone when the program ends, however it ends.
"""

from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, overload

from convrules.base.values import Cellule
from convrules.diagnostics.problems import lecture
from convrules.facts.cases_ecrites import read_cells, write_cells
from convrules.facts.readers.octets import Refuse
from convrules.facts.records import Ligne, Lignes, Place

if TYPE_CHECKING:
    import sqlite3

EN_MEMOIRE: Final = 50_000
"""Rows of such a table that stay in memory."""
_LOT: Final = 5_000
_CACHE_KO: Final = 65_536
_REGLAGES: Final = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA temp_store = FILE",
    f"PRAGMA cache_size = -{_CACHE_KO}",
)
_TABLE: Final = """CREATE TABLE lignes (
    rang INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    fichier INTEGER, ligne INTEGER, forme INTEGER, cases TEXT
)"""
_LUES: Final = "SELECT id, fichier, ligne, forme, cases FROM lignes"


class Lues(NamedTuple):
    """Rows of one file: the fields of their cells; the line and the cells of each."""

    fichier: str
    champs: Sequence[str]
    lignes: Sequence[int]
    cases: Sequence[Sequence[Cellule]]


_Ecrite: TypeAlias = tuple[str, int, int, int, str]
Finition: TypeAlias = Callable[[Ligne], Ligne]


class Reserve:
    """Rows kept of one table, in order, and where each identifier was first met. limite: how many stay in
    memory before all go to the disk; None: all of them."""

    def __init__(self, table: str, limite: int | None = None) -> None:
        self.table, self.limite = table, limite
        self._vus: dict[str, Place] = {}
        self._lignes: dict[str, Ligne | int] = {}
        self._lues = _Lues(table)
        self._base: _Base | None = None

    def place_of(self, ident: str) -> Place | None:
        """Where an identifier was met; None when it was not."""
        kept = self.row(ident)
        return kept.place if kept is not None else self._vus.get(ident)

    def meet(self, ident: str, place: Place) -> None:
        """The identifier of a row that is not kept."""
        self._vus[ident] = place

    def keep(self, ligne: Ligne) -> None:
        if self._base is not None:
            self._base.add(ligne)
            return
        self._lignes[ligne.id] = ligne
        if self.limite is not None and len(self._lignes) > self.limite:
            self._base = _Base(self.table)
            for ident in self._lignes:
                self._base.add(self._in_memory(ident))
            self._lignes, self._lues = {}, _Lues(self.table)

    def takes(self, number: int) -> bool:
        """Would so many rows more stay in memory?"""
        return self._base is None and (self.limite is None or len(self._lignes) + number <= self.limite)

    def met(self, idents: Iterable[str]) -> bool:
        """Was one of these identifiers met, in memory?"""
        return not (self._lignes.keys().isdisjoint(idents) and self._vus.keys().isdisjoint(idents))

    def keep_all(self, idents: Sequence[str], lues: Lues) -> None:
        """Keep rows that memory takes."""
        self._lignes.update(zip(idents, self._lues.add(lues), strict=True))

    def row(self, ident: str) -> Ligne | None:
        """A row, as it was kept."""
        if self._base is not None:
            return self._base.row(ident)
        return self._in_memory(ident) if ident in self._lignes else None

    def _in_memory(self, ident: str) -> Ligne:
        kept = self._lignes[ident]
        return self._lues.row(ident, kept) if isinstance(kept, int) else kept

    def rows(self, finir: Finition) -> "tuple[Ligne, ...] | Repertoire":
        """All of them, each as `finir` leaves it."""
        if self._base is None:
            lues = self._lues.rows(ident for ident, one in self._lignes.items() if isinstance(one, int))
            kept = self._lignes.values()
            return tuple([finir(next(lues) if isinstance(one, int) else one) for one in kept])
        self._base.flush()
        return Repertoire(self._base, (finir,))


class _Lues:
    """Rows that were read together, each made when it is asked for. `_premiers`: ranks of the first ones."""

    def __init__(self, table: str) -> None:
        self.table = table
        self._lots: list[Lues] = []
        self._premiers: list[int] = []
        self._nombre = 0

    def add(self, lues: Lues) -> range:
        """The ranks of these rows."""
        first = self._nombre
        self._lots.append(lues)
        self._premiers.append(first)
        self._nombre += len(lues.lignes)
        return range(first, self._nombre)

    def row(self, ident: str, rang: int) -> Ligne:
        lot = bisect_right(self._premiers, rang) - 1
        found = self._lots[lot]
        own = rang - self._premiers[lot]
        one = Lues(found.fichier, found.champs, found.lignes[own : own + 1], found.cases[own : own + 1])
        return next(self._made(one, iter((ident,))))

    def rows(self, idents: Iterator[str]) -> Iterator[Ligne]:
        """All of them, in order. idents: of each."""
        return chain.from_iterable(self._made(lot, idents) for lot in self._lots)

    def _made(self, lues: Lues, idents: Iterator[str]) -> Iterator[Ligne]:
        table, (fichier, champs, lignes, cases) = self.table, lues
        return (
            Ligne(
                table=table,
                id=ident,
                cellules=dict(zip(champs, cells, strict=True)),
                place=Place(fichier=fichier, ligne=ligne),
            )
            for ligne, cells, ident in zip(lignes, cases, idents, strict=False)
        )


class Repertoire(Lignes):
    """Rows on the disk, as a table that is read again each time. finitions: what is done to each."""

    def __init__(self, base: "_Base", finitions: tuple[Finition, ...]) -> None:
        self._base, self._finitions = base, finitions

    def __len__(self) -> int:
        return self._base.nombre

    def __iter__(self) -> Iterator[Ligne]:
        return map(self._finished, self._base.all())

    @overload
    def __getitem__(self, index: int) -> Ligne: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Ligne, ...]: ...
    def __getitem__(self, index: int | slice) -> Ligne | tuple[Ligne, ...]:
        ranks = range(len(self))[index]
        if isinstance(ranks, int):
            return next(islice(iter(self), ranks, None))
        wanted = set(ranks)
        found = {rank: row for rank, row in enumerate(self) if rank in wanted}
        return tuple(found[rank] for rank in ranks)

    def par_id(self, ident: str) -> Ligne | None:
        found = self._base.row(ident)
        return None if found is None else self._finished(found)

    def identifiants(self) -> Container[str]:
        return _Identifiants(self._base)

    def mapped(self, finir: Finition) -> "Repertoire":
        return Repertoire(self._base, (*self._finitions, finir))

    def _finished(self, ligne: Ligne) -> Ligne:
        for finir in self._finitions:
            ligne = finir(ligne)
        return ligne


class _Identifiants(Container[str]):
    def __init__(self, base: "_Base") -> None:
        self._base = base

    def __contains__(self, ident: object) -> bool:
        return isinstance(ident, str) and self._base.knows(ident)


class Ensemble(Container[str]):
    """Identifiers, in memory up to a number of them, then on the disk."""

    def __init__(self, limite: int = EN_MEMOIRE) -> None:
        self.limite = limite
        self._recents: set[str] = set()
        self._disque: sqlite3.Connection | None = None

    def add(self, ident: str) -> None:
        self._recents.add(ident)
        if len(self._recents) > self.limite:
            if self._disque is None:
                self._disque = _open("CREATE TABLE vus (id TEXT PRIMARY KEY) WITHOUT ROWID")
            _write(self._disque, "INSERT OR IGNORE INTO vus VALUES (?)", ((i,) for i in self._recents))
            self._recents = set()

    def __bool__(self) -> bool:
        return bool(self._recents) or self._disque is not None

    def __contains__(self, ident: object) -> bool:
        if ident in self._recents or self._disque is None:
            return ident in self._recents
        return self._disque.execute("SELECT 1 FROM vus WHERE id = ?", (ident,)).fetchone() is not None


class Laissees(Container[str]):
    """Identifiers of rows left aside, but for those that another row gave again."""

    def __init__(self, laissees: Ensemble, gardees: Reserve) -> None:
        self._laissees, self._gardees = laissees, gardees

    def __bool__(self) -> bool:
        return bool(self._laissees)

    def __contains__(self, ident: object) -> bool:
        return ident in self._laissees and self._gardees.place_of(str(ident)) is None


class _Base:
    """Rows on the disk. `_attente`: the last ones, still to be written."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.nombre = 0
        self._attente: dict[str, _Ecrite] = {}
        self._fichiers: dict[str, int] = {}
        self._formes: dict[tuple[str, ...], int] = {}
        self._disque = _open(_TABLE)

    def add(self, ligne: Ligne) -> None:
        place = ligne.place
        assert place is not None, "a row that was read has its place"
        fichier = self._fichiers.setdefault(place.fichier, len(self._fichiers))
        forme = self._formes.setdefault(tuple(ligne.cellules), len(self._formes))
        cells = write_cells(tuple(ligne.cellules.values()))
        self._attente[ligne.id] = (ligne.id, fichier, place.ligne, forme, cells)
        self.nombre += 1
        if len(self._attente) >= _LOT:
            self.flush()

    def flush(self) -> None:
        query = "INSERT INTO lignes (id, fichier, ligne, forme, cases) VALUES (?, ?, ?, ?, ?)"
        _write(self._disque, query, self._attente.values())
        self._attente = {}

    def knows(self, ident: str) -> bool:
        return self._found(ident) is not None

    def row(self, ident: str) -> Ligne | None:
        found = self._found(ident)
        return None if found is None else self._read(found, self._names(), tuple(self._formes))

    def all(self) -> Iterator[Ligne]:
        self.flush()
        names, shapes = self._names(), tuple(self._formes)
        for found in self._disque.execute(f"{_LUES} ORDER BY rang"):
            yield self._read(found, names, shapes)

    def _found(self, ident: str) -> _Ecrite | None:
        recent = self._attente.get(ident)
        if recent is not None:
            return recent
        found: _Ecrite | None = self._disque.execute(f"{_LUES} WHERE id = ?", (ident,)).fetchone()
        return found

    def _names(self) -> tuple[str, ...]:
        return tuple(self._fichiers)

    def _read(self, found: _Ecrite, names: tuple[str, ...], shapes: tuple[tuple[str, ...], ...]) -> Ligne:
        ident, fichier, ligne, forme, cells = found
        return Ligne(
            table=self.table,
            id=ident,
            cellules=read_cells(cells, shapes[forme]),
            place=Place(fichier=names[fichier], ligne=ligne),
        )


def _open(table: str) -> "sqlite3.Connection":
    import sqlite3

    try:
        # Without a name: a file that nobody else opens, and that is never left behind.
        disque = sqlite3.connect("", isolation_level=None)
        for setting in _REGLAGES:
            disque.execute(setting)
        disque.execute(table)
        # One transaction, never ended: nothing of it is to outlive the program.
        disque.execute("BEGIN")
    except sqlite3.Error as error:
        raise Refuse(lecture.place_temporaire) from error
    return disque


def _write(disque: "sqlite3.Connection", query: str, rows: Iterable[tuple[Any, ...]]) -> None:
    import sqlite3

    try:
        disque.executemany(query, rows)
    except sqlite3.Error as error:
        raise Refuse(lecture.place_temporaire) from error
