"""The library from a program: its page says what happens, and tables in memory are read as files are."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest

from convrules import api
from convrules.api.annuel import annual_report
from convrules.api.dossier import Dossier
from convrules.api.load import Empechement
from convrules.api.moteurs import sql_script
from convrules.api.rejeu import replay
from convrules.api.reorientations import year_otherwise
from convrules.api.simulation import simulate
from convrules.base.dates import Evenement
from convrules.base.values import Connu, Erreur
from convrules.facts.records import Vacance

ROOT = Path(__file__).parent.parent
DEPOT = ROOT / "conventions/exemples/oph-plaine-nord"
AU = date(2026, 1, 5)
ROW = {"id": "V1", "commune": "93066", "surface": Decimal("62.5"), "loyer": 450.2, "qpv": False}


def opened(tables: dict[str, object], **options: object) -> Dossier:
    found = api.open_tables(DEPOT, tables, complet_au=date(2025, 12, 31), **options)  # type: ignore[arg-type]
    assert isinstance(found, Dossier)
    return found


def codes(dossier: Dossier) -> list[str]:
    return [d.code for d in dossier.diagnostics]


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


NAMES: Sequence[tuple[object, type[Exception], str]] = [
    ({"vacanses": [ROW]}, ValueError, "vouliez-vous dire « vacances » ?"),
    ({"vacances": [{"id: x}\nbailleur": "1"}]}, ValueError, "n'est pas le nom d'un fait"),
    ({"vacances": 3}, TypeError, "« int »"),
    ({"vacances": {"id": "V1"}}, TypeError, "« dict »"),
    ({"vacances": "id;V1"}, TypeError, "« str »"),
]


@pytest.mark.parametrize(("tables", "kind", "said"), NAMES)
def test_what_is_no_table_or_no_name(tables: dict[str, object], kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=re.escape(said)):
        opened(tables)


def test_a_person_is_refused_here_too() -> None:
    dossier = opened({"vacances": [{**ROW, "nom_locataire": "Durand"}]})
    assert dossier.chargement is None or not dossier.faits.vacances or codes(dossier)
    assert all("Durand" not in str(d.args) for d in dossier.diagnostics)


def test_what_stands_in_the_way() -> None:
    absent = api.open_tables(DEPOT / "absent", {"vacances": [ROW]})
    assert isinstance(absent, Empechement) and "n'existe pas" in absent.texte


def test_a_convention_in_error_is_told_by_its_code(tmp_path: Path) -> None:
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    (tmp_path / "e.yaml").write_text("convention: etat--b\nclauses: []\n", "utf-8")
    refused = api.open_tables(tmp_path, {"vacances": [ROW]})
    assert isinstance(refused, Empechement) and refused.constat is not None
    assert refused.constat.code in refused.texte and "SIREN" not in refused.texte


def test_what_could_not_be_read_is_not_asked_anything() -> None:
    dossier = opened({"vacances": [{"idd": "V1"}]})
    assert "CR216" in codes(dossier)
    with pytest.raises(ValueError, match="diagnostics"):
        list(api.evaluate(dossier, date(2026, 1, 5)))


ASKED: dict[str, Callable[[Any, Any], object]] = {
    "evaluate": api.evaluate,
    "statuses": api.statuses,
    "laid": api.laid,
    "orient": api.orient,
    "day_of_advice": api.day_of_advice,
    "comply": lambda dossier, au: api.comply(dossier, 2025, au),
    "aggregates": lambda dossier, au: api.aggregates(dossier, 2025, au),
    "uncovered": lambda dossier, au: api.uncovered(dossier, 2025, au),
}
DAYS: Sequence[tuple[object, type[Exception], str]] = [
    (date(9999, 12, 31), ValueError, "from 1850 to 2150"),
    (date(1849, 12, 31), ValueError, "from 1850 to 2150"),
    (datetime(2026, 1, 5, tzinfo=UTC), TypeError, "« datetime »"),
    ("2026-01-05", TypeError, "« str »"),
    (None, TypeError, "« NoneType »"),
]


@pytest.mark.parametrize("question", ASKED)
@pytest.mark.parametrize(("au", "kind", "said"), DAYS)
def test_a_day_that_is_none(question: str, au: object, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=re.escape(said)):
        ASKED[question](opened({"vacances": [ROW]}), au)


@pytest.mark.parametrize("question", ASKED)
def test_what_could_not_be_opened_is_asked_nothing(question: str) -> None:
    with pytest.raises(TypeError, match=r"Empechement.*absent"):
        ASKED[question](api.open_tables(DEPOT / "absent", {"vacances": [ROW]}), date(2026, 1, 5))


@pytest.mark.parametrize("question", ASKED)
def test_a_table_that_could_not_be_read_is_asked_nothing(question: str) -> None:
    dossier = opened({"vacances": [ROW, {**ROW, "id": "V2", "commune": ["93066"]}]})
    assert codes(dossier) == ["CR762"] and not dossier.faits.vacances
    with pytest.raises(ValueError, match=r"Les données sont incomplètes.*CR762"):
        ASKED[question](dossier, AU)


DEEPER: dict[str, Callable[[Dossier], object]] = {
    **{nom: lambda dossier, ask=ask: ask(dossier, AU) for nom, ask in ASKED.items()},
    "replay": lambda dossier: replay(dossier, 2025, AU),
    "annual_report": lambda dossier: annual_report(dossier, 2025, AU),
    "year_otherwise": lambda dossier: year_otherwise(dossier, 2025, AU),
    "simulate": lambda dossier: list(simulate(dossier, [], 2025, AU)),
    "sql_script": lambda dossier: sql_script(dossier, AU, "duckdb"),
}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The landlord's repository, whose file of vacancies is cut in a character of its last row."""
    depot = tmp_path_factory.mktemp("coupe") / "depot"
    shutil.copytree(DEPOT, depot)
    return depot


