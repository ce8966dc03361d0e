"""An annual report on paper, of a repository of two conventions, and what is read back of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cli import bilan_rendu
from cli.bilan_rendu import AN, with_forecasts
from convrules.cli.main import run
from frames import ENVOI, frame_entete
from pdf_lu import Pdf, read_pdf

ETAT = """\
convention: {ident}
bailleur: {{ nom: Mon bailleur, siren: "000000000" }}
réservataire: {{ nom: {nom}, type: etat }}
en vigueur: {{ du: 2024-01-01, au: 2027-12-31 }}
hérite: {{ cch: 2026-02 }}
document: {{ articles: ["1"] }}
"""


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two conventions and twelve vacancies, of one of which the account is not known; bins, forecasts."""
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    made = tmp_path / "depot"
    holder(made, "Préfet")
    with (made / "convrules.toml").open("a", encoding="utf-8") as project:
        project.write("[bilan]\nperiodes_construction = [1949, 1975]\n")
    edit(made / "donnees/vacances-2025.csv", "PLAI;O;LOC;ETAT;03/02/2025", "PLAI;O;LOC;;03/02/2025")
    with_forecasts(made, "ANNEE;CATEGORIE;NOMBRE\n2025;mutation;1200\n")
    return made


def edit(path: Path, old: str, new: str) -> None:
    bilan_rendu.edit(path, (old, new))


def holder(depot: Path, nom: str, ident: str = "etat", vue: str = "") -> None:
    text = frame_entete(ETAT.format(ident=f"{ident}--mon-bailleur", nom=json.dumps(nom, ensure_ascii=False)))
    envoi = ENVOI.format(vue=vue) if vue else ""
    (depot / f"conventions/{ident}.yaml").write_text(text + envoi, "utf-8")


def told(capsys: pytest.CaptureFixture[str], *options: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(["bilan", "--depot", "depot", *options]) == code
    streams = capsys.readouterr()
    return flat(streams.out + streams.err)


def flat(text: str) -> str:
    """With plain spaces and apostrophes, and words that are whole."""
    plain = text.replace("\u200b", "").replace("’", "'")
    return " ".join(re.sub("[\u202f\u00a0]", " ", plain).split())


def printed(sous: str, *options: str) -> Pdf:
    assert run(["bilan", "--depot", "depot", *AN, "-o", "b", *options]) == 0
    return read_pdf(Path("b") / sous / "bilan.pdf")


def said_in(sous: str) -> dict[str, Any]:
    found = json.loads((Path("b") / sous / "bilan.json").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def rows(paper: Pdf) -> list[list[list[str]]]:
    return [[[flat(cell) for cell in row] for row in table] for table in paper.tables()]


def number(value: object) -> str:
    """As a page says it: « 2 à 3 », « 1 200 », « non fourni », « s »."""
    if isinstance(value, list):
        return " à ".join(map(number, value))
    return "non fourni" if value is None else f"{value:,}".replace(",", " ") if value != "s" else "s"
