"""A repository that was checked once is not checked again by what evaluates, whatever was said of it."""

import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from convrules import api
from convrules.api import cache
from convrules.api.dossier import Dossier
from convrules.cli.main import run

EXEMPLE = Path(__file__).parents[2] / "conventions" / "exemples" / "oph-plaine-nord"
COMMANDES = (
    ("evaluate", "--format", "json"),
    ("compliance", "--year", "2025", "--format", "json"),
    ("orient", "--format", "json"),
    ("explain", "V2025-00001", "--format", "json"),
)
"""Each on a day; what they say holds places and texts of the conventions."""


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    shutil.copytree(EXEMPLE, tmp_path / "depot")
    # Few rows: what is asked is what stands before them.
    data = tmp_path / "depot" / "donnees"
    rows = (data / "vacances-2025.csv").read_text("utf-8").splitlines(keepends=True)[:25]
    (data / "vacances-2025.csv").write_text("".join(rows), "utf-8")
    known = {row.partition(";")[0] for row in rows}
    for name in ("candidatures-2025.csv", "journal-2025.csv"):
        first, *others = (data / name).read_text("utf-8").splitlines(keepends=True)
        kept = (row for row in others if known & {*row.split(";")})
        (data / name).write_text("".join((first, *kept)), "utf-8")
    monkeypatch.chdir(tmp_path / "depot")
    return tmp_path / "depot"


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run([*arguments, "--as-of", "2026-01-05"])
    read = capsys.readouterr()
    return code, read.out, read.err


