"""Which sendings the year of a convention shows: screen, page and PDF say that the report of a year is sent
the year after."""

from html import unescape
from pathlib import Path

import pytest

from cli.test_annee_dite import plain
from convrules.cli.main import run
from pdf_lu import read_pdf

DITS = (
    "Envois de l'année Ceux dont le dernier jour est en 2025 : le bilan d'une année s'envoie l'année "
    "suivante."
)


@pytest.fixture
def said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """What each form says."""
    depot = tmp_path / "depot"
    assert run(["init", str(depot), "--modele", "commune"]) == 0
    command = ["compliance", "--depot", str(depot), "--year", "2025", "--as-of", "2026-01-05"]
    capsys.readouterr()
    assert run([*command, "-o", str(tmp_path / "b.html")]) == 0
    screen = capsys.readouterr().out
    assert run([*command, "-o", str(tmp_path / "b.pdf")]) == 0
    page = (tmp_path / "b.html").read_text("utf-8")
    for tag in ("<h3>", "</h3>", '<p class="sous">', "</p>"):
        page = page.replace(tag, " ")
    found = {"screen": screen, "page": unescape(page), "pdf": read_pdf(tmp_path / "b.pdf").texte}
    return {form: plain(text) for form, text in found.items()}


def test_every_form_says_which_sendings_these_are(said: dict[str, str]) -> None:
    assert [form for form, text in said.items() if DITS not in text] == []
