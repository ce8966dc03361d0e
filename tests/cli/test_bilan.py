"""What the year says of what it covers, to whoever reads it: screen, JSON, page."""

import io
import json
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from convrules.cli.main import run

AU = ["--year", "2025", "--as-of", "2026-01-05"]
PLAINE_NORD = Path(__file__).parents[2] / "conventions/exemples/oph-plaine-nord"


Dit = tuple[str, dict[str, Any], str]
"""Screen, JSON, page."""


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").split())


@pytest.fixture
def base(tmp_path: Path) -> Path:
    target = tmp_path / "base"
    assert run(["init", str(target), "--modele", "commune"]) == 0
    return target


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def told(
    depot: Path, page: Path, capsys: pytest.CaptureFixture[str], code: int = 0
) -> tuple[str, dict[str, Any], str]:
    """Screen, JSON and page of the year."""
    options = ["compliance", "--depot", str(depot), *AU]
    capsys.readouterr()
    assert run([*options, "-o", str(page)]) == code
    screen = plain(capsys.readouterr().out)
    assert run([*options, "--format", "json"]) == code
    return screen, json.loads(capsys.readouterr().out), plain(unescape(page.read_text("utf-8")))


@pytest.fixture(scope="module")
def plaine_nord(tmp_path_factory: pytest.TempPathFactory) -> Dit:
    """Screen, JSON and page of the example's year, which no test changes."""
    page = tmp_path_factory.mktemp("bilan") / "b.html"
    options = ["compliance", "--depot", str(PLAINE_NORD), *AU]
    screen, result = printed([*options, "-o", str(page)]), printed([*options, "--format", "json"])
    return plain(screen), json.loads(result), plain(unescape(page.read_text("utf-8")))


