"""The page of the year as those read it who do not know the program: what comes first, one name for one
thing, dates and apostrophes as French prints them, whose copy it is."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from convrules.cli.main import run
from convrules.render.report.pages import Nom, unbroken
from exemple import short_example
from frames import frame_entete

Page = Callable[[str], str]
VACANCES = 400
ETAT = frame_entete(
    """\
convention: etat--mon-bailleur
bailleur: { nom: Mon bailleur, siren: "000000000" }
réservataire: { nom: Préfet, type: etat }
en vigueur: { du: 2024-01-01, au: 2027-12-31 }
document: { articles: ["1"] }
"""
)
ENVOI = """\
  - transmission: bilan_a_l_ept
    règle: avant le 28 février
    débiteur: bailleur
    destinataires: Plaine Commune
    source: { article: "1", fondement: CCH R. 441-5-1 }
"""


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped example, cut short, with alerts and a file whose name has an apostrophe."""
    target = short_example(tmp_path_factory.mktemp("page") / "depot", VACANCES)
    with (target / "convrules.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[alertes]\nretard = 1\n")
    (before,) = (target / "donnees").glob("soldes-*.csv")
    before.rename(target / "donnees" / "soldes-de l'année.csv")
    return target


@pytest.fixture(scope="module")
def page(depot: Path) -> Page:
    found: dict[str, str] = {}

    def written(au: str) -> str:
        if au not in found:
            path = depot.parent / f"{au}.html"
            assert (
                run(["compliance", "--depot", str(depot), "--year", "2025", "--as-of", au, "-o", str(path)])
                == 0
            )
            found[au] = path.read_text("utf-8")
        return found[au]

    return written


def text_of(page: str) -> str:
    """What is read of a page, one space for all."""
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.S)
    return " ".join(unescape(bare).split())


def titles(page: str) -> list[tuple[str, str]]:
    found = re.findall(r"<(h[1-6])[^>]*>(.*?)</\1>", page, flags=re.S)
    return [(level, text_of(text)) for level, text in found]


def test_the_essential_comes_first_and_alerts_after_it(page: Page) -> None:
    told = titles(page("2025-06-30"))
    holders = [
        "Action Logement Services",
        "Préfet de la Seine-Saint-Denis",
        "Plaine Commune",
        "Ville de Saint-Denis",
    ]
    assert told[:8] == [
        ("h1", "Réservations de logements : bilan 2025"),
        ("h2", "L’essentiel"),
        *(("h3", name) for name in holders),
        ("h2", "Alertes"),
        ("h2", "Ce qui a été lu"),
    ]


def test_a_target_is_never_called_what_is_left_to_do(page: Page) -> None:
    said = text_of(page("2025-06-30"))
    left = {said[max(0, at.start() - 18) : at.end()] for at in re.finditer("à faire", said)}
    assert {one for one in left if not re.search(r"(?:Reste|reste|restant) à faire$", one)} == set()
    assert "pour une cible de" in said and "Reste à faire" in said


def test_what_is_left_is_told_sort_by_sort(page: Page) -> None:
    said = text_of(page("2025-02-15"))
    head = said[said.index("Ville de Saint-Denis") : said.index("Alertes")]
    for sort in (
        "À ce jour :",
        "Reste à faire d’ici au terme",
        "Délais qui courent :",
        "Données à compléter :",
    ):
        assert head.count(sort) == 1, sort
    for title in ("Où en est l’année", "Envois de l’année", "Données à compléter d’abord"):
        assert any(title in text for _, text in titles(page("2025-02-15")))


def test_a_year_that_is_over_has_nothing_left_but_data(page: Page) -> None:
    said = text_of(page("2026-01-05"))
    assert "À ce jour :" not in said and "L’année n’est pas finie" not in said
    assert "Données à compléter :" in said and "Reste à faire" not in said


@pytest.mark.parametrize("au", ["2025-06-30", "2026-01-05"])
def test_events_are_said_in_words(page: Page, au: str) -> None:
    (said,) = re.findall(r"Dates lues en 2025 : (.*?)\.", text_of(page(au)))
    names = [one.partition(",")[0] for one in said.split(" ; ")]
    assert names == ["mise à disposition", "information", "proposition", "attribution", "signature du bail"]


@pytest.mark.parametrize("au", ["2025-06-30", "2026-01-05"])
def test_the_page_is_set_as_french_is(page: Page, au: str) -> None:
    bare = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "\n", page(au), flags=re.S))
    assert set(re.findall(r".*\w'\w.*", bare)) == {"donnees/soldes-de l'année.csv"}
    assert re.findall(r".{12} [:;?!%](?!\w).*", bare) == []
    assert re.findall(r"\d{4}-\d{2}-\d{2}", re.sub(r"V?\d{4}-\d{5}", "", bare)) == []


def test_names_of_files_stay_as_they_are() -> None:
    assert unbroken("l'année : 30 % d'un flux ; « où » ?") == (
        "l’année\u202f: 30\u202f% d’un flux\u202f; «\u00a0où\u00a0»\u202f?"
    )
    assert unbroken(Nom("l'année : 30 %.csv")) == "l'année : 30 %.csv"
    assert unbroken("alert('x') et 'mot'") == "alert('x') et 'mot'"


def test_the_page_says_whose_copy_it_is(page: Page) -> None:
    said = text_of(page("2026-01-05"))
    assert said.index("Exemplaire du bailleur") < said.index("L’essentiel")
    assert "À un réservataire se transmettent le sien (« convrules compliance --exemplaires »)" in said


def test_findings_give_their_days_as_french_does(page: Page) -> None:
    said = text_of(page("2026-01-05"))
    assert "Le bail de « V2025-00009 » est du 27 février 2025, mais « disponibilite » n’a pas de date" in said


def test_a_last_day_that_no_clause_writes_is_that_of_the_law(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the rules of law, no clause of these conventions says until when the report is sent."""
    target = tmp_path / "depot"
    assert run(["init", str(target), "--modele", "commune"]) == 0
    (target / "conventions/convention.essais.yaml").unlink()
    ville = target / "conventions/convention.yaml"
    written = re.sub(r"(?m)^hérite.*\n", "", ville.read_text("utf-8"))
    ville.write_text(written, "utf-8")
    command = ["bilan", "--depot", str(target), "--year", "2025", "--as-of", "2026-01-05"]
    capsys.readouterr()
    assert run(command) == 0
    shown = capsys.readouterr().out
    assert "Ce qu'il voit" in shown and "Dernier jour" not in shown
    (target / "conventions/etat.yaml").write_text(ETAT + ENVOI, "utf-8")
    assert run(command) == 0
    rows = [line.split("  ") for line in capsys.readouterr().out.partition("Destinataires\n")[2].splitlines()]
    told = {row[0]: [cell.strip() for cell in row if cell.strip()] for row in rows}
    assert told["Plaine Commune"][2] == "27/02/2026"
    assert told["Ville de Saint-Denis"][2] == "27/02/2026 (la loi)"


def test_places_and_holders_of_what_would_have_held_have_names(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["explain", "2025", "--si", "--depot", str(depot), "--as-of", "2026-01-05"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert re.search(r"part « part_territoire » \([A-ZÉ][\w-]+(?: [\w-]+)* \(930\d\d\)\) :", shown)
    assert "(commune 93" not in shown and "--oph-plaine-nord)" not in shown


def test_a_rate_that_the_law_sets_is_told_beside_its_name(page: Page) -> None:
    said = re.sub(r"\s+", " ", unescape(page("2026-01-05")))
    assert "au plus 30 % (taux « cch.plafond_prefet ») des vacances dans l’assiette du bailleur" in said
