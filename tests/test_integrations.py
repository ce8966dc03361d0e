"""What is shipped for other tools: each file is read as its tool reads it, and what it runs is run."""

import json
import os
import re
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

from checking.test_pages import CODES, examples
from convrules import api
from convrules.cli.main import run
from convrules.diagnostics.catalogue import message
from convrules.render.terminal import concise
from frames import frame_clauses

ROOT = Path(__file__).parents[1]
HOOKS = {h["id"]: h for h in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
ENTETE, COMPOSANT = yaml.safe_load_all((ROOT / "templates" / "check.yml").read_text("utf-8"))
MATCHER = json.loads((ROOT / "integrations" / "problem-matcher.json").read_text("utf-8"))["problemMatcher"][0]
CONVENTION = Path("conventions/convention.yaml")


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "mes conventions"
    assert run(["init", str(folder)]) == 0
    monkeypatch.chdir(folder)
    return folder


def wrong() -> None:
    CONVENTION.write_text(CONVENTION.read_text("utf-8").replace("nature =", "natture ="), "utf-8")


def shell(script: str, folder: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """Run a script where `convrules` is this engine, and `pip` notes what it is asked."""
    bin_ = folder.parent / "convrules" / "bin"
    bin_.mkdir(parents=True, exist_ok=True)
    for name, body in {
        "convrules": f'exec {shlex.quote(sys.executable)} -m convrules.cli.main "$@"',
        "pip": 'echo "$@" >> ../pip.txt',
    }.items():
        (bin_ / name).write_text(f"#!/bin/sh\n{body}\n", "utf-8")
        (bin_ / name).chmod(0o755)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "GITHUB", "CI"))}
    path = f"{bin_}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT / "src"), "PATH": path, "RUNNER_TEMP": str(folder.parent), **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


# --- pre-commit -------------------------------------------------------------------------------
@pytest.mark.parametrize("ident", HOOKS)
def test_a_hook_runs_on_the_files_that_it_is_given(ident: str, depot: Path) -> None:
    hook = HOOKS[ident]
    assert hook["language"] == "python" and hook["types"] == ["yaml"]
    # Why: files are compared with one another, so they must come together.
    assert hook.get("pass_filenames") is False or hook["require_serial"] is True
    given = (
        []
        if hook.get("pass_filenames") is False
        else ["correspondance.yaml", *map(str, CONVENTION.parent.glob("*"))]
    )
    program, *arguments = hook["entry"].split()
    assert program == "convrules"
    assert run([*arguments, *given]) == 0
    wrong()
    assert run([*arguments, *given]) == (0 if ident == "convrules-fmt" else 1)


# --- GitHub -----------------------------------------------------------------------------------
def steps(folder: Path, **inputs: str) -> "subprocess.CompletedProcess[str]":
    """The step that checks, its inputs put where the runner puts them."""
    given = {name: inputs.pop(name, field["default"]) for name, field in ACTION["inputs"].items()}
    step = ACTION["runs"]["steps"][-1]
    env = {
        name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda m: given[m[1]], value)
        for name, value in step["env"].items()
    }
    return shell(
        step["run"], folder, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(folder.parent / "page.md"), **env
    )


def test_the_action_is_one_that_github_accepts() -> None:
    assert set(ACTION) == {"name", "description", "inputs", "runs"} and ACTION["runs"]["using"] == "composite"
    for step in ACTION["runs"]["steps"]:
        assert step["shell"] == "bash"
        # Why: a value written into a script would be run as a part of it.
        assert "${{" not in step["run"]
    used = set(re.findall(r"inputs\.(\w+)", json.dumps(ACTION["runs"])))
    assert used == set(ACTION["inputs"])
    assert all(
        isinstance(field["default"], str) and field["description"] for field in ACTION["inputs"].values()
    )


