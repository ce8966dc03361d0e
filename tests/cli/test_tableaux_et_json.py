"""What a table says of an open year is what the JSON says, and its cells join those of the other tables."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from convrules.cli.main import run
from frames import frame_clauses

CLAUSES = """- quota: plafond
  règle: au plus 2 attributions du réservataire
  application: chaque commune
  force: plafond
  source: { article: "1" }
- part: tiers
  règle: 30 % des vacances dans l'assiette
  compte: attributions
  application: chaque commune
  arrondi: supérieur
  report: aucun
  source: { article: "1" }
"""
SEULE = (
    CLAUSES.partition("- part")[2]
    .replace("tiers", "seule")
    .replace("report:", "base minimale: 5 logements\n  report:")
)
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, séparateur: ";", complet au: 2025-06-30 }
  vacances_attendues: { fichier: attendues.csv, séparateur: ";" }
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    disponibilite: { colonne: DISPONIBILITE, format: jj/mm/aaaa }
    attribution: { colonne: ATTRIBUTION, format: jj/mm/aaaa }
    contingent: { colonne: COMPTE, codes: { ETAT: etat, BAIL: bailleur } }
  vacances_attendues:
    du: { colonne: DU, format: jj/mm/aaaa }
    au: { colonne: AU, format: jj/mm/aaaa }
    min: MIN
    max: MAX
    commune: COMMUNE
"""
LIGNES = """ID;COMMUNE;DISPONIBILITE;ATTRIBUTION;COMPTE
V1;93066;05/01/2025;10/01/2025;ETAT
V2;93066;12/02/2025;20/02/2025;
V3;93066;14/03/2025;;
V4;93048;22/04/2025;29/04/2025;BAIL
V5;93048;22/05/2025;29/05/2025;BAIL
V6;93048;23/05/2025;30/05/2025;BAIL
V7;93048;23/05/2025;30/05/2025;BAIL
"""
ATTENDUES = "DU;AU;MIN;MAX;COMMUNE\n01/07/2025;31/12/2025;1;1;93048\n01/07/2025;31/12/2025;1;2;93066\n"


@pytest.fixture
def made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, dict[str, Any]]:
    """The tables, in a folder, and the JSON."""
    files = {"exemple.yaml": frame_clauses(f"{CLAUSES}- part{SEULE}"), "correspondance.yaml": CORRESPONDANCE}
    files |= {"vacances.csv": LIGNES, "attendues.csv": ATTENDUES}
    files["convrules.toml"] = (
        '[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n[alertes]\nmarge = 9\nretard = 0\n'
    )
    for nom, text in files.items():
        (tmp_path / nom).write_text(text, "utf-8")
    asked = ["compliance", "--depot", str(tmp_path), "--year", "2025", "--as-of", "2025-06-30"]
    run([*asked, "-o", str(tmp_path / "t")])
    capsys.readouterr()
    run([*asked, "--format", "json"])
    return tmp_path / "t", json.loads(capsys.readouterr().out)


def rows(made: tuple[Path, dict[str, Any]], nom: str) -> list[dict[str, str]]:
    with (made[0] / f"{nom}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=";"))


def said(issue: bool) -> str:
    return "oui" if issue else "non"


def test_an_alert_has_one_name(made: tuple[Path, dict[str, Any]]) -> None:
    alerts = made[1]["alertes"]
    assert {(a["genre"], a["plafond"]) for a in alerts} >= {("marge", True), ("retard", False)}
    shown = [(r["genre"], r["clause"], r["plafond"], r["cellule_code"]) for r in rows(made, "alertes")]
    assert shown == [(a["genre"], a["clause"], said(a["plafond"]), a["cellule"]["commune"]) for a in alerts]


def test_what_is_within_reach_tells_the_supply_and_what_is_judged_alone(
    made: tuple[Path, dict[str, Any]],
) -> None:
    portee = made[1]["portee"]
    offer = portee["offre"]
    ends = [str(n) for n in (offer if isinstance(offer, list) else [offer, offer])]
    alone = "|".join(f"{s['convention']} {s['clause']}" for s in portee["seules"])
    shown = [(r["cellule_code"], r["offre_min"], r["offre_max"], r["seules"]) for r in rows(made, "portee")]
    assert shown == [(e["cellule"]["commune"], *ends, alone) for e in portee["bloquantes"]]
    assert offer is not None and shown and alone


def test_a_ceiling_has_nothing_left_to_do(made: tuple[Path, dict[str, Any]]) -> None:
    found = {(r["clause"], r["cellule_code"]): r for r in rows(made, "avancement")}
    for a in made[1]["conventions"][0]["avancements"]:
        row = found[a["clause"], a["cellule"]["commune"]]
        assert row["plafond"] == said(a["plafond"])
        assert (row["reste_min"] == "") is (a["plafond"] or a["projection"] is None)
    assert {r["plafond"] for r in found.values()} == {"oui", "non"}


def test_a_row_to_complete_says_at_most(made: tuple[Path, dict[str, Any]]) -> None:
    told = [
        (rule["clause"], cell["cellule"]["commune"], row["vacance"], said(row["au_plus"]))
        for rule in made[1]["conventions"][0]["regles"]
        for cell in rule["cellules"]
        for row in cell["a_completer"]
    ]
    shown = rows(made, "a_completer")
    assert [(r["clause"], r["cellule_code"], r["vacance"], r["au_plus"]) for r in shown] == told and told


def test_cells_of_rules_join_the_towns(made: tuple[Path, dict[str, Any]]) -> None:
    rules, towns = rows(made, "regles"), rows(made, "communes")
    joined = {(r["clause"], r["cellule_code"]) for r in rules}
    assert {(r["clause"], r["commune"]) for r in towns} <= joined
    few = {
        c["cellule"]["commune"]: c["petit_effectif"]
        for c in made[1]["conventions"][0]["regles"][1]["cellules"]
    }
    assert {r["cellule_code"]: r["petit_effectif"] for r in rules if r["clause"] == "tiers"} == {
        commune: said(small) for commune, small in few.items()
    }
    assert set(few.values()) == {True, False}
