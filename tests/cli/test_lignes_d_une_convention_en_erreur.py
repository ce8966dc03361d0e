"""Rows that name a convention which has a mistake: it is the convention that is told, never the rows."""

import re
from pathlib import Path

import pytest

from convrules.cli.main import run
from frames import frame_clauses

PART = """- part: tiers
  règle: 50 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: inférieur
  report: solde exact
  source: { article: "1" }
"""
SAINE = frame_clauses(PART.replace("part: tiers", "part: quart")).replace(
    "convention: exemple", "convention: autre"
)
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: { fichier: v.csv, séparateur: ";" }
  soldes: { fichier: soldes.csv, séparateur: ";" }
  journal: { fichier: actes.csv, séparateur: ";" }
colonnes:
  vacances: { id: id, commune: commune, disponibilite: { colonne: libre, format: aaaa-mm-jj } }
  soldes: { convention: convention, clause: clause, annee: annee, solde: solde }
  journal:
    acte: acte
    clause: clause
    convention: convention
    date: { colonne: date, format: aaaa-mm-jj }
    reponse: { colonne: reponse, codes: { O: oui } }
"""
FICHIERS = {
    "v.csv": "id;commune;libre\nV1;93001;2026-03-01\n",
    "soldes.csv": "convention;clause;annee;solde\nautre;quart;2025;2\nautre;quatr;2025;2\n",
    "actes.csv": "acte;clause;convention;date;reponse\ndecision;acord;autre;2026-01-02;O\n",
}


def found(folder: Path, autre: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Errors and warnings of the year, the second convention being so."""
    files = {**FICHIERS, "exemple.yaml": frame_clauses(PART), "autre.yaml": autre}
    files |= {"correspondance.yaml": CORRESPONDANCE}
    files |= {"convrules.toml": '[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n'}
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    capsys.readouterr()
    run(["compliance", "--depot", str(folder), "--year", "2026", "--as-of", "2027-01-15"])
    return re.findall(r"\[(CR\d+)\]", capsys.readouterr().err)


def test_rows_that_nothing_reads_are_told_when_every_convention_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """« quatr » is no part, « acord » no decision."""
    assert found(tmp_path, SAINE, capsys) == ["CR803", "CR810"]


def test_a_convention_that_has_a_mistake_may_be_what_they_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = SAINE.replace("50 % des vacances", "50 % vacances")
    assert found(tmp_path, broken, capsys) == ["CR120"]
