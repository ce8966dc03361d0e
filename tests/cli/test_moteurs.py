"""`convrules evaluate --engine`: the same bytes whichever engine answers, a script that is only printed."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from columnar.test_moteurs import with_library
from convrules.api.moteurs import AILLEURS, Moteur
from convrules.base.moteurs import FILS_AU_PLUS
from convrules.cli.main import run

SRC = Path(__file__).parents[2] / "src"
AU = ["--as-of", "2026-01-05"]
ICI = tuple(m for m in Moteur if m not in AILLEURS)


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("moteurs") / "mes conventions"
    assert run(["init", str(target)]) == 0
    return target


@pytest.mark.parametrize("suffixe", [".csv", ".jsonl", ".xlsx"])
def test_the_same_file_whichever_engine(suffixe: str, depot: Path, tmp_path: Path) -> None:
    made = []
    for moteur in ("auto", *(m.value for m in ICI)):
        path = tmp_path / f"{moteur}{suffixe}"
        command = ["evaluate", "--depot", str(depot), *AU, "--engine", moteur, "-o", str(path)]
        assert run(command) == 0
        made.append(path.read_bytes())
    assert made[0] and len(set(made)) == 1


@pytest.mark.parametrize("langue", [[], ["--lang", "en"]])
def test_the_same_screen_whichever_engine(
    langue: list[str], depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    screens, notes = [], []
    for moteur in ICI:
        assert run([*langue, "evaluate", "--depot", str(depot), *AU, "--engine", moteur.value]) == 0
        told = capsys.readouterr()
        screens.append(told.out)
        notes.append(told.err)
    assert len(set(screens)) == 1 and "conv" in screens[0]
    word = "judged one by one" if langue else "jugées une à une"
    assert all(moteur.value in note and word in note for moteur, note in zip(ICI, notes, strict=True))


def test_the_file_agrees_with_the_whole_evaluation(depot: Path, tmp_path: Path) -> None:
    """What both tell of a pair is the same."""
    whole, ours = tmp_path / "tout.csv", tmp_path / "statuts.csv"
    assert run(["evaluate", "--depot", str(depot), *AU, "-o", str(whole)]) == 0
    assert run(["evaluate", "--depot", str(depot), *AU, "--engine", "duckdb", "-o", str(ours)]) == 0
    shared = ("vacance", "convention", "au", "statut", "clause", "eligible")
    told = []
    for path in (whole, ours):
        head, *lines = path.read_text("utf-8-sig").splitlines()
        rows = [dict(zip(head.split(";"), line.split(";"), strict=True)) for line in lines]
        told.append([[row[nom] for nom in shared] for row in rows])
    assert told[0] == told[1] and told[0]


def test_a_script_is_printed_or_written(
    depot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["evaluate", "--depot", str(depot), *AU, "--engine", "sql"]
    assert run([*command, "--dialect", "spark"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("-- Spark.") and "STRING" in printed
    path = tmp_path / "regles.sql"
    assert run([*command, "--dialect", "spark", "-o", str(path)]) == 0
    assert path.read_text("utf-8") == printed
    capsys.readouterr()
    assert run(command) == 0
    assert capsys.readouterr().out.startswith("-- DuckDB.")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--dialect", "spark"], "--dialect"),
        (["--engine", "duckdb", "--dialect", "spark"], "--dialect"),
        (["--engine", "colonnes", "--memoire", "1GB"], "--memoire"),
        (["--engine", "duckdb", "--format", "json"], "--format json"),
        (["--engine", "duckdb", "--qualite", "q.html"], "--qualite"),
        (["--engine", "sql", "-o", "a.csv"], ".sql"),
        (["--engine", "duckdb", "-o", "a.sql"], ".sql"),
        (["--engine", "duckdb", "-o", "a.txt"], ".csv"),
        (["--engine", "oracle"], "oracle"),
        (["--engine", "duckdb", "--memoire", "beaucoup"], "--memoire"),
        (["--engine", "duckdb", "--memoire", "1MB"], "assez de mémoire"),
    ],
)
def test_what_does_not_go_together_is_said(
    options: list[str], said: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evaluate", "--depot", str(depot), *AU, *options]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("engine", "library", "paquet"),
    [
        ("duckdb", "duckdb", "convrules[sql,parquet]"),
        ("duckdb", "sqlglot", "convrules[sql,parquet]"),
        ("sql", "sqlglot", "convrules[sql]"),
        ("postgres", "sqlglot", "convrules[postgres,sql]"),
        ("spark", "sqlglot", "convrules[spark]"),
        ("ballista", "sqlglot", "convrules[ballista]"),
    ],
)
def test_a_library_that_is_not_there_is_named(
    engine: str,
    library: str,
    paquet: str,
    depot: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With all that is to be installed for the engine, whichever library is met first."""
    for module in [
        m for m in sys.modules if m.startswith(("convrules.columnar.sql", "convrules.api.seances"))
    ]:
        monkeypatch.delitem(sys.modules, module)
    # Why the rooms too: a package keeps as attributes the modules that it once loaded.
    for room, name in (("convrules.api", "seances"), ("convrules.columnar", "sql")):
        monkeypatch.delattr(sys.modules[room], name, raising=False)
    monkeypatch.setitem(sys.modules, library, None)
    more = ["--ordonnanceur", "df://127.0.0.1:1"] if engine == "ballista" else []
    for command in [["evaluate"]] + [["compliance", "--year", "2025"]] * (engine != "sql"):
        assert run([*command, "--depot", str(depot), *AU, "--engine", engine, *more]) == 2
        told = capsys.readouterr().err
        assert f'demande {library} : pip install "{paquet}"' in told and "Traceback" not in told


