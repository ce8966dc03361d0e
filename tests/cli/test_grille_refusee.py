"""A choice of the grid that cannot be tried is told in the words of who asked: which, of which part."""

import json
from pathlib import Path

import pytest

from cli.test_grille_amendee import CAS, CONVENTION, QUOTA, SIGNEE, VOISINE, deposit
from cli.test_simulate import GRILLE, convention
from convrules.cli.main import run

assert convention
REFUS = [
    ("base", "vacances du champ", "CR410", "part_ville : base vacances du champ"),
    ("taux", "100 %", "CR601", "part_ville : 100 %"),
]
"""The base of the quota cannot follow; the parts of a landlord give more than there is."""


@pytest.mark.parametrize("prevue", [False, True])
@pytest.mark.parametrize(("cle", "valeur", "code", "nom"), REFUS)
def test_a_choice_that_is_refused_is_told_by_itself_and_by_no_file(
    convention: str,
    cle: str,
    valeur: str,
    code: str,
    nom: str,
    prevue: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    deposit(SIGNEE, QUOTA, CAS["le_1er_janvier_puis_la_meme_cle"], convention)
    text = CONVENTION.read_text("utf-8")
    text = text.replace("  - délai: premiere_proposition", f"{VOISINE}  - délai: premiere_proposition")
    CONVENTION.write_text(text, "utf-8")
    options = [*GRILLE, convention, "--taux", "100 %"]
    if prevue:
        lines = ["du = 2025-03-01", 'faits = { commune = "93066", typologie = "T3" }']
        Path("h.toml").write_text("\n".join(["tirages = 2", "[[livraisons]]", "nombre = 6", *lines]), "utf-8")
        options += ["--hypotheses", "h.toml"]
    capsys.readouterr()
    assert run(["simulate", "--depot", "depot", *options, "--format", "json"]) == 1
    out = capsys.readouterr().out
    assert "essai.yaml" not in out and "avenant « essai »" not in out
    (one,) = (r for r in json.loads(out)["refusees"] if r["nom"] == nom)
    assert one["choix"] == {"convention": convention, "clause": "part_ville", "cle": cle, "valeur": valeur}
    (found,) = (d for d in one["diagnostics"] if d["code"] == code)
    assert found["fil"][-1] == "part « part_ville »" and found["fichier"] == "conventions/convention.yaml"
    assert text.splitlines()[found["ligne"] - 1].strip() == "- part: part_ville"
