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


def test_expected_vacancies_without_a_bound_are_told_and_leave_the_year_open(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = depot / "correspondance.yaml"
    text = mapping.read_text(encoding="utf-8")
    filled = "  vacances_attendues: { fichier: attendues.csv }\ncolonnes:\n"
    filled += "  vacances_attendues: { du: DU, au: AU, min: MIN, max: MAX }\n"
    mapping.write_text(text.replace("colonnes:\n", filled, 1), encoding="utf-8")
    (depot / "attendues.csv").write_text("DU;AU;MIN;MAX\n2025-07-01;2025-12-31;;20\n", encoding="utf-8")
    code, part, said = bilan(capsys, "2025-06-30")
    assert code == 1
    assert "CR829" in said
    assert part["verdict"] == "en_cours"
