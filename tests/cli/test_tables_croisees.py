"""Rows that contradict one another, from the files to the year: the results widen, nothing is chosen."""

import json
from pathlib import Path

import pytest

from convrules.cli.main import run

BILAN = ["compliance", "--year", "2025", "--format", "json"]


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    monkeypatch.chdir(tmp_path / "depot")
    capsys.readouterr()
    return tmp_path / "depot"


def bilan(capsys: pytest.CaptureFixture[str], au: str) -> tuple[int, dict[str, object], str]:
    code = run([*BILAN, "--as-of", au])
    said = capsys.readouterr()
    (part,) = [r for r in json.loads(said.out)["conventions"][0]["regles"] if r["clause"] == "part_ville"]
    return code, part["cellules"][0], said.err


def test_two_leases_of_one_dwelling_widen_the_base(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, before, _ = bilan(capsys, "2026-01-05")
    data = depot / "donnees" / "vacances-2025.csv"
    head, *rows = data.read_text(encoding="utf-8").splitlines()
    named = [f"{row};{'L1' if n < 2 else f'L{n}'}" for n, row in enumerate(rows)]
    data.write_text("\n".join([f"{head};LOGT", *named, ""]), encoding="utf-8")
    mapping = depot / "correspondance.yaml"
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(
        text.replace("    id: NUM_VAC\n", "    id: NUM_VAC\n    logement: LOGT\n"), encoding="utf-8"
    )
    code, after, said = bilan(capsys, "2026-01-05")
    assert code == 1
    assert "CR825" in said
    assert (before["base"], after["base"]) == (10, [8, 10])


def expect(depot: Path, *rows: str) -> None:
    """Declare the vacancies still expected."""
    mapping = depot / "correspondance.yaml"
    text = mapping.read_text(encoding="utf-8")
    filled = "  vacances_attendues: { fichier: attendues.csv }\ncolonnes:\n"
    filled += "  vacances_attendues: { du: DU, au: AU, min: MIN, max: MAX }\n"
    mapping.write_text(text.replace("colonnes:\n", filled, 1), encoding="utf-8")
    (depot / "attendues.csv").write_text("\n".join(["DU;AU;MIN;MAX", *rows, ""]), encoding="utf-8")


def test_a_forecast_of_no_row_says_that_nothing_more_comes(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Titles alone are a declaration; without the table nothing is declared."""
    data = depot / "donnees" / "vacances-2025.csv"
    text = data.read_text(encoding="utf-8")
    assert ";VILLE;" in text
    data.write_text(text.replace(";VILLE;", ";AL;"), encoding="utf-8")
    assert bilan(capsys, "2025-12-30")[1]["verdict"] == "en_cours"
    expect(depot)
    assert bilan(capsys, "2025-12-30")[1]["verdict"] == "hors_d_atteinte"


def test_a_forecast_that_lost_a_row_bounds_nothing(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = "2025-12-31;2025-12-31;0;0"
    expect(depot, whole, "2025-12-31;2025-12-31")
    _, part, said = bilan(capsys, "2025-12-30")
    assert "CR718" in said
    assert part["verdict"] == "en_cours"


def test_expected_vacancies_without_a_bound_are_told_and_leave_the_year_open(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expect(depot, "2025-07-01;2025-12-31;;20")
    code, part, said = bilan(capsys, "2025-06-30")
    assert code == 1
    assert "CR829" in said
    assert part["verdict"] == "en_cours"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "2025-12-31;2025-07-01;4;4",
            "CR894]: Une ligne de « vacances_attendues » ne dit pas de quel jour à quel jour on attend ces "
            "vacances : « au » (1er juillet 2025) vient avant « du » (31 décembre 2025).",
        ),
        (
            "2025-07-01;2025-12-31;4;99999999999999999999",
            "CR895]: Une ligne de « vacances_attendues » dit 99 999 999 999 999 999 999 vacances dans",
        ),
    ],
)
@pytest.mark.parametrize(
    "command", [("compliance", "--year", "2025"), ("explain", "2025"), ("bilan", "--year", "2025")]
)
def test_every_command_says_that_a_row_bounds_nothing(
    row: str, said: str, command: tuple[str, ...], depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expect(depot, row)
    assert run([*command, "--as-of", "2025-06-30"]) == 1
    err = " ".join(capsys.readouterr().err.split())
    assert said in err and "attendues.csv:2:1" in err
    assert bilan(capsys, "2025-06-30")[1]["verdict"] == "en_cours"
    run(["--lang", "en", *command, "--as-of", "2025-06-30"])
    err = " ".join(capsys.readouterr().err.split())
    assert ("“au” (1 July 2025) comes before “du” (31 December 2025)" in err) == ("CR894" in said)
    assert ("says 99,999,999,999,999,999,999 vacancies in “max”" in err) == ("CR895" in said)


@pytest.mark.parametrize(
    ("row", "verdict", "told"),
    [(";;9;9", "en_cours", True), ("2025-12-31;;9;9", "en_cours", True), (";;0;0", "hors_d_atteinte", False)],
)
def test_a_row_without_days_is_told_and_read_as_of_what_is_left(
    row: str, verdict: str, told: bool, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = depot / "donnees" / "vacances-2025.csv"
    data.write_text(data.read_text(encoding="utf-8").replace(";VILLE;", ";AL;"), encoding="utf-8")
    expect(depot, row)
    code, part, said = bilan(capsys, "2025-12-30")
    assert (code, part["verdict"], said.count("[CR896]")) == (0, verdict, int(told))
