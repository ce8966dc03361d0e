"""A convention in force for a part of the year, whose forecast is of the year."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cli.retraits_annonces import landlord, told, year
from convrules.cli.main import run

TABLE = "ANNEE;CATEGORIE;COMMUNE;NOMBRE\n2025;mutation;93066;2\n"
NOMMEE = "ANNEE;CATEGORIE;COMMUNE;NOMBRE;CONVENTION\n2025;mutation;93066;2;{nom}\n"


def of_a_part(folder: Path, table: str) -> Path:
    landlord(folder, table, application="ensemble", communes='"93066"')
    path = folder / "exemple.yaml"
    path.write_text(path.read_text("utf-8").replace("du: 2024-01-01", "du: 2025-02-01", 1), "utf-8")
    return folder


def test_what_the_year_announces_is_not_known_of_its_days(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _ = year(of_a_part(tmp_path, TABLE), capsys)
    (cell,) = found["regles"][0]["cellules"]
    assert cell["base"] == [4, 6] and cell["du"] == [2, 3]
    assert {c["fait"] for c in cell["causes"]} == {"soustractions.convention"}
    assert [r["prevu"] for r in found["retraits"] if r["categorie"] == "mutation"] == [None]
    _, out, _ = told(capsys, "compliance", "--depot", str(tmp_path), "--year", "2025")
    assert "convention des soustractions prévues (soustractions.convention)" in " ".join(out.split())


@pytest.mark.parametrize(
    ("nom", "base", "prevu", "causes"), [("exemple", 4, 2, set()), ("autre", [0, 6], None, {"soustractions"})]
)
def test_a_row_is_of_the_convention_that_it_names(
    nom: str,
    base: int | list[int],
    prevu: int | None,
    causes: set[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of another, it says nothing: that is not 0."""
    found, said = year(of_a_part(tmp_path, NOMMEE.format(nom=nom)), capsys)
    (cell,) = found["regles"][0]["cellules"]
    assert cell["base"] == base and {c["fait"] for c in cell["causes"]} == causes
    assert [r["prevu"] for r in found["retraits"] if r["categorie"] == "mutation"] == [prevu]
    assert ("CR823" in said) is (nom == "autre")


