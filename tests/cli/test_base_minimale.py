"""What completing a row narrows of a cell that may be under its minimum: screen and JSON."""

import json
from pathlib import Path

import pytest

from cli.test_bilan import plain
from convrules.cli.main import run
from frames import frame_clauses

CLAUSES = """- quota: quart
  règle: au moins 25 % des remises en location dans l'assiette du bailleur, pour premier_quartile
  application: chaque commune
  arrondi: supérieur
  force: obligation
  base minimale: 5 logements
  source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, séparateur: ";", complet au: 2025-12-31 }
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    disponibilite: { colonne: DISPONIBILITE, format: jj/mm/aaaa }
    premiere_location: { colonne: NEUF, codes: { O: oui, N: non } }
    premier_quartile: { colonne: QUARTILE, codes: { O: oui, N: non } }
"""
VACANCES = """ID;COMMUNE;DISPONIBILITE;NEUF;QUARTILE
A1;93048;05/01/2025;N;N
A2;93048;06/01/2025;N;N
A3;93048;07/01/2025;N;N
A4;93048;08/01/2025;;N
A5;93048;09/01/2025;;N
A6;93048;10/01/2025;N;
B1;93066;05/01/2025;;N
"""
SANS_NEUF = "première mise en location du logement (premiere_location)"
SANS_QUARTILE = "ménage relevant du premier quartile de ressources (premier_quartile)"


def test_a_row_is_told_by_what_it_narrows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Base 4 to 6: silent, hence of no due, or judged on 5 or 6. With A4 in the base it is judged (from −3/2
    to −1/4, of −3/2 to 1): 5/4 less. Saint-Denis, of one dwelling at most, says nothing anyway."""
    files = {"exemple.yaml": frame_clauses(CLAUSES), "correspondance.yaml": CORRESPONDANCE}
    files |= {
        "vacances.csv": VACANCES,
        "convrules.toml": '[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n',
    }
    for nom, text in files.items():
        (tmp_path / nom).write_text(text, "utf-8")
    asked = ["compliance", "--depot", str(tmp_path), "--year", "2025", "--as-of", "2026-01-05"]
    run(asked)
    screen = plain(capsys.readouterr().out)
    assert f"{SANS_NEUF} : 2 vacances, chacune réduit « quart » d'au plus 1,25 logement : A4, A5" in screen
    assert f"{SANS_QUARTILE} : 1 vacance, elle réduit « quart » de 1 logement : A6" in screen
    assert f"{SANS_NEUF} : 1 vacance, elle réduit « quart » de rien : B1" in screen
    run([*asked, "--format", "json"])
    (convention,) = json.loads(capsys.readouterr().out)["conventions"]
    told = [(row["vacance"], row["reductions"][0]) for row in convention["a_completer"]]
    assert [(ident, r["ecart"], r["base"], r["du"], r["au_plus"]) for ident, r in told] == [
        ("A4", "5/4", 1, "5/4", True),
        ("A5", "5/4", 1, "5/4", True),
        ("A6", 1, 0, 0, False),
        ("B1", 0, 1, 0, False),
    ]
