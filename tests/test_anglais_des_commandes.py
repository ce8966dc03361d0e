"""What commands say in English, asked by an option or a variable; and French is untouched by it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from commandes import command_of, commands
from convrules.base.texte import Langue
from convrules.cli.langue import speak
from convrules.cli.main import run
from exemple import short_example
from frames import frame_clauses
from francais import left

ICI = Path(__file__).parent
SRC = ICI.parent / "src"
NOMS_DU_DEPOT = ("OPH Plaine Nord", "Action Logement Services", "La Courneuve")
FAUTIVE = frame_clauses('- champ: exemple\n  règle: qpv etage\n  source: { article: "1" }\n')


@pytest.fixture(autouse=True)
def french_again() -> Iterator[None]:
    """A command leaves its language behind it in this process."""
    yield
    speak(Langue.FR)


@pytest.fixture
def convention(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("CONVRULES_LANG", raising=False)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.chdir(tmp_path)
    path = Path("convention.yaml")
    path.write_text(FAUTIVE, encoding="utf-8")
    return path


@pytest.mark.parametrize("forme", ["text", "concise", "github", "junit"])
@pytest.mark.parametrize("before", [True, False], ids=["--lang check", "check --lang"])
def test_check_in_english(
    forme: str, before: bool, convention: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["check", "--format", forme, str(convention)]
    assert run(["--lang", "en", *command] if before else [*command, "--lang", "en"]) == 1
    shown = capsys.readouterr().out
    assert "is not expected here" in shown and "attendu ici" not in shown


def test_the_screen_in_english(convention: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", "--lang", "en", str(convention)])
    shown = capsys.readouterr().out
    head, *_, last = shown.splitlines()
    assert head == "error[CR101]: “etage” is not expected here."
    assert "= help: Expected here: " in shown and "= more: convrules explain CR101" in shown
    assert last == "1 error (1 file, 0 rules, 0 cases)."


def test_the_variable_then_the_option(
    convention: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVRULES_LANG", "en")
    run(["check", str(convention)])
    assert "error[CR101]" in capsys.readouterr().out
    run(["check", "--lang", "fr", str(convention)])
    assert "erreur[CR101]" in capsys.readouterr().out


def test_the_locale_is_not_read(
    convention: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("LANG", "LC_ALL", "LANGUAGE", "LC_MESSAGES"):
        monkeypatch.setenv(variable, "en_US.UTF-8")
    run(["check", str(convention)])
    assert "erreur[CR101]" in capsys.readouterr().out


def test_another_language_is_refused(convention: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--lang", "de", str(convention)]) == 2
    assert "--lang" in capsys.readouterr().err


@pytest.mark.parametrize("forme", ["json", "sarif", "gitlab"])
def test_json_is_the_same_in_every_language(
    forme: str, convention: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = []
    for lang in ("fr", "en"):
        run(["check", "--format", forme, "--lang", lang, str(convention)])
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]


def test_a_code_is_explained_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "en", "explain", "CR304"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("CR304 — error “taux-sans-pourcent”\n“…” is written beside a rate")
    assert "## Why" in shown and "règle: seuil >= 0.3" in shown


@pytest.mark.parametrize(
    "command",
    [["check", "--forme"], ["chek"], ["check", "--as-of", "31/12/2025"], ["explain", "CR999"], ["explain"]],
    ids=" ".join,
)
def test_bad_usage_in_english(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "en", *command]) == 2
    shown = capsys.readouterr().err
    assert "Error: " in shown and "Usage: " in shown and not list(left(shown)), shown


def test_an_internal_error_in_english(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("convrules.cli.explain.page", lambda code: 1 // 0)
    assert run(["--lang", "en", "explain", "CR304"]) == 3
    shown = capsys.readouterr().err
    assert "Internal error of convrules" in shown and "command: explain" in shown
    assert not list(left(shown)), shown


@pytest.mark.parametrize("command", list(commands()), ids=lambda c: " ".join(c) or "convrules")
def test_help_in_english(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "en", *command, "--help"]) == 0
    shown = re.sub(r"Example: convrules.*", "", capsys.readouterr().out, flags=re.DOTALL)
    assert shown.startswith("Usage: ") and not list(left(shown)), shown


def test_evaluate_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All that it says of a repository and of its data: nothing of it is French but names and quotations."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vide").mkdir()
    assert run(["--lang", "en", "evaluate", "--depot", "vide"]) == 2
    assert "has no mapping file" in capsys.readouterr().err
    short_example(tmp_path / "depot", 300)
    run(["--lang", "en", "evaluate", "--depot", "depot", "--as-of", "2026-01-05"])
    shown = capsys.readouterr()
    assert "within the base of the flow" in shown.out and "rows read" in shown.err
    assert not list(left(shown.out, NOMS_DU_DEPOT)), shown.out
    assert not list(left(re.sub(r"(?m)^\s*\d* *[│|].*$", "", shown.err), NOMS_DU_DEPOT)), shown.err


def test_compare_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    short_example(tmp_path / "depot", 300)
    monkeypatch.chdir(tmp_path / "depot")
    asked = ["compare", "--year", "2025", "--year", "2026", "--as-of", "2026-01-05"]
    assert run(["--lang", "en", "compare", "--year", "2025"]) == 2
    assert "say from two to 12 columns" in capsys.readouterr().err
    run(["--lang", "en", *asked, "-o", "page.html"])
    shown = capsys.readouterr()
    assert shown.out.startswith("Comparison, as of 5\u00a0January\u00a02026.")
    assert "written in French" not in shown.err and '<html lang="en">' in Path("page.html").read_text("utf-8")
    assert (
        "compliant" in shown.out
        and re.search(r"\d+–\d+", shown.out)
        and not list(left(shown.out, NOMS_DU_DEPOT))
    ), shown.out


def test_the_journal_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ICI.parent / "conventions/exemples/oph-plaine-nord", tmp_path / "depot")
    monkeypatch.chdir(tmp_path / "depot")
    decide = ["orient", "--as-of", "2025-01-06", "--vacance", "V2025-00043"]
    assert run(["--lang", "en", "journal", "verify"]) == 2
    assert "no decision has been recorded yet" in capsys.readouterr().err
    run(
        [
            *decide[:3],
            "--decide",
            "V2025-00043=etat-93--oph-plaine-nord",
            "--par",
            "chef de service",
            "--motif",
            "x",
        ]
    )
    capsys.readouterr()
    for command, said in (
        (["verify"], "” is whole: 1 line."),
        (["repair"], "” has nothing to repair."),
        (["cancel", "1", "--par", "chef de service", "--motif", "faute"], "Line 1 is cancelled (line 2 of “"),
        (["show"], "cancels line 1"),
        (["cancel", "7", "--par", "chef", "--motif", "faute"], ""),
    ):
        run(["--lang", "en", "journal", *command])
        shown = capsys.readouterr()
        assert said in shown.out
        for stream in shown:
            assert not list(left(stream, ("chef de service", "faute"))), stream


def test_init_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("baux.csv").write_text("NUM_VAC;DATE_BAIL;COMMUNE;LOCATAIRE\nV1;03/02/2025;93066;X\n", "utf-8")
    Path("vide.csv").write_text("", "utf-8")
    for command, code, said in (
        (["depot"], 0, "Repository laid out in “depot”."),
        (["depot", "--data", "baux.csv"], 0, "Columns linked"),
        (["depot", "--modele", "commune"], 2, "exists and is not empty: nothing was written"),
        (["autre", "--data", "vide.csv"], 2, "is empty"),
        (["autre", "--data", "absent.csv"], 2, "cannot be opened: the file does not exist"),
        ([], 2, "Missing argument"),
    ):
        assert run(["--lang", "en", "init", *command]) == code
        shown = capsys.readouterr()
        assert said in shown.out + shown.err
        for stream in shown:
            assert not list(left(stream)), stream


def test_french_opens_no_catalogue(convention: Path) -> None:
    """What English needs costs nothing to who does not ask for it."""
    code = (
        "import sys\nfrom convrules.cli.main import run\nrun(['check', sys.argv[1]])\n"
        "from convrules.base.anglais import catalogue\nsys.stderr.write(str(catalogue.cache_info().misses))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(convention)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(SRC)},
    )
    assert "erreur[CR101]" in done.stdout and done.stderr == "0"


def test_the_language_is_an_option_of_every_command() -> None:
    for names in commands():
        assert [p.name for p in command_of(names).params].count("lang") == 1
