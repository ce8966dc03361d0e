"""Days that the data do not cover (CR893), told by every command that reads them, in every form it writes."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from cli.test_periode_non_couverte import PART, read, told
from convrules.cli.main import run
from frames import frame_clauses

TRANSMISSION = """- transmission: bilan_epci
  règle: avant le 28 février
  débiteur: bailleur
  destinataires: Plaine Commune
  vue: agrégats
  source: { article: "1", fondement: "CCH R. 441-5-1" }
"""
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers: {{ vacances: {{ fichier: vacances.csv, séparateur: ";" }} }}
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    disponibilite: {{ colonne: DISPONIBILITE, format: jj/mm/aaaa, complet au: {complet} }}
    attribution: {{ colonne: ATTRIBUTION, format: jj/mm/aaaa, complet au: {attribue} }}
    contingent: {{ colonne: COMPTE, codes: {{ ETAT: etat, BAIL: bailleur, VILLE: commune }} }}
"""
LIGNES = """ID;COMMUNE;DISPONIBILITE;ATTRIBUTION;COMPTE
V1;93066;05/01/2025;10/01/2025;ETAT
V2;93066;12/02/2025;20/02/2025;BAIL
V3;93066;14/03/2025;02/04/2025;VILLE
V4;93048;22/04/2025;29/04/2025;BAIL
"""
ECRAN = "Les données ne sont dites complètes que jusqu'au 30 juin 2025 (mise à disposition)"


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    (tmp_path / "exemple.yaml").write_text(frame_clauses(PART), "utf-8")
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    (tmp_path / "vacances.csv").write_text(LIGNES, "utf-8")
    mapped(tmp_path, "2025-06-30")
    return tmp_path


def mapped(depot: Path, complet: str, attribue: str | None = None) -> None:
    text = CORRESPONDANCE.format(complet=complet, attribue=attribue or complet)
    (depot / "correspondance.yaml").write_text(text, "utf-8")


def codes(found: Any) -> list[str]:
    return [d["code"] for d in found["diagnostics"]]