@pytest.fixture(scope="module")
def cut(copied: Path) -> Dossier:
    path = copied / "donnees/vacances-2025.csv"
    path.write_bytes(path.read_bytes()[:-20])
    found = api.open_dossier(copied, [])
    assert isinstance(found, Dossier)
    return found


@pytest.mark.parametrize("question", DEEPER)
def test_data_cut_short_are_asked_nothing(question: str, cut: Dossier) -> None:
    assert cut.faits.vacances and "CR713" in codes(cut)
    with pytest.raises(ValueError, match="Les données sont incomplètes : rien n'est évalué"):
        DEEPER[question](cut)
    assert cut.fichiers, "the state of the data is still there to be told"


def test_years_out_of_bounds_or_order() -> None:
    dossier = opened({"vacances": [ROW]})
    for annee, depuis, said in (
        (1849, None, "1849"),
        (2025, 0, "(0)"),
        (2025, 2026, "2026 comes after 2025"),
    ):
        with pytest.raises(ValueError, match=re.escape(said)):
            api.comply(dossier, annee, date(2026, 1, 5), depuis)


def test_more_refused_rows_than_the_project_bears_are_judged_nothing(tmp_path: Path) -> None:
    depot = tmp_path / "depot"
    shutil.copytree(DEPOT, depot)
    project = depot / "convrules.toml"
    rows = [{**ROW, "id": f"V{n}"} for n in range(8)] + [{**ROW, "id": ""}] * 2
    left = api.open_tables(depot, {"vacances": rows})
    assert isinstance(left, Dossier) and left.refusees == 2
    assert api.evaluate(left, AU)
    project.write_text(project.read_text("utf-8") + '\n[seuils]\nlignes_refusees = "15 %"\n', "utf-8")
    refused = api.open_tables(depot, {"vacances": rows})
    assert isinstance(refused, Dossier)
    with pytest.raises(ValueError, match="2 lignes refusées sur 10, plus que le seuil de 15"):
        api.evaluate(refused, AU)


