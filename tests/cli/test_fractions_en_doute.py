"""« Fractions cumulées » with a datum that lacks in each of two years: what is printed of the balance."""

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
  règle: 25 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: supérieur
  report: fractions cumulées
  force: engagement
  source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers: { vacances: { fichier: vacances.csv, séparateur: ";" } }
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    affectation: { colonne: USAGE, codes: { LOC: location, MUT: mutation_interne } }
    contingent: { colonne: COMPTE, codes: { ETAT: etat, BAIL: bailleur } }
    disponibilite: { colonne: DISPONIBILITE, format: jj/mm/aaaa, complet au: 2026-01-05 }
    attribution: { colonne: ATTRIBUTION, format: jj/mm/aaaa, complet au: 2026-01-05 }
"""
LIGNES = """ID;COMMUNE;USAGE;COMPTE;DISPONIBILITE;ATTRIBUTION
A1;93066;;BAIL;01/03/2023;10/04/2023
A2;93066;LOC;ETAT;01/03/2024;10/04/2024
A3;93066;LOC;ETAT;02/03/2024;11/04/2024
A4;93066;;BAIL;03/03/2024;12/04/2024
A5;93066;MUT;BAIL;01/03/2025;10/04/2025
"""
DEUX_DE_PLUS = """B1;93066;LOC;BAIL;02/03/2025;11/04/2025
B2;93066;LOC;BAIL;03/03/2025;12/04/2025
"""


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    (tmp_path / "exemple.yaml").write_text(
        frame_clauses(CLAUSES).replace("2024-01-01", "2023-01-01", 1), "utf-8"
    )
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    (tmp_path / "correspondance.yaml").write_text(CORRESPONDANCE, "utf-8")
    return tmp_path


def judged(depot: Path, lignes: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (depot / "vacances.csv").write_text(lignes, "utf-8")
    asked = ("--since", "2023", "--year", "2025", "--as-of", "2026-01-05", "--format", "json")
    run(["compliance", "--depot", str(depot), *asked])
    found = json.loads(capsys.readouterr().out)
    (regle,) = found["conventions"][0]["regles"]
    (cell,) = regle["cellules"]
    return dict(cell)


def test_only_balances_that_some_completion_leaves_are_printed(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One quarter or none in 2023, two or three in 2024: never −1 is left; 2025 asks for nothing."""
    cell = judged(depot, LIGNES, capsys)
    assert (cell["solde_initial"], cell["solde"], cell["cible"]) == (["-1/2", 0], ["-1/2", 0], 0)
    assert (cell["verdict"], cell["causes"]) == ("non_applicable", [])


def test_a_verdict_that_waits_for_the_balance_says_so(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half a dwelling due in 2025: none is asked after −1/2, one after 0."""
    cell = judged(depot, LIGNES + DEUX_DE_PLUS, capsys)
    assert (cell["cible"], cell["verdict"]) == ([0, 1], "indetermine")
    assert [cause["fait"] for cause in cell["causes"]] == ["soldes"]


@pytest.mark.parametrize(("usages", "solde"), [("LL", 0), ("LM", "-1/4"), ("ML", "-1/4"), ("MM", "-1/2")])
def test_each_completion_leaves_one_of_them(
    depot: Path, capsys: pytest.CaptureFixture[str], usages: str, solde: object
) -> None:
    lignes = LIGNES
    for usage in usages:
        lignes = lignes.replace(";;", f";{'LOC' if usage == 'L' else 'MUT'};", 1)
    cell = judged(depot, lignes, capsys)
    assert (cell["solde"], cell["verdict"]) == (solde, "non_applicable")
