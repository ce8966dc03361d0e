"""The contract of the command line: exit codes, streams, words, options."""

import ast
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType

import click
import pytest

from convrules import __version__
from convrules.api.load import Empechement
from convrules.api.model import RapportCheck
from convrules.cli import common, french, internal, output
from convrules.cli.group import COMMANDES
from convrules.cli.main import main, run
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import fichier
from render.constats import TEXTE, repeated, span
from render.samples import BILAN

SRC = Path(__file__).parents[2] / "src"


def command(*arguments: str, **env: str) -> "subprocess.CompletedProcess[bytes]":
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, "-m", "convrules.cli.main", *arguments],
        capture_output=True,
        check=False,
        env={**environment, "PYTHONPATH": str(SRC), **env},
        timeout=60,
    )


def rapport(*diagnostics: Diagnostic, blocked: str = "") -> RapportCheck:
    found = (Empechement(texte=blocked),) if blocked else ()
    return RapportCheck(diagnostics=diagnostics, empechements=found, n_fichiers=1, n_regles=2, n_cas=0)


def stand_in(monkeypatch: pytest.MonkeyPatch, check_paths: Callable[[object], RapportCheck]) -> None:
    """Put this in the place of checking: the command line is tested apart from it."""
    module = ModuleType("convrules.api.checks")
    vars(module)["check_paths"] = lambda paths, _au, *, cached: check_paths(paths)
    monkeypatch.setitem(sys.modules, "convrules.api.checks", module)


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> "list[RapportCheck]":
    """What checking will answer: the first of the list."""
    answers: list[RapportCheck] = []
    stand_in(monkeypatch, lambda paths: answers[0])
    return answers


