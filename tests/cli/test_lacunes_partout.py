"""Days that the data do not cover (CR893), told by every command that reads them, in every form it writes."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from convrules.cli.main import run
from frames import frame_clauses

PART = """- part: tiers
  règle: 30 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: inférieur
  report: aucun
  source: { article: "1" }
"""
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


def told(depot: Path, capsys: pytest.CaptureFixture[str], *command: str) -> tuple[str, str]:
    capsys.readouterr()
    run([command[0], "--depot", str(depot), *command[1:]])
    found = capsys.readouterr()
    return " ".join(found.out.split()), " ".join(found.err.split())


def read(depot: Path, capsys: pytest.CaptureFixture[str], *command: str) -> Any:
    capsys.readouterr()
    run([command[0], "--depot", str(depot), *command[1:], "--format", "json"])
    return json.loads(capsys.readouterr().out)


def codes(found: Any) -> list[str]:
    return [d["code"] for d in found["diagnostics"]]


# --- the annual report ------------------------------------------------------------------------
def test_who_reads_totals_is_told_of_all_that_they_rest_on(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Plaine Commune is a recipient by the convention of the préfet, whose event is recorded to the end; of
    what the aggregates add up under that of the town, days lack. It does not read its name."""
    own = frame_clauses(PART + TRANSMISSION).replace("rattachement: disponibilite", "rattachement: attribution")
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
