"""Cases are played among all the conventions of the repository: one that does not stand is never left out in
silence."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from convrules.cli.main import run


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "depot"
    assert run(["init", str(folder), "--modele", "commune"]) == 0
    capsys.readouterr()
    monkeypatch.chdir(folder)
    text = (folder / "conventions" / "convention.yaml").read_text(encoding="utf-8")
    other = text.replace("convention: commune--", "convention: autre--").replace("article: ", "artcle: ", 1)
    (folder / "conventions" / "voisine.yaml").write_text(other, encoding="utf-8")
    return folder


CHOIX = ["conventions/convention.essais.yaml", "."]


@pytest.mark.parametrize("chosen", CHOIX)
def test_a_broken_neighbour_is_said_and_the_run_is_not_green(
    chosen: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["test", chosen]) == 1
    said = capsys.readouterr()
    assert "conventions/voisine.yaml:" in said.err and "« artcle »" in said.err
    assert "cas réussi" in said.out and "échec" not in said.out


def test_that_cases_were_played_without_it_is_said(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["test", CHOIX[0]])
    assert "Celles qui ont des erreurs manquent" in capsys.readouterr().err
    assert run(["test", CHOIX[0], "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    assert {d["fichier"] for d in found if d["gravite"] == "erreur"} == {"conventions/voisine.yaml"}


def test_a_forge_that_reads_junit_sees_it(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["test", CHOIX[0], "--format", "junit"]) == 1
    suites = ElementTree.fromstring(capsys.readouterr().out).findall("testsuite")
    assert [s.get("name") for s in suites if s.get("failures") != "0"] == ["conventions/voisine.yaml"]


def test_a_check_of_the_cases_does_not_speak_of_it(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", CHOIX[0]]) == 0
    assert "voisine" not in capsys.readouterr().out


def test_a_sound_neighbour_is_not_spoken_of(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (depot / "conventions" / "voisine.yaml").unlink()
    assert run(["test", CHOIX[0]]) == 0
    said = capsys.readouterr()
    assert "manquent" not in said.err


def test_no_case_at_all_is_said_once(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (depot / "conventions" / "voisine.yaml").unlink()
    assert run(["test", "conventions/convention.yaml"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err == "Erreur : Aucun essai dans ce qui est donné.\n"