def printed(command: list[str]) -> str:
    """What a command that succeeds prints."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        assert run(command) == 0
    out.flush()
    return out.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]  # it is a BytesIO


def test_a_year_that_is_cut_is_said(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(base / "conventions/convention.yaml", "au: 2027-12-31", "au: 2025-03-31")
    screen, result, page = told(base, tmp_path / "b.html", capsys)
    said = (
        "Année coupée : la convention n'est en vigueur en 2025 que du 1er janvier 2025 au 31 mars 2025, et "
        "son bilan ne porte que sur ces jours."
    )
    (convention,) = result["conventions"]
    out = convention["hors_periode"]
    assert out == 4 and convention["lignes"] == 8
    rest = (
        "4 vacances de son territoire n'ont pas leur date de référence dans cette période et ne comptent pas."
    )
    assert f"{said} {rest}" in screen and f"{said} {rest}" in page
    assert convention["periode"] == {"du": "2025-01-01", "au": "2025-03-31"}
    assert len(result["lignes"]["hors_periode"]) == 4
    assert (
        "12 vacances lues : 8 relèvent d'une convention au moins et 4 n'ont pas leur date de référence"
        in screen
    )


def test_a_convention_that_is_over_is_said(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(
        base / "conventions/convention.yaml",
        "du: 2025-01-01, au: 2027-12-31",
        "du: 2023-01-01, au: 2024-12-31",
    )
    screen, result, _ = told(base, tmp_path / "b.html", capsys, code=2)
    assert "La convention n'était pas en vigueur en 2025 : rien n'y est dû. Sur son territoire, 12 " in screen
    (convention,) = result["conventions"]
    assert (convention["periode"], convention["lignes"], convention["hors_periode"]) == (None, 0, 12)
    assert result["lignes"]["sous_convention"] == 0 and len(result["lignes"]["hors_periode"]) == 12


def test_every_row_read_is_accounted_for(plaine_nord: Dit) -> None:
    screen, result, page = plaine_nord
    said = (
        "3 000 vacances lues : 2 900 relèvent d'une convention au moins (dont 3 peut-être) et 100 sont hors "
        "du territoire de toute convention (département 95)."
    )
    assert said in screen and said in page
    rows = result["lignes"]
    assert (rows["lues"], rows["sous_convention"], rows["refusees"]) == (3000, 2900, 0)
    assert len(rows["hors_territoire"]) == 100 and rows["hors_periode"] == []


def test_a_refused_row_is_among_those_read(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = base / "donnees/vacances-2025.csv"
    lines = data.read_text("utf-8").splitlines()
    data.write_text("\n".join([*lines, lines[1]]) + "\n", "utf-8")
    screen, result, page = told(base, tmp_path / "b.html", capsys, code=1)
    said = "13 vacances lues : 12 relèvent d'une convention au moins et 1 est refusée à la lecture."
    assert said in screen and said in page
    assert (result["lignes"]["lues"], result["lignes"]["refusees"]) == (13, 1)


@pytest.mark.parametrize(
    ("spoiled", "identified"),
    [("V-002;93066;ORD;T2", "V-002;93066;ORD"), ("V-002;", ";")],
    ids=["une-case-de-moins", "sans-identifiant"],
)
def test_a_refused_row_that_counts_as_a_vacancy_is_read_once(
    spoiled: str, identified: str, base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = base / "donnees/vacances-2025.csv"
    text = data.read_text("utf-8")
    assert spoiled in text
    data.write_text(text.replace(spoiled, identified), "utf-8")
    screen, result, page = told(base, tmp_path / "b.html", capsys, code=1)
    said = "12 vacances lues : 11 relèvent d'une convention au moins et 1 est refusée à la lecture."
    assert said in screen and said in page
    rows = result["lignes"]
    assert (rows["lues"], rows["sous_convention"], rows["refusees"]) == (12, 11, 1)


def test_turns_lost_but_recorded_are_said_under_the_rules_that_count_them(plaine_nord: Dit) -> None:
    screen, result, page = plaine_nord
    said = (
        "« contingent_etat », « cch.plafond_etat » et « cch.plafond_etat_flux_total » : « Fait » comprend 26 "
        "attributions dont la convention a rendu le tour sans le compter, par « premiere_proposition »"
    )
    assert said in screen and said in page
    assert "à vérifier (sans cela, « Fait » serait 536 à 550)" in screen
    rules = {r["clause"]: r for c in result["conventions"] for r in c["regles"] if r["tours_rendus"]}
    assert {nom: len(r["tours_rendus"]) for nom, r in rules.items()} == {
        "contingent_etat": 26,
        "agents_etat": 2,
        "cch.plafond_etat": 26,
        "cch.plafond_etat_flux_total": 26,
        "cch.plafond_agents_etat": 2,
        "cch.plancher_hors_qpv": 17,
    }
    (cell,) = rules["contingent_etat"]["cellules"]
    turns = rules["contingent_etat"]["tours_rendus"]
    assert {t["vacance"] for t in turns} <= set(cell["lignes_comptees"])
    assert {t["enregistre"] for t in turns} == {"etat"} and turns[0]["vacance"] in screen


def test_a_record_that_agrees_is_no_remark(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    screen, result, _ = told(base, tmp_path / "b.html", capsys)
    assert "a rendu le tour" not in screen
    assert all(r["tours_rendus"] == [] for c in result["conventions"] for r in c["regles"])


def test_the_essential_names_what_is_missed_and_adds_up_no_cells(plaine_nord: Dit) -> None:
    _, _, page = plaine_nord
    essential = page[page.index('class="resume"') : page.index("<section")]
    for said in (
        "1 règle : 1 tenue.",
        "7 règles : 1 non tenue, 1 incertaine et 5 tenues.",
        "« contingent_etat » (article 3 ; CCH R. 441-5-2) : 562 à 576 attributions, pour une cible de 586",
        "dans 3 communes sur 8 (Saint-Ouen-sur-Seine (93070), 3 à 5 attributions pour une cible de 6",
        "« part_ville » (article 2) : 62 à 66 propositions, pour une cible de 59, solde reporté de",
        "Délai ou obligation manqué, 31 fois : « premiere_proposition » (à la charge du réservataire). « Le",
        "Tenue : « agents_etat » (article 3 ; CCH R. 441-5-2) : 52 à 56 attributions, pour un plafond",
        "À vérifier : « contingent_etat », 26 attributions dans ces chiffres alors que la convention",
    ):
        assert said in essential, said
    assert "51 à 57" not in essential and "non applicable" not in essential


def test_the_essential_names_what_says_nothing_of_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Held quotas and missed deadlines without an énoncé: in one sentence, by their names."""
    depot = tmp_path / "sans énoncé"
    shutil.copytree(PLAINE_NORD, depot)
    state = depot / "conventions/etat-93.yaml"
    text = state.read_text("utf-8")
    state.write_text(re.sub(r"^( *)énoncé: >-\n(?:\1 +.*\n)+", "", text, flags=re.M), "utf-8")
    _, _, page = told(depot, tmp_path / "b.html", capsys)
    essential = page[page.index('class="resume"') : page.index("<section")]
    for said in (
        "Tenue : « agents_etat » (article 3 ; CCH R. 441-5-2).",
        "Délais ou obligations manqués : « premiere_proposition » (à la charge du réservataire), 31 fois et "
        "« candidats » (à la charge du réservataire), 38 fois.",
    ):
        assert said in essential, said
    assert "Délai ou obligation manqué," not in essential


def test_bars_show_intervals_and_one_bar_a_cell(plaine_nord: Dit) -> None:
    _, _, page = plaine_nord
    assert "cible 586 à 588" in page and "fait 562 à 576" in page
    assert re.search(r'<span class="nom">\w+, Stains \(93072\)</span>', page) and "<text" not in page


def test_what_is_to_be_completed_is_named_in_words_and_counted(plaine_nord: Dit) -> None:
    screen, result, page = plaine_nord
    (state,) = [c for c in result["conventions"] if c["convention"].startswith("etat-93")]
    rows = {r["vacance"] for rule in state["regles"] for c in rule["cellules"] for r in c["a_completer"]}
    assert f"Données à compléter d'abord : {len(rows)} vacances" in screen
    assert f"{len(rows)} vacances à compléter" in page
    gloss = "logement situé en quartier prioritaire de la politique de la ville (qpv)"
    assert gloss in screen and gloss in page


def test_the_page_lists_what_was_refused_or_not_read(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = base / "donnees/vacances-2025.csv"
    lines = data.read_text("utf-8").splitlines()
    wrong = lines[2].replace(";T2;", ";T99;")
    data.write_text("\n".join([*lines[:2], wrong, *lines[3:], *[lines[1]] * 60]) + "\n", "utf-8")
    _, _, page = told(base, tmp_path / "b.html", capsys, code=1)
    section = page[page.index('id="constats"') :]
    assert "Ce que la lecture a signalé" in page and "61 constats" in page
    assert "vacances-2025.csv:3:" in section and "T99" in section
    assert section.count("vacances-2025.csv:") == 50 and "Et 11 autres" in section
