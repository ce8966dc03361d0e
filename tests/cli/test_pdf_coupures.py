"""On paper no heading is left alone at the foot of a page, and a row of a table is read on one page."""

import json
from pathlib import Path
from typing import Any

import pytest
import typst

from convrules.cli.main import run
from pdf_lu import Partie, Pdf, read_pdf

AN = ["--depot", "depot", "--year", "2025", "--as-of", "2026-01-05"]
LONGUE = (
    "usage auquel la vacance est destinée, décision de la commission, compte de l'attribution, commune " * 3
)
RANGEE = [LONGUE, "2", "« part » de 1 logement", "V-001, V-002"]


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    return tmp_path / "depot"


def printed(monkeypatch: pytest.MonkeyPatch, lignes: int, rangees: int) -> Pdf:
    """With that many lines before the rows to complete, which are that many."""
    compile_ = typst.compile

    def filled(modele: bytes, **options: Any) -> Any:
        given = json.loads(options["sys_inputs"]["donnees"])
        for section in given["sections"]:
            section |= {"a_completer": [RANGEE] * rangees, "n_a_completer": "des vacances", "sans_ligne": ""}
            section["lectures"] = [f"ligne {n}" for n in range(lignes)]
        options["sys_inputs"] = {**options["sys_inputs"], "donnees": json.dumps(given)}
        return compile_(modele, **options)

    with monkeypatch.context() as patched:
        patched.setattr(typst, "compile", filled)
        assert run(["compliance", *AN, "-o", "bilan.pdf"]) == 0
    return read_pdf(Path("bilan.pdf"))


def after(paper: Pdf, heading: str) -> list[Partie]:
    """The heading and what follows it."""
    every = paper.corps.parties[0].parties
    (at,) = [n for n, part in enumerate(every) if part.sorte == "H2" and part.texte == heading]
    return every[at:]


def test_a_row_to_complete_is_on_one_page(depot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, table, *_ = after(printed(monkeypatch, 0, 40), "Données à compléter d’abord")
    assert table.sorte == "Table" and len(table.pages) > 1
    rows = list(table.all("TR"))
    assert len(rows) == 41 and {len(row.pages) for row in rows} == {1}


@pytest.mark.parametrize("lignes", range(0, 40, 3))
def test_a_heading_stands_with_the_first_row_of_its_table(
    lignes: int, depot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    title, note, table, *_ = after(printed(monkeypatch, lignes, 3), "Données à compléter d’abord")
    head, first, *_ = table.all("TR")
    assert title.pages == note.pages == head.pages == first.pages and len(first.pages) == 1


@pytest.mark.parametrize("lignes", range(0, 40, 3))
def test_the_statuses_are_read_at_once(lignes: int, depot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    title, table, *_ = after(printed(monkeypatch, lignes, 3), "Statut des vacances")
    assert table.sorte == "Table" and title.pages == table.pages and len(table.pages) == 1
