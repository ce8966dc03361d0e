"""The library from a program: its page says what happens, and tables in memory are read as files are."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import duckdb
import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.base.dates import Evenement
from convrules.base.values import Connu, Erreur
from convrules.facts.records import Vacance
from tables_ouvertes import DEPOT, ROOT, ROW, codes, opened


def test_the_page_says_what_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs/python.md").read_text(encoding="utf-8")
    shown = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", text, re.DOTALL)
    assert len(shown) == 5
    names: dict[str, object] = {}
    for code, expected in shown:
        said = StringIO()
        with redirect_stdout(said):
            exec(code, names)
        assert said.getvalue() == expected


def test_the_page_passes_a_strict_type_checker(tmp_path: Path) -> None:
    text = (ROOT / "docs/python.md").read_text(encoding="utf-8")
    page, wrong = tmp_path / "page.py", tmp_path / "faux.py"
    page.write_text("\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL)), "utf-8")
    wrong.write_text(
        "from convrules import api\napi.check(3)\nassert issubclass(api.Dossier, api.Empechement)\n", "utf-8"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--config-file=",
            "--cache-dir",
            str(tmp_path / "cache"),
            str(page),
            str(wrong),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "MYPYPATH": str(ROOT / "src")},
    )
    # The second file: these types are known, and none of them is « Any ».
    told = done.stdout.splitlines()
    assert len(told) == 2 and 'faux.py:2: error: Argument 1 to "check"' in told[0], done.stdout


def test_types_are_named_and_load_nothing_before() -> None:
    code = (
        "import sys\nfrom convrules import api\nassert not {'convrules.api.dossier', 'convrules.api.load', "
        "'convrules.base.dates'} & {*sys.modules}\n"
        "from convrules.api.load import Empechement\nassert api.Empechement is Empechement\n"
        "assert api.Dossier.__module__ == 'convrules.api.dossier'"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    subprocess.run([sys.executable, "-c", code], check=True, env=env)
    with pytest.raises(AttributeError, match="Dosier"):
        _ = api.Dosier  # type: ignore[attr-defined]


class Schema:
    """Of an Arrow table, the types of its columns, which are written by their names."""

    def __init__(self, *types: str) -> None:
        self.types = types


class Arrow:
    """What an Arrow table answers to."""

    column_names = ("id", "commune", "surface")
    schema = Schema("string", "string", "double")

    def to_pylist(self) -> list[dict[str, object]]:
        return [{"id": "V1", "commune": "93066", "surface": 62.5}]


@pytest.mark.parametrize(
    "table",
    [
        [ROW],
        (row for row in [ROW]),
        Arrow(),
        duckdb.sql("SELECT 'V1' AS id, '93066' AS commune, 62.5 AS surface"),
    ],
    ids=["dictionaries", "generator", "arrow", "relation"],
)
def test_every_kind_of_table(table: object) -> None:
    dossier = opened({"vacances": table})
    (vacance,) = dossier.faits.vacances
    assert codes(dossier) == []
    assert vacance.cellule("commune") == Connu("93066")
    assert vacance.cellule("surface") == Connu(Decimal("62.5"))
    assert [(f.lues, f.gardees) for f in dossier.fichiers] == [(1, 1)]


@pytest.mark.parametrize(
    "nom",
    [
        "vacances_attendues",
        "soldes",
        "soustractions",
        "journal",
        "refus",
        "candidatures",
        "previsions",
        "droits",
    ],
)
def test_an_empty_list_is_a_table_without_a_row(nom: str) -> None:
    dossier = opened({"vacances": [ROW], nom: []})
    assert codes(dossier) == ["CR855"]


def test_no_vacancy_expected_is_that_none_will_come(tmp_path: Path) -> None:
    """Without a mapping, and through one that names the columns."""
    assert opened({"vacances": [ROW]}).faits.vacances_attendues is None
    assert opened({"vacances": [ROW], "vacances_attendues": []}).faits.vacances_attendues == ()
    correspondance = opened({"vacances": [ROW]}).correspondance
    assert correspondance is not None
    mapping = tmp_path / "correspondance.yaml"
    mapping.write_text(
        f'correspondance: erp\nbailleur: "{correspondance.bailleur}"\nfichiers:\n'
        "  vacances: { requête: libres }\n  vacances_attendues: { requête: a_venir }\n"
        "colonnes:\n  vacances: { id: NUM }\n"
        "  vacances_attendues: { du: DU, au: AU, min: MIN, max: MAX, commune: INSEE }\n",
        encoding="utf-8",
    )
    tables: dict[str, object] = {"libres": [{"NUM": "V1"}], "a_venir": []}
    dossier = api.open_tables(DEPOT, tables, correspondance=mapping)
    assert isinstance(dossier, Dossier) and codes(dossier) == ["CR855"]
    assert dossier.faits.vacances_attendues == ()


FACTS = ("commune", "typologie", "financement", "qpv", "nature", "affectation", "contingent", "bail")


def known(vacance: Vacance, nom: str) -> object:
    cell = vacance.cellule(nom)
    value = cell.valeur if isinstance(cell, Connu) else None
    return value.connu if isinstance(value, Evenement) else value


def test_a_table_says_what_the_same_file_says() -> None:
    """Rows of the example, read from its file and given again by a program."""
    read = api.open_dossier(DEPOT, [])
    assert isinstance(read, Dossier)
    some = read.faits.vacances[:40]
    rows = [{"id": v.id, **{nom: known(v, nom) for nom in FACTS}} for v in some]
    again = opened({"vacances": rows}).faits.vacances
    told = [[known(v, nom) for nom in FACTS] for v in again]
    assert told == [[known(v, nom) for nom in FACTS] for v in some]
    assert sum(value is not None for row in told for value in row) > 200


def test_a_mapping_names_the_tables(tmp_path: Path) -> None:
    mapping = tmp_path / "correspondance.yaml"
    siren = opened({"vacances": [ROW]}).correspondance
    assert siren is not None
    mapping.write_text(
        f'correspondance: erp\nbailleur: "{siren.bailleur}"\nfichiers:\n  vacances: {{ requête: libres }}\n'
        "colonnes:\n  vacances:\n    id: NUM\n    loyer: { colonne: LOYER, unité: centimes }\n",
        encoding="utf-8",
    )
    dossier = api.open_tables(DEPOT, {"libres": [{"NUM": "V1", "LOYER": 45_020}]}, correspondance=mapping)
    assert isinstance(dossier, Dossier) and codes(dossier) == []
    assert dossier.faits.vacances[0].cellule("loyer") == Connu(Decimal(45_020))
    nobody = api.open_tables(DEPOT, {}, correspondance=mapping)
    assert isinstance(nobody, Dossier) and codes(nobody) == ["CR763"]


def test_values_are_converted_or_refused() -> None:
    dossier = opened(
        {"vacances": [{**ROW, "surface": "grande"}, {**ROW, "id": "V2", "surface": float("inf")}]}
    )
    assert [isinstance(v.cellule("surface"), Erreur) for v in dossier.faits.vacances] == [True, True]
    assert codes(opened({"vacances": [{**ROW, "surface": [1]}]})) == ["CR762"]
    later = datetime(2025, 3, 1, tzinfo=UTC)
    assert codes(opened({"vacances": [{**ROW, "disponibilite": later}]})) == ["CR762"]
    assert codes(opened({"vacances": [{**ROW, "comune": "93066"}]})) == ["CR216"]


@pytest.mark.parametrize("half", ["\ud800", "\udbff", "\udc00", "\udfff"])
def test_half_a_character_is_no_text(half: str) -> None:
    """Refused as what commands the screen is: an identifier refuses its row, another cell is in error."""
    rows = [
        {**ROW, "id": f"{half}x"},
        {**ROW, "id": "V2", "logement": f"L{half}"},
        {**ROW, "id": "V\U0001f3e0"},
    ]
    found = opened({"vacances": rows})
    assert codes(found) == ["CR777", "CR777"]
    assert [v.id for v in found.faits.vacances if not v.ligne.refusee] == ["V2", "V\U0001f3e0"]
    assert f"U+{ord(half):04X}" in {d.args["caractere"] for d in found.diagnostics}


class NoTime(datetime):
    """What a library of tables has in a column of days where there is none: equal to nothing."""

    def __ne__(self, other: object) -> bool:
        return True


@pytest.mark.parametrize("nothing", [float("nan"), Decimal("NaN"), Decimal("sNaN"), NoTime(1970, 1, 1)])
@pytest.mark.parametrize("champ", ["surface", "commune", "qpv", "disponibilite", "bail"])
def test_not_a_number_is_nothing(champ: str, nothing: object) -> None:
    """So a frame whose missing cells are NaN says the same as the one where they are None."""
    told, absent = (opened({"vacances": [{**ROW, champ: value}]}) for value in (nothing, None))
    assert codes(told) == codes(absent)
    assert told.faits.vacances[0].cellule(champ) == absent.faits.vacances[0].cellule(champ)


class Scalar:
    """What a value of an Arrow column answers to; `value` None: one that its library alone can tell."""

    def __init__(self, value: object, text: str | None = None) -> None:
        self.value, self.text = value, text

    def as_py(self) -> object:
        if self.value is None:
            raise OverflowError("date value out of range")
        return self.value

    def cast(self, kind: str) -> "Scalar":
        if self.text is None:
            raise NotImplementedError(kind)
        return Scalar(self.text)


class Far:
    """An Arrow table with a day that Python has no date for."""

    column_names = ("id", "commune", "disponibilite")
    schema = Schema("string", "string", "date32[day]")

    def __init__(self, far: Scalar) -> None:
        near = Scalar(date(2025, 3, 1))
        self.columns = ([Scalar("V1"), Scalar("V2")], [Scalar("93066")] * 2, [near, far])

    def to_pylist(self) -> list[dict[str, object]]:
        rows = zip(*self.columns, strict=True)
        return [dict(zip(self.column_names, (s.as_py() for s in row), strict=True)) for row in rows]

    def column(self, rank: int) -> Iterator[Scalar]:
        return iter(self.columns[rank])


def test_a_day_that_is_no_date_of_python_is_a_finding() -> None:
    dossier = opened({"vacances": Far(Scalar(None, "10183-09-21"))})
    relation = duckdb.sql("SELECT 'V2' AS id, '93066' AS commune, DATE '10183-09-21' AS disponibilite")
    assert codes(dossier) == codes(opened({"vacances": relation})) == ["CR740"]
    first, second = dossier.faits.vacances
    assert isinstance(first.cellule("disponibilite"), Connu)
    assert isinstance(second.cellule("disponibilite"), Erreur)
    assert codes(opened({"vacances": Far(Scalar(None))})) == ["CR762"]
