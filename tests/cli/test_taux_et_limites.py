"""A rate read from a programme and a withdrawal with a limit, as read from files and told on a screen."""

import json
from pathlib import Path

import pytest

from convrules.cli.main import run

CONVENTION = """\
convention: etat--essai
bailleur: { nom: Bailleur d'essai, siren: "000000000" }
réservataire: { nom: Préfet, type: etat }
territoire: { département: "93" }
en vigueur: { du: 2025-01-01, au: 2030-12-31 }
document: { articles: ["1"] }
choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
vocabulaire:
  taux_apl: { niveau: programme, type: taux, min: 15 %, max: 25 %, énoncé: taux de la convention APL }
clauses:
  - soustraction: mutations
    règle: affectation = mutation_interne
    catégorie: mutation
    limite: 20 % du flux
    source: { article: "1" }
  - part: part_etat
    règle: programme.taux_apl des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: { article: "1" }
"""
CORRESPONDANCE = """\
correspondance: erp
bailleur: "000000000"
fichiers:
  vacances: { fichier: "v.csv" }
  programmes: { fichier: "p.csv" }
colonnes:
  vacances:
    id: ID
    commune: INSEE
    programme: PROG
    affectation: AFF
    disponibilite: { colonne: DISPO, complet au: 2025-12-31 }
    attribution: { colonne: ATT, complet au: 2025-12-31 }
    contingent: CONT
  programmes:
    id: ID
    taux_apl: { colonne: TAUX, unité: "%" }
"""
VACANCES = """\
ID;INSEE;PROG;AFF;DISPO;ATT;CONT
V1;93048;P1;location;2025-02-01;2025-03-01;etat
V2;93048;P2;location;2025-02-01;2025-03-01;commune
V3;93048;P3;location;2025-02-01;2025-03-01;commune
V4;93048;P1;mutation_interne;2025-02-01;2025-03-01;commune
V5;93048;P1;mutation_interne;2025-02-01;2025-03-01;commune
"""
PROGRAMMES = "ID;TAUX\nP1;20\nP2;12,5 %\nP3;\n"


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {"c.yaml": CONVENTION, "corr.yaml": CORRESPONDANCE, "v.csv": VACANCES, "p.csv": PROGRAMMES}
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


DONNEES = ["--data", "corr.yaml", "--as-of", "2025-12-31"]


@pytest.mark.usefixtures("depot")
def test_the_year_reads_each_rate_and_says_what_goes_beyond_the_limit(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["compliance", "--year", "2025", *DONNEES]) == 1  # a cell is refused
    said = capsys.readouterr()
    assert "« 12,5 % » (TAUX) n'est pas un taux de 15 % à 25 %" in plain(said.err + said.out)
    assert "réalisé 2, dont 1 au-delà de la limite (1) dans l'assiette" in plain(said.out)
    assert run(["compliance", "--year", "2025", *DONNEES, "--format", "json"]) == 1
    (convention,) = json.loads(capsys.readouterr().out)["conventions"]
    (regle,) = convention["regles"]
    # 20 % of one dwelling and of two halves, and two rates from 15 % to 25 %.
    assert regle["cellules"][0]["du"] == ["7/10", "9/10"]
    (retrait,) = convention["retraits"]
    assert [retrait[cle] for cle in ("realise", "limite", "excedent")] == [2, 1, 1]


@pytest.mark.usefixtures("depot")
def test_explain_tells_the_rate_of_a_dwelling_and_the_limit_of_its_withdrawal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["explain", "V1", *DONNEES]) == 0
    said = plain(capsys.readouterr().out)
    assert "• Part « part_etat » (article 1) : " in said and "; taux de ce logement : 20 %." in said
    assert run(["explain", "V3", *DONNEES]) == 0
    assert "taux de ce logement : non renseigné" in plain(capsys.readouterr().out)
    assert run(["explain", "V4", *DONNEES]) == 0
    said = plain(capsys.readouterr().out)
    assert "dans la limite de 20 % du flux de la période ; le logement est soustrait" in said
    assert "aucun logement n'est désigné, le bilan de l'année dit combien" in said
