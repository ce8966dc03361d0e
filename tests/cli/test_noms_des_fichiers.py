"""What is written names files from the repository, wherever one stands; a screen, from there."""

import json
import os
from pathlib import Path

import pytest

from convrules import api
from convrules.api import dossier as dossiers
from convrules.api.fournies import given
from convrules.api.load import Empechement
from convrules.base.records import replace
from convrules.cli.main import run

AN = ["--year", "2025", "--as-of", "2026-01-05"]
CORRESPONDANCE = "correspondance.yaml"
DICI = ["depot", "depot/conventions", "depot/donnees", "ailleurs"]


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A row without identifier, and a cell that is not of its column."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CONVRULES_CLE", raising=False)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    (tmp_path / "ailleurs").mkdir()
    (data,) = (tmp_path / "depot/donnees").glob("vacances-*.csv")
    head, first, second, *rest = data.read_text("utf-8-sig").splitlines()
    titles = head.split(";")
    unnamed, unread = first.split(";"), second.split(";")
    unnamed[titles.index("NUM_VAC")] = ""
    unread[titles.index("TYPO")] = "T99"
    rows = (head, ";".join(unnamed), ";".join(unread), *rest)
    data.write_text("\n".join(rows) + "\n", "utf-8")
    return tmp_path / "depot"


def written(depot: Path, here: Path, out: Path, *options: str) -> dict[str, bytes]:
    """Everything that a year writes, by name, commands being run from that folder."""
    os.chdir(here)
    out.mkdir()
    own = ["--depot", os.path.relpath(depot), *options]
    for nom in ("bilan.html", "bilan.xlsx", "tableaux"):
        extra = ["--rejets", str(out / "rejets.csv"), "--qualite", str(out / "qualite.json")]
        assert run(["compliance", *own, *AN, *extra, "-o", str(out / nom)]) == 1
    assert run(["replay", *own, *AN, "-o", str(out / "rejeu.html")]) == 1
    assert run(["compare", *own, "--year", "2024", *AN, "-o", str(out / "compare.html")]) == 1
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def test_what_is_written_is_the_same_from_every_folder(depot: Path, tmp_path: Path) -> None:
    found = [written(depot, tmp_path / one, tmp_path / f"sortie-{n}") for n, one in enumerate(DICI)]
    first, *others = found
    assert len(first) > 20
    for other in others:
        assert {nom for nom in first | other if first.get(nom) != other.get(nom)} == set()
    assert [nom for nom, content in first.items() if str(tmp_path).encode() in content] == []
    assert b"donnees/vacances-2025.csv:2" in first["bilan.html"]
    assert b"donnees/vacances-2025.csv, ligne 2" in first["tableaux/lignes.csv"]
    assert b"\ndonnees/vacances-2025.csv;2;" in first["rejets.csv"]


