"""« prévision régularisée »: what the year before leaves, and in which cells."""

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
  règle: 30 % des vacances dans l'assiette
  compte: attributions
  application: chaque commune
  arrondi: inférieur
  report: aucun
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
    affectation: { colonne: AFFECTATION, codes: { LOC: location, MUT: mutation_interne } }
    contingent: { colonne: COMPTE, codes: { ETAT: etat, NR: bailleur } }
    disponibilite: { colonne: DISPONIBILITE, format: jj/mm/aaaa, complet au: 2026-01-05 }
    attribution: { colonne: ATTRIBUTION, format: jj/mm/aaaa, complet au: 2026-01-05 }
  soustractions: { annee: ANNEE, categorie: CATEGORIE, commune: COMMUNE, nombre: NOMBRE }
"""
VACANCES = """ID;COMMUNE;AFFECTATION;COMPTE;DISPONIBILITE;ATTRIBUTION
A2;93066;LOC;ETAT;01/03/2025;10/04/2025
A4;93048;LOC;NR;01/04/2025;10/05/2025
"""
PREVISIONS = """ANNEE;CATEGORIE;COMMUNE;NOMBRE
2024;mutation;93066;1
2024;mutation;93048;1
2025;mutation;93066;1
2025;mutation;93048;0
2024;mutation;69123;4
2025;mutation;69123;5
"""


def cells(
    folder: Path, capsys: pytest.CaptureFixture[str], vacances: str
) -> dict[str, tuple[str, Any, list[str]]]:
    """By commune: verdict, due, and what is missing."""
    text = frame_clauses(CLAUSES).replace("soustractions: réalisé", "soustractions: prévision régularisée")
    where = 'territoire: { département: "93" }'
    assert text.count(where) == 1
    files = {
        "exemple.yaml": text.replace(where, 'territoire: { commune: ["93066", "93048"] }'),
        "correspondance.yaml": CORRESPONDANCE,
        "vacances.csv": vacances,
        "soustractions.csv": PREVISIONS,
        "convrules.toml": '[depot]\nnom = "Essai"\ndata = ["correspondance.yaml"]\n',
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    capsys.readouterr()
    options = ["--year", "2025", "--as-of", "2026-01-05", "--format", "json"]
    run(["compliance", "--depot", str(folder), *options])
    (convention,) = json.loads(capsys.readouterr().out)["conventions"]
    (rule,) = convention["regles"]
    return {
        cell["cellule"]["commune"]: (cell["verdict"], cell["du"], sorted(c["fait"] for c in cell["causes"]))
        for cell in rule["cellules"]
    }


def test_a_forecast_for_elsewhere_makes_no_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Lyon is not on the territory, whatever is forecast there;
    without vacancies of 2024 nothing is settled."""
    found = cells(tmp_path, capsys, VACANCES)
    assert set(found) == {"93066", "93048"}
    assert {(verdict, *facts) for verdict, _, facts in found.values()} == {("indetermine", "vacances 2024")}


def test_a_year_that_the_files_show_elsewhere_is_one_without_withdrawals_here(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One vacancy of 2024 in Lyon: that year was supplied, and nothing was withdrawn on the territory.
    The gap is then what was forecast: 30 % of one dwelling in each commune."""
    found = cells(tmp_path, capsys, VACANCES + "B1;69123;LOC;NR;01/03/2024;10/04/2024\n")
    assert {commune: verdict for commune, (verdict, _, _) in found.items()} == {
        "93066": "non_applicable",
        "93048": "conforme",
    }
    assert not any(facts for _, _, facts in found.values())