UNFIT = {
    "does not load": ("duckdb", "raise ImportError('libstdc++.so.6: version not found')", "duckdb"),
    "a part of it does not load": ("duckdb", "raise ImportError('symbol', name='_duckdb')", "duckdb"),
    "too old, a name": ("sqlglot", "from sqlglot.expressions import no_such_name", "sqlglot"),
    "too old, an attribute": ("sqlglot", "", "sqlglot"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_library_that_does_not_suit_is_named(case: str, depot: Path, tmp_path: Path) -> None:
    """In a process of its own: what is loaded of such a library stays loaded."""
    library, text, named = UNFIT[case]
    (tmp_path / library).mkdir()
    (tmp_path / library / "__init__.py").write_text(text, "utf-8")
    (tmp_path / library / "expressions.py").write_text("", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "convrules", "evaluate", "--depot", str(depot), *AU, "--engine", "duckdb"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(SRC)])},
    )
    told = " ".join(done.stderr.split())
    assert done.returncode == 2, told
    assert f"--engine duckdb demande {named}, qui est installée ici et ne se charge pas" in told
    assert 'pip install --force-reinstall "convrules[sql,parquet]"' in told


@pytest.mark.parametrize(
    ("nom", "engine", "text", "told"),
    [
        ("sqlglot", "sql", "__version__ = '25.0.0'", "sqlglot à partir de la version"),
        ("sqlglot", "postgres", "__version__ = '25.0.0'", "celle d'ici est la 25.0.0"),
        ("duckdb", "duckdb", "__version__ = '1.1.3'", "celle d'ici est la 1.1.3"),
        ("duckdb", "duckdb", "raise ImportError('x')", "duckdb, qui est installée ici et ne se charge pas"),
    ],
)
def test_a_library_that_cannot_serve_is_told(
    nom: str,
    engine: str,
    text: str,
    told: str,
    depot: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with_library(nom, tmp_path, monkeypatch, text)
    assert run(["evaluate", "--depot", str(depot), *AU, "--engine", engine]) == 2
    said = capsys.readouterr().err
    assert told in said and "pip install " in said and "Erreur interne" not in said


def test_the_help_says_what_a_script_is_and_why_a_year_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    for command, told in (("evaluate", "d'autres données, un autre script"), ("compliance", "Pas de script")):
        assert run([command, "--help"]) == 0
        assert told in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--engine", "ballista"], "demande --ordonnanceur"),
        (["--engine", "duckdb", "--ordonnanceur", "df://h:1"], "--ordonnanceur va avec"),
        (["--engine", "postgres", "--fils", "2"], "duckdb"),
        (["--engine", "duckdb", "--fils", "100000"], f"1<=x<={FILS_AU_PLUS}"),
        (["--engine", "duckdb", "--memoire", "-5MB"], "est une taille"),
    ],
)
def test_what_does_not_go_together(
    asked: list[str], told: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evaluate", "--depot", str(depot), *AU, *asked]) == 2
    assert told in capsys.readouterr().err


def test_the_help_tells_the_bound(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "--help"]) == 0
    assert f"({FILS_AU_PLUS} au plus)" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("moteur", "absente", "paquet"),
    [("postgres", "psycopg", "convrules[postgres,sql]"), ("spark", "pyspark.sql", "convrules[spark]"),
     ("ballista", "ballista", "convrules[ballista]")],
)  # fmt: skip
def test_a_library_of_an_engine_elsewhere_is_named(
    moteur: str,
    absente: str,
    paquet: str,
    depot: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, absente, None)
    more = ["--ordonnanceur", "df://127.0.0.1:1"] if moteur == "ballista" else []
    assert run(["evaluate", "--depot", str(depot), *AU, "--engine", moteur, *more]) == 2
    told = capsys.readouterr().err
    assert f'pip install "{paquet}"' in told and "Traceback" not in told


def test_a_server_that_does_not_answer_is_told_without_its_address(
    depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONVRULES_POSTGRES", "host=/nulle/part password=tressecret")
    assert run(["evaluate", "--depot", str(depot), *AU, "--engine", "postgres"]) == 2
    told = capsys.readouterr().err
    assert "[postgresql]" in told and "tressecret" not in told and "/nulle/part" not in told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('FATAL:  password authentication failed for user "marie"', "le mot de passe est refusé"),
        ('FATAL:  database "parc_marie" does not exist', "cette base n'existe pas"),
        ('FATAL:  role "marie" does not exist', "ce compte n'existe pas"),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "marie"', "n'admet pas ce compte"),
        ('FATAL:  permission denied for database "parc_marie"', "n'a pas le droit d'entrer"),
        ("Connection refused", "rien n'écoute à cette adresse"),
        ("server closed the connection unexpectedly", "elle a été coupée"),
        ("FATAL :  quelque chose d'autre pour marie", "la connexion est refusée"),
    ],
)
def test_what_a_server_says_is_told_by_its_kind(
    said: str, told: str, depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise psycopg.OperationalError(f'connection to server at "10.0.0.1", port 5432 failed: {said}')

    monkeypatch.setattr(psycopg, "connect", refused)
    for command in (["evaluate"], ["compliance", "--year", "2025"]):
        assert run([*command, "--depot", str(depot), *AU, "--engine", "postgres"]) == 2
        shown = capsys.readouterr().err
        assert told in shown and "[postgresql]" in shown
        assert "marie" not in shown and "10.0.0.1" not in shown
