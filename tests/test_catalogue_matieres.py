"""Clause 51 of the catalogue asks that a convention say two things: a file that leaves one out is refused."""

import shutil
from pathlib import Path

import pytest

from convrules.cli.main import run

FOLDER = Path(__file__).parents[1] / "conventions" / "catalogue"


def checked(folder: Path, text: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    shutil.copy(FOLDER / "convrules.toml", folder)
    shutil.copytree(FOLDER / "socles", folder / "socles")
    (folder / "clause-51.yaml").write_text(text, encoding="utf-8")
    return run(["check", str(folder), "--format", "concise"]), capsys.readouterr().out


def without(line: str) -> str:
    text = (FOLDER / "clause-51.yaml").read_text(encoding="utf-8")
    assert text.count(line) == 1
    return text.replace(line, "")


def test_with_both_it_is_accepted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (FOLDER / "clause-51.yaml").read_text(encoding="utf-8")
    assert checked(tmp_path, text, capsys) == (0, "")


def test_without_what_follows_silence_it_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = checked(tmp_path, without("    à défaut: remise au bailleur, non comptée\n"), capsys)
    assert code == 1
    assert "CR615" in out and "sort à défaut de proposition" in out


def test_with_another_event_it_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (FOLDER / "clause-51.yaml").read_text(encoding="utf-8")
    code, out = checked(tmp_path, text.replace("règle: proposition au", "règle: visite au"), capsys)
    assert code == 1
    assert "CR615" in out and "délai de proposition" in out
