"""A repository with dwellings on offer, the advice of a day, and what is decided on it."""

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from convrules.cli.main import run

LE_30 = ("--as-of", "2025-06-30")
VILLE = "commune--mon-bailleur"
TETES = "NUM_VAC;INSEE;NATURE;TYPO;FINAN;QPV;USAGE;CONTINGENT;DT_DISPO;DT_INFO;DT_PROPO;DT_ATTRIB;DT_BAIL\n"


def row(ident: str, more: str = ";;") -> str:
    return f"{ident};93066;ORD;T3;PLUS;N;LOC;;09/06/2025;26/05/2025;{more}\n"


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository as `init` lays it, with four dwellings on offer and one let."""
    monkeypatch.chdir(tmp_path)
    assert run(["init", ".", "--modele", "commune"]) == 0
    for path in (tmp_path / "donnees").iterdir():
        path.unlink()
    rows = "".join(row(f"V-{n}") for n in (1, 2, 3, 4)) + row("V-9", "20/06/2025;25/06/2025;27/06/2025")
    (tmp_path / "donnees" / "vacances-2025.csv").write_text(TETES + rows, "utf-8")
    return tmp_path


def orient(*more: str) -> int:
    return run(["orient", *LE_30, *more])


def decide(vacance: str, titulaire: str, *more: str) -> int:
    return orient("--decide", f"{vacance}={titulaire}", "--par", "chef de service", *more)


def advice(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    capsys.readouterr()
    assert orient("--format", "json") == 0
    return {v["id"]: v for v in json.loads(capsys.readouterr().out)["vacances"]}


def account(vacance: dict, ident: str) -> dict:
    return next(c["compte"] for c in vacance["candidats"] if c["convention"] == ident)


def published(name: str, text: str) -> dict:
    found = json.loads(text)
    schema = json.loads((files("convrules.render") / "schemas" / f"{name}.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(found, schema)
    return found
