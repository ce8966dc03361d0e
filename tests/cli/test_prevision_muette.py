"""A forecast that has rows, none of which speaks of what is left of a period: what is read of it is told."""

import json
import re
from pathlib import Path

import pytest

from cli.test_prevision_recouverte import PART, QUOTA, TITRES, told
from convrules.cli.main import run
from frames import frame_clauses

RESTE = "de ce qui reste à venir du 1er juillet 2025 au 31 décembre 2025"
PAR_TRIMESTRE = """- quota: deux
  règle: au moins 2 vacances dans l'assiette du bailleur
  application: ensemble
  période: trimestre civil
  force: engagement
  source: { article: "1" }
"""
AN_DERNIER = "01/01/2024;31/12/2024;41;43;93066\n"


@pytest.mark.parametrize(
    ("rows", "au", "days"),
    [
        # Left in the folder; of the year after; of days that are past; of a commune of no convention.
        (AN_DERNIER, "2025-06-30", RESTE),
        ("01/01/2026;31/12/2026;4;4;93066\n", "2025-06-30", RESTE),
        ("01/01/2025;30/06/2025;4;4;93066\n", "2025-06-30", RESTE),
        ("01/07/2025;31/12/2025;4;4;75101\n", "2025-06-30", RESTE),
        (AN_DERNIER, "2025-12-30", "de ce qui reste à venir le 31 décembre 2025"),
        # It speaks of a day that is left, of the territory perhaps, or says that none comes.
        ("01/12/2025;01/12/2025;1;1;93066\n", "2025-06-30", ""),
        ("01/01/2025;01/07/2025;1;1;93066\n", "2025-06-30", ""),
        ("01/07/2025;31/12/2025;4;4;\n", "2025-06-30", ""),
        (AN_DERNIER + "01/07/2025;31/12/2025;0;0;93066\n", "2025-06-30", ""),
        # Over, or without a table.
        (AN_DERNIER, "2025-12-31", ""),
    ],
)
def test_what_no_row_speaks_of_is_told(
    rows: str, au: str, days: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(tmp_path, TITRES + rows, capsys)
    mapping = tmp_path / "correspondance.yaml"
    recorded = mapping.read_text("utf-8").replace("complet au: 2025-06-30", f"complet au: {au}")
    mapping.write_text(recorded, encoding="utf-8")
    err = again(tmp_path, capsys, "compliance", "--year", "2025", "--as-of", au)[1]
    assert ("[CR855]" in err) is bool(days) and days in err
    assert ("sur le territoire des conventions jugées" in err) is bool(days)


def again(folder: Path, capsys: pytest.CaptureFixture[str], *asked: str) -> tuple[str, str]:
    """What is written, then what is told, of what stands there."""
    capsys.readouterr()
    run([asked[0], "--depot", str(folder), *asked[1:]])
    out, err = (" ".join(re.split(r"[ \n\u00a0\u202f]+", said)) for said in capsys.readouterr())
    return out, err


def test_nothing_is_told_where_days_lack_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Recorded to 30 June and judged in August: nothing then bounds what may come."""
    err = told(tmp_path, TITRES + AN_DERNIER, capsys, au="2025-08-15")[1]
    assert "[CR893]" in err and "[CR855]" not in err


@pytest.mark.parametrize(
    "command",
    [
        ("compliance", "--year", "2025"),
        ("explain", "2025"),
        ("compare", "--year", "2024", "--year", "2025"),
        ("compare", "--year", "2025", "--year", "2026"),
        ("simulate", "--year", "2025", "--grille", "exemple", "--taux", "25 %"),
    ],
)
def test_every_command_that_reads_the_forecast_says_so(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(tmp_path, TITRES + AN_DERNIER, capsys)
    (tmp_path / "exemple.yaml").write_text(frame_clauses(QUOTA + PART), encoding="utf-8")
    asked = (*command, "--as-of", "2025-06-30")
    later = "de ce qui reste à venir du 1er janvier 2026 au 31 décembre 2026"
    beside = again(tmp_path, capsys, *asked)[1]
    assert (beside.count(RESTE), beside.count(later)) == (1, "2026" in command)
    if command[0] != "explain":
        run([asked[0], "--depot", str(tmp_path), *asked[1:], "--format", "json"])
        found = json.loads(capsys.readouterr().out)["diagnostics"]
        assert [d["code"] for d in found].count("CR855") == 1 + ("2026" in command)
    (tmp_path / "attendues.csv").write_text(TITRES + "01/07/2025;31/12/2026;4;4;93066\n", "utf-8")
    assert "[CR855]" not in again(tmp_path, capsys, *asked)[1]


def test_what_it_says_to_do_is_the_end_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each of its three ways; without the table, nothing is out of reach any more."""
    lost, coming, open_ = "« cinq » : hors d'atteinte", "« cinq » : encore possible", "encore 5 à faire"
    out, err = told(tmp_path, TITRES + AN_DERNIER, capsys)
    assert "[CR855]" in err and lost in out
    out, err = told(tmp_path, TITRES + AN_DERNIER + "01/07/2025;31/12/2025;0;5;93066\n", capsys)
    assert "[CR855]" not in err and coming in out
    out, err = told(tmp_path, TITRES + AN_DERNIER + "01/07/2025;31/12/2025;0;0;93066\n", capsys)
    assert "[CR855]" not in err and lost in out
    mapping = tmp_path / "correspondance.yaml"
    text = mapping.read_text("utf-8")
    source = '  vacances_attendues: { fichier: attendues.csv, séparateur: ";" }\n'
    mapping.write_text(text.replace(source, "").partition("  vacances_attendues:\n")[0], encoding="utf-8")
    (tmp_path / "attendues.csv").unlink()
    out, err = again(tmp_path, capsys, "compliance", "--year", "2025", "--as-of", "2025-06-30")
    assert "[CR855]" not in err and lost not in out and open_ not in out


def test_conventions_are_named_where_it_is_not_all_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(tmp_path, TITRES + "01/07/2025;31/12/2025;4;4;93066\n", capsys)
    one = frame_clauses(QUOTA)
    other = one.replace("convention: exemple", "convention: autre").replace('"93"', '"75"')
    (tmp_path / "autre.yaml").write_text(other, encoding="utf-8")
    asked = ("compliance", "--year", "2025", "--as-of", "2025-06-30")
    err = again(tmp_path, capsys, *asked)[1]
    assert err.count("[CR855]") == 1
    assert f"aucune ligne qui parle, sur le territoire de la convention « autre », {RESTE}" in err
    run(["--lang", "en", "compliance", "--depot", str(tmp_path), *asked[1:]])
    beside = " ".join(capsys.readouterr().err.split())
    assert "on the territory of the convention “autre”, of what is still to come from 1 July 2025" in beside


def test_a_quarter_that_is_left_without_a_row_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A rule is judged on each quarter: the last has none, though the year has one."""
    told(tmp_path, TITRES + "01/07/2025;31/07/2025;4;4;93066\n", capsys)
    asked = ("compliance", "--year", "2025", "--as-of", "2025-06-30")
    for rule, days in ((QUOTA, ""), (PAR_TRIMESTRE, "du 1er octobre 2025 au 31 décembre 2025")):
        (tmp_path / "exemple.yaml").write_text(frame_clauses(rule), encoding="utf-8")
        err = again(tmp_path, capsys, *asked)[1]
        assert ("[CR855]" in err) is bool(days) and days in err
