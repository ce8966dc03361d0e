"""Streams that the caller closed, and links that go round in circles: nothing is lost, nothing breaks."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from convrules.facts.readers.ordinaires import real_path

ROOT = Path(__file__).parents[2]
DEPOT = ROOT / "tests" / "cases" / "bad_input" / "depot"
JUSTE = ROOT / "tests" / "cases" / "bad_input" / "juste.csv"
JOUR = "--as-of 2025-12-31"
BILAN = f"compliance --year 2025 {JOUR}"


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    folder = shutil.copytree(DEPOT, tmp_path / "depot")
    shutil.copy(JUSTE, folder / "vacances.csv")
    return folder


def shell(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """One line of shell; `convrules` is the command under test."""
    ours = f"{shlex.quote(sys.executable)} -m convrules"
    return subprocess.run(
        ["sh", "-c", line.replace("convrules", ours, 1)],
        capture_output=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"},
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("arguments", ["--version", "check", BILAN])
def test_a_closed_stream_changes_neither_the_code_nor_the_other_stream(
    arguments: str, closed: str, depot: Path
) -> None:
    whole = shell(depot, f"convrules {arguments}")
    done = shell(depot, f"convrules {arguments} {closed}")
    assert done.returncode == whole.returncode and whole.returncode != 3
    assert done.stdout == ("" if " >&-" in f" {closed}" else whole.stdout)
    assert done.stderr == ("" if "2>&-" in closed else whole.stderr)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (f"{BILAN} -o bilan.html", "bilan.html"),
        (f"evaluate {JOUR} -o ev.csv", "ev.csv"),
        ("check --output json:constats.json", "constats.json"),
    ],
)
def test_a_file_asked_for_is_written_whole_all_the_same(arguments: str, name: str, depot: Path) -> None:
    assert shell(depot, f"convrules {arguments}").returncode == 0
    whole = (depot / name).read_bytes()
    (depot / name).unlink()
    assert shell(depot, f"convrules {arguments} >&- 2>&-").returncode == 0
    assert whole and (depot / name).read_bytes() == whole


@pytest.mark.parametrize(
    ("arguments", "toward", "said"),
    [
        ("check", "1</dev/null", "elle n'est pas ouverte en écriture"),
        (BILAN, ">/dev/full", "le disque est plein"),
    ],
)
def test_an_output_that_cannot_be_written_is_said(
    arguments: str, toward: str, said: str, depot: Path
) -> None:
    done = shell(depot, f"convrules {arguments} {toward}")
    assert done.returncode == 2 and f"Erreur : la sortie ne s'écrit pas, {said}." in done.stderr


@pytest.mark.parametrize("arguments", ["check", "test .", BILAN])
def test_a_link_that_goes_round_in_circles_does_not_open(arguments: str, depot: Path) -> None:
    """Python 3.11 and 3.13 do not follow such links alike."""
    (depot / "boucle.yaml").symlink_to("boucle.yaml")
    done = shell(depot, f"convrules {arguments}")
    assert done.returncode == 2
    assert done.stderr.count("« boucle.yaml » ne s'ouvre pas : le système refuse de le lire.") == 1


def test_a_loop_has_a_path_whatever_the_python(tmp_path: Path) -> None:
    (tmp_path / "boucle").symlink_to("boucle")
    (tmp_path / "lien").symlink_to("vrai")
    assert real_path(tmp_path / "boucle").name == "boucle"
    assert real_path(tmp_path / "lien") == real_path(tmp_path) / "vrai"


def test_a_folder_that_is_no_longer_there_is_not_a_fault_of_the_engine(tmp_path: Path) -> None:
    gone = tmp_path / "parti"
    gone.mkdir()
    command = f'cd "{gone}" && rmdir "{gone}" && exec "{sys.executable}" -m convrules check'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 2
    assert done.stderr == (
        "Erreur : le dossier où la commande est lancée n'existe plus ; placez-vous dans un autre.\n"
    )
