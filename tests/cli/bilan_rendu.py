"""A repository of two conventions, its annual report, and what the folder of a recipient holds."""

import csv
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from python_calamine import CalamineWorkbook

from convrules.cli.main import run
from frames import frame_entete
from pdf_lu import read_pdf

AN = ["--year", "2025", "--as-of", "2026-01-05"]
SCHEMA = json.loads((files("convrules.render") / "schemas" / "bilan.json").read_text("utf-8"))
ETAT = frame_entete(
    """\
convention: etat--mon-bailleur
bailleur: { nom: Mon bailleur, siren: "000000000" }
réservataire: { nom: "=Préfet", type: etat }
en vigueur: { du: 2024-01-01, au: 2027-12-31 }
hérite: { cch: 2026-02 }
document: { articles: ["1"] }
"""
)
VILLE_IDENT = "commune--mon-bailleur"
VILLE, PREFET, EPT = "ville-de-saint-denis", "prefet", "plaine-commune"


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two conventions and twelve vacancies."""
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    (tmp_path / "depot/conventions/etat.yaml").write_text(ETAT, "utf-8")
    return tmp_path / "depot"


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def told(capsys: pytest.CaptureFixture[str], *options: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(["bilan", "--depot", "depot", *options]) == code
    streams = capsys.readouterr()
    return " ".join((streams.out + streams.err).replace("\u202f", " ").replace("\u00a0", " ").split())


def result(capsys: pytest.CaptureFixture[str], *options: str, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["bilan", "--depot", "depot", *AN, "--format", "json", *options]) == code
    found = json.loads(capsys.readouterr().out)
    Draft202012Validator(SCHEMA).validate(found)
    assert isinstance(found, dict)
    return found


def places(found: dict[str, Any]) -> dict[str, tuple[object, object]]:
    return {
        line["compte"]["nom"] or line["compte"]["code"] or line["compte"]["sorte"]: (
            line["proposes"],
            line["attribues"],
        )
        for line in found["partage"]
    }


def table(sous: Path, nom: str) -> list[dict[str, str]]:
    with (sous / f"{nom}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=";"))


def words_of(sous: Path) -> str:
    """Everything that the files of a folder hold, workbooks and what is for paper included."""
    texts = [p.read_text("utf-8") for p in sous.iterdir() if p.suffix not in (".xlsx", ".pdf")]
    paper = read_pdf(sous / "bilan.pdf")
    texts += [paper.titre, paper.texte, *paper.marges]
    book = CalamineWorkbook.from_path(str(sous / "bilan.xlsx"))
    texts += [str(book.get_sheet_by_name(n).to_python()) for n in book.sheet_names]
    return "\n".join(texts)


PREVUS = """\
ANNEE;CATEGORIE;NOMBRE
2025;mutation;2
2025;relogement_ru;40
2026;mutation;30
2026;relogement_ru;25
"""


def with_forecasts(depot: Path, rows: str) -> None:
    """rows: with the titles of the columns that they fill."""
    files = '  soustractions: { fichier: "donnees/soustractions.csv", séparateur: ";" }\ncolonnes:\n'
    filled = ", ".join(f"{title.lower()}: {title}" for title in rows.split("\n")[0].split(";"))
    columns = f"  soustractions: {{ {filled} }}\n"
    edit(depot / "correspondance.yaml", ("colonnes:\n", files + columns))
    (depot / "donnees/soustractions.csv").write_text(rows, "utf-8")
