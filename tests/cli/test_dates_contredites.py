"""Dates that contradict one another give no firm count nor deadline, from the file to the report."""

import json
from pathlib import Path
from typing import Any

import pytest

from convrules.cli.main import run

JOUR = ("--as-of", "2026-01-05")
COMPLET = "format: jj/mm/aaaa, complet au: 2026-01-05"


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "depot"
    assert run(["init", str(folder), "--modele", "commune"]) == 0
    capsys.readouterr()
    convention = folder / "conventions" / "convention.yaml"
    text = convention.read_text(encoding="utf-8").replace("compte: propositions", "compte: attributions")
    convention.write_text(text, encoding="utf-8")
    mapping = folder / "correspondance.yaml"
    text = mapping.read_text(encoding="utf-8")
    for champ in ("retrait", "abandon"):
        text += f"    {champ}: {{ colonne: DT_{champ.upper()}, {COMPLET} }}\n"
    mapping.write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def change(depot: Path, ident: str, **cells: str) -> None:
    """Write cells of one row of the landlord's file."""
    path = depot / "donnees" / "vacances-2025.csv"
    titles, *rows = path.read_text(encoding="utf-8").splitlines()
    names = [*titles.split(";"), "DT_RETRAIT", "DT_ABANDON"]
    written = [";".join(names)]
    for row in rows:
        values = dict(zip(names, [*row.split(";"), "", ""], strict=True))
        assert values.keys() >= cells.keys()
        written.append(";".join((values | (cells if values["NUM_VAC"] == ident else {})).values()))
    path.write_text("\n".join(written) + "\n", encoding="utf-8")


def part(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    run(["compliance", "--year", "2025", *JOUR, "--format", "json"])
    said = capsys.readouterr()
    rules = json.loads(said.out)["conventions"][0]["regles"]
    (cell,) = next(r for r in rules if r["clause"] == "part_ville")["cellules"]
    return {"dit": said.err, **cell}


def bounds(count: Any) -> tuple[int, int]:
    return (count[0], count[1]) if isinstance(count, list) else (count, count)


def test_the_year_as_it_was_written(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(depot, "V-002")
    found = part(capsys)
    assert (bounds(found["realise"]), bounds(found["base"])) == ((3, 3), (10, 10))


@pytest.mark.parametrize("colonne", ["DT_RETRAIT", "DT_ABANDON"])
def test_an_attribution_after_the_end_of_the_letting_counts_perhaps(
    colonne: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(depot, "V-002", **{colonne: "01/03/2025"})
    found = part(capsys)
    assert bounds(found["realise"]) == (2, 3) and found["dit"].count("[CR807]") == 1


def test_a_withdrawal_after_the_attribution_changes_nothing(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(depot, "V-002", DT_RETRAIT="10/03/2025", DT_BAIL="")
    found = part(capsys)
    assert bounds(found["realise"]) == (3, 3) and "CR8" not in found["dit"]


def test_an_act_dated_after_the_last_day_of_its_column_counts_perhaps(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A year mistyped is not « not yet »: the account stays open."""
    change(depot, "V-002", DT_ATTRIB="04/03/2026", DT_BAIL="18/03/2026")
    found = part(capsys)
    assert bounds(found["realise"]) == (2, 3) and found["dit"].count("[CR839]") == 2


def test_a_day_that_is_announced_is_read_as_written(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(depot, "V-002", DT_RETRAIT="04/03/2026")
    found = part(capsys)
    assert bounds(found["realise"]) == (3, 3) and "CR839" not in found["dit"]


def test_an_attribution_before_the_information_counts_perhaps(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(depot, "V-002", DT_ATTRIB="04/01/2025")
    found = part(capsys)
    assert bounds(found["realise"]) == (2, 3) and found["dit"].count("[CR805]") == 1


def test_a_lease_before_the_availability_leaves_the_year_open(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The availability gives the vacancy its reference date: its year is then unknown too."""
    change(depot, "V-002", DT_DISPO="10/04/2025")
    found = part(capsys)
    assert bounds(found["base"]) == (9, 10) and found["dit"].count("[CR804]") == 1


def test_a_deadline_that_a_contradictory_date_decides_is_open(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(depot, "V-002", DT_INFO="27/03/2025")
    assert run(["explain", "V-002", *JOUR, "--format", "json"]) == 0
    (decision,) = json.loads(capsys.readouterr().out)["conventions"]
    (delai,) = [d for d in decision["delais"] if d["clause"] == "premiere_proposition"]
    assert delai["etat"] == "indetermine"
    assert ("information", "erreur") in [(c["fait"], c["genre"]) for c in delai["causes"]]


def test_an_act_of_the_journal_after_the_lease(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The journal orients a dwelling that the data say let: neither is believed."""
    change(depot, "V-002")
    (depot / "donnees" / "journal.csv").write_text(
        "ACTE;VACANCE;DATE\norientation;V-002;2025-04-02\n", encoding="utf-8"
    )
    mapping = depot / "correspondance.yaml"
    text = mapping.read_text(encoding="utf-8").replace(
        "colonnes:\n", '  journal: { fichier: "donnees/journal.csv", séparateur: ";" }\ncolonnes:\n', 1
    )
    text += "  journal:\n    acte: { colonne: ACTE }\n    vacance: VACANCE\n    date: { colonne: DATE }\n"
    mapping.write_text(text, encoding="utf-8")
    found = part(capsys)
    assert bounds(found["realise"]) == (3, 3) and found["dit"].count("[CR804]") == 1
    assert "donnees/journal.csv:2" in found["dit"]
    assert run(["explain", "V-002", *JOUR, "--format", "json"]) == 0
