"""A result never lands where the next command would read it as data."""

from pathlib import Path

import pytest

from convrules.api.relecture import Guet, read_again
from convrules.base.source import NOWHERE
from convrules.cli.main import run

AU = ("--as-of", "2025-06-30")
ANNEE = ("--year", "2025", *AU)


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository as `init` lays it: its mapping reads « donnees/vacances-*.csv »."""
    monkeypatch.chdir(tmp_path)
    assert run(["init", ".", "--modele", "commune"]) == 0
    return tmp_path


RELUS = [
    ("evaluate", *AU, "-o", "donnees/vacances-resultat.csv"),
    ("evaluate", *AU, "-o", "./sous/../donnees/vacances-x.csv"),
    ("evaluate", *AU, "--rejets", "donnees/vacances-rejets.csv"),
    ("compliance", *ANNEE, "-o", "donnees/vacances-bilan.csv"),
    ("check", "--output", "text:donnees/vacances-constats.csv"),
]


@pytest.mark.parametrize("arguments", RELUS, ids=[" ".join(x) for x in RELUS])
def test_a_name_that_answers_to_the_mapping_is_refused(
    depot: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    (depot / "sous").mkdir()
    before = sorted(p.name for p in (depot / "donnees").iterdir())
    capsys.readouterr()
    assert run(list(arguments)) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "correspondance.yaml:5:" in said and "CR637" in said and "« donnees/vacances-*.csv »" in said
    assert "Écrivez-le ailleurs" in said
    assert sorted(p.name for p in (depot / "donnees").iterdir()) == before


def test_a_folder_that_answers_to_the_mapping_is_refused(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The files of `bilan` go into a folder, which the pattern would take."""
    mapping = depot / "correspondance.yaml"
    mapping.write_text(mapping.read_text("utf-8").replace("donnees/vacances-*.csv", "donnees/*"), "utf-8")
    capsys.readouterr()
    assert run(["bilan", *ANNEE, "-o", "donnees/bilan"]) == 2
    assert "CR637" in capsys.readouterr().err
    assert not (depot / "donnees" / "bilan").exists()


def test_another_name_is_written(depot: Path) -> None:
    assert run(["evaluate", *AU, "-o", "donnees/resultat.csv", "--rejets", "vacances-rejets.csv"]) == 0
    assert (depot / "donnees" / "resultat.csv").exists() and (depot / "vacances-rejets.csv").exists()


@pytest.mark.parametrize("name", ["journal.jsonl", "actes.csv"])
def test_the_place_of_the_journal_is_kept_for_it(
    depot: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Even while nothing stands there yet."""
    if name == "actes.csv":
        project = depot / "convrules.toml"
        project.write_text(f'{project.read_text("utf-8")}journal = "actes.csv"\n', "utf-8")
    assert run(["evaluate", *AU, "-o", name]) == 2
    assert "ne sera pas écrasé" in capsys.readouterr().err
    assert not (depot / name).exists()


def test_a_journal_that_would_be_read_as_data_is_refused(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = depot / "convrules.toml"
    project.write_text(f'{project.read_text("utf-8")}journal = "donnees/vacances-actes.csv"\n', "utf-8")
    assert run(["orient", *AU, "--decide", "V-012=bailleur", "--par", "chef", "--motif", "x"]) == 2
    assert "CR637" in capsys.readouterr().err
    assert not (depot / "donnees" / "vacances-actes.csv").exists()


@pytest.mark.parametrize(
    ("motif", "target", "taken"),
    [
        ("donnees/*.csv", "donnees/x.csv", True),
        ("donnees/*.csv", "donnees/sous/x.csv", False),
        ("donnees/**/*.csv", "donnees/x.csv", True),
        ("donnees/**/*.csv", "donnees/a/b/x.csv", True),
        ("**/vacances-[0-9]*.csv", "vacances-2025.csv", True),
        ("**/vacances-[0-9]*.csv", "vacances-rejets.csv", False),
        ("vacances.csv", "ailleurs/vacances.csv", False),
        ("vacances.csv", "../vacances.csv", False),
    ],
)
def test_patterns_are_those_of_the_reader(tmp_path: Path, motif: str, target: str, taken: bool) -> None:
    """As the files would be found there, once written."""
    folder = tmp_path / "depot"
    path = folder / target
    path.parent.mkdir(parents=True, exist_ok=True)
    guet = Guet(dossier=folder, motif=motif, span=NOWHERE)
    assert (read_again(path, [guet]) is not None) is taken
    path.write_text("")
    assert (path.resolve() in {p.resolve() for p in folder.glob(motif)}) is taken
