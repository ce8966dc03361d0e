"""Values of libraries, in tables that a program holds: each is what the same file says."""

import random
import struct
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from convrules import api
from convrules.base.values import Connu
from convrules.facts.readers.valeurs import of_32_bits
from tables_en_memoire import CELLS, FICHIERS, ROW, SEED, cell, depot, opened
from tables_ouvertes import AU, codes

__all__ = ["depot"]


# --- numbers of 32 bits ---------------------------------------------------------------------
class Numpy:
    """What a scalar of NumPy answers to. dtype: its name there."""

    shape = ()

    def __init__(self, dtype: str, held: object, text: str = "") -> None:
        self.dtype = self
        self.name, self.kind = dtype, {"b": "b", "i": "i", "f": "f", "d": "M"}[dtype[0]]
        self.itemsize = {"float32": 4, "float16": 2}.get(dtype, 8)
        self.held, self.text = held, text

    def item(self) -> object:
        return self.held

    def __str__(self) -> str:
        return self.text


class Arrow:
    """What an Arrow table of one row answers to. types: of its columns, as their names."""

    def __init__(self, row: Mapping[str, object], types: Sequence[object]) -> None:
        self.row, self.schema, self.column_names = row, self, tuple(row)
        self.types = types

    def to_pylist(self) -> list[dict[str, object]]:
        return [dict(self.row)]


class Stream:
    """What a reader of record batches answers to."""

    schema = ()

    def __init__(self, held: Arrow) -> None:
        self.held = held

    def read_all(self) -> Arrow:
        return self.held


class Codes:
    """The type of an Arrow column of codes: that of what they stand for is beside its own name."""

    value_type = "float"


WIDE = struct.unpack("<f", struct.pack("<f", 38.7))[0]
"""What a library gives of a column of 32 bits."""


def relation() -> object:
    return duckdb.sql(
        "SELECT 'V1' AS id, '93066' AS commune, DATE '2025-03-01' AS disponibilite, 38.7::FLOAT AS surface"
    )


def arrow(kind: object) -> Arrow:
    return Arrow({**CELLS, "surface": WIDE}, ("string", "string", "date32[day]", kind))


SHORT = {
    "relation": relation,
    "arrow": lambda: arrow("float"),
    "arrow, a stream": lambda: Stream(arrow("float")),
    "arrow, by codes": lambda: arrow(Codes()),
    "numpy": lambda: [{**CELLS, "surface": Numpy("float32", WIDE)}],
}


@pytest.mark.parametrize("kind", SHORT)
def test_a_number_of_32_bits_is_what_the_same_file_says(kind: str, depot: Path) -> None:
    duckdb.execute(f"COPY (FROM ({relation().sql_query()})) TO '{depot / 'v.parquet'}'")  # type: ignore[attr-defined]
    (depot / "m.yaml").write_text(FICHIERS, "utf-8")
    read = api.open_dossier(depot, [depot / "m.yaml"])
    assert isinstance(read, api.Dossier)
    held = opened({"vacances": SHORT[kind]()}, depot)
    assert cell(held, "surface") == cell(read, "surface") == Connu(Decimal("38.7"))
    assert codes(held) == codes(read) == []
    answers = [api.statuses(dossier, AU)[0].at(0) for dossier in (held, read)]
    assert answers[0] == answers[1] and answers[0] is not None and answers[0].eligible is True


def test_a_number_of_64_bits_is_left_as_it_is() -> None:
    double = Arrow({**CELLS, "surface": WIDE}, ("string", "string", "date32[day]", "double"))
    relation = duckdb.sql(f"SELECT 'V1' AS id, '93066' AS commune, {WIDE!r}::DOUBLE AS surface")
    for table in (double, relation, [{**CELLS, "surface": Numpy("float64", WIDE)}]):
        found = cell(opened({"vacances": table}), "surface")
        assert isinstance(found, Connu) and found.valeur != Decimal("38.7")


