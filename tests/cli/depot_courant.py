"""The repository that `init` lays, in the current folder, and the day on which it is read."""

from pathlib import Path

import pytest

from convrules.cli.main import run

AU = ("--as-of", "2026-01-05")


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """The repository that `init` lays, in the current folder."""
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    monkeypatch.chdir(tmp_path / "depot")
    capsys.readouterr()
    return tmp_path / "depot"