def test_paths_are_texts_too(tmp_path: Path) -> None:
    assert isinstance(api.open_tables(str(DEPOT), {"vacances": [ROW]}, cle=None), Dossier)
    said = [api.check(paths) for paths in (str(DEPOT), DEPOT, [str(DEPOT)], [DEPOT])]
    assert {one.n_fichiers for one in said} == {said[-1].n_fichiers} and said[-1].n_fichiers > 3
    for data in ("absente.yaml", ["absente.yaml"], [Path("absente.yaml")]):
        found = api.open_dossier(str(DEPOT), data)
        assert isinstance(found, Dossier) and "absente.yaml" in found.empechements[0].texte


WRONG: dict[str, tuple[Callable[[Any], object], type[Exception], str]] = {
    "start": (lambda _: api.open_tables(3, {"vacances": [ROW]}), TypeError, "start is a path"),  # type: ignore[arg-type]
    "data": (lambda _: api.open_dossier(DEPOT, None), TypeError, "data is a sequence of paths"),  # type: ignore[arg-type]
    "one of data": (lambda _: api.open_dossier(DEPOT, [3]), TypeError, "data is a path"),  # type: ignore[list-item]
    "paths": (lambda _: api.check(3), TypeError, "paths is a sequence of paths"),  # type: ignore[arg-type]
    "complet_au": (
        lambda _: api.open_tables(DEPOT, {"vacances": [ROW]}, complet_au="2025-12-31"),  # type: ignore[arg-type]
        TypeError,
        "complet_au is a datetime.date, not « str »",
    ),
    "complet_au, an instant": (
        lambda _: api.open_tables(DEPOT, {"vacances": [ROW]}, complet_au=datetime(2025, 12, 31, tzinfo=UTC)),
        TypeError,
        "complet_au is a datetime.date, not « datetime »: give its day, .date()",
    ),
    "complet_au, far": (
        lambda _: api.open_tables(DEPOT, {"vacances": [ROW]}, complet_au=date(9999, 12, 31)),
        ValueError,
        "complet_au is out of bounds",
    ),
    "aujourdhui": (
        lambda _: api.open_dossier(DEPOT, [], aujourdhui="2025-12-31"),  # type: ignore[arg-type]
        TypeError,
        "aujourdhui is a datetime.date",
    ),
    "dossier": (lambda _: api.evaluate(None, AU), TypeError, "not a Dossier: « NoneType »"),  # type: ignore[arg-type]
    "annee": (lambda d: api.aggregates(d, "2025", AU), TypeError, "annee is a year, an int, not « str »"),  # type: ignore[arg-type]
    "depuis": (lambda d: api.comply(d, 2025, AU, "2024"), TypeError, "depuis is a year, an int"),  # type: ignore[arg-type]
    "no copy": (
        lambda d: api.comply(d, 2025, AU, processus=0),
        ValueError,
        "processus is a number of copies",
    ),
    "less": (lambda d: api.comply(d, 2025, AU, processus=-1), ValueError, "from 1 on, or None, not -1"),
    "processus": (
        lambda d: api.comply(d, 2025, AU, processus="2"),  # type: ignore[arg-type]
        TypeError,
        "processus is an int, or None, not « str »",
    ),
    "tranche": (
        lambda d: api.statuses(d, AU, engine="postgres", session="x", tranche="5"),  # type: ignore[arg-type]
        ValueError,
        "tranche is a number of vacancies",
    ),
    "session": (
        lambda d: api.statuses(d, AU, engine="postgres", session="x"),
        api.MoteurEnEchec,
        "session is a psycopg.Connection, not « str »",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_given_wrong_is_named(case: str) -> None:
    ask, kind, said = WRONG[case]
    with pytest.raises(kind, match=re.escape(said)):
        ask(opened({"vacances": [ROW]}))
