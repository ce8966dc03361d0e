"""A quota within a part that gives no article stands in that of the part, wherever it is told."""

import csv
import json
from pathlib import Path

import pytest

from convrules.cli.main import run

DEPOT = Path(__file__).parents[1] / "data/annee/deux-parts"
ASKED = ["compliance", "--depot", str(DEPOT), "--year", "2025", "--as-of", "2026-01-31"]


def test_json_says_it(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    run([*ASKED, "--format", "json"])
    found = json.loads(capsys.readouterr().out)["conventions"]
    (rule,) = (r for c in found for r in c["regles"] if r["clause"] == "dont_quart")
    assert rule["source"]["article"] == "1"


def test_a_table_says_it(tmp_path: Path) -> None:
    run([*ASKED, "-o", str(tmp_path / "b")])
    with (tmp_path / "b/regles.csv").open(encoding="utf-8-sig", newline="") as handle:
        told = {r["clause"]: r["article"] for r in csv.DictReader(handle, delimiter=";")}
    assert told["dont_quart"] == told["part_t"] == "1"
