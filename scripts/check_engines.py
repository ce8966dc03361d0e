"""The tables of answers and the query on engines that are too heavy for every change: Ballista, Spark.

    pip install ballista pyarrow            python scripts/check_engines.py ballista
    pip install pyspark (and a Java)        python scripts/check_engines.py spark

Drawn conventions and tables, as in `tests/columnar`, pair by pair against the scalar evaluator; the first
difference ends it. Ballista: a scheduler and an executor, started here and stopped; the tables go by files.
"""

import argparse
import socket
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from sqlglot import exp  # noqa: E402

from columnar.scripted import Ask, Rows, compared  # noqa: E402
from columnar.test_equality import drawn  # noqa: E402
from convrules.columnar.sql.model import MOT, Consultation  # noqa: E402
from convrules.columnar.sql.query import queries, readings  # noqa: E402
from convrules.columnar.sql.script import Mots, lines  # noqa: E402
from convrules.columnar.sql.tables import TABLES  # noqa: E402


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


# --- Ballista ---------------------------------------------------------------------------------
def plain(node: exp.Expr) -> exp.Expr:
    """DataFusion has no `~`: in whole numbers of two's complement it is -1 - x."""
    if isinstance(node, exp.BitwiseNot):
        return exp.paren(exp.Sub(this=exp.Literal.number(-1), expression=exp.paren(node.this)))
    return node


@contextmanager
def ballista() -> Iterator[Ask]:
    import pyarrow as pa
    import pyarrow.parquet as pq
    from ballista import BallistaExecutor, BallistaScheduler, BallistaSessionContext

    port, bind = free_port(), free_port()
    scheduler = BallistaScheduler(bind_host="127.0.0.1", bind_port=port)
    executor = BallistaExecutor(
        bind_port=bind, bind_host="127.0.0.1", scheduler_host="127.0.0.1", scheduler_port=port
    )
    scheduler.start()
    executor.start()
    types = {int: pa.int64(), str: pa.string()}

    def ask(consultation: Consultation, mots: Mots) -> dict[str, Rows]:
        with tempfile.TemporaryDirectory() as folder:
            session = BallistaSessionContext(f"df://127.0.0.1:{port}")

            def keep(nom: str, table: Any) -> None:
                path = Path(folder) / f"{nom}.parquet"
                pq.write_table(table, path)
                session.register_parquet(nom, str(path))

            for nom, columns in TABLES.items():
                held = list(lines(nom, consultation, mots))
                arrays = [
                    pa.array([row[n] for row in held], types[kind]) for n, (_, kind) in enumerate(columns)
                ]
                keep(nom, pa.table(dict(zip((c for c, _ in columns), arrays, strict=True))))
            for nom, query in queries().items():
                keep(nom, _collected(pa, session, query))
            told = {nom: _collected(pa, session, query) for nom, query in readings().items()}
            return {nom: [tuple(row.values()) for row in table.to_pylist()] for nom, table in told.items()}

    try:
        yield ask
    finally:
        executor.close()
        scheduler.close()


def _collected(pa: Any, session: Any, query: exp.Query) -> Any:
    frame = session.sql(query.transform(plain).sql(dialect="postgres"))
    return pa.Table.from_batches(frame.collect(), schema=frame.schema())


# --- Spark ------------------------------------------------------------------------------------
@contextmanager
def spark() -> Iterator[Ask]:
    from pyspark.sql import SparkSession
    from pyspark.sql.types import LongType, StringType, StructField, StructType

    made = SparkSession.builder.master("local[2]").config("spark.sql.shuffle.partitions", "2")
    made = made.config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    session = made.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    types = {int: LongType(), str: StringType()}

    def ask(consultation: Consultation, mots: Mots) -> dict[str, Rows]:
        for nom, columns in TABLES.items():
            schema = StructType([StructField(c, types[kind], False) for c, kind in columns])
            held = [tuple(row) for row in lines(nom, consultation, mots)]
            session.createDataFrame(held, schema).createOrReplaceTempView(nom)
        for nom, query in queries().items():
            session.sql(query.sql(dialect="spark")).cache().createOrReplaceTempView(nom)
        told = {nom: session.sql(q.sql(dialect="spark")).collect() for nom, q in readings().items()}
        session.catalog.clearCache()
        return {nom: [tuple(row) for row in rows] for nom, rows in told.items()}

    try:
        yield ask
    finally:
        session.stop()


ENGINES = {"ballista": ballista, "spark": spark}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("--tirages", type=int, default=20)
    parser.add_argument("--graine", type=int, default=2000)
    asked = parser.parse_args()
    met: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name, ENGINES[asked.engine]() as ask:
        found = [drawn(asked.graine + n, Path(name))[0] for n in range(asked.tirages)]
        for programme, faits, au in found:
            met += compared([programme], faits, au, ask)
        _, faits, au = found[0]
        many = [programme for programme, _, _ in found] * (MOT // len(found) + 2)
        met += compared(many, faits, au, ask)
    assert met["pairs"] and met["causes"]
    print(f"{asked.engine}: {met['pairs']:,} pairs, {met['causes']:,} causes, as the scalar evaluator says")


if __name__ == "__main__":
    main()
