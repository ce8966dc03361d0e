"""A Spark session, the caller's own: views under our names, dropped once they have answered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

from sqlglot import exp

from convrules.base.moteurs import SansMoteur
from convrules.columnar.sql.answers import Bits
from convrules.columnar.sql.bases import DE_SEANCE, calling, count_by, judge_by
from convrules.columnar.sql.comptes import Comptage, Comptee
from convrules.columnar.sql.model import Consultation
from convrules.columnar.sql.tables import TOUTES, Ligne

DIALECTE: Final = "spark"
_TYPES: Final = {int: "bigint", str: "string"}


class _BaseSpark:
    """Why Any: the session is the caller's, and this library is loaded without Spark."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.views: set[str] = set()
        self.kept: dict[str, Any] = {}

    @property
    def noms(self) -> Mapping[str, str]:
        return DE_SEANCE

    def load(self, table: str, lines: Sequence[Ligne]) -> None:
        schema = ", ".join(f"{nom} {_TYPES[kind]}" for nom, kind in TOUTES[table])
        self._view(table, self.session.createDataFrame([tuple(line) for line in lines], schema))

    def drop(self, nom: str) -> None:
        if nom in self.kept:
            self.kept.pop(nom).unpersist()
        self.session.catalog.dropTempView(DE_SEANCE[nom])
        self.views.discard(DE_SEANCE[nom])

    def keep(self, nom: str, query: exp.Query) -> None:
        frame = self.session.sql(query.sql(dialect=DIALECTE)).cache()
        self.kept[nom] = frame
        self._view(nom, frame)

    def told(self, query: exp.Query) -> Iterable[Sequence[int]]:
        return [tuple(row) for row in self.session.sql(query.sql(dialect=DIALECTE)).collect()]

    def _view(self, nom: str, frame: Any) -> None:
        frame.createOrReplaceTempView(DE_SEANCE[nom])
        self.views.add(DE_SEANCE[nom])

    def close(self) -> None:
        for frame in self.kept.values():
            frame.unpersist()
        for view in self.views:
            self.session.catalog.dropTempView(view)


def judge(consultation: Consultation, session: Any, tranche: int | None = None) -> Bits:
    """The answers, found by a `pyspark.sql.SparkSession`. tranche: vacancies asked about at once. Raises
    MoteurEnEchec."""
    base = _BaseSpark(session)
    try:
        return judge_by(base, consultation, tranche)
    finally:
        base.close()


def count(comptage: Comptage, session: Any, tranche: int | None = None) -> list[Comptee]:
    """How many rows are of each combination. Raises MoteurEnEchec."""
    base = _BaseSpark(session)
    try:
        return count_by(base, comptage, tranche)
    finally:
        base.close()


@contextmanager
def opened() -> Iterator[Any]:
    """The session that the settings of this machine describe; left open when it was already. Raises
    SansMoteur, MoteurEnEchec."""
    try:
        SparkSession = import_module("pyspark.sql").SparkSession
    except ImportError as error:
        raise SansMoteur("pyspark") from error
    before = SparkSession.getActiveSession()
    with calling():
        session = SparkSession.builder.appName("convrules").getOrCreate()
    try:
        yield session
    finally:
        if before is None:
            session.stop()
