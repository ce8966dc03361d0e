"""A number of somebody that a workbook holds as a number lost digits: those that are left are not shown."""

import re
from pathlib import Path

import pytest

from convrules.cli.main import run
from facts.classeurs import xlsx

AU = ("--as-of", "2026-01-05")
NUMERO = 75031234567800045


@pytest.mark.parametrize("format", ["texte", "json"])
@pytest.mark.parametrize("pseudonymised", [True, False])
def test_the_digits_of_a_long_number_are_nowhere(
    format: str,
    pseudonymised: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot"]) == 0
    monkeypatch.chdir(tmp_path / "depot")
    key = tmp_path / "cle"
    key.write_text("3c9a51d27be84460" * 4, "utf-8")
    monkeypatch.setenv("CONVRULES_CLE", str(key))
    (path,) = Path("donnees").glob("*.csv")
    titles, *rows = (line.split(";") for line in path.read_text("utf-8").splitlines())
    path.unlink()
    lost = [[float(NUMERO), *row[1:]] for row in rows[:2]]
    Path("donnees/vacances-2025.xlsx").write_bytes(xlsx({"Vacances": [titles, *lost, *rows[2:]]}))
    mapping = Path("correspondance.yaml")
    text = mapping.read_text("utf-8").replace(
        '"donnees/vacances-*.csv", séparateur: ";"', '"donnees/vacances-*.xlsx"'
    )
    if pseudonymised:
        text = text.replace("id: NUM_VAC", "id: { colonne: NUM_VAC, pseudonymiser: oui }")
    mapping.write_text(text, "utf-8")
    capsys.readouterr()
    shown = ("--format", "json") if format == "json" else ()
    run(["compliance", "--year", "2025", *AU, *shown, "--rejets", "rejets.csv"])
    told = capsys.readouterr()
    written = told.out + told.err + Path("rejets.csv").read_text("utf-8")
    assert "CR758" in written
    # Why not within others: a digest may have any five digits.
    assert not re.search(r"(?<![0-9a-f])7[.,]?5031", written)
