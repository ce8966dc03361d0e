"""How binding a rule is stands beside its verdict: an objective missed does not look like a breach."""

import csv
import json
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from convrules.cli.main import run

DEPOT = Path(__file__).parents[1] / "data/annee/objectif-manque"
ASKED = ["--depot", str(DEPOT), "--as-of", "2026-01-31"]
REMARQUE = "« q_objectif » est un objectif : ne pas l'atteindre n'est pas un manquement."


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("’", "'").split())


def test_the_first_sheet_says_it(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    assert run(["compliance", *ASKED, "--year", "2025", "-o", str(path)]) == 0
    head, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name("essentiel").to_python()
    found = {row[1]: (row[head.index("Force")], row[head.index("Verdict")]) for row in rows}
    assert found["p"] == ("engagement", "conforme (50\u202f%)")
    assert found["q_souhait"][0] == "tendre vers"
    assert found["q_objectif"][0] == "objectif"
    assert found["q_objectif"][1] == "non conforme (0\u202f%) (objectif, sans manquement)"


def test_a_comparison_says_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    page = tmp_path / "c.html"
    years = ["--year", "2024", "--year", "2025", "--tout"]
    assert run(["compare", *ASKED, *years, "-o", str(page)]) == 0
    screen, seen = plain(capsys.readouterr().out), page.read_text("utf-8")
    for said in (screen, plain(seen)):
        for words in ("q_objectif (objectif)", "q_souhait (tendre vers)", REMARQUE):
            assert words in said, words
    assert re.search(r'class="cellule objectif[^"]*"><th scope="row">2025<', seen)
    assert not re.search(r'class="cellule non_conforme', seen)


def test_tables_and_json_of_a_comparison_say_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    years = ["--year", "2024", "--year", "2025"]
    path = tmp_path / "c.csv"
    assert run(["compare", *ASKED, *years, "-o", str(path)]) == 0
    with path.open(encoding="utf-8-sig", newline="") as handle:
        forces = {row["clause"]: row["force"] for row in csv.DictReader(handle, delimiter=";")}
    assert forces == {"p": "engagement", "q_objectif": "objectif", "q_souhait": "tendre vers"}
    capsys.readouterr()
    assert run(["compare", *ASKED, *years, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {r["clause"]: r["colonnes"][0]["force"] for r in found["regles"]} == forces


def test_the_page_does_not_colour_it_as_a_breach(tmp_path: Path) -> None:
    page = tmp_path / "b.html"
    assert run(["compliance", *ASKED, "--year", "2025", "-o", str(page)]) == 0
    seen = page.read_text("utf-8")
    assert re.search(r'<li class="objectif">Objectif non atteint', seen)
    assert "2 règles : 1 tenue et 1 objectif non atteint." in plain(seen)
    assert '<tr class="objectif">' in seen and 'class="non_conforme"' not in seen
