"""A row of withdrawals announced whose category no clause names may be any's that has no row of its own for
that year and that place."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.retraits_annonces import landlord, told, year

TITRES = "ANNEE;CATEGORIE;COMMUNE;NOMBRE\n"
Bornes = Any


def bases(table: str, folder: Path, capsys: pytest.CaptureFixture[str], **frame: str) -> dict[str, Bornes]:
    """By commune: its base, or both its bounds; the misspelt category is told."""
    convention, err = year(landlord(folder, table, **frame), capsys)
    assert "CR802" in err
    (rule,) = convention["regles"]
    return {cell["cellule"].get("commune", ""): cell["base"] for cell in rule["cellules"]}


def test_what_lacks_of_that_place_is_not_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """« mutaton » of 93066 is perhaps its mutations, perhaps its rehousings; 93048 says its mutations, and
    nothing of rehousings, which is zero."""
    table = TITRES + "2025;mutation;93048;1\n2025;mutaton;93066;3\n"
    assert bases(table, tmp_path, capsys) == {"93066": [0, 6], "93048": 5}


def test_a_category_that_has_its_row_there_keeps_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = TITRES + "2025;mutation;93066;2\n2025;relogement;93066;0\n2025;mutaton;93066;3\n"
    assert bases(table, tmp_path, capsys) == {"93066": 4, "93048": 6}
    assert bases(table.replace("2025;relogement;93066;0\n", ""), tmp_path, capsys) == {
        "93066": [0, 6],
        "93048": 6,
    }


def test_that_of_another_year_is_not_of_this_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = TITRES + "2025;mutation;93066;2\n2026;mutaton;93066;3\n"
    assert bases(table, tmp_path, capsys) == {"93066": 4, "93048": 6}


def test_operations_that_an_identifier_tells_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is announced by its own row: once named, it would add to the others."""
    table = "ID;ANNEE;CATEGORIE;COMMUNE;NOMBRE\nA;2025;mutation;93066;2\nB;2025;mutaton;93066;3\n"
    assert bases(table, tmp_path, capsys) == {"93066": [0, 6], "93048": 6}


def test_the_verdict_is_that_of_every_correction(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """4 of 12 are on the account: 50 % of 12 − 4 are met, 50 % of 12 are not. Elsewhere, the convention does
    not read it."""
    frame = {"application": "ensemble"}

    def judged(table: str, **other: str) -> str:
        convention, _ = year(landlord(tmp_path, TITRES + table, **frame, **other), capsys)
        return str(convention["regles"][0]["verdict"])

    assert judged("2025;mutation;93066;4\n") == "conforme"
    assert judged("2025;relogement;93048;0\n") == "non_conforme"
    assert judged("2025;mutaton;93066;4\n") == "indetermine"
    assert judged("2025;mutaton;93048;4\n2025;mutation;93066;0\n", communes='"93066"') == "non_conforme"


def test_the_annual_report_reads_no_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of the landlord and of the holder, both years."""
    table = TITRES + "".join(
        f"{an};mutation;{lieu};1\n{an};{nom};{lieu};3\n"
        for an, nom in ((2025, "relogemnt"), (2026, "relogement"))
        for lieu in ("93066", "93048")
    )
    words = ("bilan", "--depot", str(landlord(tmp_path, table)), "--year", "2025", "--format", "json")
    _, out, _ = told(capsys, *words)
    found = [
        (line["categorie"], line["prevu"], line["prevu_suivant"], line["sans_prevision"])
        for withdrawals in json.loads(out)["soustractions"]
        for line in withdrawals["categories"]
    ]
    assert found == [("mutation", 2, 2, []), ("relogement", None, 6, [])] * 2
