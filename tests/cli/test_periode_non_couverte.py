"""A period judged further than the data are said to be complete: the page of the code played, and what each
output says of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from convrules.base.package_data import read_package_bytes
from convrules.cli.main import run
from frames import frame_clauses

BLOC = re.compile(r"## (Refusé|Accepté)\n\n```yaml correspondance\n(?P<texte>[^`]*)```")
PART = """- part: tiers
  règle: 30 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: inférieur
  report: aucun
  source: { article: "1" }
"""
PAR_TRIMESTRE = """- quota: deux
  règle: au moins 2 remises en location dans l'assiette du bailleur
  application: ensemble
  période: trimestre civil
  force: engagement
  source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers: {{ vacances: {{ fichier: vacances.csv, séparateur: ";" }}{attendues} }}
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    disponibilite: {{ colonne: DISPONIBILITE, format: jj/mm/aaaa, complet au: {complet} }}
    attribution: {{ colonne: ATTRIBUTION, format: jj/mm/aaaa, complet au: {complet} }}
    contingent: {{ colonne: COMPTE, codes: {{ ETAT: etat, BAIL: bailleur }} }}
"""
ATTENDUES = """  vacances_attendues:
    du: { colonne: DU, format: jj/mm/aaaa }
    au: { colonne: AU, format: jj/mm/aaaa }
    min: MIN
    max: MAX
    commune: COMMUNE
