"""A vacancy not let yet that lacks a fact: what data leave it to be, then what the future makes of it."""

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
- quota: au_plus_deux
  règle: au plus 2 attributions dans l'assiette du réservataire
  application: ensemble
  force: plafond
  source: { article: "1" }
- quota: au_moins_trois
  règle: au moins 3 attributions dans l'assiette du réservataire
  application: ensemble
  force: engagement
  source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, séparateur: ";" }
  vacances_attendues: { fichier: attendues.csv, séparateur: ";" }
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    affectation: { colonne: USAGE, codes: { LOC: location, MUT: mutation_interne } }
    contingent: { colonne: COMPTE, codes: { ETAT: etat, BAIL: bailleur } }
    disponibilite: { colonne: DISPONIBILITE, format: jj/mm/aaaa, complet au: 2025-07-31 }
    attribution: { colonne: ATTRIBUTION, format: jj/mm/aaaa, complet au: 2025-07-31 }
  vacances_attendues:
    du: { colonne: DU, format: jj/mm/aaaa }
    au: { colonne: AU, format: jj/mm/aaaa }
    min: MIN
    max: MAX
    commune: COMMUNE
"""
LIGNES = """ID;COMMUNE;USAGE;COMPTE;DISPONIBILITE;ATTRIBUTION
A1;93066;LOC;ETAT;02/01/2025;08/03/2025
A2;93066;LOC;ETAT;02/01/2025;08/03/2025
A3;93066;{usage};;17/05/2025;{attribution}
A4;93066;LOC;BAIL;17/05/2025;20/06/2025
"""


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    (tmp_path / "exemple.yaml").write_text(frame_clauses(CLAUSES), "utf-8")
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    (tmp_path / "correspondance.yaml").write_text(CORRESPONDANCE, "utf-8")
    (tmp_path / "attendues.csv").write_text("DU;AU;MIN;MAX;COMMUNE\n", "utf-8")
    return tmp_path


def judged(
    depot: Path, capsys: pytest.CaptureFixture[str], usage: str, attribution: str = ""
) -> dict[str, Any]:
    (depot / "vacances.csv").write_text(LIGNES.format(usage=usage, attribution=attribution), "utf-8")
    run(["compliance", "--depot", str(depot), "--year", "2025", "--as-of", "2025-07-31", "--format", "json"])
    (found,) = json.loads(capsys.readouterr().out)["conventions"]
    return dict(found)


def verdicts(found: dict[str, Any]) -> list[str]:
    return [regle["verdict"] for regle in found["regles"]]


def test_a_ceiling_is_not_passed_by_a_dwelling_that_may_still_go_elsewhere(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the flow, it may go to another; withdrawn, it is on nobody's account: two for two in either case."""
    found = judged(depot, capsys, "")
    assert verdicts(found)[0] == "en_cours"
    (best,) = (a["au_mieux"] for a in found["avancements"] if a["clause"] == "au_plus_deux")
    assert best["realise"] == 2
    assert verdicts(judged(depot, capsys, "LOC"))[0] == "en_cours"
    assert verdicts(judged(depot, capsys, "MUT"))[0] == "conforme"


def test_a_floor_that_waits_for_it_depends_on_the_datum(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A third is still possible if it is in the flow, out of reach if it is withdrawn."""
    assert verdicts(judged(depot, capsys, ""))[1] == "indetermine"
    assert verdicts(judged(depot, capsys, "LOC"))[1] == "en_cours"
    assert verdicts(judged(depot, capsys, "MUT"))[1] == "hors_d_atteinte"


def test_once_it_is_let_what_lacks_is_data_alone(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verdicts(judged(depot, capsys, "", "20/06/2025"))[0] == "indetermine"
