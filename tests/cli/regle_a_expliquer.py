"""A part of the flow, its exceptions and its rows, and what `explain ANNÉE` says of them."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from convrules.cli.main import run
from frames import frame_entete

DEPOT = '[depot]\nnom = "x"\ndata = ["donnees.yaml"]\n'
CORRESPONDANCE = """correspondance: x
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, séparateur: ";", complet au: 2026-01-31 }
colonnes:
  vacances: { id: id, commune: commune, contingent: { colonne: contingent, codes: { E: etat, B: bailleur } },
    disponibilite: { colonne: dispo, format: aaaa-mm-jj },
    attribution: { colonne: attrib, format: aaaa-mm-jj } }
"""
PART = """territoire: {{ département: "93" }}
en vigueur: {{ du: 2024-01-01, au: 2027-12-31 }}
document: {{ articles: ["1", "annexe 2", "annexe 10"] }}
clauses:
  - part: p
    énoncé: La moitié du flux.
    règle: 50 % des vacances dans l'assiette
    compte: attributions
    application: {application}
    arrondi: inférieur
    report: aucun
    {clefs}
    source: {{ article: "1" }}
"""
PAR_COMMUNE, ENSEMBLE = "chaque commune", "ensemble"
ENGAGEMENT = "force: engagement"
BONDY, PANTIN, MONTREUIL = "93010", "93055", "93048"
TITRES = "id;commune;contingent;dispo;attrib\n"


def row(ident: str, commune: str, contingent: str, jour: str = "2025-02-03") -> str:
    return f"{ident};{commune};{contingent};{jour};{jour}\n"


def exception(nom: str, keys: str, article: str, remplace: str) -> str:
    return (
        f"  - exception: {nom}\n    énoncé: Ce que dit {nom}.\n    à: p\n    {keys}\n    remplace:\n"
        f'      {remplace}\n    source: {{ article: "{article}" }}\n'
    )


def lay(folder: Path, rows: list[str], application: str, clefs: str = ENGAGEMENT, more: str = "") -> Path:
    (folder / "convrules.toml").write_text(DEPOT, "utf-8")
    text = PART.format(application=application, clefs=clefs) + more
    (folder / "etat.yaml").write_text(frame_entete(text), "utf-8")
    (folder / "donnees.yaml").write_text(CORRESPONDANCE, "utf-8")
    (folder / "vacances.csv").write_text(TITRES + "".join(rows), "utf-8")
    return folder


def asked(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    capsys.readouterr()
    assert run(["explain", "2025", "--depot", str(folder), "--as-of", "2026-01-31", *more]) == 0
    return capsys.readouterr().out


def screen(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    return " ".join(asked(folder, capsys, *more).replace("\u202f", " ").split())


def machine(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found = json.loads(asked(folder, capsys, "--format", "json"))
    schema = json.loads((files("convrules.render") / "schemas" / "explain.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    assert isinstance(found, dict)
    return found


MANQUEE = [row("M1", MONTREUIL, "B"), row("M2", MONTREUIL, "B")]
OUVERTE = [row("P1", PANTIN, ""), row("P2", PANTIN, "B")]
TENUE = [row("B1", BONDY, "E"), row("B2", BONDY, "")]
"""Of Montreuil nothing is done; Pantin depends on P1; Bondy has its one dwelling whatever B2 is."""
