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


DE_TROP = """- soustraction: mutations
  règle: affectation = mutation_interne
  catégorie: mutation
  source: { article: "1" }
- quota: trois_quarts_en_t1
  règle: au moins 75 % des vacances dans l'assiette du bailleur, pour typologie = T1
  application: ensemble
  arrondi: inférieur
  force: obligation
  source: { article: "1" }
- quota: au_plus_soixante
  règle: au plus 60 % des attributions du bailleur
  compte: attributions du réservataire
  application: ensemble
  arrondi: sans arrondi
  force: plafond
  source: { article: "1" }
"""
COLONNES = CORRESPONDANCE.replace("    affectation:", "    typologie: TYPE\n    affectation:")
UNE = """ID;COMMUNE;TYPE;USAGE;COMPTE;DISPONIBILITE;ATTRIBUTION
A1;93066;T3;LOC;ETAT;02/01/2025;08/03/2025
A2;{commune};T3;{usage};;{libre};
"""


def of_two(depot: Path, capsys: pytest.CaptureFixture[str], **cells: str) -> list[str]:
    (depot / "exemple.yaml").write_text(frame_clauses(DE_TROP), "utf-8")
    (depot / "correspondance.yaml").write_text(COLONNES, "utf-8")
    told = {"commune": "93066", "usage": "LOC", "libre": ""} | cells
    (depot / "vacances.csv").write_text(UNE.format(**told), "utf-8")
    run(["compliance", "--depot", str(depot), "--year", "2025", "--as-of", "2025-07-31", "--format", "json"])
    (found,) = json.loads(capsys.readouterr().out)["conventions"]
    return verdicts(found)


def test_a_vacancy_without_its_day_or_its_commune_may_never_come(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """None is due of one vacancy, one of two: of the territory or not, the second may not come in the year.
    Once it has come, the commune decides."""
    assert of_two(depot, capsys)[0] == "en_cours"
    assert of_two(depot, capsys, commune="75101")[0] == "conforme"
    assert of_two(depot, capsys, commune="")[0] == "en_cours"
    assert of_two(depot, capsys, commune="", libre="17/05/2025")[0] == "indetermine"


@pytest.mark.parametrize("libre", ["", "17/05/2025"])
def test_whether_it_is_withdrawn_what_is_to_be_let_may_go_to_another(
    depot: Path, capsys: pytest.CaptureFixture[str], libre: str
) -> None:
    """One of one is the holder's: let to another, withdrawn or not, a second makes one of two."""
    for usage in ("LOC", "MUT", ""):
        assert of_two(depot, capsys, libre=libre, usage=usage)[1] == "en_cours"