@pytest.mark.parametrize("command", COMMANDES, ids=lambda c: c[0])
def test_what_is_kept_says_the_same(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    plain = said(capsys, *command, "--no-cache")
    assert plain[0] == 0 and len(made) == 1 and not (depot.parent / "cache").exists()
    assert said(capsys, *command) == plain and len(made) == 2
    assert said(capsys, *command) == plain and len(made) == 2
    assert len([*(depot.parent / "cache").iterdir()]) == 1


def test_one_check_serves_every_command(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (*COMMANDES, ("evaluate", "--engine", "auto"), ("bilan", "--year", "2025", "-o", "b")):
        assert said(capsys, *command)[0] == 0
    assert made == [11]


CHANGES: dict[str, Callable[[Path], object]] = {
    "a convention": lambda d: edit(d / "conventions/etat-93.yaml", "30 %", "25 %"),
    "a comment": lambda d: (d / "conventions/etat-93.yaml").open("a").write("# relu\n"),
    "the policy": lambda d: (d / "conventions/politique-2025.yaml").unlink(),
    "the mapping": lambda d: (d / "correspondance.yaml").open("a").write("# relu\n"),
    "the project": lambda d: (d / "convrules.toml").open("a").write("# relu\n"),
    "one file more": lambda d: (d / "vide.yaml").write_text("# rien\n"),
    "a name": lambda d: (d / "conventions/etat-93.yaml").rename(d / "etat-93.yaml"),
}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_checked_again(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], change: str
) -> None:
    said(capsys, *COMMANDES[1])
    CHANGES[change](depot)
    told = said(capsys, *COMMANDES[1])
    assert len(made) == 2
    assert told == said(capsys, *COMMANDES[1], "--no-cache")


def test_data_are_read_each_time(depot: Path, made: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    first = said(capsys, *COMMANDES[0])
    edit(depot / "donnees/vacances-2025.csv", ";47,5;9;", ";47,5;8;")
    second = said(capsys, *COMMANDES[0])
    assert len(made) == 1 and first[1] != second[1]


def test_the_day_changes_nothing_of_what_is_kept(depot: Path, made: list[int]) -> None:
    for day in ("2026-01-05", "2025-06-30"):
        assert run(["evaluate", "--as-of", day]) == 0
    assert len(made) == 1


def test_another_folder_reads_the_same_and_shows_its_own_names(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept names files from the repository, as results do; the screen names them from the folder."""
    near = said(capsys, *COMMANDES[0])
    monkeypatch.chdir(depot.parent)
    far = said(capsys, *COMMANDES[0], "--depot", "depot")
    assert far[1] == near[1] and len(made) == 1
    assert far == said(capsys, *COMMANDES[0], "--depot", "depot", "--no-cache")
    assert '"conventions/etat-93.yaml"' in far[1] and "──▶ depot/donnees/" in far[2]


def test_another_engine_reads_nothing(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said(capsys, *COMMANDES[0])
    monkeypatch.setattr(cache, "_engine", lambda: b"another")
    said(capsys, *COMMANDES[0])
    assert len(made) == 2


@pytest.mark.parametrize(("old", "new"), [("30 %", "30 ans"), ("document:", "document: # ?\n  #")])
def test_what_has_something_to_say_is_said_again(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], old: str, new: str
) -> None:
    """An error, then a warning; and no longer once it is mended."""
    edit(depot / "conventions/etat-93.yaml", old, new)
    for command in (*COMMANDES[:2], ("--lang", "en", *COMMANDES[0][:1])):
        plain = said(capsys, *command, "--no-cache")
        assert plain == said(capsys, *command) == said(capsys, *command)
        assert "conventions/etat-93.yaml:" in plain[1] + plain[2]
    assert len(made) == 3 + 1
    edit(depot / "conventions/etat-93.yaml", new, old)
    assert "etat-93.yaml:" not in said(capsys, *COMMANDES[0])[2] and len(made) == 5


def test_of_a_text_that_is_not_at_hand_nothing_is_kept(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    (depot / "conventions/ailleurs.yaml").write_bytes(b"convention: \xe9t\xe9\n")
    first = said(capsys, *COMMANDES[0])
    assert first == said(capsys, *COMMANDES[0]) and len(made) == 2
    assert not (depot.parent / "cache").exists()


def test_an_entry_that_is_not_whole_is_made_again(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    first = said(capsys, *COMMANDES[0])
    (entry,) = (depot.parent / "cache").iterdir()
    whole = entry.read_bytes()
    for wrong in (b"", b"{}", whole[: len(whole) // 2], whole.replace(b"etat", b"etaz", 1)):
        entry.write_bytes(wrong)
        assert said(capsys, *COMMANDES[0]) == first and entry.read_bytes() == whole
    assert len(made) == 5


def test_a_folder_that_cannot_be_written_changes_nothing(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = said(capsys, *COMMANDES[0], "--no-cache")
    monkeypatch.setenv(cache.VARIABLE, str(depot / "convrules.toml" / "cache"))
    assert said(capsys, *COMMANDES[0]) == first

    def refused(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setenv(cache.VARIABLE, str(depot.parent / "cache"))
    monkeypatch.setattr(tempfile, "mkstemp", refused)
    assert said(capsys, *COMMANDES[0]) == first and [*(depot.parent / "cache").iterdir()] == []


def test_a_file_that_is_in_use_is_left(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where what another process reads cannot be replaced."""
    first = said(capsys, *COMMANDES[0])
    (entry,) = (depot.parent / "cache").iterdir()
    entry.write_bytes(b"{}")

    def in_use(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(cache.os, "replace", in_use)
    assert said(capsys, *COMMANDES[0]) == first
    assert [*(depot.parent / "cache").iterdir()] == [entry] and entry.read_bytes() == b"{}"


def test_a_file_on_another_drive_has_a_name_all_the_same(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows no path leads from one drive to another."""

    def apart(path: object, start: object) -> str:
        raise ValueError("path is on mount 'C:', start on mount 'D:'")

    monkeypatch.setattr(cache.os.path, "relpath", apart)
    first = said(capsys, *COMMANDES[0])
    assert first[0] == 0 and said(capsys, *COMMANDES[0]) == first and len(made) == 1


def _evaluate(depot: str, out: str) -> None:
    os.chdir(depot)
    sys.exit(run(["evaluate", "--as-of", "2026-01-05", "-o", out]))


def test_two_at_once(depot: Path) -> None:
    own = multiprocessing.get_context("spawn")
    outs = [depot.parent / f"{n}.csv" for n in range(2)]
    at_once = [own.Process(target=_evaluate, args=(str(depot), str(out))) for out in outs]
    for process in at_once:
        process.start()
    for process in at_once:
        process.join()
    assert [p.exitcode for p in at_once] == [0, 0]
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert [p.suffix for p in (depot.parent / "cache").iterdir()] == [".json"]


def test_a_program_asks_for_it(depot: Path, made: list[int]) -> None:
    """The Python interface checks each time, unless it is told to believe."""
    for cached in (False, False, True, True):
        dossier = api.open_dossier(depot, [], cached=cached)
        assert isinstance(dossier, Dossier) and len(dossier.programmes) == 4
    assert len(made) == 3


def test_old_entries_leave_by_their_weight(depot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = cache.Cache(depot.parent / "cache")
    monkeypatch.setattr(cache, "TOTAL_MAX", 1_000)
    monkeypatch.setattr(cache, "ENTREE_MAX", 800)
    names = [f"{n}" * 64 for n in range(5)]
    for n in range(4):
        folder.keep(names[n], b'"%s"' % (b"x" * 300))
        for rank in range(n + 1):
            entry = folder.dossier / f"{names[rank]}.json"
            if entry.exists():
                os.utime(entry, (rank, rank))
    assert sorted(p.stem for p in folder.dossier.iterdir()) == names[2:4]
    folder.keep(names[4], b'"%s"' % (b"x" * 800))
    assert folder.recall(names[4]) is None and folder.recall(names[3]) is not None


# --- start-up ---------------------------------------------------------------------------------
def loaded(*arguments: str) -> set[str]:
    """What a command has imported in the end, in a process of its own."""
    code = (
        "import sys\nfrom convrules.cli.main import run\nassert run(sys.argv[1:]) == 0\n"
        "sys.stdout.write('\\n' + ' '.join(sys.modules))"
    )
    source = str(Path(api.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": source},
    )
    return set(done.stdout.rpartition("\n")[2].split())


def test_what_is_known_loads_nothing_that_reads_or_checks(depot: Path) -> None:
    command = ("evaluate", "--as-of", "2026-01-05", "--engine", "auto", "-o", "statuts.csv")
    assert "convrules.checking.convention" in loaded(*command)
    found = loaded(*command)
    assert not found & {"yaml", "lark", "jsonschema", "holidays", "jinja2", "xlsxwriter", "duckdb", "sqlglot"}
    own = {name for name in found if name.startswith("convrules.")} - {
        "convrules.orientation",
        "convrules.orientation.politique",
    }
    rooms = {"checking", "analyses", "syntax", "orientation", "examples", "lsp"}
    assert not {name.split(".")[1] for name in own} & rooms
    assert len(own) < 283


PLAIN = """convention: simple
bailleur: { nom: Bailleur, siren: "000000000" }
réservataire: { nom: Réservataire, type: employeur }
territoire: { département: ["93"] }
en vigueur: { du: 2024-01-01, au: 2026-12-31 }
document: { articles: ["1"] }
choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
clauses:
  - éligibilité: grands
    énoncé: De grands logements.
    règle: typologie dans [T4, T5]
    source: { article: "1" }
"""
SIMPLE_MAPPING = """correspondance: simple
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    typologie: { colonne: typologie, codes: { T1: T1, T4: T4, T5: T5 } }
    disponibilite: { colonne: disponibilite, format: aaaa-mm-jj }
"""


def test_what_is_simple_loads_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts compared with what is written, on sets of rows: nothing that judges a row by itself."""
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    rows = [f"V{n};93048;{('T1', 'T4', 'T5')[n % 3]};2025-03-0{n + 1}" for n in range(9)]
    Path("convrules.toml").write_text('[depot]\nnom = "S"\ndata = ["correspondance.yaml"]\n', "utf-8")
    Path("conventions").mkdir()
    Path("conventions/simple.yaml").write_text(PLAIN, "utf-8")
    Path("correspondance.yaml").write_text(SIMPLE_MAPPING, "utf-8")
    Path("vacances.csv").write_text("\n".join(["id;commune;typologie;disponibilite", *rows, ""]), "utf-8")
    command = ("evaluate", "--as-of", "2026-01-05", "--engine", "auto", "-o", "statuts.csv")
    assert "convrules.checking.convention" in loaded(*command)
    found = loaded(*command)
    aside = {"runtime.vacance", "runtime.rules", "facts.noms", "checking", "syntax"}
    assert not found & ({f"convrules.{name}" for name in aside} | {"yaml", "lark", "calendar", "statistics"})
    assert len([name for name in found if name.startswith("convrules.")]) < 240


def test_a_check_loads_nothing_of_what_its_key_leaves_aside(depot: Path) -> None:
    """A change of what shows results alone makes no check again: none of it is read to find them."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom convrules.api.load import load_depot\n"
        "from convrules.api.verification import check_depot\ncheck_depot(load_depot(Path('.')))\n"
        "sys.stdout.write(' '.join(sys.modules))"
    )
    source = str(Path(api.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert not {m.split(".")[1] for m in done.stdout.split() if m.startswith("convrules.")} & cache.SANS_EFFET
