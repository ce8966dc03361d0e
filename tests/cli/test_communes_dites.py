"""The table of communes leaves out withdrawals made: where the base of a part takes a forecast away, page and
printed report say that the one does not add up to the other."""

from html import unescape
from pathlib import Path

import pytest

from cli.test_annee_dite import plain
from convrules.cli.main import run
from pdf_lu import read_pdf

DITES = (
    "Commune par commune Les bases des communes ôtent les soustractions faites, non celles qui étaient "
    "prévues : leur somme n'est pas la base de la part."
)


def forms(tmp_path: Path, mode: str) -> list[str]:
    """The page, and what is printed, of a year whose withdrawals count in this way."""
    depot = tmp_path / "depot"
    assert run(["init", str(depot), "--modele", "commune"]) == 0
    path = depot / "conventions/convention.yaml"
    text = path.read_text("utf-8")
    assert text.count("soustractions: réalisé") == 1
    path.write_text(text.replace("soustractions: réalisé", f"soustractions: {mode}"), "utf-8")
    command = ["compliance", "--depot", str(depot), "--year", "2025", "--as-of", "2026-01-05"]
    for nom in ("b.html", "b.pdf"):
        assert run([*command, "-o", str(tmp_path / nom)]) == 0
    page = (tmp_path / "b.html").read_text("utf-8")
    for tag in ("<h3>", "</h3>", '<p class="sous">', "</p>"):
        page = page.replace(tag, " ")
    return [plain(unescape(page)), plain(read_pdf(tmp_path / "b.pdf").texte)]


@pytest.mark.parametrize("mode", ["prévision", "prévision régularisée"])
def test_a_base_without_what_was_forecast(mode: str, tmp_path: Path) -> None:
    assert all(DITES in said for said in forms(tmp_path, mode))


def test_a_base_without_what_was_withdrawn_is_that_of_its_communes(tmp_path: Path) -> None:
    for said in forms(tmp_path, "réalisé"):
        assert "Commune par commune" in said and "Les bases des communes" not in said