def test_the_action_passes_and_fails(depot: Path) -> None:
    done = steps(depot, sarif="constats.sarif")
    assert done.returncode == 0, done.stderr
    assert "::notice file=conventions/convention.yaml" in done.stdout and "4\u00a0cas réussis" in done.stdout
    assert json.loads((depot / "constats.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert (depot.parent / "page.md").read_text("utf-8").startswith("### convrules")
    assert steps(depot, strict="true").returncode == 1
    assert steps(depot, fmt="true").returncode == 0
    mapping = depot / "correspondance.yaml"
    laid = mapping.read_text("utf-8")
    mapping.write_text(laid.replace("    id: ", "    id:   "), "utf-8")
    assert steps(depot, fmt="true").returncode == 1
    mapping.write_text(laid, "utf-8")
    assert "cas réussis" not in steps(depot, test="false").stdout
    wrong()
    done = steps(depot, paths="correspondance.yaml\nconventions\n")
    assert done.returncode == 1 and "title=CR201::" in done.stdout


def test_a_path_is_never_a_script(depot: Path) -> None:
    done = steps(depot, paths='conventions\n$(touch ../pris); "; touch ../pris')
    assert done.returncode == 2 and "n'existe pas" in done.stderr
    assert not (depot.parent / "pris").exists()


# --- GitLab -----------------------------------------------------------------------------------
def gitlab(folder: Path, **inputs: str) -> "subprocess.CompletedProcess[str]":
    fields = ENTETE["spec"]["inputs"]
    given = {name: inputs.pop(name, field["default"]) for name, field in fields.items()}
    script = "\n".join(COMPOSANT["convrules"]["script"])
    return shell(re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda m: given[m[1]], script), folder)


def test_the_component_passes_and_fails(depot: Path) -> None:
    used = set(re.findall(r"inputs\.(\w+)", json.dumps(COMPOSANT)))
    assert used == set(ENTETE["spec"]["inputs"])
    reports = COMPOSANT["convrules"]["artifacts"]["reports"]
    done = gitlab(depot)
    assert done.returncode == 0, done.stderr
    assert (depot.parent / "pip.txt").read_text("utf-8").split()[-1] == "convrules"
    entries = json.loads((depot / reports["codequality"]).read_text("utf-8"))
    assert entries and {"description", "check_name", "fingerprint", "severity", "location"} <= set(entries[0])
    assert ET.parse(depot / reports["junit"]).getroot().tag == "testsuites"
    assert gitlab(depot, options="--strict").returncode == 1
    wrong()
    assert gitlab(depot).returncode == 1
    found = json.loads((depot / reports["codequality"]).read_text("utf-8"))
    assert "CR201" in {entry["check_name"] for entry in found}


# --- problem matchers ---------------------------------------------------------------------------
@pytest.mark.parametrize("code", [c for c in CODES if c[2] in "24"])
def test_every_line_of_the_concise_form_is_matched(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("dossier à moi: 1") / "é.yaml"
    path.parent.mkdir()
    (pattern,) = MATCHER["pattern"]
    for kind, text in examples(code, "Refusé"):
        path.write_text(frame_clauses(text) if kind == "clauses" else text, "utf-8")
        for d in api.check([path]).diagnostics:
            (line,) = concise(d).split("\n")
            found = re.fullmatch(pattern["regexp"], line)
            assert found is not None, line
            told = {field: found[rank] for field, rank in pattern.items() if field != "regexp"}
            row, column = d.span.position
            assert told == {
                "file": path.as_posix(),
                "line": str(row),
                "column": str(column),
                "code": d.code,
                "message": message(d),
            }


def test_editors_and_forges_match_alike() -> None:
    manifest = json.loads((ROOT / "editors" / "vscode" / "package.json").read_text("utf-8"))
    (own,) = manifest["contributes"]["problemMatchers"]
    assert [own["pattern"]] == MATCHER["pattern"] and own["owner"] == MATCHER["owner"]
    assert re.fullmatch(MATCHER["pattern"][0]["regexp"], "3 erreurs (1 fichier, 2 règles, 0 cas).") is None
