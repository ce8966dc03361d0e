"""`check` for other tools: every form, several at once, and what a forge is told without asking."""

import json
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from convrules.cli import formats
from convrules.cli.main import run

FAUX = """\
convention: x
bailleur: { nom: A, siren: "000000000" }
clauses:
  - par: y
  - par: z
"""
CODES = ["CR022", "CR027", "CR027"]


@pytest.fixture
def faux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "faux.yaml").write_text(FAUX, "utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    return "faux.yaml"


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run(arguments) == 1
    return capsys.readouterr().out


def test_several_forms_at_once_say_the_same(faux: str, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = [f"--output={forme}:constats.{forme}" for forme in formats.FORMES]
    text = told(["check", faux, *outputs], capsys)
    written = {forme: Path(f"constats.{forme}").read_text("utf-8") for forme in formats.FORMES}
    assert written["text"] == text
    assert [line.split()[1] for line in written["concise"].splitlines()] == CODES
    assert [d["code"] for d in json.loads(written["json"])["diagnostics"]] == CODES
    assert [r["ruleId"] for r in json.loads(written["sarif"])["runs"][0]["results"]] == CODES
    assert [e["check_name"] for e in json.loads(written["gitlab"])] == CODES
    assert [line.split("title=")[1][:5] for line in written["github"].splitlines()] == CODES
    (suite,) = Xml.fromstring(written["junit"])
    assert [case.get("name") for case in suite] == sorted(set(CODES))


def test_a_workflow_of_github_gets_annotations_and_a_table(
    faux: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("resume.md").write_text("déjà là\n", "utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "resume.md")
    monkeypatch.setenv("NO_COLOR", "1")
    out = told(["check", faux], capsys)
    assert out.count("erreur[CR0") == out.count("::error file=faux.yaml") == 3
    page = Path("resume.md").read_text("utf-8")
    assert page.startswith("déjà là\n### convrules\n") and page.count("| erreur | CR0") == 3


def test_a_form_asked_for_is_alone(
    faux: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert "::error" not in told(["check", faux, "--format", "concise"], capsys)


def test_a_long_summary_is_cut_and_says_so(
    faux: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "RESUME_MAX", 400)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "resume.md")
    told(["check", faux], capsys)
    page = Path("resume.md").read_text("utf-8")
    assert page.count("| erreur |") == 1 and "2 autres constats" in page


@pytest.mark.parametrize("forge", ["GITHUB_ACTIONS", "GITLAB_CI"])
def test_logs_of_forges_are_coloured(
    faux: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, forge: str
) -> None:
    assert "\x1b[" not in told(["check", faux], capsys)
    monkeypatch.setenv(forge, "true")
    assert "\x1b[" in told(["check", faux], capsys)


def test_cases_as_junit(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(__file__).parents[2] / "conventions" / "exemples" / "paris"
    assert run(["test", str(folder), "--format", "junit"]) == 0
    (suite,) = Xml.fromstring(capsys.readouterr().out)
    assert int(suite.get("tests", "0")) == len(suite) > 0 and suite.get("failures") == "0"
