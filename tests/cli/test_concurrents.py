"""Two conventions of one holder on one dwelling, from files to words."""

import json
from pathlib import Path

import pytest

from convrules.cli.main import run
from frames import frame_entete

AU = ["--as-of", "2025-06-30"]
CLAUSES = """\
clauses:
  - champ: ordinaires
    règle: nature = logement_ordinaire
    source: { article: "1" }
  - part: part_due
    règle: 20 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: { article: "1" }
"""
VACANCES = """\
id;commune;nature;disponibilite;attribution;contingent
V1;93048;logement_ordinaire;2025-02-03;;
V2;93066;logement_ordinaire;2025-02-03;;
V3;93048;logement_ordinaire;2025-02-03;2025-05-02;etat
V4;93066;logement_ordinaire;2025-02-03;2025-05-02;etat
V5;93048;logement_ordinaire;2025-02-03;2025-05-02;etat--bis
"""
MAPPING = """\
correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, encodage: utf-8, séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    nature: { colonne: nature, codes: { logement_ordinaire: logement_ordinaire } }
    disponibilite: { colonne: disponibilite, format: aaaa-mm-jj, complet au: 2025-06-30 }
    attribution: { colonne: attribution, format: aaaa-mm-jj, complet au: 2025-06-30 }
    contingent: contingent
"""
BOTH = "conventions etat--bis, etat--oph"


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("concurrentes")
    for ident, where in (("etat--oph", 'département: "93"'), ("etat--bis", 'commune: "93048"')):
        text = frame_entete(f"territoire: {{ {where} }}\n{CLAUSES}")
        (root / f"{ident}.yaml").write_text(text.replace("exemple", ident, 1), "utf-8")
    (root / "vacances.csv").write_text(VACANCES, "utf-8")
    (root / "correspondance.yaml").write_text(MAPPING, "utf-8")
    (root / "convrules.toml").write_text('[depot]\nnom = "essai"\ndata = ["correspondance.yaml"]\n', "utf-8")
    return root


def told(arguments: list[str], depot: Path, capsys: pytest.CaptureFixture[str]) -> str:
    run([*arguments, "--depot", str(depot), *AU])
    return capsys.readouterr().out


def test_evaluate_names_both(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read = json.loads(told(["evaluate", "--format", "json"], depot, capsys))
    found = {
        (v["id"], d["convention"]): (d["eligible"], [c["fait"] for c in d["eligible_causes"]])
        for v in read["vacances"]
        for d in v["conventions"]
    }
    assert found["V1", "etat--oph"] == found["V1", "etat--bis"] == ("erreur", [BOTH])
    assert found["V2", "etat--oph"] == ("vrai", [])


def test_explain_says_what_to_do(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(told(["explain", "V1"], depot, capsys).split())
    assert "indéterminée (plusieurs conventions : etat--bis, etat--oph)" in text
    assert "a une autre convention qui porte sur ce logement : « etat--bis »" in text
    assert "bornez-les (dates, territoire ou champ)" in text
    assert "une autre convention" not in told(["explain", "V2"], depot, capsys)


def test_neither_is_advised(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read = json.loads(told(["orient", "--format", "json"], depot, capsys))
    first = next(o for o in read["vacances"] if o["id"] == "V1")
    ranked = {c["convention"]: (c["rangement"], c["eligible"]) for c in first["candidats"] if c["convention"]}
    doubt = ("indetermine", "erreur")
    assert ranked == {"etat--oph": doubt, "etat--bis": doubt, "bailleur": ("classe", "vrai")}


def test_a_letting_is_counted_by_one_of_them(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read = json.loads(told(["compliance", "--year", "2025", "--format", "json"], depot, capsys))
    done = {c["convention"]: c["regles"][0]["cellules"][0]["realise"] for c in read["conventions"]}
    # V3 is of the one or of the other, V5 says of which it is; V1 and V2 may still be let.
    assert done == {"etat--oph": [1, 4], "etat--bis": [1, 3]}
    causes = [f["fait"] for c in read["conventions"] for row in c["a_completer"] for f in row["causes"]]
    assert BOTH in causes
