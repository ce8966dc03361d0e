"""A vacancy whose identifier is lost is still one: no verdict is sure without it."""

import json
from pathlib import Path

import pytest

from convrules.cli.main import run

AU = ("--as-of", "2026-01-05")
PERDUS = ("V-001", "V-005", "V-009")


def verdict(capsys: pytest.CaptureFixture[str]) -> object:
    capsys.readouterr()
    run(["compliance", "--year", "2025", *AU, "--format", "json"])
    answer = json.loads(capsys.readouterr().out)
    regles = [r for c in answer["conventions"] for r in c["regles"] if r["clause"] == "contingent_etat"]
    return regles[0]["verdict"]


@pytest.mark.parametrize("ident", ["0", "NC", "-", "\u200b", "#REF!", "V-001"])
def test_a_lost_identifier_makes_no_verdict_sure(
    ident: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot"]) == 0
    monkeypatch.chdir(tmp_path / "depot")
    assert verdict(capsys) == "conforme"
    (path,) = Path("donnees").glob("*.csv")
    text = path.read_text("utf-8")
    for known in PERDUS:
        text = text.replace(f"{known};", f"{ident};")
    path.write_text(text, "utf-8")
    assert verdict(capsys) == "indetermine"
