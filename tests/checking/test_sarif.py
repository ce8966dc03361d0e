"""SARIF against its official schema, on every finding that the pages of codes show."""

import json
from datetime import date
from pathlib import Path

from jsonschema import Draft4Validator

from checking.test_pages import CODES, examples, findings
from convrules.diagnostics.model import Accepte, Diagnostic
from convrules.render.machine.sarif import sarif
from syntax import test_pages as surface

SCHEMA = Path(__file__).parents[1] / "data" / "schemas" / "sarif-2.1.0-rtm.5.json"


def shown() -> list[Diagnostic]:
    deep = [
        d for code in CODES for kind, text in examples(code, "Refusé") for d in findings(code, kind, text)
    ]
    of_form = [
        d
        for code in surface.CODES
        for kind, text in surface.examples(code, "Refusé")
        for d in surface.findings(kind, text)
    ]
    return [*deep, *of_form]


def test_every_finding_fits_the_official_schema() -> None:
    validator = Draft4Validator(json.loads(SCHEMA.read_text("utf-8")))
    found = shown()
    assert len({d.code for d in found}) >= 150
    assert any(d.fix for d in found) and any(d.labels for d in found)
    half = len(found) // 2
    taken = [
        Accepte(diagnostic=d, motif="délibération", jusqu_au=date(2026, 1, 1), commentaire=bool(i % 2))
        for i, d in enumerate(found[half:])
    ]
    log = json.loads(json.dumps(sarif(found[:half], taken)))
    assert [(list(e.absolute_path), e.message) for e in validator.iter_errors(log)] == []
    assert len(log["runs"][0]["results"]) == len(found)
    log["runs"][0]["results"][0]["level"] = "grave"
    assert list(validator.iter_errors(log)), "the schema refuses what it should"