"""
LIGNES = """ID;COMMUNE;DISPONIBILITE;ATTRIBUTION;COMPTE
V1;93066;05/01/2025;10/01/2025;ETAT
V2;93066;12/02/2025;20/02/2025;BAIL
V3;93066;14/03/2025;02/04/2025;ETAT
V4;93048;22/04/2025;29/04/2025;BAIL
"""


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    (tmp_path / "exemple.yaml").write_text(frame_clauses(PART), "utf-8")
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    (tmp_path / "vacances.csv").write_text(LIGNES, "utf-8")
    return tmp_path


def mapped(depot: Path, complet: str, attendues: str = "") -> None:
    """attendues: rows of the forecast (from; to; how many)."""
    more = "" if not attendues else ', vacances_attendues: { fichier: attendues.csv, séparateur: ";" }'
    text = CORRESPONDANCE.format(complet=complet, attendues=more) + (ATTENDUES if attendues else "")
    (depot / "correspondance.yaml").write_text(text, "utf-8")
    (depot / "attendues.csv").write_text(f"DU;AU;MIN;MAX;COMMUNE\n{attendues}", "utf-8")


def told(depot: Path, capsys: pytest.CaptureFixture[str], *command: str) -> tuple[str, str]:
    capsys.readouterr()
    run([command[0], "--depot", str(depot), *command[1:]])
    found = capsys.readouterr()
    return " ".join(found.out.split()), " ".join(found.err.split())


def read(depot: Path, capsys: pytest.CaptureFixture[str], *command: str) -> Any:
    capsys.readouterr()
    run([command[0], "--depot", str(depot), *command[1:], "--format", "json"])
    return json.loads(capsys.readouterr().out)


def test_the_page_says_what_is_told(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (read_package_bytes("diagnostics/codes/CR893.md") or b"").decode()
    found = {}
    for m in BLOC.finditer(page):
        (depot / "correspondance.yaml").write_text(m["texte"], "utf-8")
        rows = "ID;COMMUNE;DISPONIBILITE\nV1;93066;05/01/2025\n"
        (depot / "vacances.csv").write_text(rows, "utf-8")
        found[m[1]] = told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2026-01-05")[1]
    assert "CR893" in found["Refusé"] and "30 juin 2025" in found["Refusé"]
    assert "07/2025 à 12/2025" in found["Refusé"]
    assert "CR893" not in found["Accepté"]


@pytest.mark.parametrize(
    ("complet", "au", "attendues", "mois"),
    [
        # Over: always, for a few days too.
        ("2025-06-30", "2026-01-05", "", "07/2025 à 12/2025"),
        ("2025-12-28", "2026-01-05", "", "12/2025"),
        ("2025-12-31", "2026-01-05", "", None),
        # Over, and what was forecast is past.
        ("2025-06-30", "2025-12-31", "01/07/2025;31/12/2025;1;2;93066\n", "07/2025 à 12/2025"),
        # Open, without a forecast, of which nothing is certain: whole months.
        ("2025-04-30", "2025-06-30", "", "05/2025 et 06/2025"),
        ("2025-04-30", "2025-06-01", "", "05/2025"),
        ("2025-04-30", "2025-05-31", "", None),
        ("2025-05-29", "2025-06-29", "", None),
        # No month is whole, and as many days as one are not covered.
        ("2025-05-29", "2025-06-30", "", "05/2025 et 06/2025"),
        ("2025-05-02", "2025-06-29", "", "05/2025 et 06/2025"),
        # Open, with a forecast: every day of which it says nothing here.
        ("2025-04-30", "2025-07-30", "01/06/2025;31/12/2025;1;1;93066\n", "05/2025"),
        ("2025-06-30", "2025-12-30", "01/07/2025;31/12/2025;1;2;93066\n", None),
        ("2025-04-30", "2025-05-30", "31/05/2025;31/12/2025;1;1;93066\n", "05/2025"),
        ("2025-04-30", "2025-05-30", "02/05/2025;31/12/2025;1;1;93066\n", "05/2025"),
        ("2025-04-30", "2025-05-30", "01/05/2025;31/12/2025;1;1;93066\n", None),
        # A row that is over says nothing more; one of another place, or none at all, says that none comes.
        ("2025-04-30", "2025-07-30", "01/05/2025;30/07/2025;1;1;93066\n", "05/2025 à 07/2025"),
        ("2025-04-30", "2025-05-30", "01/05/2025;31/12/2025;1;1;75101\n", "05/2025"),
        ("2025-04-30", "2025-05-30", "01/01/2025;31/01/2025;0;0;93066\n", "05/2025"),
        # Perhaps there: it speaks of the territory.
        ("2025-04-30", "2025-07-30", "01/05/2025;31/12/2025;1;1;\n", None),
        # The export of the night before: the day one looks from is not over, and is nobody's.
        ("2025-05-29", "2025-05-30", "31/05/2025;31/12/2025;0;0;93066\n", "05/2025"),
        ("2025-05-29", "2025-05-30", "30/05/2025;31/12/2025;0;0;93066\n", None),
        ("2025-05-30", "2025-05-30", "31/05/2025;31/12/2025;0;0;93066\n", None),
        ("2025-05-29", "2025-05-30", "", None),
        ("2025-05-30", "2025-05-31", "01/05/2025;31/05/2025;0;0;93066\n", "05/2025"),
        ("2025-05-28", "2025-05-30", "31/05/2025;31/12/2025;0;0;93066\n", "05/2025"),
    ],
)
def test_what_is_judged_without_a_row_is_told(
    complet: str, au: str, attendues: str, mois: str | None, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapped(depot, complet, attendues)
    found = read(depot, capsys, "compliance", "--year", "2025", "--as-of", au)
    own = [d for d in found["diagnostics"] if d["code"] == "CR893"]
    assert [mois in d["message"] for d in own] == ([] if mois is None else [True])
    assert [one["complet_au"] for one in found["lignes"]["non_couvert"]] == [complet] * len(own)
    # The text, too; of an open year, what is done and not the verdicts.
    said, _ = told(depot, capsys, "compliance", "--year", "2025", "--as-of", au)
    assert ("Les données ne sont dites complètes que jusqu'au" in said) is (mois is not None)
    assert ("n'a de verdict que s'il tient quoi qu'il manque" in said) is (mois is not None)


def test_a_quarter_that_is_over_is_a_period(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (depot / "exemple.yaml").write_text(frame_clauses(PART + PAR_TRIMESTRE), "utf-8")
    mapped(depot, "2025-06-20")
    said = told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2025-07-05")[1]
    assert "du 21 juin 2025 au 30 juin 2025 (06/2025)" in said


def test_the_essential_of_the_page_says_so(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapped(depot, "2025-06-30")
    path = depot / "bilan.html"
    told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2026-01-05", "-o", str(path))
    essential = path.read_text("utf-8").split('<h2 id="resume">')[1].split("<h2")[0]
    assert "des vacances peuvent manquer aux fichiers" in essential.replace("'", "’")


@pytest.mark.parametrize("complet, told_there", [("2025-06-30", True), ("2026-01-05", False)])
def test_the_curve_of_a_part_says_so(
    complet: str, told_there: bool, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapped(depot, complet)
    path = depot / "bilan.html"
    told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2026-01-05", "-o", str(path))
    beside = path.read_text("utf-8").split('class="courbes"')[1].split("<h2")[0]
    beside = " ".join(beside.replace("\u202f", " ").split())
    said = "Après le 30 juin 2025, des vacances peuvent manquer aux fichiers : la courbe ne compte que celles"
    assert (said in beside) is told_there


def test_the_report_due_to_holders_is_told_incomplete(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapped(depot, "2025-06-30")
    year = ("bilan", "--year", "2025", "--as-of", "2026-01-05")
    said, beside = told(depot, capsys, *year)
    assert "CR893" in beside
    assert "du 1er juillet 2025 au 31 décembre 2025, des vacances peuvent manquer aux fichiers" in said
    found = read(depot, capsys, *year)
    assert found["provisoire"] is True
    assert found["non_couvert"][0]["mois"] == [f"2025-{n:02}" for n in range(7, 13)]
    mapped(depot, "2026-01-05")
    assert read(depot, capsys, *year)["provisoire"] is False


def test_the_pace_is_that_of_the_months_that_the_data_cover(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Four months, one vacancy each: eight more by the end of the year, whenever one looks."""
    mapped(depot, "2025-04-30")
    for au in ("2025-04-30", "2025-06-30"):
        found = read(depot, capsys, "compliance", "--year", "2025", "--as-of", au)
        projected = found["conventions"][0]["avancements"][0]["projection"]
        assert projected["mois_observes"] == 4
        assert {float(n) for n in projected["a_venir"].values()} == {8.0}
    said, _ = told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2025-06-30")
    assert (
        "Les données ne disent toutes les vacances que jusqu'au 30 avril 2025. Le rythme est celui des 4 "
        "mois entiers écoulés" in said
    )


