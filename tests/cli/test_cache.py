"""A check is believed, with what it said, as long as nothing that it read has changed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from convrules.api import acceptation, cache
from convrules.cli import check as command
from convrules.cli.main import run
from frames import ENTETE

PROJET = '[depot]\nnom = "essai"\ndata = []\n'
CLAUSE = (
    'clauses:\n  - champ: du_flux\n    règle: nature = logement_ordinaire\n    source: { article: "1" }\n'
)
FORMES = ("text", "concise", "json", "sarif", "github", "gitlab", "junit")


def written(folder: Path, number: int = 20) -> Path:
    """A repository with nothing to say, of as many landlords."""
    folder.mkdir()
    (folder / "convrules.toml").write_text(PROJET, "utf-8")
    for n in range(number):
        text = ENTETE.replace("exemple", f"conv-{n:02}").replace("000000000", siren(n)) + CLAUSE
        text = text.replace("OPH Exemple", f"OPH {n:02}")
        (folder / f"c{n:02}.yaml").write_text(text, "utf-8")
    return folder


def siren(n: int) -> str:
    digits = f"{n:08}"
    total = sum(sum(divmod(int(d) * (1 + i % 2), 10)) for i, d in enumerate(digits))
    return f"{digits}{-total % 10}"


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.chdir(written(tmp_path / "depot"))
    return tmp_path / "depot"


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["check", *arguments])
    read = capsys.readouterr()
    return code, read.out, read.err


@pytest.mark.parametrize("forme", FORMES)
def test_what_is_remembered_is_said_alike(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], forme: str
) -> None:
    first = said(capsys, "--format", forme)
    again = said(capsys, "--format", forme)
    assert first == again == said(capsys, "--format", forme, "--no-cache")
    assert first[0] == 0 and made == [20, 20]


def test_articles_and_answers_that_differ_are_remembered(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Two conventions of one landlord, with papers, that answer otherwise."""
    for n, extra in ((0, ""), (1, " et non pmr")):
        text = (depot / f"c{n:02}.yaml").read_text("utf-8").replace(siren(1), siren(0))
        text = text.replace("OPH 01", "OPH 00").replace(
            "Préfet, type: etat", f"Titulaire {n}, type: {('etat', 'als')[n]}"
        )
        text = text.replace("logement_ordinaire", f"logement_ordinaire{extra}")
        text = text.replace("choix:", 'document: { articles: ["1"] }\nchoix:')
        (depot / f"c{n:02}.yaml").write_text(text, "utf-8")
    first = said(capsys, "--format", "json")
    found = json.loads(first[1])
    assert found["divergences"] and found["couverture"] and not found["diagnostics"]
    assert said(capsys, "--format", "json") == first and made == [20]
    assert said(capsys)[1] == said(capsys, "--no-cache")[1]


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file": lambda d: (d / "c03.yaml").write_text(
        (d / "c03.yaml").read_text("utf-8").replace("nature = logement_ordinaire", "nature = logement")
    ),
    "a comment": lambda d: (d / "c03.yaml").open("a").write("# relu\n"),
    "one file less": lambda d: (d / "c03.yaml").unlink(),
    "one file more": lambda d: (d / "c99.yaml").write_text((d / "c03.yaml").read_text("utf-8")),
    "a name": lambda d: (d / "c03.yaml").rename(d / "d03.yaml"),
    "the project": lambda d: (d / "convrules.toml").write_text(PROJET.replace("essai", "autre")),
    "the lock": lambda d: (d / "convrules.lock").write_text("{}\n"),
    "the list": lambda d: (d / "convrules.acceptes.json").write_text("{}\n"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_checked_again(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], change: str
) -> None:
    said(capsys)
    CHANGES[change](depot)
    told = said(capsys)
    assert len(made) == 2
    assert told == said(capsys, "--no-cache")


