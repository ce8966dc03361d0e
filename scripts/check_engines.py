"""The tables of answers and the questions on engines outside of this process: Ballista, Spark.

    pip install ballista pyarrow            python scripts/check_engines.py ballista
    pip install pyspark (and a Java)        python scripts/check_engines.py spark

Drawn conventions, tables and years, as in `tests/columnar`, against the scalar evaluator; the first
difference ends it. Ballista: a scheduler and an executor, started here and stopped; the tables go by files.
The tests of the server play some draws on Ballista; Spark is too heavy for every change.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from columnar.grappe import grappe  # noqa: E402
from columnar.test_annee import compared as years_compared  # noqa: E402
from columnar.test_annee import drawn_years  # noqa: E402
from columnar.test_equality import Juger, compared, drawn  # noqa: E402
from convrules.api.seances import ballista, spark  # noqa: E402
from convrules.columnar.sql.model import MOT  # noqa: E402
from convrules.year.ensembles.requete import Compter  # noqa: E402


@contextmanager
def on_ballista() -> Iterator[tuple[Juger, Compter]]:
    with grappe() as ordonnanceur, ballista.opened(ordonnanceur) as session:
        yield partial(ballista.judge, session=session), partial(ballista.count, session=session)


@contextmanager
def on_spark() -> Iterator[tuple[Juger, Compter]]:
    from pyspark.sql import SparkSession

    made = SparkSession.builder.master("local[2]").config("spark.sql.shuffle.partitions", "2")
    made = made.config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    session = made.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield partial(spark.judge, session=session), partial(spark.count, session=session)
    finally:
        session.stop()


ENGINES = {"ballista": on_ballista, "spark": on_spark}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("--tirages", type=int, default=20)
    parser.add_argument("--graine", type=int, default=2000)
    asked = parser.parse_args()
    met: Counter[str] = Counter()
    years: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name, ENGINES[asked.engine]() as (judge, count):
        found = [drawn(asked.graine + n, Path(name))[0] for n in range(asked.tirages)]
        for programme, faits, au in found:
            met += compared([programme], faits, au, judge)
        _, faits, au = found[0]
        many = [programme for programme, _, _ in found] * (MOT // len(found) + 2)
        met += compared(many, faits, au, judge)
        for n in range(asked.tirages // 4):
            for year in drawn_years(asked.graine + 1_000_000 + n, Path(name)):
                years += years_compared(year, count)
    assert met["together"] and years["rows"] > years["apart"], (met, years)
    print(f"{asked.engine}: {met['together']:,} pairs together, {met['one by one']:,} one by one, all equal")
    print(f"{asked.engine}: {years['rows']:,} rows of years, {years['apart']:,} one by one, all equal")


if __name__ == "__main__":
    main()