def test_years_side_by_side_say_which_are_not_covered(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapped(depot, "2025-06-30")
    years = ("compare", "--year", "2024", "--year", "2025", "--as-of", "2026-01-05")
    said, beside = told(depot, capsys, *years)
    assert "CR893" in beside
    assert "« 2025 » : Les données ne sont dites complètes que jusqu'au 30 juin 2025" in said
    columns = read(depot, capsys, *years)["colonnes"]
    assert [len(column["non_couvert"]) for column in columns] == [0, 1]
    mapped(depot, "2025-12-31")
    said, beside = told(depot, capsys, *years)
    assert "CR893" not in beside and "ne sont dites complètes" not in said


def test_a_workbook_says_so_beside_the_essential(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapped(depot, "2025-06-30")
    path = depot / "bilan.xlsx"
    told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2026-01-05", "-o", str(path))
    first = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    aside = " ".join(str(first.to_python()[0][-1]).split())
    assert aside.startswith("Les données ne sont dites complètes que jusqu'au 30 juin 2025")


SUITE = "V9;93066;05/01/2026;10/01/2026;ETAT\n"
REPORT = PART.replace("report: aucun", "report: fractions cumulées")


@pytest.mark.parametrize("command", [("compliance", "--year"), ("explain",)])
def test_a_year_that_leaves_its_balance_is_judged_too(
    command: tuple[str, ...], depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second half of 2025 lacks: 2026 alone is covered as far as it is asked, after 2025 it is not."""
    alone = frame_clauses(REPORT).replace("événements: à leur date", "événements: avec leur vacance")
    (depot / "exemple.yaml").write_text(alone, "utf-8")
    (depot / "vacances.csv").write_text(LIGNES + SUITE, "utf-8")
    mapped(depot, "2025-06-30")
    asked = (*command, "2026", "--as-of", "2026-01-20")
    said, beside = told(depot, capsys, *asked)
    assert "CR893" not in beside and "ne sont dites complètes" not in said
    said, beside = told(depot, capsys, *asked, "--since", "2025")
    assert "CR893" in beside and "du 1er juillet 2025 au 31 décembre 2025" in beside
    assert "du 1er juillet 2025 au 31 décembre 2025, des vacances peuvent manquer" in said
    # The year judged begins after that day: it is no day to judge it as of.
    assert "= aide : Demandez l'extraction jusqu'au" in beside and "--as-of" not in beside


def test_what_the_message_says_to_do_is_enough(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The forecast that it asks for: of all that may come, from the first day that lacks to the end."""
    year = ("compliance", "--year", "2025", "--as-of", "2025-10-15")
    mapped(depot, "2025-06-30", "16/10/2025;31/12/2025;0;5;93066\n")
    beside = told(depot, capsys, *year)[1]
    assert "du 1er juillet 2025 au 15 octobre 2025 (07/2025 à 10/2025)" in beside
    assert "venir : avancez au 1er juillet 2025 le début de la ligne 2. Si les fichiers" in beside
    assert "--as-of" not in beside
    mapped(depot, "2025-06-30", "01/07/2025;31/12/2025;0;5;93066\n")
    assert "CR893" not in told(depot, capsys, *year)[1]
    mapped(depot, "2025-06-30")
    assert "vacances_attendues" not in told(depot, capsys, *year)[1].partition("CR893")[2]


@pytest.mark.parametrize(("counted", "expected"), [("à leur date", True), ("avec leur vacance", False)])
def test_what_follows_a_vacancy_of_the_year_before_may_count(
    counted: str, expected: bool, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A vacancy of December, which lacks, may be let in January."""
    text = frame_clauses(PART).replace("événements: à leur date", f"événements: {counted}")
    (depot / "exemple.yaml").write_text(text, "utf-8")
    mapped(depot, "2025-06-30", "01/01/2026;31/12/2026;0;0;93066\n")
    beside = told(depot, capsys, "compliance", "--year", "2026", "--as-of", "2026-01-20")[1]
    assert ("du 1er juillet 2025 au 31 décembre 2025" in beside) is expected


def test_days_that_no_convention_lacks_are_not_told(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One ends in March, the other begins in October."""
    first = frame_clauses(PART).replace("au: 2026-12-31", "au: 2025-03-31")
    other = AILLEURS.replace("rattachement: attribution", "rattachement: disponibilite")
    (depot / "exemple.yaml").write_text(first, "utf-8")
    (depot / "autre.yaml").write_text(other.replace("du: 2024-01-01", "du: 2025-10-01"), "utf-8")
    mapped(depot, "2025-02-28")
    said, beside = told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2026-01-05")
    for days in ("du 1er mars 2025 au 31 mars 2025", "du 1er octobre 2025 au 31 décembre 2025"):
        assert days in said and days in beside
    mapped(depot, "2025-12-30")
    assert (
        "le 31 décembre 2025 (12/2025)"
        in told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2026-01-05")[1]
    )


def test_a_forecast_settled_the_year_after_reads_the_year_before(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = frame_clauses(PART).replace("événements: à leur date", "événements: avec leur vacance")
    settled = plain.replace("soustractions: réalisé", "soustractions: prévision régularisée")
    mapped(depot, "2025-06-30")
    for text, expected in ((plain, False), (settled, True)):
        (depot / "exemple.yaml").write_text(text, "utf-8")
        beside = told(depot, capsys, "compliance", "--year", "2026", "--as-of", "2026-01-20")[1]
        assert ("CR893" in beside) is expected


AILLEURS = (
    frame_clauses(PART)
    .replace("convention: exemple", "convention: autre")
    .replace("nom: Préfet, type: etat", "nom: Ville, type: commune")
    .replace("rattachement: disponibilite", "rattachement: attribution")
)


def test_each_recipient_is_told_of_its_own_conventions(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What dates the vacancies of the préfet is recorded to the end, what dates those of the town is not."""
    (depot / "autre.yaml").write_text(AILLEURS, "utf-8")
    mapped(depot, "2025-06-30")
    path = depot / "correspondance.yaml"
    text = path.read_text("utf-8").replace(
        "mm/aaaa, complet au: 2025-06-30", "mm/aaaa, complet au: 2026-01-05", 1
    )
    path.write_text(text, "utf-8")
    told(depot, capsys, "bilan", "--year", "2025", "--as-of", "2026-01-05", "-o", str(depot / "b"))
    found = {p.parent.name: p.read_text("utf-8") for p in (depot / "b").glob("*/bilan.json")}
    lacking = {who: json.loads(said)["non_couvert"] for who, said in found.items()}
    assert {who: [one["conventions"] for one in told_] for who, told_ in lacking.items()} == {
        "bailleur": [["autre"]],
        "ville": [["autre"]],
        "prefet": [],
    }
    first = {
        who: CalamineWorkbook.from_path(depot / "b" / who / "bilan.xlsx").get_sheet_by_index(0).to_python()
        for who in found
    }
    aside = {who: " ".join(str(rows[0][-1]).split()) for who, rows in first.items()}
    assert {who: "les nombres ne comptent que celles qui y sont" in said for who, said in aside.items()} == {
        "bailleur": True,
        "ville": True,
        "prefet": False,
    }


def test_a_year_replayed_says_so(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for day, expected in (("2025-06-30", True), ("2025-12-31", False)):
        mapped(depot, day)
        said, beside = told(depot, capsys, "replay", "--year", "2025", "--as-of", "2026-01-05")
        assert ("CR893" in beside) is expected
        assert ("des vacances peuvent manquer aux fichiers" in said) is expected
        found = read(depot, capsys, "replay", "--year", "2025", "--as-of", "2026-01-05")
        assert len(found["non_couvert"]) == expected
        assert [d["code"] for d in found["diagnostics"]].count("CR893") == expected
