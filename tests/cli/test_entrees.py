"""What surrounds a run: files it may not write, files it may not open, landlords it knows nothing of."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from convrules.cli.main import run

ROOT = Path(__file__).parents[2]
DEPOT = ROOT / "tests" / "cases" / "bad_input" / "depot"
JUSTE = ROOT / "tests" / "cases" / "bad_input" / "juste.csv"
JOUR = ("--as-of", "2025-12-31")


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shutil.copytree(DEPOT, tmp_path / "depot")
    shutil.copy(JUSTE, folder / "vacances.csv")
    monkeypatch.chdir(folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}


# --- writing --------------------------------------------------------------------------------
def hard_link(path: Path) -> str:
    os.link(path, path.with_name("autre-nom.csv"))
    return "autre-nom.csv"


def symbolic_link(path: Path) -> str:
    path.with_name("lien.csv").symlink_to(path.name)
    return "lien.csv"


def through_a_folder(path: Path) -> str:
    (path.parent / "ici").symlink_to(".", target_is_directory=True)
    return "ici/vacances.csv"


NOMS: list[Callable[[Path], str]] = [lambda p: p.name, str, hard_link, symbolic_link, through_a_folder]


@pytest.mark.parametrize("named", NOMS, ids=["nom", "chemin", "lien-dur", "lien", "dossier"])
def test_the_data_read_is_never_written_over(
    named: Callable[[Path], str], depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = named(depot / "vacances.csv")
    before = contents(depot)
    assert run(["evaluate", *JOUR, "-o", target]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "est lu par cette commande" in said.err and said.err.count("\n") == 1
    assert contents(depot) == before


COMMANDES: list[tuple[str, ...]] = [
    ("check", "--output", "json:convention.yaml"),
    ("check", "--output", "sarif:correspondance.yaml"),
    ("check", "--output", "text:convrules.toml"),
    ("check", "--output", "json:convrules.acceptes.json"),
    ("check", "--output", "json:convrules.lock"),
    ("check", "convention.yaml", "--output", "json:correspondance.yaml"),
    ("check", "--as-of", "2025-06-01", "--output", "text:convention.yaml"),
]


@pytest.mark.parametrize("arguments", COMMANDES, ids=" ".join)
def test_no_file_of_the_repository_is_written_over(
    arguments: tuple[str, ...], depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (depot / "convrules.acceptes.json").write_text("[]", encoding="utf-8")
    (depot / "convrules.lock").write_text("{}", encoding="utf-8")
    before = contents(depot)
    assert run(list(arguments)) == 2
    assert "est lu par cette commande" in capsys.readouterr().err
    assert contents(depot) == before


@pytest.mark.parametrize("page", ["convention.yaml", "correspondance.yaml", "convrules.toml"])
def test_the_page_of_a_job_is_no_file_of_the_repository(
    page: str, depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(depot / page))
    before = contents(depot)
    assert run(["check", "--output", "json:constats.json"]) == 2
    assert "est lu par cette commande" in capsys.readouterr().err
    assert contents(depot) == before


def test_the_page_of_a_job_is_only_added_to(
    depot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "résumé.md"
    page.write_text("Avant.\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    before = contents(depot)
    assert run(["check"]) == 0
    assert page.read_text(encoding="utf-8").startswith("Avant.\n") and contents(depot) == before


@pytest.mark.parametrize("second", ["c.json", "./c.json", "sous/../c.json"])
def test_two_results_never_go_to_one_file(
    second: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (depot / "sous").mkdir()
    before = contents(depot)
    assert run(["check", "--output", "json:c.json", "--output", f"sarif:{second}"]) == 2
    said = capsys.readouterr()
    assert "est nommé deux fois" in said.err and said.out == ""
    assert contents(depot) == before


def test_a_link_is_replaced_and_what_it_leads_to_is_left(depot: Path, tmp_path: Path) -> None:
    """A result is put at the name given, never written through it to somewhere else."""
    elsewhere = tmp_path / "ailleurs.txt"
    elsewhere.write_text("à garder", encoding="utf-8")
    (depot / "constats.json").symlink_to(elsewhere)
    assert run(["check", "--output", "json:constats.json"]) == 0
    assert elsewhere.read_text(encoding="utf-8") == "à garder"
    assert not (depot / "constats.json").is_symlink()


def test_a_report_does_not_replace_the_data(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The mapping may read a file of any name."""
    mapping = (depot / "correspondance.yaml").read_text(encoding="utf-8")
    (depot / "correspondance.yaml").write_text(mapping.replace("vacances.csv", "v.html"), encoding="utf-8")
    (depot / "vacances.csv").rename(depot / "v.html")
    before = contents(depot)
    assert run(["compliance", "--year", "2025", *JOUR, "-o", "v.html"]) == 2
    assert contents(depot) == before
    assert run(["compliance", "--year", "2025", *JOUR, "-o", "rapport.html"]) == 0


