"""« Prévision régularisée »: a row of the year before that lacks a fact is named, with what it narrows."""

import json
from pathlib import Path
from typing import Any

import pytest

from convrules.cli.main import run
from frames import frame_clauses

CLAUSES = """- soustraction: mutations
  règle: affectation = mutation_interne
  catégorie: mutation
  source: { article: "1" }
- part: p
  règle: 40 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: supérieur
  report: aucun
  force: engagement
  source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, séparateur: ";" }
  soustractions: { fichier: soustractions.csv, séparateur: ";" }
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    affectation: { colonne: USAGE, codes: { LOC: location, MUT: mutation_interne } }
    contingent: { colonne: COMPTE, codes: { ETAT: etat, BAIL: bailleur } }
    disponibilite: { colonne: DISPONIBILITE, format: jj/mm/aaaa, complet au: 2026-01-05 }
    attribution: { colonne: ATTRIBUTION, format: jj/mm/aaaa, complet au: 2026-01-05 }
  soustractions: { annee: AN, categorie: CAT, commune: COMMUNE, nombre: N }
"""
LIGNES = """ID;COMMUNE;USAGE;COMPTE;DISPONIBILITE;ATTRIBUTION
A1;93066;{usage};ETAT;01/03/2024;10/04/2024
A0;93066;LOC;ETAT;02/03/2024;10/04/2024
A2;93066;LOC;ETAT;01/03/2025;10/04/2025
A3;93066;LOC;BAIL;02/03/2025;11/04/2025
A4;93066;LOC;BAIL;01/04/2025;10/05/2025
"""


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    text = frame_clauses(CLAUSES).replace("soustractions: réalisé", "soustractions: prévision régularisée")
    (tmp_path / "exemple.yaml").write_text(text.replace("2024-01-01", "2023-01-01", 1), "utf-8")
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    (tmp_path / "correspondance.yaml").write_text(CORRESPONDANCE, "utf-8")
    (tmp_path / "soustractions.csv").write_text(
        "AN;CAT;COMMUNE;N\n2024;mutation;93066;1\n2025;mutation;93066;1\n", "utf-8"
    )
    return tmp_path


def judged(depot: Path, capsys: pytest.CaptureFixture[str], usage: str) -> tuple[dict[str, Any], list[Any]]:
    (depot / "vacances.csv").write_text(LIGNES.format(usage=usage), "utf-8")
    run(["compliance", "--depot", str(depot), "--year", "2025", "--as-of", "2026-01-05", "--format", "json"])
    (found,) = json.loads(capsys.readouterr().out)["conventions"]
    return found["regles"][0]["cellules"][0], found["a_completer"]


def test_the_row_of_the_year_before_is_named_with_what_it_narrows(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One withdrawal was forecast for 2024: whether A1 is it, 2/5 of a dwelling are due in 2025, or none."""
    cell, rows = judged(depot, capsys, "")
    assert (cell["verdict"], cell["du"], cell["ecart"]) == ("indetermine", ["4/5", "6/5"], ["-1/5", "1/5"])
    assert [(row["vacance"], row["reductions"][0]["ecart"]) for row in rows] == [("A1", "2/5")]
    assert {cause["fait"] for cause in cell["causes"]} == {"affectation"}


@pytest.mark.parametrize(
    ("usage", "du", "verdict"), [("LOC", "6/5", "non_conforme"), ("MUT", "4/5", "conforme")]
)
def test_completing_it_settles_the_verdict(
    depot: Path, capsys: pytest.CaptureFixture[str], usage: str, du: str, verdict: str
) -> None:
    cell, rows = judged(depot, capsys, usage)
    assert (cell["verdict"], cell["du"], rows) == (verdict, du, [])