# --- exit codes -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--help"], 0, "Utilisation :"),
        (["check", "--help"], 0, "Exemple : convrules check"),
        (["explain", "CR005"], 0, "Clé répétée"),
        (["explain", "cr005"], 0, "Clé répétée"),
        (["explain", "CR005", "--format", "json"], 0, '"schema": "convrules/explain/1"'),
        ([], 2, "Commandes"),
        (["explain", "CR999"], 2, "Le code CR999 n'existe pas"),
        (["verifie"], 2, "La commande « verifie » n'existe pas."),
        (["simulate"], 2, "Option manquante '--year'"),
        (["check", "--mutate"], 2, "L'option « --mutate » n'existe pas encore dans cette version."),
        (["orient", "--engine"], 2, "n'existe pas encore dans cette version"),
        (["evaluate", "--engine", "oracle"], 2, "« oracle » n'est pas dans la liste"),
        (["check", "--formt", "json"], 2, "L'option « --formt » n'existe pas."),
        (["check", "--format", "xml"], 2, "« xml » n'est pas dans la liste"),
        (["check", "--output", "json"], 2, "écrivez FORMAT:FICHIER"),
        (["check", "--output", "xml:x"], 2, "écrivez FORMAT:FICHIER"),
        (["evaluate", "-o", "x.pdf"], 2, "cette commande écrit des fichiers .csv, .jsonl, .xlsx et .parquet"),
        (
            ["compliance", "--year", "2025", "-o", "x.docx"],
            2,
            "cette commande écrit un rapport .html ou .pdf, un classeur",
        ),
        (["compliance"], 2, "Option manquante '--year'"),
        (["compliance", "--year", "abc"], 2, "n'est pas une année"),
        (["compliance", "--year", "3"], 2, "est hors limites"),
        (["evaluate", "--as-of", "31/12/2025"], 2, "écrivez 2025-12-31."),
        (["evaluate", "--as-of", "2025-02-30"], 2, "n'est pas un jour du calendrier"),
        (["evaluate", "--as-of", "20250230"], 2, "n'est pas une date"),
        (["evaluate", "--as-of"], 2, "demande une valeur"),
        (["init"], 2, "Argument manquant 'DIR'"),
        (["init", "x", "--modele", "region"], 2, "n'est pas dans la liste"),
    ],
)
def test_exit_codes(arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == code
    streams = capsys.readouterr()
    assert said in " ".join((streams.out if code == 0 else streams.err).split())
    assert "Traceback" not in streams.err and not (code and streams.out)


@pytest.mark.parametrize(
    ("answer", "options", "code"),
    [
        (rapport(), [], 0),
        (rapport(repeated()), [], 1),
        (rapport(repeated()), ["--format", "json"], 1),
        (rapport(repeated()), ["--format", "concise"], 1),
        (rapport(blocked="« x » ne s'ouvre pas."), [], 2),
        (rapport(repeated(), blocked="« x » ne s'ouvre pas."), [], 2),
    ],
)
def test_exit_codes_of_check(
    answer: RapportCheck, options: list[str], code: int, checked: list[RapportCheck]
) -> None:
    checked.append(answer)
    assert run(["check", "x", *options]) == code


def test_internal_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(paths: object) -> RapportCheck:
        raise ZeroDivisionError("cellule secrète")

    stand_in(monkeypatch, broken)
    assert run(["check", "dossier de Mme X"]) == 3
    err = capsys.readouterr().err
    assert "Erreur interne de convrules" in err and "ZeroDivisionError" in err and __version__ in err
    assert "Traceback" not in err and "secrète" not in err and "Mme X" not in err


def test_report_names_no_path() -> None:
    try:
        raise KeyError("x")
    except KeyError as error:
        assert "/" not in internal.report(error, ["check"]).replace("convrules/", "")


# --- streams --------------------------------------------------------------------------------
def test_check_writes_several_files(
    tmp_path: Path, checked: list[RapportCheck], capsys: pytest.CaptureFixture[str]
) -> None:
    checked.append(rapport(repeated()))
    target = tmp_path / "dossier é" / "constats.json"
    target.parent.mkdir()
    lines = tmp_path / "c.txt"
    assert run(["check", "x", "--output", f"json:{target}", "--output", f"concise:{lines}"]) == 1
    found = json.loads(target.read_text("utf-8"))
    assert found["schema"] == "convrules/check/1" and found["diagnostics"][0]["code"] == "CR005"
    assert lines.read_text("utf-8").startswith("conventions/é.yaml:5:5: CR005")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["c.txt", "dossier é"]
    assert "erreur[CR005]" in capsys.readouterr().out


def test_a_file_that_cannot_be_written(
    tmp_path: Path, checked: list[RapportCheck], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fichier").write_text("", "utf-8")
    checked.append(rapport())
    assert run(["check", "x", "--output", f"json:{tmp_path / 'fichier' / 'c.json'}"]) == 2
    assert "fichier » est un fichier, non un dossier" in capsys.readouterr().err


def test_a_folder_that_is_missing_is_made(tmp_path: Path, checked: list[RapportCheck]) -> None:
    checked.append(rapport())
    target = tmp_path / "absent/plus loin/c.json"
    assert run(["check", "x", "--output", f"json:{target}"]) == 0
    assert json.loads(target.read_text("utf-8"))["schema"] == "convrules/check/1"


def test_strict_counts_warnings(checked: list[RapportCheck], monkeypatch: pytest.MonkeyPatch) -> None:
    from convrules.cli import check
    from convrules.diagnostics.model import Gravite

    monkeypatch.setattr(check, "gravite", lambda d: Gravite.AVERTISSEMENT)
    checked.append(rapport(fichier.tabulation(span=span(TEXTE, "part"))))
    assert run(["check", "x"]) == 0
    assert run(["check", "x", "--strict"]) == 1


@pytest.mark.parametrize(
    ("color", "env", "coloured"),
    [("always", {}, True), ("always", {"NO_COLOR": "1"}, True), ("auto", {}, False), ("never", {}, False)],
)
def test_colour(
    color: str,
    env: dict[str, str],
    coloured: bool,
    checked: list[RapportCheck],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    checked.append(rapport(repeated()))
    run(["--color", color, "check", "x"])
    assert ("\x1b[" in capsys.readouterr().out) is coloured


def test_no_color_wins_over_auto(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert output.make_sortie("auto").style.couleur
    monkeypatch.setenv("NO_COLOR", "1")
    assert not output.make_sortie("auto").style.couleur


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("3\u202f% — «\u00a0été\u00a0» │ ──▶", "utf-8", "3\u202f% — «\u00a0été\u00a0» │ ──▶"),
        ("3\u202f% — «\u00a0été\u00a0» │ ──▶", "cp1252", "3\u00a0% — «\u00a0été\u00a0» | -->"),
        ("3\u202f% — «\u00a0été\u00a0» │ ──▶ œuf", "ascii", '3 % - " ete " | --> oeuf'),
        ("€ ≥ 住", "ascii", "EUR >= ?"),
        ("é", "latin-1", "é"),
    ],
)
def test_every_console_prints(text: str, encoding: str, expected: str) -> None:
    assert output.adapt(text, encoding) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
@pytest.mark.parametrize("arguments", [("explain", "CR005"), ("--help",), ("check", "--help"), ("simulate",)])
def test_no_console_crashes(encoding: str, arguments: tuple[str, ...]) -> None:
    done = command(*arguments, PYTHONIOENCODING=encoding)
    assert done.returncode in (0, 2)
    assert (done.stdout + done.stderr).decode(encoding)
    assert b"interne" not in done.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
def test_json_keeps_its_characters(encoding: str) -> None:
    done = command("explain", "CR005", "--format", "json", PYTHONIOENCODING=encoding)
    found = json.loads(done.stdout.decode(encoding))
    assert done.returncode == 0 and "«" in found["message"] and "Clé répétée" in found["page"]


def test_a_reader_that_leaves_is_quiet() -> None:
    if not hasattr(os, "fork"):
        pytest.fail("this test needs a POSIX system")
    with subprocess.Popen(
        [sys.executable, "-m", "convrules.cli.main", "explain", "CR005"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SRC)},
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


# --- start-up -------------------------------------------------------------------------------
def test_version_loads_nothing() -> None:
    code = (
        "import sys\nsys.argv = ['convrules', '--version']\nfrom convrules.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    sys.stderr.write(str(end.code) + ' ')\n"
        "heavy = {'click', 'yaml', 'lark', 'jsonschema', 'jinja2', 'duckdb', 'dataclasses'}\n"
        "sys.stderr.write(' '.join(sorted(heavy & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(SRC)},
    )
    assert done.stdout == f"convrules {__version__}\n" and done.stderr == "0 "


def test_version_beside_other_options(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--color", "never", "--version"])
    assert end.value.code == 0 and capsys.readouterr().out == f"convrules {__version__}\n"


def test_help_imports_no_command() -> None:
    code = (
        "import sys\nfrom convrules.cli.main import run\nrun(['--help'])\n"
        "sys.stderr.write(' '.join(m for m in sys.modules if m.startswith('convrules.') "
        "and m.split('.')[1] in ('api', 'ir', 'runtime', 'year', 'syntax')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(SRC)},
    )
    assert done.stderr == ""


# --- words ----------------------------------------------------------------------------------
ENGLISH = re.compile(r"\b(Usage|Error|Missing|Invalid|Commands|Show this|Did you mean|Try)\b")


@pytest.mark.parametrize("name", list(COMMANDES))
def test_help_is_french_and_has_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert f"Exemple : convrules {name}" in text
    assert not ENGLISH.search(text)


def test_the_sentences_we_translate_are_those_of_click() -> None:
    trees = [ast.parse(p.read_text("utf-8")) for p in Path(click.__file__).parent.glob("*.py")]
    known = {n.value for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Constant)}
    assert [sentence for sentence in french.PHRASES if sentence not in known] == []


def test_holes_of_translations() -> None:
    for sentence, translated in french.PHRASES.items():
        names = set(re.findall(r"\{(\w+)", sentence))
        assert set(re.findall(r"\{(\w+)", translated)) <= names, sentence


# --- options --------------------------------------------------------------------------------
def test_data_patterns(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "[x].csv"):
        (tmp_path / name).touch()
    assert [p.name for p in common.expand([str(tmp_path / "?.csv")])] == ["a.csv", "b.csv"]
    assert [p.name for p in common.expand([str(tmp_path / "[x].csv")])] == ["[x].csv"]
    assert [p.name for p in common.expand([str(tmp_path / "absent.csv")])] == ["absent.csv"]
    with pytest.raises(click.UsageError, match="ne désigne aucun fichier"):
        common.expand([str(tmp_path / "*.xlsx")])


def test_today_is_said_when_it_is_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(common, "today", lambda: date(2026, 1, 5))
    sortie = output.make_sortie("never")
    demande = common.Demande(depot=Path("."), data=(), au=None)
    assert common.as_of(demande, sortie) == date(2026, 1, 5)
    assert capsys.readouterr().err == "Jour d'observation : 2026-01-05 (aujourd'hui).\n"


def test_what_strict_calls_broken() -> None:
    from dataclasses import replace

    from convrules.cli.compliance import broken
    from convrules.year.model import Verdict

    (convention,) = BILAN.conventions
    kept = tuple(replace(r, verdict=Verdict.CONFORME) for r in convention.regles)
    clean = replace(convention, regles=kept, echeances=())
    assert broken(BILAN)
    assert not broken(replace(BILAN, conventions=(clean,)))


def test_stream_without_encoding() -> None:
    stream = io.StringIO()
    output.emit(stream, "é")
    assert stream.getvalue() == "e"


def test_cases_that_do_not_run_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    path = Path("depot/conventions/convention.yaml")
    path.write_text(path.read_text("utf-8").replace("% des vacances", "% des vacancs", 1), "utf-8")
    capsys.readouterr()
    assert run(["test", "depot"]) == 1
    said = capsys.readouterr().out
    assert "Aucun cas joué de" in said and "convention.essais.yaml" in said and "réussi" not in said
