"""A landlord of two communes and two categories of withdrawals, whose table of withdrawals announced is
given as text."""

import json
from pathlib import Path
from typing import Any

import pytest

from convrules.cli.main import run
from frames import frame_clauses

DEUX = '["93066", "93048"]'
CLAUSES = """- soustraction: mutations
  règle: affectation = mutation_interne
  catégorie: mutation
  source: { article: "1" }
- soustraction: relogements
  règle: affectation = relogement_ru
  catégorie: relogement
  source: { article: "2" }
- part: p
  règle: 50 % des vacances dans l'assiette
  compte: attributions
  application: APPLICATION
  arrondi: inférieur
  report: aucun
  source: { article: "3" }
"""
CODES = "{ LOC: location, MUT: mutation_interne, REL: relogement_ru }"
CORRESPONDANCE = f"""correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: {{ fichier: vacances.csv, séparateur: ";", complet au: 2026-01-05 }}
  soustractions: {{ fichier: soustractions.csv, séparateur: ";" }}
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    affectation: {{ colonne: AFFECTATION, codes: {CODES} }}
    contingent: {{ colonne: COMPTE, codes: {{ ETAT: etat, NR: bailleur }} }}
    disponibilite: DISPONIBILITE
    proposition: PROPOSITION
    attribution: ATTRIBUTION
  soustractions: {{ COLONNES }}
"""
VACANCES = "ID;COMMUNE;AFFECTATION;COMPTE;DISPONIBILITE;PROPOSITION;ATTRIBUTION\n" + "".join(
    f"{commune}-{n};{commune};LOC;{'ETAT' if n < 2 else 'NR'};2025-03-01;2025-04-01;2025-04-10\n"
    for commune in ("93066", "93048")
    for n in range(6)
)
NOMS = {
    **{"ANNEE": "annee", "CATEGORIE": "categorie", "COMMUNE": "commune", "NOMBRE": "nombre", "ID": "id"},
    "CONVENTION": "convention",
}


def landlord(
    folder: Path,
    table: str,
    *,
    application: str = "chaque commune",
    communes: str = DEUX,
    periode: str = "année civile",
    choix: str = "prévision",
    clauses: str = CLAUSES,
    vacances: str = VACANCES,
) -> Path:
    """table: what is announced, with its titles. choix: how withdrawals are counted."""
    text = frame_clauses(clauses.replace("APPLICATION", application))
    for written, meant in (
        ('territoire: { département: "93" }', f"territoire: {{ commune: {communes} }}"),
        ("période: année civile", f"période: {periode}"),
        ("soustractions: réalisé", f"soustractions: {choix}"),
    ):
        assert text.count(written) == 1
        text = text.replace(written, meant)
    columns = ", ".join(f"{NOMS[title]}: {title}" for title in table.split("\n")[0].split(";"))
    files = {
        "exemple.yaml": text,
        "correspondance.yaml": CORRESPONDANCE.replace("COLONNES", columns),
        "vacances.csv": vacances,
        "soustractions.csv": table,
        "convrules.toml": '[depot]\nnom = "Essai"\ndata = ["correspondance.yaml"]\n',
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Of a command, as of 5 January 2026: its code, what it prints, and its findings on one line."""
    capsys.readouterr()
    code = run([*words, "--as-of", "2026-01-05"])
    read = capsys.readouterr()
    return code, read.out, " ".join(read.err.split())


def year(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[Any, str]:
    """The one convention's 2025 as data, and the findings."""
    words = ("compliance", "--depot", str(folder), "--year", "2025", "--format", "json")
    _, out, err = told(capsys, *words, *options)
    (convention,) = json.loads(out)["conventions"]
    return convention, err
