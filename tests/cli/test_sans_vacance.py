"""A landlord that had no vacancy says so, and has its year and its annual report; any other file of titles
alone judges nothing."""

import json
import shutil
from pathlib import Path

import pytest

from convrules.cli.main import run

DEPOT = Path(__file__).parents[1] / "data/annee/deux-parts"


def depot(folder: Path, *, keys: str, rows: bool = False) -> Path:
    """A small landlord, with or without the rows of its vacancies. keys: said of their file."""
    made = Path(shutil.copytree(DEPOT, folder / "depot"))
    data, mapping = made / "donnees/v.csv", made / "correspondance.yaml"
    if not rows:
        data.write_text(data.read_text("utf-8").splitlines()[0] + "\n", encoding="utf-8")
    text = mapping.read_text("utf-8")
    assert text.count("  vacances: { ") == 1
    mapping.write_text(text.replace("  vacances: { ", f"  vacances: {{ {keys}"), encoding="utf-8")
    return made


def played(depot: Path, *command: str) -> int:
    return run([*command, "--depot", str(depot), "--year", "2025", "--as-of", "2026-01-05"])


@pytest.mark.parametrize("keys", ["", "peut être vide: non, "])
def test_titles_alone_judge_nothing(keys: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert played(depot(tmp_path, keys=keys), "compliance") == 1
    assert "CR737" in capsys.readouterr().err


def test_a_year_without_a_vacancy_is_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = depot(tmp_path, keys="peut être vide: oui, ")
    assert played(made, "compliance", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {r["verdict"] for c in told["conventions"] for r in c["regles"]} == {"non_applicable"}
    assert played(made, "bilan", "-o", str(tmp_path / "envois")) == 0
    assert (tmp_path / "envois" / "recu.json").exists()


def test_rows_all_set_aside_are_no_empty_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That there may be no row is not that those which are there count for nothing."""
    made = depot(tmp_path, keys="peut être vide: oui, lignes gardées: { commune: [Aucune] }, ", rows=True)
    assert played(made, "compliance") == 1
    assert "CR737" not in capsys.readouterr().err
