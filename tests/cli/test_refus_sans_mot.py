"""Nothing is refused as incomplete without the finding that says why."""

from pathlib import Path

import pytest

from convrules.cli.main import run

AN = ["--year", "2025", "--as-of", "2026-01-05"]
SEUL = '  vacances: { fichier: "donnees/vacances-*.csv", séparateur: ";" }\n'
JOINT = """  vacances:
    - { fichier: "donnees/vacances-*.csv", séparateur: ";", clé: NUM_VAC }
    - { fichier: donnees/zparc.csv, séparateur: ";", clé: NUM }
"""
PMR = "    pmr: { fichier: donnees/zparc.csv, colonne: PMR, codes: { O: oui, N: non } }\n"


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that tells of dwellings, of which no row is called for: its key is of another form."""
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    path = tmp_path / "depot/correspondance.yaml"
    text = path.read_text("utf-8")
    assert SEUL in text
    path.write_text(
        text.replace(SEUL, JOINT).replace("    id: NUM_VAC\n", PMR + "    id: NUM_VAC\n"), "utf-8"
    )
    (tmp_path / "depot/donnees/zparc.csv").write_text("NUM;PMR\nX1;O\nX2;N\n", "utf-8")
    return tmp_path / "depot"


def test_a_joined_file_of_which_no_row_is_called_for_is_told(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["compliance", "--depot", "depot", *AN]) == 1
    said = capsys.readouterr().err
    assert "Les données sont incomplètes" in said
    assert "[CR733]" in said and "depot/donnees/zparc.csv:2:" in said


def test_it_is_no_more_than_a_remark_where_some_row_is_called_for(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (depot / "donnees/zparc.csv").write_text("NUM;PMR\nV-001;O\nX2;N\n", "utf-8")
    capsys.readouterr()
    assert run(["compliance", "--depot", "depot", *AN]) == 0
    assert "CR733" not in capsys.readouterr().err


def test_what_stands_in_the_way_is_told_before_what_is_only_counted(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """More warnings than are shown, from a file read before the one that is cut."""
    (data,) = (depot / "donnees").glob("vacances-*.csv")
    head, *rows = data.read_text("utf-8-sig").splitlines()
    at = head.split(";").index("TYPO")
    first = rows[0].split(";")
    wrong = []
    for n in range(40):
        cells = [f"W-{n:03}", *first[1:]]
        cells[at] = f"T{n + 20}"
        wrong.append(";".join(cells))
    data.write_text("\n".join((head, *rows, *wrong)) + "\n", "utf-8")
    capsys.readouterr()
    assert run(["compliance", "--depot", "depot", *AN]) == 1
    said = capsys.readouterr().err
    assert "[CR733]" in said and "autres constats" in said