@pytest.mark.parametrize("nom", ["r.html", "r.xlsx", "regles.csv", "r.pdf", "tables"])
def test_a_folder_that_is_missing_is_made_for_each_form(nom: str, depot: Path) -> None:
    assert run(["compliance", "--year", "2025", *JOUR, "-o", f"dossier absent/2025/{nom}"]) == 0
    assert (depot / "dossier absent/2025" / nom).exists()


@pytest.mark.parametrize("nom", ["r.html", "tables"])
def test_what_has_no_place_to_go_is_not_computed(
    nom: str, depot: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convrules.cli.compliance.judged", None)
    before = contents(depot)
    assert run(["compliance", "--year", "2025", *JOUR, "-o", f"vacances.csv/{nom}"]) == 2
    said = capsys.readouterr().err
    assert f"« vacances.csv/{nom} » ne peut pas être écrit : « vacances.csv » est un fichier" in said
    assert contents(depot) == before


def test_a_name_too_long_cannot_be_written(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", *JOUR, "-o", "a" * 300 + ".csv"]) == 2
    assert "ne peut pas être écrit" in capsys.readouterr().err


# --- whose data -----------------------------------------------------------------------------
@pytest.mark.parametrize("command", [("evaluate",), ("orient",), ("compliance", "--year", "2025")])
def test_a_landlord_without_convention_is_told(
    command: tuple[str, ...], depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = (depot / "correspondance.yaml").read_text(encoding="utf-8")
    wrong = mapping.replace('bailleur: "000000001"', 'bailleur: "123456782"')
    assert wrong != mapping
    (depot / "correspondance.yaml").write_text(wrong, encoding="utf-8")
    assert run([*command, *JOUR]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "Aucune convention du dépôt n'est celle du bailleur 123456782" in said.err


@pytest.mark.parametrize(
    ("named", "place"),
    [("convention.yaml", "convention.yaml:1:1"), ("essais.yaml", "essais.yaml:2:1")],
)
@pytest.mark.parametrize("command", [("evaluate",), ("compliance", "--year", "2025")])
def test_another_file_in_the_place_of_the_mapping_is_told(
    command: tuple[str, ...], named: str, place: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (depot / "essais.yaml").write_text("# cas\nessais: essai\nau: 2025-12-31\ncas: []\n", encoding="utf-8")
    assert run([*command, *JOUR, "--data", named]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "erreur[CR636]" in said.err and f"──▶ {place}" in said.err
    assert "le fichier qui commence par « correspondance : »" in said.err


@pytest.mark.parametrize(
    "data",
    [
        ("correspondance.yaml", "vacances.csv", "vacances.csv"),
        ("correspondance.yaml", "./vacances.csv", "vacances.csv", "correspondance.yaml"),
    ],
)
def test_a_file_named_twice_is_read_once(
    data: tuple[str, ...], depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evaluate", *JOUR]) == 0
    once = capsys.readouterr()
    assert run(["evaluate", *JOUR, "--data", *data]) == 0
    assert capsys.readouterr() == once


# --- what is no file ------------------------------------------------------------------------
def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def make_socket(path: Path) -> None:
    # Why: the name of a socket has at most a hundred characters.
    here = Path.cwd()
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(path.name)
    os.chdir(here)


SPECIAUX = [make_pipe, make_device, make_socket]


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """In another process: one that waits is stopped."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "convrules", *arguments],
        capture_output=True,
        check=False,
        cwd=folder,
        env=environment,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("make", SPECIAUX)
def test_a_convention_that_is_no_file(make: Callable[[Path], None], depot: Path) -> None:
    make(depot / "autre.yaml")
    for arguments in (("check",), ("check", "autre.yaml"), ("test",), ("evaluate", *JOUR)):
        done = command(depot, *arguments)
        assert done.returncode == 2, arguments
        assert "« autre.yaml » ne s'ouvre pas : ce n'est pas un fichier ordinaire" in done.stderr
        assert done.stderr.count("autre.yaml") == 1


def test_a_project_that_is_no_file(depot: Path) -> None:
    (depot / "convrules.toml").unlink()
    make_pipe(depot / "convrules.toml")
    done = command(depot, "check", ".")
    assert done.returncode == 2 and "convrules.toml » ne s'ouvre pas" in done.stderr


def make_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [*SPECIAUX, make_folder])
def test_data_that_are_no_file(make: Callable[[Path], None], depot: Path) -> None:
    """Also when others of the same pattern are sound, and when named on the command line."""
    mapping = (depot / "correspondance.yaml").read_text(encoding="utf-8")
    (depot / "correspondance.yaml").write_text(mapping.replace("vacances.csv", "v*.csv"), encoding="utf-8")
    make(depot / "vieux.csv")
    for more in ((), ("--data", "correspondance.yaml", "vieux.csv")):
        done = command(depot, "evaluate", *JOUR, *more)
        assert done.returncode == 2 and done.stdout == ""
        assert done.stderr.startswith("erreur[CR736]")


def test_a_convention_too_big_is_not_read(depot: Path) -> None:
    with (depot / "autre.yaml").open("wb") as stream:
        stream.truncate(1 << 40)
    done = command(depot, "check")
    assert done.returncode == 2 and "autre.yaml » ne s'ouvre pas : il est trop gros" in done.stderr


def test_data_too_big_are_not_read(depot: Path) -> None:
    with (depot / "vacances.csv").open("wb") as stream:
        stream.truncate(1 << 40)
    done = command(depot, "evaluate", *JOUR)
    assert done.returncode == 1 and "erreur[CR704]" in done.stderr


# --- too much -------------------------------------------------------------------------------
CAS = """essais: exemple
au: 2025-12-31
cas:
  - cas: annee
    année: 2025
    vacances:
      - {{ nombre: {nombre}, nature: foyer, commune: "93066", disponibilite: 2025-02-03 }}
    attendu: {{ statuts: {{ hors_champ: {nombre} }} }}
"""


@pytest.mark.parametrize(
    ("nombre", "code"), [("99999999999", 1), ("3000000", 1), ("9" * 5_000, 1), ("100001", 1), ("300", 0)]
)
def test_a_case_of_too_many_rows(nombre: str, code: int, tmp_path: Path) -> None:
    shutil.copy(DEPOT / "convention.yaml", tmp_path)
    text = (tmp_path / "convention.yaml").read_text(encoding="utf-8")
    ident = text.split("convention:", 1)[1].split()[0]
    cases = CAS.format(nombre=nombre).replace("essais: exemple", f"essais: {ident}")
    (tmp_path / "convention.essais.yaml").write_text(cases, encoding="utf-8")
    done = command(tmp_path, "check")
    assert (done.returncode, done.stdout.count("CR909]")) == (code, code)
    assert command(tmp_path, "test").returncode == code


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("convention: essai", "---\nconvention: essai"),
        ("convention: essai", "# yamllint\n--- # début\nconvention: essai"),
        ("convention: essai", "convention:\n  essai"),
        ("convention: essai", '"convention": essai'),
    ],
)
def test_a_head_laid_out_otherwise_is_a_convention_all_the_same(
    avant: str, apres: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = depot / "convention.yaml"
    text = path.read_text("utf-8").replace("nature = ", "natture = ")
    assert "natture" in text and avant in text
    path.write_text(text.replace(avant, apres), "utf-8")
    assert run(["check", str(depot)]) == 1
    assert "CR201" in capsys.readouterr().out