def test_the_pdf_too(depot: Path, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    made = []
    for n, one in enumerate(DICI):
        os.chdir(tmp_path / one)
        path = tmp_path / f"{n}.pdf"
        assert run(["compliance", "--depot", os.path.relpath(depot), *AN, "-o", str(path)]) == 1
        made.append(path.read_bytes())
    assert all(one == made[0] for one in made)


@pytest.mark.parametrize("command", ["compliance", "evaluate", "orient", "bilan"])
def test_json_is_the_same_from_every_folder(
    depot: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    year = ["--as-of", "2026-01-05"] if command in ("evaluate", "orient") else AN
    said = []
    for one in DICI:
        os.chdir(tmp_path / one)
        capsys.readouterr()
        run([command, "--depot", os.path.relpath(depot), *year, "--format", "json"])
        said.append(capsys.readouterr().out)
    assert json.loads(said[0])["empreintes"]["donnees"]
    assert all(one == said[0] for one in said) and str(tmp_path) not in said[0]


def test_a_screen_names_files_from_where_one_is(
    depot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.chdir(tmp_path)
    run(["compliance", "--depot", "depot", *AN])
    assert "──▶ depot/donnees/vacances-2025.csv:2:" in capsys.readouterr().err
    os.chdir(depot / "donnees")
    run(["compliance", *AN])
    assert "──▶ vacances-2025.csv:2:" in capsys.readouterr().err


def test_a_file_out_of_the_repository_is_named_alone(
    depot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also when two have one name, and when the repository has a file of that name."""
    own = depot / CORRESPONDANCE
    os.chdir(tmp_path / "ailleurs")
    (tmp_path / "ailleurs" / CORRESPONDANCE).write_bytes(own.read_bytes())
    own.write_bytes(own.read_bytes() + b"# une autre\n")
    (tmp_path / "ailleurs/bis").mkdir()
    (data,) = (depot / "donnees").glob("vacances-*.csv")
    head, *rows = data.read_text("utf-8-sig").splitlines()
    half = len(rows) // 2
    for where, some in ((tmp_path / "ailleurs", rows[:half]), (tmp_path / "ailleurs/bis", rows[half:])):
        (where / data.name).write_text("\n".join((head, *some)) + "\n", "utf-8")
    given_files = [CORRESPONDANCE, data.name, f"bis/{data.name}"]
    capsys.readouterr()
    run(["compliance", "--depot", "../depot", "--data", *given_files, *AN, "--format", "json"])
    marks = json.loads(capsys.readouterr().out)["empreintes"]
    assert {CORRESPONDANCE, "correspondance (2).yaml"} <= set(marks["conventions"])
    assert set(marks["donnees"]) == {"vacances-2025.csv", "vacances-2025 (2).csv"}


@pytest.mark.parametrize("command", ["compliance", "bilan", "evaluate", "compare"])
def test_a_mapping_named_from_below_or_beside_is_that_of_the_repository(
    depot: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    year = ["--as-of", "2026-01-05"] if command == "evaluate" else AN
    year = [*year, "--year", "2024"] if command == "compare" else year
    (tmp_path / "lien").symlink_to(depot, target_is_directory=True)
    said = []
    for here, folder in (
        ("depot", "."),
        ("depot/conventions", ".."),
        ("ailleurs", "../depot"),
        (".", "lien"),
    ):
        os.chdir(tmp_path / here)
        capsys.readouterr()
        named = ["--depot", folder, "--data", f"{folder}/{CORRESPONDANCE}"]
        assert run([command, *named, *year, "--format", "json"]) == 1
        out, err = capsys.readouterr()
        assert "Les données sont incomplètes" not in err
        said.append(out)
    assert said[0] and all(one == said[0] for one in said)


def test_a_mapping_that_no_check_knows_is_an_impediment_that_is_told(
    depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is refused without a word of why."""

    def renamed(*asked: object) -> object:
        found, others, blocked = given(*asked)  # type: ignore[arg-type]
        assert found is not None
        return replace(found, nom="autre.yaml"), others, blocked

    monkeypatch.setattr(dossiers, "given", renamed)
    found = api.open_dossier(depot, [])
    assert not isinstance(found, Empechement)
    assert found.chargement is None and not any(map(api.is_error, found.diagnostics))
    assert [e.texte for e in found.empechements] and "correspondance" in found.empechements[0].texte
    capsys.readouterr()
    assert run(["compliance", "--depot", "depot", *AN]) == 2
    assert "Erreur" in capsys.readouterr().err


def test_a_file_of_the_repository_has_one_name_however_it_is_given(
    depot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once by the command line, through a link, and beside it what the mapping leaves out."""
    (tmp_path / "lien").symlink_to(depot, target_is_directory=True)
    (data,) = (depot / "donnees").glob("vacances-*.csv")
    said = []
    for one in (data, Path("depot/donnees", data.name), Path("lien/donnees", data.name)):
        capsys.readouterr()
        assert run(["compliance", "--depot", "depot", "--data", str(one), *AN, "--format", "json"]) == 1
        said.append(capsys.readouterr().out)
    assert set(json.loads(said[0])["empreintes"]["donnees"]) == {f"donnees/{data.name}"}
    assert all(one == said[0] for one in said)