def test_another_day_is_another_check(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (date(2025, 1, 1), date(2025, 1, 2), date(2025, 1, 1)):
        monkeypatch.setattr(command, "today", lambda day=day: day)
        said(capsys)
    assert len(made) == 2


def test_what_is_asked_about_counts(depot: Path, made: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    assert "20\u00a0fichiers" in said(capsys)[1]
    assert "1\u00a0fichier" in said(capsys, "c03.yaml")[1]
    assert "2\u00a0fichiers" in said(capsys, "c03.yaml", "c04.yaml")[1]
    assert len(made) == 3
    assert "1\u00a0fichier" in said(capsys, "c03.yaml")[1] and len(made) == 3


def test_another_engine_checks_again(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said(capsys)
    monkeypatch.setattr(cache, "_engine", lambda: b"another")
    said(capsys)
    assert len(made) == 2


def test_the_engine_is_known_by_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "room").mkdir()
    for name in ("__init__.py", "room/page.md"):
        (tmp_path / name).write_text("1", "utf-8")
    monkeypatch.setattr(cache.convrules, "__file__", str(tmp_path / "__init__.py"))
    before = cache._engine.__wrapped__()
    os.utime(tmp_path / "room/page.md", ns=(1, 1))
    assert before != cache._engine.__wrapped__()


WARNED = ("choix:", 'document: { articles: ["1", "2"] }\nchoix:')
ACCEPTED = (
    WARNED[0],
    WARNED[1].replace("document:", "# convrules: ignore[CR505] motif: à venir\ndocument:", 1),
)
SAID: dict[str, tuple[str, tuple[str, str]]] = {
    "a warning": ("CR505", WARNED),
    "accepted": ("1 constat accepté", ACCEPTED),
    "an error, with its correction": ("CR021", ("règle:", "regle:")),
    "a form": ("CR004", ("règle: nature", "règle: [nature")),
}


@pytest.mark.parametrize("langue", ["fr", "en"])
@pytest.mark.parametrize("what", SAID)
def test_what_is_said_is_said_again(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], what: str, langue: str
) -> None:
    expected, (old, new) = SAID[what]
    edit(depot / "c03.yaml", old, new)
    assert expected in said(capsys, "--no-cache")[1].replace("\u00a0", " ")
    for forme in FORMES:
        command = (langue, "--format", forme)
        plain = told(capsys, *command, "--no-cache")
        assert plain == told(capsys, *command) == told(capsys, *command)
    assert len(made) == 1 + len(FORMES) + 1
    edit(depot / "c03.yaml", new, old)
    assert "c03" not in said(capsys)[1] and len(made) == 10


def told(capsys: pytest.CaptureFixture[str], langue: str, *arguments: str) -> tuple[int, str, str]:
    code = run(["--lang", langue, "check", *arguments])
    read = capsys.readouterr()
    return code, read.out, read.err


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_what_is_said_of_the_lock_is_said_again(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    """The lock is no file of conventions: its lines are shown all the same."""
    assert said(capsys, "--lock")[0] == 0
    edit(depot / "convrules.lock", '"moteur": "', '"moteur": "0.0.')
    made.clear()
    first = said(capsys)
    assert "CR633" in first[1] and '"moteur": "0.0.' in first[1]
    assert first == said(capsys) and len(made) == 1
    (depot / "convrules.lock").write_text("{}\n", "utf-8")
    assert "CR630" in said(capsys)[1] and len(made) == 2


def test_what_a_list_accepts_is_said_again(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    edit(depot / "c03.yaml", *WARNED)
    (depot / "c04.yaml").rename(depot / "c04.txt")
    edit(depot / "c04.txt", *WARNED)
    said(capsys, "--write-baseline", "c03.yaml", "c04.txt")
    made.clear()
    first = said(capsys, "--format", "json")
    assert json.loads(first[1])["acceptes"] and first == said(capsys, "--format", "json") and len(made) == 1
    # A file that the list names and that the repository does not hold.
    (depot / "c04.txt").unlink()
    after = said(capsys, "--format", "json")
    assert "CR038" in after[1] and after == said(capsys, "--format", "json", "--no-cache")


def test_of_a_text_that_is_not_at_hand_nothing_is_kept(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (depot / "c03.yaml").write_bytes((depot / "c03.yaml").read_bytes() + b"# \xe9\n")
    first = said(capsys)
    assert first[0] == 1 and first == said(capsys) and len(made) == 2
    assert not list((tmp_path / "cache").glob("*"))


def test_an_entry_that_says_something_else_is_as_if_it_were_not(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Whole, as its seal says, and of another form: nothing is believed of it
    but what can be said."""
    edit(depot / "c03.yaml", *WARNED)
    first = said(capsys)
    (entry,) = (tmp_path / "cache").iterdir()
    folder = cache.Cache(tmp_path / "cache")
    kept = json.loads(folder.recall(entry.stem) or b"")
    for key, wrong in (
        ("constats", [[1]]),
        ("constats", [["CR999"]]),
        ("sources", []),
        ("sources", [["x", True]]),
    ):
        made.clear()
        folder.keep(entry.stem, json.dumps(kept | {key: wrong}).encode())
        assert said(capsys) == first and len(made) == 1, (key, wrong)


@pytest.mark.parametrize(
    "kept", [b"", b"{", b"[]", b"null", b"\xff", b'{"nombres": [1]}', b'{"nombres": ["a", 1, 2]}']
)
def test_what_is_no_entry_is_as_if_it_were_not(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], tmp_path: Path, kept: bytes
) -> None:
    first = said(capsys)
    (entry,) = (tmp_path / "cache").iterdir()
    entry.write_bytes(kept)
    assert said(capsys) == first and len(made) == 2
    assert said(capsys) == first and len(made) == 2


def test_a_folder_that_cannot_be_written_changes_nothing(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(depot / "c00.yaml" / "cache"))
    first = said(capsys)
    assert first[0] == 0 and said(capsys) == first and len(made) == 2


def test_small_repositories_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], made: list[int]
) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.chdir(written(tmp_path / "petit", 1))
    assert said(capsys) == said(capsys) == said(capsys, "--no-cache")
    assert made == [1, 1]


def test_what_is_remembered_loads_nothing_that_checks(depot: Path) -> None:
    code = (
        "import sys\nfrom convrules.cli.main import run\nassert run(['check']) == 0\n"
        "sys.stdout.write('\\n' + ' '.join(sys.modules))"
    )
    source = str(Path(cache.__file__).parents[2])
    for heavy in (True, False):
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": source},
        )
        found = set(done.stdout.rpartition("\n")[2].split())
        assert bool(found & {"yaml", "lark", "convrules.checking", "convrules.ir"}) is heavy


def test_no_cache_neither_reads_nor_writes(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said(capsys, "--no-cache")
    assert not (tmp_path / "cache").exists()
    said(capsys)
    said(capsys, "--no-cache")
    assert len(made) == 3


def test_the_oldest_entries_leave(depot: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cache, "ENTREES_MAX", 2)
    for n in range(4):
        assert run(["check", f"c{n:02}.yaml"]) == 0
        for rank, entry in enumerate(sorted((tmp_path / "cache").iterdir(), key=os.path.getmtime)):
            os.utime(entry, (rank, rank))
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_patterns_of_data_are_still_kept_from_being_overwritten(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    (depot / "carte.yaml").write_text(
        f'correspondance: extraction\nbailleur: "{siren(0)}"\n'
        'fichiers:\n  vacances: { fichier: vacances.csv, séparateur: ";" }\n'
        "colonnes:\n  vacances:\n    id: id\n    logement: logement\n",
        "utf-8",
    )
    first = said(capsys, "--output", "json:vacances.csv")
    again = said(capsys, "--output", "json:vacances.csv")
    assert first == again and first[0] == 2 and "vacances.csv" in first[2]
    assert not (depot / "vacances.csv").exists()


def test_nothing_but_entries_leaves_the_folder(
    depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = depot.parent / "cache"
    folder.mkdir()
    others = [folder / "export.json", folder / f"{'0' * 63}.json", folder / "x.part"]
    for other in others:
        other.write_text("{}", "utf-8")
    old = folder / f"{'0' * 64}.json"
    old.write_text("{}", "utf-8")
    os.utime(old, (0, 0))
    monkeypatch.setattr(cache, "ENTREES_MAX", 1)
    assert said(capsys)[0] == 0
    assert all(other.exists() for other in others) and not old.exists()
    assert len(list(folder.iterdir())) == len(others) + 1


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="such a system does not tell people apart")
def test_an_entry_that_somebody_else_wrote_is_none(
    depot: Path, made: list[int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = said(capsys)
    assert said(capsys) == first and len(made) == 1
    monkeypatch.setattr(os, "getuid", lambda: os.stat(depot).st_uid + 1)
    assert said(capsys) == first and len(made) == 2


@pytest.mark.skipif(os.name == "nt", reason="such a name is none there")
def test_files_shown_under_one_name_are_all_checked(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (depot / "c00.yaml").read_text("utf-8")
    (depot / "c00.yaml").rename(depot / "a\nb.yaml")
    wrong = text.replace("conv-00", "conv-99").replace("champ: du_flux", "champs: du_flux")
    (depot / "a\ufffdb.yaml").write_text(wrong, "utf-8")
    socle = depot / "convrules/socles/cch/cch-2026-02.yaml"
    socle.parent.mkdir(parents=True)
    socle.write_text(wrong.replace("conv-99", "conv-98"), "utf-8")
    code, out, _ = said(capsys, "--format", "concise", "--no-cache")
    assert code == 1
    assert "a\ufffdb (2).yaml:" in out or "a\ufffdb.yaml:" in out
    assert "convrules/socles/cch/cch-2026-02 (2).yaml:" in out


def test_a_folder_that_may_not_be_read_is_said(
    depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shut = depot / "fermé"
    shut.mkdir()
    scan = os.scandir

    def refused(path: str | os.PathLike[str] = ".") -> object:
        if Path(path) == shut:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refused)
    code, out, err = said(capsys)
    assert code == 2 and "« fermé » ne s'ouvre pas : la lecture n'est pas autorisée." in out + err


def test_a_list_that_names_what_no_file_can_be_named(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry = {"fichier": "x" * 300 + ".yaml", "code": "CR500", "fil": "", "nombre": 1}
    content = {"schema": acceptation.SCHEMA, "constats": [entry]}
    (depot / "convrules.acceptes.json").write_text(json.dumps(content), "utf-8")
    first = said(capsys)
    assert "CR038" in first[1] and said(capsys) == first
