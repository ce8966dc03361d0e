"""A part in each commune, of which one lacks a datum and another only awaits a letting: the page says of each
what it waits for, so that nobody looks for data that do not exist."""

import shutil
from pathlib import Path

import pytest

from cli.test_annee_dite import DEPOTS, plain
from convrules.cli.main import run
from frames import CLAUSES, frame_clauses
from pdf_lu import read_pdf

PART = """- part: locale
  règle: 50 % des vacances dans l'assiette
  compte: attributions
  application: chaque commune
  arrondi: inférieur
  report: aucun
  force: engagement
  source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: { fichier: "v.csv", séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    nature: { colonne: nature, codes: { LO: logement_ordinaire } }
    contingent: { colonne: compte, codes: { E: etat, B: bailleur } }
    disponibilite: { colonne: libre, format: jj/mm/aaaa, complet au: 2026-01-15 }
    attribution: { colonne: attribue, format: jj/mm/aaaa, complet au: 2026-01-15 }
"""
VACANCES = """id;commune;nature;compte;libre;attribue
V1;93001;LO;B;01/03/2025;01/04/2025
V2;93001;LO;B;02/03/2025;02/04/2025
V3;93001;;E;02/03/2025;02/04/2025
V4;93005;LO;B;01/03/2025;01/04/2025
V5;93005;LO;;20/12/2025;
"""
LACKS = (
    "Tenue ou non, selon des données à compléter : « locale » (article 1) : dans 1 commune sur 2 "
    "(Aubervilliers (93001), 0 à 1 attribution pour une cible de 1)."
)
AWAITS = (
    "Tenue ou non, selon des tours encore ouverts, que tranche le bail signé ou le compte enregistré : "
    "« locale » (article 1) : dans 1 commune sur 2 (Aulnay-sous-Bois (93005), 0 à 1 attribution pour une "
    "cible de 1)."
)


def page(depot: Path, *more: str, name: str = "p.html") -> Path:
    command = ["compliance", "--depot", str(depot), "--year", "2025", "--as-of", "2026-01-15", *more]
    assert run([*command, "-o", str(depot / name)]) == 0
    return depot / name


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    text = frame_clauses(CLAUSES + PART).replace("à leur date", "avec leur vacance")
    (tmp_path / "exemple.yaml").write_text(text, "utf-8")
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    (tmp_path / "correspondance.yaml").write_text(CORRESPONDANCE, "utf-8")
    (tmp_path / "v.csv").write_text(VACANCES, "utf-8")
    return tmp_path


def test_each_commune_is_said_with_what_it_waits_for(depot: Path) -> None:
    said = plain(page(depot).read_text("utf-8"))
    assert LACKS in said and AWAITS in said
    said = plain(page(depot, "--lang", "en").read_text("utf-8"))
    assert "Met or not, depending on turns still open" in said
    assert "Met or not, depending on data to be completed" in said


def test_the_printed_report_says_it_too(depot: Path) -> None:
    said = plain(read_pdf(page(depot, name="p.pdf")).texte)
    assert LACKS in said and AWAITS in said


def test_communes_that_wait_for_one_thing_are_said_together(depot: Path) -> None:
    (depot / "v.csv").write_text(VACANCES.replace("V3;93001;;E", "V3;93001;LO;E"), "utf-8")
    said = plain(page(depot).read_text("utf-8"))
    assert AWAITS in said and "selon des données à compléter" not in said


@pytest.mark.parametrize(
    ("compte", "selon"),
    [
        # Of the field or not, the one that lacks its kind leaves 0 or 1 done, for 1.
        ("B", "des tours encore ouverts, que tranche le bail signé ou le compte enregistré"),
        # Of the field, it is done by itself.
        ("E", "des données à compléter et des tours encore ouverts"),
    ],
)
def test_what_may_decide_is_said_where_a_datum_lacks_and_a_turn_is_open(
    depot: Path, compte: str, selon: str
) -> None:
    rows = [row for row in VACANCES.splitlines(keepends=True) if "93001" not in row]
    (depot / "v.csv").write_text("".join(rows) + f"V6;93005;;{compte};01/03/2025;01/04/2025\n", "utf-8")
    said = plain(page(depot).read_text("utf-8"))
    assert f"Tenue ou non, selon {selon} : « locale »" in said
    told = plain(page(depot, "--lang", "en").read_text("utf-8"))
    assert "Met or not, depending on" in told and "turns still open" in told


def test_a_commune_that_misses_it_hides_none_of_the_others(depot: Path) -> None:
    missed = "V6;93008;LO;B;01/03/2025;01/04/2025\nV7;93008;LO;B;01/03/2025;01/04/2025\n"
    (depot / "v.csv").write_text(VACANCES + missed, "utf-8")
    said = plain(page(depot).read_text("utf-8"))
    assert "Non tenue : « locale » (article 1) : dans 1 commune sur 3 (Bobigny (93008), 0 attribution" in said
    assert LACKS.replace("sur 2", "sur 3") in said and AWAITS.replace("sur 2", "sur 3") in said


def test_an_account_that_misses_it_hides_none_of_the_others(tmp_path: Path) -> None:
    """Of a part that accounts share in each commune."""
    depot = Path(shutil.copytree(DEPOTS / "repartition-par-force", tmp_path / "depot"))
    rows = "".join(
        f"48-{n};93048;{c};2025-02-01;2025-03-0{n + 1}\n" for n, c in enumerate(("C", "", "B", "B"))
    )
    vacances = depot / "donnees" / "v.csv"
    vacances.write_text(vacances.read_text("utf-8").replace("66-1;93066;E", "66-1;93066;B") + rows, "utf-8")
    said = plain(page(depot).read_text("utf-8"))
    assert "Non tenue, compte par compte (« lots ») : « p » (article 1" in said
    assert "(Saint-Denis (93066), l'État, 0 attribution pour 1)." in said
    doubt = said.index("Tenue ou non, selon des données à compléter, compte par compte (« lots »)")
    assert "(Montreuil (93048), l'État, 0 à 1 attribution pour 1)." in said[doubt : doubt + 300]
