"""A Ballista session: tables go by Parquet files in a folder that its executors read too."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from sqlglot import exp

from convrules.base.moteurs import SansMoteur
from convrules.columnar.sql.answers import Bits
from convrules.columnar.sql.bases import DE_SEANCE, calling, count_by, judge_by
from convrules.columnar.sql.comptes import Comptage, Comptee
from convrules.columnar.sql.model import Consultation
from convrules.columnar.sql.tables import TOUTES, Ligne

DIALECTE: Final = "postgres"
"""The engine has no dialect of its own here: it reads that of PostgreSQL, but for `~`."""


class _BaseBallista:
    """Why Any: the session is the caller's."""

    def __init__(self, session: Any, folder: Path) -> None:
        """Raises SansMoteur."""
        self.session = session
        self.folder = folder
        self.named: set[str] = set()
        try:
            self.arrow: Any = import_module("pyarrow")
            self.parquet: Any = import_module("pyarrow.parquet")
        except ImportError as error:
            raise SansMoteur("pyarrow") from error

    @property
    def noms(self) -> Mapping[str, str]:
        return DE_SEANCE

    def load(self, table: str, lines: Sequence[Ligne]) -> None:
        pa, columns = self.arrow, TOUTES[table]
        types = {int: pa.int64(), str: pa.string()}
        arrays = [pa.array([line[n] for line in lines], types[kind]) for n, (_, kind) in enumerate(columns)]
        self._keep(table, pa.table(dict(zip((nom for nom, _ in columns), arrays, strict=True))))

    def drop(self, nom: str) -> None:
        self.session.deregister_table(DE_SEANCE[nom])
        self.named.discard(DE_SEANCE[nom])

    def keep(self, nom: str, query: exp.Query) -> None:
        self._keep(nom, self._collected(query))

    def told(self, query: exp.Query) -> Iterable[Sequence[int]]:
        return [tuple(row.values()) for row in self._collected(query).to_pylist()]

    def _keep(self, nom: str, table: Any) -> None:
        path = self.folder / f"{DE_SEANCE[nom]}.parquet"
        self.parquet.write_table(table, path)
        self.session.register_parquet(DE_SEANCE[nom], str(path))
        self.named.add(DE_SEANCE[nom])

    def close(self) -> None:
        for nom in self.named:
            self.session.deregister_table(nom)

    def _collected(self, query: exp.Query) -> Any:
        frame = self.session.sql(query.transform(_plain).sql(dialect=DIALECTE))
        return self.arrow.Table.from_batches(frame.collect(), schema=frame.schema())


def judge(
    consultation: Consultation, session: Any, folder: Path | None = None, tranche: int | None = None
) -> Bits:
    """The answers, found by a `ballista.BallistaSessionContext`. folder: where its executors read too;
    without one, a folder of this machine. What is written there goes at the end. tranche: vacancies asked
    about at once. Raises SansMoteur, MoteurEnEchec, ValueError for a folder where nothing can be written."""
    with _base(session, folder) as base:
        return judge_by(base, consultation, tranche)


def count(
    comptage: Comptage, session: Any, folder: Path | None = None, tranche: int | None = None
) -> list[Comptee]:
    """How many rows are of each combination, likewise. Raises the same."""
    with _base(session, folder) as base:
        return count_by(base, comptage, tranche)


@contextmanager
def _base(session: Any, folder: Path | None) -> Iterator[_BaseBallista]:
    try:
        own = tempfile.TemporaryDirectory(dir=folder, prefix="convrules-")
    except OSError as error:
        # Why not its own words: they are of a name that was about to be made there.
        why = error.strerror or type(error).__name__
        raise ValueError(f"nothing can be written in partage, « {folder} »: {why}") from error
    with own as made:
        base = _BaseBallista(session, Path(made))
        try:
            yield base
        finally:
            base.close()


@contextmanager
def opened(ordonnanceur: str) -> Iterator[Any]:
    """A session of a scheduler (« df://host:port »). Raises SansMoteur, MoteurEnEchec."""
    try:
        ballista = import_module("ballista")
        import_module("pyarrow")
    except ImportError as error:
        raise SansMoteur(error.name or "ballista") from error
    with calling():
        session = ballista.BallistaSessionContext(ordonnanceur)
    yield session


def _plain(node: exp.Expr) -> exp.Expr:
    """DataFusion has no `~`: in whole numbers of two's complement it is -1 - x."""
    if isinstance(node, exp.BitwiseNot):
        return exp.paren(exp.Sub(this=exp.Literal.number(-1), expression=exp.paren(node.this)))
    return node