# --- the annual report ------------------------------------------------------------------------
def test_who_reads_totals_is_told_of_all_that_they_rest_on(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Plaine Commune is a recipient by the convention of the préfet, whose event is recorded to the end; of
    what the aggregates add up under that of the town, days lack. It does not read its name."""
    own = frame_clauses(PART + TRANSMISSION).replace(
        "rattachement: disponibilite", "rattachement: attribution"
    )
    town = (
        frame_clauses(PART)
        .replace("convention: exemple", "convention: autre")
        .replace("nom: Préfet, type: etat", "nom: Ville, type: commune")
    )
    (depot / "exemple.yaml").write_text(own, "utf-8")
    (depot / "autre.yaml").write_text(town, "utf-8")
    mapped(depot, "2025-06-30", "2026-01-05")
    told(depot, capsys, "bilan", "--year", "2025", "--as-of", "2026-01-05", "-o", str(depot / "b"))
    found = {p.parent.name: json.loads(p.read_text("utf-8")) for p in (depot / "b").glob("*/bilan.json")}
    days = {
        who: [(one["du"], one["au"], one["conventions"]) for one in said["non_couvert"]]
        for who, said in found.items()
    }
    assert days == {
        "bailleur": [("2025-07-01", "2025-12-31", ["autre"])],
        "ville": [("2025-07-01", "2025-12-31", ["autre"])],
        "plaine-commune": [("2025-07-01", "2025-12-31", [])],
        "prefet": [],
    }
    assert {who: said["provisoire"] for who, said in found.items()} == {
        who: bool(lacking) for who, lacking in days.items()
    }
    page = (depot / "b" / "plaine-commune" / "bilan.html").read_text("utf-8")
    assert "des vacances peuvent manquer aux fichiers" in page


def lacking(depot: Path, year: str) -> dict[str, list[tuple[str, str, list[str]]]]:
    """Days told to each, by the files of the report."""
    run(["bilan", "--depot", str(depot), "--year", year, "--as-of", "2026-01-05", "-o", str(depot / "b")])
    found = {p.parent.name: json.loads(p.read_text("utf-8")) for p in (depot / "b").glob("*/bilan.json")}
    return {
        who: [(one["du"], one["au"], one["conventions"]) for one in said["non_couvert"]]
        for who, said in found.items()
    }


def test_days_that_no_convention_holds_are_told_to_whoever_reads_every_account(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report of the landlord goes to December; the convention ends in June, as the data do."""
    text = frame_clauses(PART + TRANSMISSION).replace("au: 2026-12-31", "au: 2025-06-30")
    (depot / "exemple.yaml").write_text(text, "utf-8")
    asked = ("bilan", "--year", "2025", "--as-of", "2026-01-05")
    said, beside = told(depot, capsys, *asked)
    assert beside.count("[CR893]") == 1
    assert "du 1er juillet 2025 au 31 décembre 2025, des vacances peuvent manquer aux fichiers" in said
    assert codes(read(depot, capsys, *asked)) == ["CR893"]
    days = [("2025-07-01", "2025-12-31", list[str]())]
    assert lacking(depot, "2025") == {"bailleur": days, "plaine-commune": days, "prefet": []}


@pytest.mark.parametrize(
    ("du", "au", "complet", "expected"),
    [
        # Its own days, then those after it; those before it; of a year without any; covered.
        ("2024-01-01", "2025-06-30", "2025-05-31", ["2025-06-01/2025-06-30", "2025-07-01/2025-12-31"]),
        ("2025-10-01", "2026-12-31", "2025-08-31", ["2025-10-01/2025-12-31", "2025-09-01/2025-09-30"]),
        ("2024-01-01", "2024-06-30", "2025-11-30", ["2025-12-01/2025-12-31"]),
        ("2024-01-01", "2025-06-30", "2025-12-31", []),
    ],
)
def test_the_days_before_and_after_a_convention_are_of_the_year(
    du: str, au: str, complet: str, expected: list[str], depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = frame_clauses(PART).replace("événements: à leur date", "événements: avec leur vacance")
    assert "du: 2024-01-01, au: 2026-12-31" in text
    text = text.replace("du: 2024-01-01, au: 2026-12-31", f"du: {du}, au: {au}")
    (depot / "exemple.yaml").write_text(text, "utf-8")
    mapped(depot, complet)
    found = read(depot, capsys, "bilan", "--year", "2025", "--as-of", "2026-01-05")["non_couvert"]
    assert [f"{one['du']}/{one['au']}" for one in found] == expected


def test_days_that_another_convention_holds_are_told_once(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = frame_clauses(PART)
    (depot / "exemple.yaml").write_text(text.replace("au: 2026-12-31", "au: 2025-06-30"), "utf-8")
    other = text.replace("convention: exemple", "convention: autre").replace(
        "du: 2024-01-01", "du: 2025-07-01"
    )
    (depot / "autre.yaml").write_text(other, "utf-8")
    found = read(depot, capsys, "bilan", "--year", "2025", "--as-of", "2026-01-05")["non_couvert"]
    assert [(one["du"], one["conventions"]) for one in found] == [("2025-07-01", ["autre"])]


# --- a year to come ---------------------------------------------------------------------------
HYPOTHESES = """graine = 1
tirages = 3
[[mobilite]]
taux = "20 %"
"""
PREVUE = ("simulate", "--year", "2026", "--as-of", "2026-01-20", "--hypotheses")
SOLDES = """  soldes:
    convention: CONVENTION
    clause: CLAUSE
    annee: ANNEE
    solde: SOLDE
"""


@pytest.fixture
def prevu(depot: Path) -> Path:
    """A balance of 2025 is taken up in 2026; what follows a vacancy counts with it."""
    carried = PART.replace("report: aucun", "report: solde arrondi")
    text = frame_clauses(carried).replace("événements: à leur date", "événements: avec leur vacance")
    (depot / "exemple.yaml").write_text(text, "utf-8")
    (depot / "logements.csv").write_text(
        "ID;COMMUNE\n" + "".join(f"L{n};93066\n" for n in range(20)), "utf-8"
    )
    (depot / "h.toml").write_text(HYPOTHESES, "utf-8")
    foreseen(depot, "2025-06-30")
    return depot


def foreseen(depot: Path, complet: str, soldes: bool = False) -> None:
    mapped(depot, complet)
    path = depot / "correspondance.yaml"
    more = ', logements: { fichier: logements.csv, séparateur: ";" }'
    if soldes:
        more += ', soldes: { fichier: soldes.csv, séparateur: ";" }'
        (depot / "soldes.csv").write_text("CONVENTION;CLAUSE;ANNEE;SOLDE\nexemple;tiers;2025;1\n", "utf-8")
    text = path.read_text("utf-8").replace("} }\ncolonnes", f"}}{more} }}\ncolonnes")
    text += "  logements: { id: ID, commune: COMMUNE }\n" + (SOLDES if soldes else "")
    path.write_text(text, "utf-8")


def test_a_balance_that_rests_on_days_that_lack_is_told(
    prevu: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = (*PREVUE, str(prevu / "h.toml"))
    said, beside = told(prevu, capsys, *asked)
    assert beside.count("[CR893]") == 1 and "les chiffres de 2026 ne comptent que" in beside
    assert f"{ECRAN} : du 1er juillet 2025 au 31 décembre 2025" in said
    found = read(prevu, capsys, *asked)
    assert codes(found) == ["CR893"]
    assert [one["conventions"] for one in found["textes"][0]["non_couvert"]] == [["exemple"]]
    told(prevu, capsys, *asked, "-o", str(prevu / "p.html"))
    assert "des vacances peuvent manquer aux fichiers" in (prevu / "p.html").read_text("utf-8")


@pytest.mark.parametrize("pourquoi", ["couvert", "sans report", "soldes dits"])
def test_nothing_is_told_of_days_that_a_forecast_does_not_rest_on(
    pourquoi: str, prevu: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if pourquoi == "sans report":
        text = (prevu / "exemple.yaml").read_text("utf-8")
        (prevu / "exemple.yaml").write_text(text.replace("report: solde arrondi", "report: aucun"), "utf-8")
    else:
        foreseen(prevu, "2025-12-31" if pourquoi == "couvert" else "2025-06-30", pourquoi == "soldes dits")
    said, beside = told(prevu, capsys, *PREVUE, str(prevu / "h.toml"))
    assert "2026 prévue" in said and "ne sont dites complètes" not in said
    assert "CR893" not in beside


SPLIT = """- répartition: lots
  de: tiers
  entre: { etat: 50 %, commune: 50 % }
  restes: plus forts restes
  source: { article: "1" }
"""


def test_the_balance_of_an_account_that_no_table_says_rests_on_them(
    prevu: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a split, each account leaves its own; the table says that of the part alone."""
    carried = frame_clauses(PART.replace("report: aucun", "report: solde arrondi") + SPLIT)
    text = carried.replace("événements: à leur date", "événements: avec leur vacance")
    (prevu / "exemple.yaml").write_text(text, "utf-8")
    foreseen(prevu, "2025-06-30", soldes=True)
    found = read(prevu, capsys, *PREVUE, str(prevu / "h.toml"))
    assert [one["conventions"] for one in found["textes"][0]["non_couvert"]] == [["exemple"]]
    with (prevu / "soldes.csv").open("a", encoding="utf-8") as rows:
        rows.write("exemple;lots.etat;2025;1\nexemple;lots.commune;2025;1\n")
    found = read(prevu, capsys, *PREVUE, str(prevu / "h.toml"))
    assert [one["non_couvert"] for one in found["textes"]] == [[]]


def test_a_text_tried_that_lacks_other_days_is_told(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Under the text in force nothing lacks; under the draft vacancies are dated by another event."""
    draft = frame_clauses(PART).replace("rattachement: disponibilite", "rattachement: attribution")
    (depot / "projets").mkdir()
    (depot / "projets" / "projet.yaml").write_text(draft, "utf-8")
    repo = depot / "depot"
    repo.mkdir()
    for name in ("exemple.yaml", "convrules.toml", "vacances.csv"):
        (depot / name).rename(repo / name)
    mapped(repo, "2026-01-05", "2025-06-30")
    asked = ("simulate", "--year", "2025", "--as-of", "2026-01-05", "--variante")
    for day, expected in (("2025-06-30", ["CR893"]), ("2026-01-05", [])):
        mapped(repo, "2026-01-05", day)
        found = read(repo, capsys, *asked, str(depot / "projets" / "projet.yaml"))
        assert codes(found) == expected
        assert [len(c["non_couvert"]) for c in found["colonnes"]] == [0, len(expected)]
        beside = told(repo, capsys, *asked, str(depot / "projets" / "projet.yaml"))[1]
        assert beside.count("[CR893]") == len(expected)


# --- once -------------------------------------------------------------------------------------
def test_years_side_by_side_tell_the_same_days_once(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Vacancies of 2025 are read for 2026 too, whose events count at their own date."""
    asked = ("compare", "--year", "2025", "--year", "2026", "--as-of", "2026-01-20")
    beside = told(depot, capsys, *asked)[1]
    assert beside.count("[CR893]") == 1
    assert "du 1er juillet 2025 au 31 décembre 2025" in beside and "les chiffres de 2025" in beside
    assert codes(read(depot, capsys, *asked)).count("CR893") == 1
    beside = told(depot, capsys, *asked[:-1], "2026-06-30")[1]
    assert beside.count("[CR893]") == 1
    assert "du 1er juillet 2025 au 29 juin 2026" in beside and "les chiffres de 2026" in beside


def test_an_engine_that_counts_the_year_says_so(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("compliance", "--year", "2025", "--as-of", "2026-01-05", "--engine", "colonnes")
    assert told(depot, capsys, *asked)[1].count("[CR893]") == 1
    assert codes(read(depot, capsys, *asked)) == ["CR893"]
    figures, days = sheets_of_an_engine(depot, capsys, asked)
    assert "jusqu'au 30 juin 2025" in " ".join(str(figures[0][-1]).split())
    assert "suppose qu'il n'en manque aucune" in " ".join(str(figures[0][-1]).split())
    lacking = [date(2025, 6, 30), date(2025, 7, 1), date(2025, 12, 31)]
    assert [row[:2] + row[-3:] for row in days[1:]] == [["exemple", "Préfet", *lacking]]
    mapped(depot, "2025-12-31")
    assert "CR893" not in told(depot, capsys, *asked)[1]
    figures, days = sheets_of_an_engine(depot, capsys, asked)
    assert len(days) == 1 and "complètes" not in str(figures[0])


def sheets_of_an_engine(
    depot: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...]
) -> tuple[list[list[Any]], list[list[Any]]]:
    path = depot / "agregats.xlsx"
    told(depot, capsys, *asked, "-o", str(path))
    book = CalamineWorkbook.from_path(path)
    first, second = (book.get_sheet_by_index(n).to_python() for n in (0, 1))
    return first, second


# --- tables -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("command", "dont"),
    [
        (("compare", "--year", "2024", "--year", "2025"), ["exemple", "Préfet", "2025"]),
        (("simulate", "--year", "2025", "--grille", "exemple"), ["exemple", "Préfet", "texte en vigueur"]),
        (("replay", "--year", "2025"), ["exemple", "Préfet"]),
        (("simulate", "--year", "2026", "--hypotheses"), ["exemple", "Préfet", "texte en vigueur"]),
    ],
)
def test_tables_say_so(
    command: tuple[str, ...], dont: list[str], prevu: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = (*command, str(prevu / "h.toml")) if command[-1] == "--hypotheses" else command
    asked = (*asked, "--as-of", "2026-01-20")
    days = ["disponibilite", "2025-06-30", "2025-07-01", "2025-12-31"]
    told(prevu, capsys, *asked, "-o", str(prevu / "t"))
    with (prevu / "t" / "non_couvert.csv").open(encoding="utf-8-sig", newline="") as table:
        lines = list(csv.reader(table, delimiter=";"))
    assert [*dont, *days] in lines
    told(prevu, capsys, *asked, "-o", str(prevu / "t.xlsx"))
    book = CalamineWorkbook.from_path(prevu / "t.xlsx")
    aside = " ".join(str(book.get_sheet_by_index(0).to_python()[0][-1]).split())
    assert ECRAN in aside
    assert len(book.get_sheet_by_name("non_couvert").to_python()) == len(lines)
    foreseen(prevu, "2026-01-20")
    told(prevu, capsys, *asked, "-o", str(prevu / "t.xlsx"))
    book = CalamineWorkbook.from_path(prevu / "t.xlsx")
    assert "complètes" not in str(book.get_sheet_by_index(0).to_python()[0])
    assert len(book.get_sheet_by_name("non_couvert").to_python()) == 1


# --- advice -----------------------------------------------------------------------------------
PAR_TRIMESTRE = """- quota: deux
  règle: au moins 2 remises en location dans l'assiette du bailleur
  application: ensemble
  période: trimestre civil
  force: engagement
  source: { article: "1" }
"""
A_ORIENTER = "V8;93066;24/03/2025;;\n"


def test_advice_says_which_days_its_accounts_lack(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (depot / "vacances.csv").write_text(LIGNES.replace("V4;93048", "V4;93066") + A_ORIENTER, "utf-8")
    asked = ("orient", "--as-of", "2025-10-05")
    said, beside = told(depot, capsys, *asked)
    assert beside.count("[CR893]") == 1
    assert f"{ECRAN} : du 1er juillet 2025 au 4 octobre 2025" in said
    assert "ce qui est dit de l'année suppose qu'il n'en manque aucune" in said
    found = read(depot, capsys, *asked)
    assert codes(found) == ["CR893"]
    assert [(one["du"], one["au"], one["conventions"]) for one in found["non_couvert"]] == [
        ("2025-07-01", "2025-10-04", ["exemple"])
    ]
    # Nothing is weighed where nothing is on offer.
    (depot / "vacances.csv").write_text(LIGNES, "utf-8")
    found = read(depot, capsys, *asked)
    assert found["non_couvert"] == [] and codes(found) == []


@pytest.mark.parametrize("au", ["2025-06-29", "2025-06-30", "2025-07-01", "2025-12-31", "2026-01-01"])
def test_whoever_exports_every_night_is_told_nothing(
    au: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (depot / "exemple.yaml").write_text(frame_clauses(PART + PAR_TRIMESTRE), "utf-8")
    (depot / "vacances.csv").write_text(LIGNES + A_ORIENTER, "utf-8")
    mapped(depot, (date.fromisoformat(au) - timedelta(days=1)).isoformat())
    said, beside = told(depot, capsys, "orient", "--as-of", au)
    assert "1 logement à orienter" in said and "ne sont dites complètes" not in said
    assert "CR893" not in beside
