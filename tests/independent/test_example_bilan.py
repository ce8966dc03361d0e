"""The example's `bilan --format json` against a recomputation that knows nothing of the engine."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from independent.recompute import rows
from independent.recompute_bilan import AXES, HOLDERS, WITHDRAWN, proposed_or_let, statement, withdrawals

ROOT = Path(__file__).parents[2]
VACANCIES = rows("vacances")
FORECAST = rows("soustractions")


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    command = [sys.executable, "-m", "convrules", "bilan", "--year", "2025", "--as-of", "2026-01-05"]
    command += ["--format", "json", "--depot", "conventions/exemples/oph-plaine-nord"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def bounds(value: object) -> tuple[int, int]:
    if isinstance(value, list):
        return value[0], value[1]
    assert isinstance(value, int)
    return value, value


def of(report: dict[str, Any], holder: str) -> dict[str, Any]:
    (found,) = (r for r in report["releves"] if r["compte"]["nom"] == holder)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("axis", [None, *AXES])
@pytest.mark.parametrize("holder", HOLDERS)
def test_a_statement(report: dict[str, Any], holder: str, axis: str | None) -> None:
    expected = statement(VACANCIES, holder, axis)
    found = of(report, holder)
    lines = [{"valeur": None, **found["total"]}] if axis is None else found["dimensions"][axis]
    shown = {line["valeur"] or "": line for line in lines}
    values = {value for counter in expected.values() for value, n in counter.items() if n}
    assert values <= set(shown)
    for value, line in shown.items():
        for measure in ("proposes", "attribues"):
            wanted = (expected[f"{measure} min"][value], expected[f"{measure} max"][value])
            assert bounds(line[measure]) == wanted, (value, measure)


@pytest.mark.parametrize("holder", HOLDERS)
def test_every_dimension_at_once(report: dict[str, Any], holder: str) -> None:
    expected = statement(VACANCIES, holder, "tous")
    shown = {"|".join(line[axis] or "" for axis in AXES): line for line in of(report, holder)["croisement"]}
    assert {value for counter in expected.values() for value, n in counter.items() if n} == set(shown)
    for value, line in shown.items():
        for measure in ("proposes", "attribues"):
            wanted = (expected[f"{measure} min"][value], expected[f"{measure} max"][value])
            assert bounds(line[measure]) == wanted, (value, measure)


def test_everything_proposed_or_let_is_somewhere(report: dict[str, Any]) -> None:
    expected = proposed_or_let(VACANCIES)
    for measure, n in expected.items():
        # Some events are not recorded at all: they widen the total, never lower it.
        low, high = bounds(report["total"][measure])
        assert low == n <= high
        assert sum(bounds(line[measure])[0] for line in report["partage"]) == n


@pytest.mark.parametrize("category", WITHDRAWN.values())
def test_withdrawals(report: dict[str, Any], category: str) -> None:
    (everywhere,) = (r for r in report["soustractions"] if r["convention"] is None)
    (line,) = (c for c in everywhere["categories"] if c["categorie"] == category)
    expected = withdrawals(VACANCIES, category)
    assert bounds(line["soustraits"]) == expected["soustraits"]
    assert bounds(line["attribues"]) == expected["attribues"]
    assert line["prevu"] == sum(int(r["NOMBRE"]) for r in FORECAST if r["CATEGORIE"] == category)
    assert line["prevu_suivant"] is None
