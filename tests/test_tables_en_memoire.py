"""Tables that a program holds: each value is what the same file says, none is left out, and a repository is
read once."""

import random
import struct
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from convrules import api
from convrules.api import chantier, ouverts
from convrules.base.values import Cellule, Connu
from convrules.facts.readers.valeurs import of_32_bits
from frames import frame_clauses

ROOT = Path(__file__).parent.parent
DEPOT = ROOT / "conventions/exemples/oph-plaine-nord"
AU = date(2026, 1, 5)
FIN = date(2025, 12, 31)
ROW: Mapping[str, object] = {"id": "V1", "commune": "93066", "surface": Decimal("62.5"), "qpv": False}
CONVENTION = frame_clauses(
    """- éligibilité: petits
  règle: surface <= 38.7 m²
  source: { article: "1" }
"""
)
FICHIERS = """\
correspondance: x
bailleur: "000000000"
fichiers: { vacances: { fichier: v.parquet } }
colonnes:
  vacances: { id: id, commune: commune, disponibilite: disponibilite, surface: surface }
"""
REQUETE = FICHIERS.replace("fichier: v.parquet", "requête: libres")


def opened(tables: Mapping[str, object], start: Any = DEPOT, **options: Any) -> api.Dossier:
    found = api.open_tables(start, tables, **options)
    assert isinstance(found, api.Dossier)
    return found


def codes(dossier: api.Dossier) -> list[str]:
    return [d.code for d in dossier.diagnostics]


def cell(dossier: api.Dossier, nom: str) -> Cellule:
    return dossier.faits.vacances[0].cellule(nom)


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    """A convention of which one clause asks of the surface, and no data."""
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    (tmp_path / "c.yaml").write_text(CONVENTION, "utf-8")
    return tmp_path


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
CELLS: Mapping[str, object] = {"id": "V1", "commune": "93066", "disponibilite": date(2025, 3, 1)}


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


SEED = 20261130


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


# --- tables and a mapping -------------------------------------------------------------------
def test_a_mapping_that_names_files_reads_no_table_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"« vacances » ne serait pas lue.*que des fichiers"):
        opened({"vacances": [ROW]}, correspondance=DEPOT / "correspondance.yaml")


def test_a_table_that_the_mapping_does_not_name_is_told(depot: Path) -> None:
    (depot / "m.yaml").write_text(REQUETE, "utf-8")
    rows = [{**CELLS, "surface": 30}]
    named = opened({"libres": rows}, depot, correspondance=depot / "m.yaml")
    assert cell(named, "surface") == Connu(Decimal(30))
    for nom, said in (("libre", "vouliez-vous dire « libres »"), ("refus", "il y a : libres")):
        with pytest.raises(ValueError, match=f"« {nom} » ne serait pas lue.*{said}"):
            opened({"libres": rows, nom: rows}, depot, correspondance=depot / "m.yaml")


@pytest.mark.parametrize(
    "said", [{"bailleur": "000000000"}, {"complet_au": FIN}, {"peut_etre_vide": True}], ids=str
)
def test_what_a_mapping_says_is_not_said_beside_it(said: dict[str, object], depot: Path) -> None:
    (depot / "m.yaml").write_text(REQUETE, "utf-8")
    with pytest.raises(ValueError, match=f"{next(iter(said))}= ne va pas avec correspondance="):
        opened({"libres": [CELLS]}, depot, correspondance=depot / "m.yaml", **said)


def test_a_file_of_the_repository_is_never_taken_for_the_mapping_of_tables(depot: Path) -> None:
    (depot / "memoire.yaml").write_text(REQUETE, "utf-8")
    found = opened({"vacances": [{**CELLS, "surface": 30}]}, depot)
    assert codes(found) == [] and cell(found, "surface") == Connu(Decimal(30))


# --- no row ---------------------------------------------------------------------------------
NOTHING: Sequence[object] = [[], duckdb.sql("SELECT 'V' AS id, '93066' AS commune WHERE false")]


@pytest.mark.parametrize("table", NOTHING, ids=["dictionaries", "relation"])
def test_a_landlord_without_a_vacancy_says_so(table: object) -> None:
    found = opened({"vacances": table}, peut_etre_vide=True, complet_au=FIN)
    assert codes(found) == []
    assert api.evaluate(found, AU) == () and api.comply(found, 2025, AU).conventions
    unsaid = opened({"vacances": table}, complet_au=FIN)
    assert codes(unsaid) == ["CR737"]
    with pytest.raises(ValueError, match="CR737"):
        api.evaluate(unsaid, AU)


def test_a_mapping_says_so_of_a_table_without_a_row(depot: Path) -> None:
    (depot / "m.yaml").write_text(REQUETE.replace("libres", "libres, peut être vide: oui"), "utf-8")
    found = opened({"libres": []}, depot, correspondance=depot / "m.yaml")
    assert codes(found) == [] and api.evaluate(found, AU) == ()


@pytest.mark.parametrize("nom", ["logements", "candidatures", "refus", "vacances_attendues", "journal"])
def test_another_table_without_a_row_is_read_so(nom: str) -> None:
    found = opened({"vacances": [ROW], nom: []})
    assert codes(found) == ["CR855"] and len(api.evaluate(found, AU)) == 1


def test_no_table_at_all_is_an_error_of_usage() -> None:
    with pytest.raises(ValueError, match="aucune table n'est donnée"):
        opened({})
    with pytest.raises(ValueError, match="peut_etre_vide= parle de la table « vacances »"):
        opened({"refus": []}, peut_etre_vide=True)