def test_the_decimal_reads_back_as_the_number_and_is_the_shortest() -> None:
    draw = random.Random(SEED)
    drawn = [round(draw.uniform(0, 10**6), draw.randrange(5)) for _ in range(2000)]
    drawn += [2.0**n for n in range(-20, 20)] + [0.0, -1.25, 1_048_576.25, 19781.0625]
    simple = [struct.unpack("<f", struct.pack("<f", n))[0] for n in drawn]
    duckdb.execute("CREATE OR REPLACE TEMP TABLE simples (rang INTEGER, n FLOAT)")
    duckdb.executemany("INSERT INTO simples VALUES (?, ?)", list(enumerate(simple)))
    written = duckdb.execute("SELECT CAST(n AS VARCHAR) FROM simples ORDER BY rang").fetchall()
    found = [of_32_bits(n) for n in simple]
    assert [struct.pack("<f", float(n)) for n in found] == [struct.pack("<f", n) for n in simple]
    assert found == [Decimal(text) for (text,) in written]


# --- scalars of libraries -------------------------------------------------------------------
class NaT(datetime):
    """What pandas has where there is no day: an instant that equals nothing, and cannot be written."""

    def __ne__(self, other: object) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return 0

    @property
    def hour(self) -> Any:
        return float("nan")

    def __format__(self, format_spec: str) -> str:
        raise ValueError("NaTType does not support strftime")


class NAType:
    """The missing value of pandas, by its name and its place."""

    __module__ = "pandas._libs.missing"


@pytest.mark.parametrize("nothing", [NaT(1970, 1, 1), NAType(), Numpy("datetime64", None, "NaT")])
def test_a_missing_value_of_pandas_is_nothing(nothing: object) -> None:
    told, absent = (opened({"vacances": [{**ROW, "bail": value}]}) for value in (nothing, None))
    assert codes(told) == codes(absent) == []
    assert cell(told, "bail") == cell(absent, "bail")


SCALARS: Sequence[tuple[str, object, object]] = [
    ("qpv", Numpy("bool", False), False),
    ("annee_construction", Numpy("int64", 1975), 1975),
    ("surface", Numpy("float64", 62.25), 62.25),
    ("surface", Numpy("float16", 62.25), 62.25),
    ("disponibilite", Numpy("datetime64[D]", 1, "2025-03-01"), date(2025, 3, 1)),
    ("disponibilite", Numpy("datetime64[ns]", 1, "2025-03-01T00:00:00.000000000"), date(2025, 3, 1)),
]


@pytest.mark.parametrize(("champ", "scalar", "plain"), SCALARS)
def test_a_scalar_of_numpy_is_what_it_holds(champ: str, scalar: object, plain: object) -> None:
    told, said = (opened({"vacances": [{**ROW, champ: value}]}) for value in (scalar, plain))
    assert codes(told) == codes(said) == []
    assert cell(told, champ) == cell(said, champ) and isinstance(cell(said, champ), Connu)


@pytest.mark.parametrize(("unit", "text"), [("M", "2025-03"), ("Y", "2025"), ("W", "2025-02-27")])
def test_a_month_of_numpy_is_no_day(unit: str, text: str) -> None:
    month = Numpy(f"datetime64[{unit}]", date(2025, 3, 1), text)
    assert codes(opened({"vacances": [{**ROW, "disponibilite": month}]})) == ["CR762"]


def test_a_day_of_numpy_after_9999_is_a_finding() -> None:
    far = Numpy("datetime64[D]", None, "12025-03-01")
    assert codes(opened({"vacances": [{**ROW, "disponibilite": far}]})) == ["CR740"]


@pytest.mark.parametrize(
    "number", [float("inf"), float("-inf"), Decimal("Infinity"), Numpy("float32", float("inf"))]
)
def test_an_infinite_number_is_no_number_rather_than_a_long_one(number: object) -> None:
    assert codes(opened({"vacances": [{**ROW, "surface": number}]})) == ["CR743"]
    assert codes(opened({"vacances": [{**ROW, "surface": 1e300}]})) == ["CR758"]


@pytest.mark.parametrize(
    ("table", "champ"), [("vacances", "id"), ("vacances", "logement"), ("refus", "vacance")]
)
def test_a_truth_names_no_row(table: str, champ: str) -> None:
    rows = {"vacances": [dict(ROW)], "refus": [{"vacance": "V1"}]}
    rows[table][0][champ] = True
    assert "CR762" in codes(opened(rows))
