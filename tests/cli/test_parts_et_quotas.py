"""Parts and quotas of publics together, as a user sees them: screen, JSON, tables, page, and without the
extra.

Two dwellings are to come, both due to the State; each must go to a household of either public, and none to
one of both.
"""

import csv
import json
import sys
from html import unescape
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cli.test_en_cours import plain
from convrules.cli.main import run
from frames import frame_entete

CONVENTION = """territoire: { département: "93" }
en vigueur: { du: 2025-01-01, au: 2027-12-31 }
document: { articles: ["1", "2", "3"] }
clauses:
  - part: part_etat
    règle: 50 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: { article: "1" }
  - quota: menages_dalo
    règle: au moins 50 % des attributions du réservataire, pour dalo
    application: ensemble
    arrondi: supérieur
    force: obligation
    source: { article: "2" }
  - quota: hors_qpv
    règle: au moins 25 % des attributions du bailleur où non qpv, pour premier_quartile
    application: ensemble
    arrondi: supérieur
    force: obligation
    source: { article: "3" }
  - quota: pas_les_deux
    règle: au plus 0 attributions du bailleur, pour dalo et premier_quartile
    application: ensemble
    force: plafond
    source: { article: "3" }
"""
CORRESPONDANCE = """correspondance: parts-et-quotas
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, séparateur: ";" }
  vacances_attendues: { fichier: attendues.csv, séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    qpv: { colonne: qpv, codes: { O: oui, N: non } }
    dalo: { colonne: dalo, codes: { O: oui, N: non } }
    premier_quartile: { colonne: q1, codes: { O: oui, N: non } }
    nature: { colonne: nature, codes: { ORD: logement_ordinaire } }
    disponibilite: { colonne: libre, format: aaaa-mm-jj, complet au: 2025-09-30 }
    attribution: { colonne: attribuée, format: aaaa-mm-jj, complet au: 2025-09-30 }
    contingent: { colonne: compte, codes: { ETAT: etat, BAILLEUR: bailleur } }
  vacances_attendues:
    du: { colonne: du, format: aaaa-mm-jj }
    au: { colonne: au, format: aaaa-mm-jj }
    min: min
    max: max
    commune: commune
    qpv: { colonne: qpv, codes: { O: oui, N: non } }
    nature: { colonne: nature, codes: { ORD: logement_ordinaire } }
"""
VACANCES = """id;commune;qpv;dalo;q1;nature;libre;attribuée;compte
V1;93066;N;N;N;ORD;2025-02-01;2025-03-01;ETAT
V2;93066;N;N;N;ORD;2025-02-02;2025-03-01;BAILLEUR
V3;93066;N;N;N;ORD;2025-02-03;2025-03-01;BAILLEUR
V4;93066;N;N;N;ORD;2025-02-04;2025-03-01;BAILLEUR
"""
ATTENDUES = """du;au;min;max;commune;qpv;nature
2025-10-01;2025-12-31;2;2;93066;N;ORD
"""
BLOQUENT = ("menages_dalo", "hors_qpv", "pas_les_deux")


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    for nom, text in {
        "convrules.toml": '[depot]\nnom = "x"\n',
        "c.yaml": frame_entete(CONVENTION),
        "correspondance.yaml": CORRESPONDANCE,
        "vacances.csv": VACANCES,
        "attendues.csv": ATTENDUES,
    }.items():
        (tmp_path / nom).write_text(text, "utf-8")
    return tmp_path


def compliance(depot: Path, *options: str) -> int:
    return run(["compliance", "--depot", str(depot), "--year", "2025", "--as-of", "2025-09-30", *options])


