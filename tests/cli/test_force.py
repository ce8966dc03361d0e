"""How binding a rule is stands beside its verdict: an objective missed does not look like a breach."""

import csv
import json
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from convrules.cli.main import run
from pdf_lu import read_pdf

DEPOT = Path(__file__).parents[1] / "data/annee/objectif-manque"
ASKED = ["--depot", str(DEPOT), "--as-of", "2026-01-31"]
REMARQUE = "« q_objectif » est un objectif : ne pas l'atteindre n'est pas un manquement."


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("’", "'").split())


def test_the_first_sheet_says_it(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    assert run(["compliance", *ASKED, "--year", "2025", "-o", str(path)]) == 0
    head, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name("essentiel").to_python()
    found = {row[1]: (row[head.index("Force")], row[head.index("Verdict")]) for row in rows}
    assert found["p"] == ("engagement", "conforme (50\u202f%)")
    assert found["q_souhait"] == ("tendre vers", "tendre vers, sans verdict (0\u202f%)")
    assert found["q_objectif"] == ("objectif", "objectif non atteint (0\u202f%)")


def test_a_comparison_says_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    page = tmp_path / "c.html"
    years = ["--year", "2024", "--year", "2025", "--tout"]
    assert run(["compare", *ASKED, *years, "-o", str(page)]) == 0
    screen, seen = plain(capsys.readouterr().out), page.read_text("utf-8")
    for said in (screen, plain(seen)):
        for words in ("q_objectif (objectif)", "q_souhait (tendre vers)", REMARQUE):
            assert words in said, words
    assert re.search(r'class="cellule objectif[^"]*"><th role="rowheader" scope="row">2025<', seen)
    assert not re.search(r'class="cellule non_conforme', seen)


def test_tables_and_json_of_a_comparison_say_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    years = ["--year", "2024", "--year", "2025"]
    path = tmp_path / "c.csv"
    assert run(["compare", *ASKED, *years, "-o", str(path)]) == 0
    with path.open(encoding="utf-8-sig", newline="") as handle:
        forces = {row["clause"]: row["force"] for row in csv.DictReader(handle, delimiter=";")}
    assert forces == {"p": "engagement", "q_objectif": "objectif", "q_souhait": "tendre vers"}
    capsys.readouterr()
    assert run(["compare", *ASKED, *years, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {r["clause"]: r["colonnes"][0]["force"] for r in found["regles"]} == forces


def test_the_page_does_not_colour_it_as_a_breach(tmp_path: Path) -> None:
    page = tmp_path / "b.html"
    assert run(["compliance", *ASKED, "--year", "2025", "-o", str(page)]) == 0
    seen = page.read_text("utf-8")
    assert re.search(r'<li class="objectif">Objectif non atteint', seen)
    assert "2 règles : 1 tenue et 1 objectif non atteint." in plain(seen)
    assert '<tr class="objectif" role="row">' in seen and 'class="non_conforme"' not in seen


def test_the_year_in_plain_words_counts_it_apart(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["explain", "2025", *ASKED]) == 0
    said = plain(capsys.readouterr().out.replace("\u202f", " "))
    assert "Objectif non atteint : 1 ; conforme : 1 ; sans verdict : 1." in said
    assert "Non conforme" not in said


# --- one that is not the same everywhere ------------------------------------------------------
PAR_COMMUNE = ["--depot", str(DEPOT.parent / "force-par-commune"), "--as-of", "2026-01-31"]


def test_a_town_set_aside_is_in_json_with_what_sets_it_aside(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["compliance", *PAR_COMMUNE, "--year", "2025", "--format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["conventions"][0]["regles"]
    told = {
        (d["cellules"][0]["commune"], d["ecartee"], d["force"], d["tolerance"]): [
            (e["nom"], e["article"]) for e in d["exceptions"]
        ]
        for d in found["decidee_par"]
    }
    assert told == {
        ("93048", False, "engagement", None): [],
        ("93001", False, "tendre vers", None): [("un_souhait", "3")],
        ("93010", False, "engagement", "1 logement"): [("a_un_pres", "4")],
        ("93055", False, "objectif", None): [("un_objectif", "2")],
        ("93070", True, None, None): [("rien_ici", "5")],
    }


def test_the_first_sheet_says_it_of_each_town(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    assert run(["compliance", *PAR_COMMUNE, "--year", "2025", "-o", str(path)]) == 0
    head, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name("essentiel").to_python()
    place, force, verdict, asked = (
        head.index(nom) for nom in ("Où", "Force", "Verdict", "Ce qui est demandé")
    )
    found = {plain(row[place]): tuple(plain(row[n]) for n in (force, verdict, asked)) for row in rows}
    assert found["Pantin (93055)"] == ("objectif", "objectif non atteint (0 %)", "une cible de 2")
    assert found["Montreuil (93048)"] == ("engagement", "non conforme (0 %)", "une cible de 2")
    assert found["Aubervilliers (93001)"][:2] == ("tendre vers", "tendre vers, sans verdict (0 %)")
    with_tolerance = "une cible de 2 (tolérance : 1 logement)"
    assert found["Bondy (93010)"] == ("engagement", "conforme (par tolérance) (25 %)", with_tolerance)
    assert found["Saint-Ouen-sur-Seine (93070)"] == ("", "écartée par « rien_ici »", "")


def test_a_comparison_says_it_of_each_town(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["compare", *PAR_COMMUNE, "--year", "2025", "--year", "2024", "--tout"]) == 0
    screen = plain(capsys.readouterr().out)
    # Of the year before, in which no row is, nothing is set aside.
    assert "p · 2024 – – – – – non applicable" in screen
    for words in (
        "p, Montreuil (93048) · 2024 – – – – – aucune ligne · 2025 4 2 2 0 0 non conforme",
        "p (objectif), Pantin (93055) · 2024 – – – – – aucune ligne · 2025 4 2 2 0 0 objectif non atteint",
        "p (tendre vers), Aubervilliers (93001) · 2024 – – – – – aucune ligne · 2025 4 2 2 0 0 sans verdict",
        "p, Bondy (93010) · 2024 – – – – – aucune ligne · 2025 4 2 2 1 0 conforme (par tolérance)",
        "p, Saint-Ouen-sur-Seine (93070) · 2024 – – – – – aucune ligne · 2025 – – – – – écartée",
        "« p » : pour Pantin (93055), c'est un objectif : ne pas l'atteindre n'est pas un manquement.",
    ):
        assert words in screen, words


def test_paper_says_it(tmp_path: Path) -> None:
    assert run(["compliance", *PAR_COMMUNE, "--year", "2025", "-o", str(tmp_path / "b.pdf")]) == 0
    said = plain(read_pdf(tmp_path / "b.pdf").texte)
    for words in (
        "objectif non atteint (0 %)",
        "tendre vers, sans verdict (0 %)",
        "écartée par « rien_ici »",
    ):
        assert words in said, words


def test_accounts_of_a_split_say_theirs_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    depot = str(DEPOT.parent / "repartition-par-force")
    options = ["--year", "2025", "--as-of", "2026-01-31", "--format", "json"]
    assert run(["compliance", "--depot", depot, *options]) == 0
    (found,) = json.loads(capsys.readouterr().out)["conventions"][0]["repartitions"]
    told = {
        cell["cellule"]["commune"]: {(lot["force"], lot["verdict"]) for lot in cell["lots"]}
        for cell in found["cellules"]
    }
    assert told == {
        "93001": {("tendre vers", None)},
        "93055": {("objectif", "non_conforme")},
        "93066": {("engagement", "conforme")},
    }
    assert (found["force"], found["verdict"]) == ("objectif", "non_conforme")
