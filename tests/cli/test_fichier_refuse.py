"""A file of which every row is refused: no year is judged, and one is told why and what to do."""

from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.api.entraves import check_judgeable
from convrules.cli.main import run

PHRASES = {
    "fr": (
        "« depot/donnees/vacances-2024.csv » : aucune ligne n'est gardée, les 7 sont refusées.",
        "  CR730, 6 lignes (2, 3, 4, 5, 6 et 1 de plus) : Ligne 2 : la colonne « NUM_VAC » est vide ; la "
        "ligne est refusée.",
        "  CR718, 1 ligne (8) : La ligne 8 n'a pas autant",
        "Corrigez ces lignes",
        "elles sont peut-être de toute année, et aucune n'est jugée.",
    ),
    "en": (
        "“depot/donnees/vacances-2024.csv”: no row is kept, all 7 are refused.",
        "  CR730, 6 rows (2, 3, 4, 5, 6 and 1 more): Line 2: the column “NUM_VAC” is empty; the "
        "line is refused.",
        "they may be of any year, and none is judged.",
    ),
}


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Beside the vacancies of 2025, a file of six rows without identifier, and one of too few cells."""
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    (data,) = (tmp_path / "depot/donnees").glob("vacances-*.csv")
    head, first, *_ = data.read_text("utf-8-sig").splitlines()
    rank = head.split(";").index("NUM_VAC")
    cells = first.split(";")
    cells[rank] = ""
    rows = [head, *[";".join(cells)] * 6, "V-999;93066"]
    (data.parent / "vacances-2024.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return tmp_path / "depot"


@pytest.mark.parametrize("langue", PHRASES)
@pytest.mark.parametrize("annee", ["2024", "2025"])
def test_every_year_is_told_why(
    depot: Path, annee: str, langue: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    asked = ["--depot", "depot", "--year", annee, "--as-of", "2026-01-05", "--lang", langue]
    assert run(["compliance", *asked]) == 1
    out, err = capsys.readouterr()
    assert not out
    said = err.replace("\u202f", " ").replace("\u00a0", " ")
    # Why from there: what is told last is what is read.
    told = said[said.index("rien n'est évalué" if langue == "fr" else "nothing is evaluated") :]
    for words in PHRASES[langue]:
        assert words in told, words


def test_a_program_is_told_the_same(depot: Path) -> None:
    dossier = api.open_dossier(depot, [])
    assert isinstance(dossier, Dossier)
    with pytest.raises(
        ValueError, match=r"« donnees/vacances-2024\.csv » : aucune ligne n'est gardée.*CR730"
    ):
        check_judgeable(dossier)


def test_one_row_kept_is_enough_to_judge(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = depot / "donnees/vacances-2024.csv"
    text = path.read_text("utf-8")
    head = text.index("\n") + 1
    path.write_text(text[:head] + "V-998" + text[head:], "utf-8")
    capsys.readouterr()
    asked = ["--depot", "depot", "--year", "2025", "--as-of", "2026-01-05"]
    assert run(["compliance", *asked]) == 1
    out, err = capsys.readouterr()
    assert "Attention : 6 lignes des fichiers sont refusées" in out.replace("\u00a0", " ")
    assert "aucune ligne n'est gardée" not in err