def test_a_day_to_come_is_told_when_a_clock_is_read() -> None:
    rows = [{**ROW, "bail": date(2025, 3, 1)}]
    assert codes(opened({"vacances": rows}, complet_au=date(2040, 1, 1), aujourdhui=AU)) == ["CR835"]
    assert codes(opened({"vacances": rows}, complet_au=FIN, aujourdhui=AU)) == []


# --- a repository opened once ---------------------------------------------------------------
@pytest.fixture
def ouvert() -> api.DepotOuvert:
    found = api.open_depot(DEPOT)
    assert isinstance(found, api.DepotOuvert)
    return found


TABLES: Sequence[Mapping[str, object]] = [
    {"vacances": [ROW]},
    {"vacances": [{**ROW, "id": "V2", "typologie": "T3"}], "refus": []},
    {"vacances": [{**ROW, "comune": "93066"}]},
    {"vacances": [ROW, ROW]},
]


@pytest.mark.parametrize("tables", TABLES)
def test_an_opened_repository_says_what_its_path_says(
    tables: Mapping[str, object], ouvert: api.DepotOuvert
) -> None:
    for options in ({}, {"complet_au": FIN}):
        by_path = opened(tables, **options)
        for _ in range(2):
            again = opened(tables, ouvert, **options)
            assert again.diagnostics == by_path.diagnostics and again.programmes == by_path.programmes
            if by_path.chargement is not None and by_path.chargement.complet:
                assert api.evaluate(again, AU) == api.evaluate(by_path, AU)


def test_its_conventions_are_not_read_again(ouvert: api.DepotOuvert, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    genuine, check = chantier._read, ouverts.check_depot
    checked: list[object] = []

    def reading(fichier: Any) -> Any:
        read.append(fichier.nom)
        return genuine(fichier)

    def checking(*given: Any, **named: Any) -> Any:
        checked.append(given)
        return check(*given, **named)

    monkeypatch.setattr(chantier, "_read", reading)
    monkeypatch.setattr(ouverts, "check_depot", checking)
    opened({"vacances": [ROW]}, ouvert)
    assert read == ["memoire.yaml"] and len(checked) == 1
    for n in range(5):
        opened({"vacances": [{**ROW, "id": f"V{n}"}]}, ouvert)
    assert read == ["memoire.yaml"] and len(checked) == 1, "the same columns are checked once"
    opened({"vacances": [{**ROW, "typologie": "T3"}]}, ouvert)
    assert read == ["memoire.yaml"] * 2 and len(checked) == 2, "the conventions are read no more than before"
    opened({"vacances": [ROW]})
    assert len(read) > 3, "by its path, a repository is read whole"


def test_what_is_remembered_is_bounded(ouvert: api.DepotOuvert, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ouverts, "CORRESPONDANCES_MAX", 2)
    for champ in ("qpv", "typologie", "surface"):
        opened({"vacances": [{"id": "V1", champ: None}]}, ouvert)
    assert len(ouvert.connues) == 2


def test_a_repository_that_has_changed_since_is_as_it_was_read(depot: Path) -> None:
    found = api.open_depot(depot)
    assert isinstance(found, api.DepotOuvert)
    (depot / "c.yaml").write_text(CONVENTION.replace("38.7", "20"), "utf-8")
    rows = [{**CELLS, "surface": 30}]
    answers = [api.statuses(opened({"vacances": rows}, start), AU)[0].at(0) for start in (found, depot)]
    assert [a.eligible for a in answers if a is not None] == [True, False]


def test_several_threads_may_ask(ouvert: api.DepotOuvert) -> None:
    def ask(n: int) -> object:
        row = {**ROW, "id": f"V{n}", ("typologie", "financement", "logement")[n % 3]: None}
        ((decision, *_),) = api.evaluate(opened({"vacances": [row]}, ouvert), AU)
        return decision.vacance

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(24))) == [f"V{n}" for n in range(24)]


def test_what_is_no_repository_is_not_opened() -> None:
    absent = api.open_depot(DEPOT / "absent")
    assert isinstance(absent, api.Empechement) and "n'existe pas" in absent.texte
    with pytest.raises(TypeError, match="start is a path, or what open_depot gives, not « Dossier »"):
        opened({"vacances": [ROW]}, opened({"vacances": [ROW]}))


# --- answers, row by row --------------------------------------------------------------------
def rows_of_all_kinds(number: int) -> Iterator[Mapping[str, object]]:
    draw = random.Random(SEED)
    for n in range(number):
        yield {
            **ROW,
            "id": f"V{n}",
            "typologie": draw.choice(["T1", "T2", "T3", None]),
            "qpv": draw.choice([True, False, None]),
            "affectation": draw.choice(["location", "mutation_interne", None]),
            "disponibilite": draw.choice([date(2025, 3, 1), date(2019, 3, 1), None]),
        }


def test_the_sets_are_gone_over_once_for_all_rows_of_which_they_say_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from convrules.columnar.reponses import Reponses

    asked: list[int] = []
    told = Reponses._told

    def counting(self: Reponses, bit: int) -> object:
        asked.append(bit)
        return told(self, bit)

    dossier = opened({"vacances": list(rows_of_all_kinds(500))}, complet_au=FIN)
    expected = api.statuses(dossier, AU, engine="scalaire")
    monkeypatch.setattr(Reponses, "_told", counting)
    pairs = 0
    for found, sure in zip(api.statuses(dossier, AU, engine="colonnes"), expected, strict=True):
        ranks = range(len(dossier.faits.vacances))
        assert [found.at(rank) for rank in ranks] == [sure.at(rank) for rank in ranks]
        pairs += len(found.rangs) - len(found.a_part)
    assert pairs > 400 and 0 < len(asked) < pairs // 5
