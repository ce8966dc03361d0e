"""The page of a year of which days are not covered: what a part that is not known depends on, what is to be
completed, and what its findings are."""

from html import unescape
from pathlib import Path

import pytest

from cli.test_periode_non_couverte import PART, told
from cli.test_verdict_non_couvert import JUGEE, LIGNES, mapped, quota
from frames import frame_clauses
from pdf_lu import read_pdf

SPLIT = """- répartition: lots
  de: tiers
  entre: { etat: 50 %, bailleur: 50 % }
  restes: plus forts restes
  source: { article: "1" }
"""
VACANCES = "des vacances de 2025 que les fichiers ne disent pas"


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    (tmp_path / "exemple.yaml").write_text(frame_clauses(PART), "utf-8")
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    (tmp_path / "vacances.csv").write_text(LIGNES, "utf-8")
    return tmp_path


def page(depot: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[str, str]:
    """What the screen says, and the page."""
    path = depot / "bilan.html"
    screen, _ = told(depot, capsys, *JUGEE, *more)
    told(depot, capsys, *JUGEE, *more, "-o", str(path))
    return screen, " ".join(unescape(path.read_text("utf-8")).split())


def test_the_page_says_that_vacancies_lack(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapped(depot, "2025-06-30")
    screen, said = page(depot, capsys)
    assert "Tenue ou non, selon des vacances que les fichiers ne disent pas : « tiers »" in said
    assert "selon des données à compléter" not in said
    assert f"donnée absente : {VACANCES}" in screen
    assert f"Données à compléter d’abord</h3> <p>Donnée absente : {VACANCES}.</p>" in said
    assert "<p>1 constat, à lire avec ces chiffres.</p>" in said and "case illisible" not in said
    assert "Trait plein : ce que disent les fichiers ; pâle : possible" in said
    said = page(depot, capsys, "--lang", "en")[1]
    assert "Met or not, depending on vacancies that the files do not give" in said
    assert "Data missing: vacancies of 2025 that the files do not give." in said


def test_the_printed_report_says_it_too(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapped(depot, "2025-06-30")
    told(depot, capsys, *JUGEE, "-o", str(depot / "bilan.pdf"))
    said = " ".join(read_pdf(depot / "bilan.pdf").texte.split())
    assert f"Donnée absente : {VACANCES}." in said and "à lire avec ces chiffres." in said


def test_rows_to_complete_too_are_data_to_be_completed(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An account that is not said, beside vacancies that lack: both are named."""
    (depot / "vacances.csv").write_text(LIGNES.replace("BAIL;LO;non", ";LO;non", 1), "utf-8")
    mapped(depot, "2025-06-30")
    screen, said = page(depot, capsys)
    assert "Tenue ou non, selon des données à compléter : « tiers »" in said
    assert f"<p>Donnée absente : {VACANCES}.</p>" in said and "(contingent)</th>" in said
    assert f"donnée absente : {VACANCES}" in screen and "(contingent) : 1 vacance" in screen


def test_a_period_that_is_covered_lacks_nothing(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapped(depot, "2025-12-31")
    said = page(depot, capsys)[1]
    assert "Données à compléter d’abord" not in said and "que les fichiers ne disent pas" not in said


def test_a_cell_that_is_unreadable_is_told(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (depot / "vacances.csv").write_text(LIGNES.replace("BAIL;LO;non", "BAIL;XX;non", 1), "utf-8")
    mapped(depot, "2025-06-30")
    assert "2 constats : une case illisible rend incertain ce qui en dépend." in page(depot, capsys)[1]


def test_kept_or_without_object(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A share of those of a town that no row shows: what lacks may keep it, nothing can miss it."""
    base = 'attributions dans l\'assiette du bailleur où commune = "93001"'
    clause = quota(f"au plus 100 % des {base}, pour premiere_location")
    (depot / "exemple.yaml").write_text(frame_clauses(clause), "utf-8")
    mapped(depot, "2025-06-30")
    said = page(depot, capsys)[1]
    assert "Tenue ou sans objet, selon des vacances que les fichiers ne disent pas : « q »" in said


def test_accounts_of_a_split(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing of a row lacks: each of them waits for vacancies, and every form says so."""
    (depot / "exemple.yaml").write_text(frame_clauses(PART + SPLIT), "utf-8")
    mapped(depot, "2025-06-30")
    screen, said = page(depot, capsys)
    assert f"donnée absente : {VACANCES}" in screen
    assert "Tenue ou non, selon des vacances que les fichiers ne disent pas, compte par compte" in said
    assert f"<p>Donnée absente : {VACANCES}.</p>" in said
    assert f"Donnée absente : {VACANCES}." in told(depot, capsys, "explain", *JUGEE[2:])[0]
    mapped(depot, "2025-12-31")
    assert VACANCES not in page(depot, capsys)[0]