def test_those_that_stand_in_each_others_way_are_named(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = depot / "page.html"
    assert compliance(depot, "-o", str(page)) == 0
    screen = plain(capsys.readouterr().out)
    said = (
        "Parts et quotas ensemble, avec les vacances attendues : hors d'atteinte. Ces 3 règles ne peuvent "
        "plus être tenues à la fois : « menages_dalo » (Préfet), encore 1 à faire ; « hors_qpv » (Préfet), "
        "encore 2 à faire ; « pas_les_deux » (Préfet), plafond, place pour 0 ; il peut encore venir "
        "2 logements que l'une d'elles puisse compter."
    )
    assert said in screen and said in plain(unescape(page.read_text("utf-8")))
    assert "Cherché en nombres entiers de logements par HiGHS (scipy" in screen
    assert "Jugées seules" not in screen


def test_json_and_tables_say_the_same(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compliance(depot, "--format", "json") == 0
    result = json.loads(capsys.readouterr().out)
    schema = json.loads((files("convrules.render") / "schemas" / "compliance.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(result)] == []
    portee = result["portee"]
    assert (portee["etat"], portee["jugees"], portee["seules"]) == ("hors_d_atteinte", 4, [])
    assert tuple(e["clause"] for e in portee["bloquantes"]) == BLOQUENT
    assert portee["solveur"].startswith("HiGHS") and portee["seules_car"] is None
    assert compliance(depot, "-o", str(depot / "tables"), "--tables", "csv") == 0
    with (depot / "tables" / "portee.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert [(r["clause"], r["solveur"], r["seules_car"]) for r in rows] == [
        (clause, portee["solveur"], "") for clause in BLOQUENT
    ]


def test_without_the_extra_it_says_what_to_install(
    depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    assert compliance(depot) == 0
    screen = plain(capsys.readouterr().out)
    assert "Toutes les parts ensemble, avec les vacances attendues : une seule règle" in screen
    names = "« menages_dalo », « hors_qpv » et « pas_les_deux »."
    alone = "Jugées seules, en tout ou pour certains de leurs cas, sans être rapprochées des autres : "
    assert alone + names in screen
    assert 'installez le complément, pip install "convrules[milp]".' in screen


@pytest.mark.parametrize("commune", ["93066", ""])
def test_what_each_town_brings_from_a_year_judged_keeps_no_rule_apart(
    commune: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One of three vacancies of the year before goes to the State: nothing is left. Where the others lack
    their town, they may be of another, to which one is owed: the part is judged apart, others together."""
    text = CONVENTION.replace("du: 2025", "du: 2024").replace("report: aucun", "report: solde arrondi")
    (depot / "c.yaml").write_text(frame_entete(text.replace("ensemble", "chaque commune", 1)), "utf-8")
    rows = (("A1", "93066", "ETAT"), ("A2", commune, "BAILLEUR"), ("A3", commune, "BAILLEUR"))
    before = "".join(f"{n};{lieu};N;N;N;ORD;2024-02-01;2024-03-01;{compte}\n" for n, lieu, compte in rows)
    (depot / "vacances.csv").write_text(VACANCES + before, "utf-8")
    assert compliance(depot, "--since", "2024") == 0
    screen = plain(capsys.readouterr().out)
    joint = (
        "Parts et quotas ensemble, avec les vacances attendues : hors d'atteinte. Ces 3 règles ne peuvent "
        "plus être tenues à la fois : « menages_dalo »"
    )
    # Why: what a part may owe in a town that no row shows asks nothing of the others.
    assert joint in screen
    apart = "en tout ou pour certains de leurs cas, sans être rapprochées des autres : « part_etat »."
    assert (apart in screen) is not bool(commune)


def test_one_more_dwelling_is_enough(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of three to come, two go to the State, dalo both; the third is of the first quartile; one is short
    still, and a fourth is enough."""
    for most, etat in ((3, "hors_d_atteinte"), (4, "a_portee")):
        (depot / "attendues.csv").write_text(ATTENDUES.replace("2;2", f"{most};{most}"), "utf-8")
        assert compliance(depot, "--format", "json") == 0
        assert json.loads(capsys.readouterr().out)["portee"]["etat"] == etat


def test_a_lost_turn_that_is_counted_is_the_reason_given(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Were the turn counted for nobody, the three rules would be said to be out of reach together."""
    for compte, etat, why in (
        ("non comptée", "hors_d_atteinte", None),
        ("comptée", "a_portee", "tour_perdu_compte"),
    ):
        _with_lost_turn(depot, compte)
        assert compliance(depot, "--format", "json") == 0
        portee = json.loads(capsys.readouterr().out)["portee"]
        assert (portee["etat"], portee["seules_car"]) == (etat, why)
    assert compliance(depot) == 0
    assert "un tour perdu est compté à qui le perd" in plain(capsys.readouterr().out)


def test_futures_of_which_none_would_be_said_are_not_read(
    depot: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five dwellings of one public are asked for and two are to come: no future keeps every rule, and a lost
    turn that is counted lets none say so."""
    _with_lost_turn(depot, "comptée", CONVENTION.replace("règle: au moins 25 % des", "règle: au moins 5"))
    monkeypatch.setattr("convrules.year.portee.become", lambda *_: pytest.fail("read all the same"))
    assert compliance(depot, "--format", "json") == 0
    result = json.loads(capsys.readouterr().out)
    verdicts = {r["clause"]: r["verdict"] for c in result["conventions"] for r in c["regles"]}
    assert verdicts["hors_qpv"] == "hors_d_atteinte"
    assert (result["portee"]["etat"], result["portee"]["seules_car"]) == ("a_portee", "tour_perdu_compte")


def _with_lost_turn(depot: Path, compte: str, text: str = CONVENTION) -> None:
    lost = (
        "  - délai: d\n    règle: attribution au plus tard 1 mois après disponibilite\n"
        f"    débiteur: réservataire\n    à défaut: remise au bailleur, {compte}\n"
        '    source: { article: "1" }\n'
    )
    (depot / "c.yaml").write_text(frame_entete(text.replace("clauses:\n", f"clauses:\n{lost}")), "utf-8")
