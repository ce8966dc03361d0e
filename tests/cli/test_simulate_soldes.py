"""`simulate --since`: each text judges the years before too, and is brought the balances that it leaves."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cli.test_compare_soldes import cells, depot, with_balance
from convrules.cli.main import run

__all__ = ["depot"]
AN = ["--year", "2025", "--as-of", "2026-01-05"]
GRILLE = ["--grille", "etat--b", "--taux", "100%"]
AVENANT = """avenant: ecrit
à: etat--b
en vigueur: {{ du: {du} }}
document: {{ articles: ["1"] }}
modifications:
  - remplace: part_etat
    par:
      {dit}
    source: {{ article: "1" }}
"""
ECRITS = [
    ("100 %", "2025-01-01", "règle: 100 % des vacances dans l'assiette"),
    ("arrondi supérieur", "2025-01-01", "arrondi: supérieur"),
    ("report solde exact", "2025-01-01", "report: solde exact"),
    ("compte baux signés", "2024-01-01", "compte: baux signés"),
]


def result(capsys: pytest.CaptureFixture[str], command: str, *options: str) -> dict[str, Any]:
    capsys.readouterr()
    assert run([command, *AN, *options, "--format", "json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    schema = json.loads((files("convrules.render") / "schemas" / f"{command}.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    return found


def of_column(found: dict[str, Any], nom: str) -> Iterator[tuple[object, ...]]:
    rank = [c["nom"] for c in found["colonnes"]].index(nom)
    for rule in found["regles"]:
        yield from cells(rule["colonnes"][rank])


def test_the_text_in_force_is_what_compliance_says(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone = result(capsys, "simulate", *GRILLE)
    assert [c["depuis"] for c in alone["colonnes"]] == [None] * len(alone["colonnes"])
    assert [*of_column(alone, "texte en vigueur")] == [(None, None, 2, None, "indetermine")]
    since = result(capsys, "simulate", *GRILLE, "--since", "2024")
    assert {c["depuis"] for c in since["colonnes"]} == {2024}
    assert [*of_column(since, "texte en vigueur")] == [(1, 2, 2, 0, "conforme")]
    year = result(capsys, "compliance", "--since", "2024")["conventions"][0]
    assert [*cells(year["regles"])] == [*of_column(since, "texte en vigueur")]


@pytest.mark.parametrize(("nom", "du", "dit"), ECRITS)
def test_a_choice_is_what_compliance_says_since_of_an_amendment(
    nom: str, du: str, dit: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A share or a rounding changes the year alone; what is counted, since the part counts: a letting of one
    year is then not counted in the next as a lease."""
    found = result(capsys, "simulate", *GRILLE, "--since", "2024")
    tried = [*of_column(found, f"part_etat : {nom}")]
    (depot / "avenant.yaml").write_text(AVENANT.format(du=du, dit=dit), "utf-8")
    year = result(capsys, "compliance", "--since", "2024")["conventions"][0]
    assert tried == [*cells(year["regles"])]


def test_the_screen_says_since_when_and_how_to_bring_a_balance(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["simulate", *AN, *GRILLE]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "« --since 2024 », ajouté à « simulate »" in said.replace("\u202f", " ").replace("\u00a0", " ")
    assert run(["simulate", *AN, *GRILLE, "--since", "2024"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Chaque texte juge aussi les années depuis 2024, dont chacune laisse ses soldes" in said
    assert "ajouté à" not in said


def test_a_balance_that_some_texts_contradict_is_told_of_these(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_balance(depot, "1")
    assert run(["simulate", *AN, *GRILLE, "--since", "2024"]) == 0
    said = " ".join(capsys.readouterr().out.replace("\u202f", " ").replace("\u00a0", " ").split())
    (told,) = re.findall("[^.]*jugée ici", said)
    assert "« part_etat : compte orientations » et « part_etat : compte propositions » : « etat--b »" in told


def test_years_to_come_have_no_balance_to_bring(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", *AN, "--since", "2024", "--hypotheses", "h.yaml"]) == 2
    assert "--since juge des années passées" in capsys.readouterr().err
    assert run(["simulate", *AN, *GRILLE, "--since", "2026"]) == 2
