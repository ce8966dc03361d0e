"""How far reading and judging are is told on a terminal, when it lasts, and nowhere else."""

import re
import sys
import threading
import time
from pathlib import Path

import pytest

from cli.depot_courant import AU, depot
from convrules.cli.compare import of_all
from convrules.cli.main import run
from convrules.cli.output import Sortie
from convrules.cli.progress import Progres
from convrules.facts import tables
from convrules.render.terminal import ASCII, SIMPLE

__all__ = ["depot"]


def progres(monkeypatch: pytest.MonkeyPatch, style: object = ASCII, tty: bool = True) -> Progres:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: tty, raising=False)
    monkeypatch.delenv("TERM", raising=False)
    return Progres(Sortie(style=style))  # type: ignore[arg-type]  # Why: one of two styles.


def test_progress_waits_a_second_and_wipes_its_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = progres(monkeypatch)
    told.show("Lecture de a.csv", 5, 10)
    assert capsys.readouterr().err == ""
    told.debut -= 2
    told.dernier -= 2
    told.show("Lecture de a.csv", 5, 10)
    shown = capsys.readouterr().err
    assert shown == "\rLecture de a.csv [############------------] 50\u00a0% (5)"
    told.wipe()
    assert capsys.readouterr().err == f"\r{' ' * (len(shown) - 1)}\r"


def test_progress_is_quiet_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = progres(monkeypatch, SIMPLE, tty=False)
    told.debut -= 60
    told.dernier -= 60
    told.show("Lecture de a.csv", 5, None)
    with told.during("Bilan"):
        time.sleep(0.3)
    assert list(told.over("Évaluation", [1, 2], 2)) == [1, 2]
    assert capsys.readouterr().err == ""


def test_a_file_says_that_it_is_looked_through_then_how_far_it_is(
    depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every reader: what it does before its first row is told by the time it takes."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.delenv("TERM", raising=False)
    monkeypatch.setattr("convrules.cli.progress.SILENCE_S", 0.0)
    monkeypatch.setattr("convrules.cli.progress._RYTHME_S", 0.001)
    monkeypatch.setattr("convrules.facts.tables._PAS", 1)
    opened = tables.open_table

    def slow(*given: object) -> object:
        time.sleep(0.3)
        return opened(*given)  # type: ignore[arg-type]  # Why: passed on as they come.

    monkeypatch.setattr(tables, "open_table", slow)
    assert run(["evaluate", *AU]) == 0
    said = capsys.readouterr().err
    assert "\rLecture du dépôt et des données (0 s)" in said
    assert said.count("\rLecture de donnees/vacances-2025.csv [") >= 1
    assert "\rÉvaluation [" in said


def test_work_that_lasts_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("convrules.cli.progress.SILENCE_S", 0.0)
    told = progres(monkeypatch, SIMPLE)
    with told.during("Bilan de l'année"):
        time.sleep(0.5)
    assert "\rBilan de l'année (0 s)" in capsys.readouterr().err


def test_a_long_name_is_cut_so_that_the_line_is_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = progres(monkeypatch)
    told.debut -= 2
    told.dernier -= 2
    told.show(f"Lecture de {'x' * 90}.csv", 5, 10)
    line = capsys.readouterr().err
    assert len(line) == 80  # The return, and one sign less than the terminal has.
    assert re.fullmatch(r"\rLecture de x+\.\.\. \[############------------\] 50\u00a0% \(5\)", line)


def test_a_narrow_terminal_has_one_line_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("convrules.cli.progress._width", lambda: 30)
    told = progres(monkeypatch)
    told.debut -= 2
    told.dernier -= 2
    told.show("Lecture de a.csv", 5, 10)
    assert len(capsys.readouterr().err) == 30


def test_how_far_several_landlords_are_only_grows() -> None:
    told: list[tuple[int, int]] = []
    for rang in (0, 1):
        for fait in (0, 5, 10):
            of_all(lambda done, total: told.append((done, total)), rang, 2)(fait, 10)
    assert told == [(0, 20), (5, 20), (10, 20), (10, 20), (15, 20), (20, 20)]


def test_how_far_it_was_stays_beside_how_long_it_lasts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("convrules.cli.progress.SILENCE_S", 0.0)
    told = progres(monkeypatch)
    with told.counting("Bilan de l'année") as avancer:
        told.dernier -= 2
        avancer(1, 2)
        time.sleep(0.5)
    assert "\rBilan de l'année [############------------] 50\u00a0% (0 s)" in capsys.readouterr().err


def test_what_is_told_meanwhile_is_written_after(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The clock, slow to write how far it was, does not come after what is told while it writes."""
    monkeypatch.setattr("convrules.cli.progress.SILENCE_S", 0.0)
    monkeypatch.setattr("convrules.cli.progress._RYTHME_S", 0.01)
    begun, told = threading.Event(), progres(monkeypatch)

    def width() -> int:
        if threading.current_thread() is not threading.main_thread():
            begun.set()
            time.sleep(0.2)
        return 80

    monkeypatch.setattr("convrules.cli.progress._width", width)
    with told.counting("Bilan") as avancer:
        told.dernier -= 2
        avancer(1, 2)
        begun.clear()
        assert begun.wait(5)
        told.dernier -= 2
        avancer(2, 2)
    shown = [*map(int, re.findall(r"(\d+)\u00a0%", capsys.readouterr().err))]
    assert shown == sorted(shown) and shown[-1] == 100


@pytest.mark.parametrize(
    "asked", [["compliance"], ["compliance", "--processus", "2"], ["compliance", "--since", "2024"]]
)
def test_judging_a_year_says_how_far_it_is(
    asked: list[str], depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.delenv("TERM", raising=False)
    monkeypatch.setattr("convrules.cli.progress.SILENCE_S", 0.0)
    monkeypatch.setattr("convrules.cli.progress._RYTHME_S", 0.0)
    assert run([*asked, "--year", "2025", *AU]) == 0
    told = re.findall(r"\rBilan de l'année \[[^]]*\] (\d+)\u00a0%", capsys.readouterr().err)
    assert told and [*map(int, told)] == sorted(map(int, told)) and told[-1] == "100"
