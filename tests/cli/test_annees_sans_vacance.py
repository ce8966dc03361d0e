"""A year judged for what it leaves, of which no vacancy was read: the page of the code, played."""

import re
from pathlib import Path

import pytest

from convrules.base.package_data import read_package_bytes
from convrules.cli.main import run
from frames import frame_clauses

BLOC = re.compile(r"## (Refusé|Accepté)\n\n```csv (?P<options>.*)\n(?P<texte>[^`]*)```")
PART = """- part: moitie
  règle: 50 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: supérieur
  report: solde arrondi
  source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers: { vacances: { fichier: vacances.csv, séparateur: ";" } }
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    disponibilite: { colonne: DISPONIBILITE, format: jj/mm/aaaa, complet au: 2026-01-05 }
"""


def told(folder: Path, rows: str, capsys: pytest.CaptureFixture[str], *command: str) -> str:
    folder.mkdir(exist_ok=True)
    files = {"exemple.yaml": frame_clauses(PART), "correspondance.yaml": CORRESPONDANCE, "vacances.csv": rows}
    files["convrules.toml"] = '[depot]\nnom = "Essai"\ndata = ["correspondance.yaml"]\n'
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    capsys.readouterr()
    run([command[0], "--depot", str(folder), *command[1:], "--as-of", "2026-01-05"])
    return capsys.readouterr().err


def test_the_page_says_what_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (read_package_bytes("diagnostics/codes/CR891.md") or b"").decode()
    found = {
        m[1]: told(tmp_path, m["texte"], capsys, "compliance", *m["options"].split())
        for m in BLOC.finditer(page)
    }
    assert "Aucune vacance de 2024 n'a été lue" in found["Refusé"]
    assert "CR891" not in found["Accepté"]


def test_years_of_no_convention_and_the_year_itself_are_not_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "ID;COMMUNE;DISPONIBILITE\nV0;93066;02/03/2024\n"
    for options in (("--since", "2022"), ()):
        assert "CR891" not in told(tmp_path, rows, capsys, "compliance", "--year", "2025", *options)


def test_years_compared_are_told_of_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "ID;COMMUNE;DISPONIBILITE\nV0;93066;02/03/2025\n"
    assert "CR891" in told(tmp_path, rows, capsys, "compare", "--year", "2024", "--year", "2025")
