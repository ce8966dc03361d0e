"""Each convention of a landlord counts working days by the holidays of its own territory, everywhere."""

import json
from pathlib import Path
from typing import Any

import pytest

from convrules.cli.main import run

CONVENTION = """\
convention: {ident}
bailleur: {{ nom: OPH, siren: "000000000" }}
réservataire: {{ nom: Ville, type: commune }}
territoire: {{ département: "{departement}" }}
en vigueur: {{ du: 2024-01-01, au: 2026-12-31 }}
document: {{ articles: ["1"] }}
choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
clauses:
  - délai: avis
    règle: proposition au plus tard 2 jours ouvrés après information
    débiteur: réservataire
    à défaut: remise au bailleur, non comptée
    source: {{ article: "1" }}
"""
# 18 April 2025 is Good Friday, a holiday in Moselle only; 21 April is Easter Monday, a holiday everywhere.
VACANCES = """\
id;commune;disponibilite;information;proposition
M1;57463;2025-04-16;2025-04-16;2025-04-22
P1;93048;2025-04-16;2025-04-16;2025-04-22
"""
CORRESPONDANCE = """\
correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: { fichier: "vacances.csv", encodage: utf-8, séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    disponibilite: { colonne: disponibilite, format: aaaa-mm-jj, complet au: 2025-12-31 }
    information: { colonne: information, format: aaaa-mm-jj, complet au: 2025-12-31 }
    proposition: { colonne: proposition, format: aaaa-mm-jj, complet au: 2025-12-31 }
"""


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    for ident, departement in (("moselle--oph", "57"), ("paris--oph", "93")):
        text = CONVENTION.format(ident=ident, departement=departement)
        (tmp_path / f"{ident}.yaml").write_text(text, "utf-8")
    (tmp_path / "vacances.csv").write_text(VACANCES, "utf-8")
    (tmp_path / "correspondance.yaml").write_text(CORRESPONDANCE, "utf-8")
    (tmp_path / "convrules.toml").write_text(
        '[depot]\nnom = "essai"\ndata = ["correspondance.yaml"]\n', "utf-8"
    )
    return tmp_path


def told(arguments: list[str], depot: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    code = run([*arguments, "--depot", str(depot), "--as-of", "2025-12-31", "--format", "json"])
    out = capsys.readouterr()
    assert code in (0, 1), out.out + out.err
    return json.loads(out.out)


def test_the_year_counts_each_convention_by_its_own_holidays(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    year = told(["compliance", "--year", "2025"], depot, capsys)
    kept = {c["convention"]: c["echeances"][0]["decomptes"] for c in year["conventions"]}
    assert kept == {"moselle--oph": {"tenu": 1}, "paris--oph": {"depasse": 1}}


@pytest.mark.parametrize(
    ("vacance", "dit"), [("M1", "Délai tenu, la limite était le 22 avril 2025"), ("P1", "le 18 avril 2025")]
)
def test_one_vacancy_says_the_same(
    depot: Path, capsys: pytest.CaptureFixture[str], vacance: str, dit: str
) -> None:
    assert dit in told(["explain", vacance], depot, capsys)["texte"].replace("\u00a0", " ")
