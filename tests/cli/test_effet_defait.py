"""An effect that what has not come may undo is said so, wherever `explain` tells it."""

import json
import re
from pathlib import Path

import pytest

from convrules.cli.main import run
from frames import frame_entete

CONVENTION = """convention: {nom}
réservataire: {{ nom: {nom}, type: {nom} }}
territoire: {{ commune: "93066" }}
en vigueur: {{ du: 2023-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
vocabulaire:
  visite: {{ niveau: vacance, type: événement }}
clauses:
  - délai: {clause}
    {regle}
    débiteur: réservataire
    à défaut: {effet}
    source: {{ article: "1" }}
"""
REMETTRE = "si: non (visite a eu lieu)\n    règle: proposition au plus tard 10 jours après information"
SIGNER = "règle: bail au plus tard 10 jours après remise"
JOURS = ("disponibilite", "information", "proposition", "visite", "attribution", "bail")
TEXTE = (
    "(le 12 décembre 2025) ; cet effet peut encore être défait (pas encore survenu : visite du logement",
    "(le 23 décembre 2025) ; cet effet peut encore être défait (pas encore survenu : visite du logement",
    "Compte de l'attribution : le bailleur ; cela peut encore changer.",
    "Cela peut encore changer (pas encore survenu : visite du logement",
    "– Cet effet peut encore être défait (pas encore survenu : visite du logement",
    "L'effet qui l'ouvre peut encore être défait (pas encore survenu : visite du logement",
    "Le tour de cette vacance s'est clos le 12 décembre 2025, et peut encore se rouvrir.",
    "Le tour de cette vacance s'est clos le 23 décembre 2025, et peut encore se rouvrir.",
)


def laid(folder: Path, visite: str) -> Path:
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    for nom, clause, regle, effet in (
        ("commune", "proposer", REMETTRE, "remise à etat, non comptée"),
        ("etat", "signer", SIGNER, "remise au bailleur, comptée"),
    ):
        text = frame_entete(CONVENTION.format(nom=nom, clause=clause, regle=regle, effet=effet))
        (folder / f"{nom}.yaml").write_text(text, "utf-8")
    columns = "".join(f"    {jour}: {{ colonne: {jour}, complet au: 2026-02-10 }}\n" for jour in JOURS)
    (folder / "correspondance.yaml").write_text(
        'correspondance: essai\nbailleur: "000000000"\nfichiers:\n'
        '  vacances: { fichier: "vacances.csv", séparateur: ";" }\n'
        f"colonnes:\n  vacances:\n    id: id\n    commune: commune\n{columns}",
        "utf-8",
    )
    rows = f"id;commune;{';'.join(JOURS)}\nV1;93066;2025-11-28;2025-12-01;;{visite};;\n"
    (folder / "vacances.csv").write_text(rows, "utf-8")
    return folder


def explained(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    depot = ["--depot", str(folder), "--data", str(folder / "correspondance.yaml")]
    capsys.readouterr()
    assert run(["explain", "V1", *depot, "--as-of", "2026-02-10", *options]) == 0
    return capsys.readouterr().out


def test_while_the_visit_may_come(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = laid(tmp_path, "")
    text = re.sub(r"\s+", " ", explained(folder, capsys))
    for said in TEXTE:
        assert said in text, said
    found = json.loads(explained(folder, capsys, "--format", "json"))
    commune, etat = sorted(found["conventions"], key=lambda d: str(d["convention"]))
    visite = [{"fait": "visite", "genre": "futur", "ligne": None}]
    assert [e["peut_etre_defait"] for e in commune["effets"]] == [visite]
    assert [e["peut_etre_defait"] for e in (*etat["effets"], *etat["ouvertures"])] == [visite, visite]


def test_once_it_cannot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = laid(tmp_path, "jamais")
    text = re.sub(r"\s+", " ", explained(folder, capsys))
    assert "12 décembre 2025" in text and "défait" not in text and "rouvrir" not in text
    assert "changer" not in text
