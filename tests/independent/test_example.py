"""The example's `compliance --format json` against a recomputation that knows nothing of the engine."""

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from independent.recompute import recompute

ROOT = Path(__file__).parents[2]
KEYS = ("base", "du", "cible", "realise", "solde")


@pytest.fixture(scope="module")
def year() -> dict[tuple[str, str, str], dict[str, object]]:
    command = [sys.executable, "-m", "convrules", "compliance", "--year", "2025", "--as-of", "2026-01-05"]
    command += ["--format", "json", "--depot", "conventions/exemples/oph-plaine-nord"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    found = {}
    for convention in json.loads(done.stdout)["conventions"]:
        for regle in convention["regles"]:
            for cell in regle["cellules"]:
                name = cell["cellule"].get("commune", "")
                found[convention["convention"], regle["clause"], name] = cell
    return found


def bounds(value: object) -> tuple[Fraction, Fraction]:
    if isinstance(value, list):
        low, high = value
        return Fraction(str(low)), Fraction(str(high))
    return Fraction(str(value)), Fraction(str(value))


EXPECTED = recompute()


@pytest.mark.parametrize("name", sorted(EXPECTED), ids=" ".join)
def test_rule(name: tuple[str, str, str], year: dict[tuple[str, str, str], dict[str, object]]) -> None:
    expected, cell = EXPECTED[name], year[name]
    assert cell["verdict"] == expected["verdict"]
    for key in KEYS:
        if key in expected:
            assert bounds(cell[key]) == expected[key], key


def test_every_rule_of_the_year_is_recomputed(year: dict[tuple[str, str, str], dict[str, object]]) -> None:
    directional = {("plaine-commune--oph-plaine-nord", "petits_menages", "")}
    assert set(year) - directional == set(EXPECTED)