@pytest.mark.parametrize(("table", "lacks"), [(TABLE, True), (NOMMEE.format(nom="exemple"), False)])
def test_the_report_says_that_the_number_of_the_year_after_is_not_known(
    table: str, lacks: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    landlord(tmp_path, table.replace("\n2025", "\n2026"), communes='"93066"')
    path = tmp_path / "exemple.yaml"
    path.write_text(path.read_text("utf-8").replace("au: 2026-12-31", "au: 2026-06-30", 1), "utf-8")
    words = ("bilan", "--depot", str(tmp_path), "--year", "2025", "--as-of", "2026-01-05")
    capsys.readouterr()
    run([*words, "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    assert found["soustractions_sans_jours"] == ["exemple"] * lacks
    assert found["soustractions_non_prevues"] == []
    everywhere, own = (r["categories"] for r in found["soustractions"])
    whole, named = (next(x for x in one if x["categorie"] == "mutation") for one in (everywhere, own))
    assert whole["prevu_suivant"] == 2
    assert named["prevu_suivant"] == (None if lacks else 2)
    run([*words])
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "n'est pas su. Une colonne « convention » de la table « soustractions » le dirait" in said
    ) is lacks


ENSEMBLE = (
    "ANNEE;CATEGORIE;COMMUNE;NOMBRE;CONVENTION\n2026;mutation;93066;2;exemple\n2026;mutation;93066;3;suite\n"
)


@pytest.mark.parametrize(
    ("until", "since", "own", "total"),
    [
        ("2026-06-30", "2026-07-01", [2, 3], 5),
        ("2026-06-30", "2026-06-30", [2, 3], None),
        ("2025-12-31", "2026-01-01", [None, 3], 3),
    ],
    ids=["one after the other", "both on one day", "the first is over"],
)
def test_what_two_conventions_announce_is_the_sum_unless_it_may_be_the_same(
    until: str,
    since: str,
    own: list[int | None],
    total: int | None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of one that is over, nothing is announced: a row that names it all the same is no total's."""
    landlord(tmp_path, ENSEMBLE, communes='"93066"')
    path = tmp_path / "exemple.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("au: 2026-12-31", f"au: {until}", 1), "utf-8")
    second = text.replace("convention: exemple", "convention: suite", 1)
    (tmp_path / "suite.yaml").write_text(second.replace("du: 2024-01-01", f"du: {since}", 1), "utf-8")
    found, everywhere, each = next_year(tmp_path, capsys)
    assert (each, everywhere) == (own, total)
    assert found["soustractions_non_prevues"] == found["soustractions_sans_jours"] == []
    assert found["soustractions_sans_ligne"] == []


@pytest.mark.parametrize(
    ("until", "rows", "own", "total", "silent", "over"),
    [
        ("2026-06-30", "2026;mutation;93066;3;exemple\n", [3, None], None, ["suite"], False),
        ("2026-06-30", "2026;mutation;93066;3;exemple\n2026;mutation;93066;0;suite\n", [3, 0], 3, [], False),
        ("2025-12-31", "2026;mutation;93066;5;exemple\n", [None, None], None, ["suite"], True),
        (
            "2025-12-31",
            "2026;mutation;93066;5;exemple\n2026;mutation;93066;3;suite\n",
            [None, 3],
            3,
            [],
            True,
        ),
    ],
    ids=["nothing of the new one", "nothing is written 0", "all of one that is over", "both, one over"],
)
def test_of_a_convention_that_no_row_names_nothing_is_said(
    until: str,
    rows: str,
    own: list[int | None],
    total: int | None,
    silent: list[str],
    over: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A renewal, and rows of the year after that all name the term that ends."""
    landlord(tmp_path, f"{ENSEMBLE.splitlines()[0]}\n{rows}", communes='"93066"')
    path = tmp_path / "exemple.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("au: 2026-12-31", f"au: {until}", 1), "utf-8")
    second = text.replace("convention: exemple", "convention: suite", 1)
    since = {"2026-06-30": "2026-07-01", "2025-12-31": "2026-01-01"}[until]
    (tmp_path / "suite.yaml").write_text(second.replace("du: 2024-01-01", f"du: {since}", 1), "utf-8")
    found, everywhere, each = next_year(tmp_path, capsys)
    assert (each, everywhere) == (own, total)
    assert found["soustractions_sans_ligne"] == silent
    assert found["soustractions_non_prevues"] == found["soustractions_sans_jours"] == []
    strict, out, err = told(capsys, "bilan", "--depot", str(tmp_path), "--year", "2025", "--strict")
    said = " ".join(out.split())
    assert ("le bailleur n'en dit rien pour « suite »." in said) is bool(silent)
    assert (
        "Ces lignes nomment « exemple », qui n'y est pas en vigueur : aucune autre convention ne les lit."
        in err
    ) is over
    assert not silent or strict == 1


def next_year(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[Any, int | None, Sequence[int | None]]:
    """The report of 2025, and its internal moves forecast for 2026: in all, and of each convention."""
    capsys.readouterr()
    run(["bilan", "--depot", str(folder), "--year", "2025", "--as-of", "2026-01-05", "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    everywhere, *each = (
        next(x["prevu_suivant"] for x in r["categories"] if x["categorie"] == "mutation")
        for r in found["soustractions"]
    )
    return found, everywhere, each


def test_a_place_outside_the_convention_that_a_row_names_is_not_believed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = NOMMEE.format(nom="exemple").replace("93066", "93048")
    landlord(tmp_path, table, application="ensemble", communes='"93066"')
    found, _ = year(tmp_path, capsys)
    (cell,) = found["regles"][0]["cellules"]
    assert cell["base"] == [4, 6] and {c["fait"] for c in cell["causes"]} == {"soustractions.commune"}
