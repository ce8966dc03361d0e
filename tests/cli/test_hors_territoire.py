"""A file of which no row lies on a convention's territory: empty accounts are never shown as a good year."""

import csv
import json
from pathlib import Path

import pytest

from convrules.cli.main import run
from convrules.diagnostics import catalogue

JOUR = ("--as-of", "2026-01-05")


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "depot"
    assert run(["init", str(folder), "--modele", "commune"]) == 0
    capsys.readouterr()
    monkeypatch.chdir(folder)
    return folder


def move(depot: Path, times: int = -1) -> None:
    path = depot / "donnees" / "vacances-2025.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(";93066;", ";75056;", times), encoding="utf-8")


COMMANDES = [("evaluate",), ("orient",), ("compliance", "--year", "2025")]


@pytest.mark.parametrize("command", COMMANDES, ids=lambda c: c[0])
def test_every_row_elsewhere_is_an_error(
    command: tuple[str, ...], depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    move(depot)
    assert run([*command, *JOUR]) == 1
    said = capsys.readouterr().err
    assert said.count("[CR809]") == 1 and "(vacances : 12)" in said
    assert "(93066)" in said and "(75056)" in said
    assert run([*command, *JOUR, "--format", "json"]) == 1
    assert "CR809" in [d["code"] for d in json.loads(capsys.readouterr().out)["diagnostics"]]


@pytest.mark.parametrize("command", COMMANDES, ids=lambda c: c[0])
def test_one_row_on_the_territory_is_enough(
    command: tuple[str, ...], depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    move(depot, times=11)
    assert run([*command, *JOUR]) == 0
    assert "CR809" not in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDES, ids=lambda c: c[0])
@pytest.mark.parametrize("another", [False, True], ids=["alone", "beside another"])
def test_of_a_convention_with_a_mistake_the_territory_is_not_known(
    another: bool, command: tuple[str, ...], depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows that lie on it are nowhere only for want of it; beside another, whose territory is elsewhere."""
    path = depot / "conventions" / "convention.yaml"
    text = path.read_text("utf-8")
    if another:
        there = text.replace("commune--mon-bailleur", "ailleurs--mon-bailleur").replace("93066", "75056")
        path.with_name("ailleurs.yaml").write_text(there, "utf-8")
    path.write_text(text.replace("territoire:", "territoir:", 1), "utf-8")
    assert run([*command, *JOUR]) == 1
    said = capsys.readouterr().err
    assert "territoir" in said and "CR809" not in said


def test_files_hold_the_rows_of_each_convention_and_no_other(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Twelve rows of which eleven are elsewhere, and one of the others nobody knows where."""
    move(depot, times=11)
    path = depot / "donnees" / "vacances-2025.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("V-001;75056;", "V-001;;"), encoding="utf-8")
    whose = {"V-001": "indetermine", "V-012": "vrai"}
    assert run(["evaluate", *JOUR, "-o", "ev.csv", "--format", "json"]) == 0
    found = {v["id"]: v["conventions"] for v in json.loads(capsys.readouterr().out)["vacances"]}
    assert len(found) == 12 and {nom for nom, rows in found.items() if rows} == set(whose)
    with (depot / "ev.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert {r["vacance"]: r["territoire"] for r in csv.DictReader(stream, delimiter=";")} == whose
    assert run(["evaluate", *JOUR, "-o", "ev.jsonl"]) == 0
    lines = [json.loads(line) for line in (depot / "ev.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["vacance"]: row["territoire"] for row in lines} == whose


def test_rows_of_which_the_place_is_unknown_may_be_there(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = depot / "donnees" / "vacances-2025.csv"
    text = path.read_text(encoding="utf-8").replace(";93066;", ";;")
    path.write_text(text, encoding="utf-8")
    assert run(["evaluate", *JOUR]) == 0
    assert "CR809" not in capsys.readouterr().err


def test_the_order_of_rows_has_no_say(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Some elsewhere, some without a date, in the order of the file and in the other."""
    move(depot, times=3)
    path = depot / "donnees" / "vacances-2025.csv"
    text = path.read_text(encoding="utf-8").replace(";24/03/2025;10/03", ";;10/03")
    told = []
    for step in (1, -1):
        head, *rows = text.splitlines()
        path.write_text("\n".join([head, *rows[::step]]) + "\n", encoding="utf-8")
        assert run(["compliance", "--year", "2025", *JOUR]) in (0, 1)
        screen = capsys.readouterr().out
        assert run(["compliance", "--year", "2025", *JOUR, "--format", "json"]) in (0, 1)
        result = json.loads(capsys.readouterr().out)
        told.append((screen, {k: v for k, v in result.items() if k not in ("empreintes", "diagnostics")}))
    assert told[0] == told[1]
    assert len(told[0][1]["lignes"]["hors_territoire"]) == 3


def test_the_page_is_whole() -> None:
    page = catalogue.page("CR809")
    assert page is not None and all(f"## {section}\n" in page.corps for section in catalogue.SECTIONS)
