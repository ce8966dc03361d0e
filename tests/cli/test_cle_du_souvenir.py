"""What is remembered of a check has a name that holds all on which the check depends: what links lead to,
what changes while it is made, what the lock and the list are shown as, what the engine reads."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from convrules import api
from convrules.api import cache, checks, verification
from convrules.api.load import load_depot
from frames import ENTETE

from .test_cache import CLAUSE, PROJET, WARNED, edit, said, written


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.chdir(written(tmp_path / "depot", 3))
    return tmp_path / "depot"


def same_as_anew(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """What is said, which is what is found by doing all again."""
    heard = said(capsys, *arguments, "--format", "json")
    assert heard == said(capsys, *arguments, "--format", "json", "--no-cache")
    return heard


# --- links ------------------------------------------------------------------------------------
def test_a_linked_folder_that_leads_elsewhere(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, clause in (("bon", CLAUSE), ("mauvais", CLAUSE.replace("règle", "regle"))):
        (depot / name).mkdir()
        (depot / name / "x.yaml").write_text(ENTETE.replace("exemple", name) + clause, "utf-8")
    (depot / "courant").symlink_to("bon")
    assert same_as_anew(capsys, "courant")[0] == 0
    (depot / "courant").unlink()
    (depot / "courant").symlink_to("mauvais")
    assert same_as_anew(capsys, "courant")[0] == 1


def test_a_linked_file_that_leads_elsewhere(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(depot / "c01.yaml", "règle", "regle")
    (depot / ".choisi.yaml").symlink_to("c00.yaml")
    assert same_as_anew(capsys, ".choisi.yaml")[0] == 0
    (depot / ".choisi.yaml").unlink()
    (depot / ".choisi.yaml").symlink_to("c01.yaml")
    assert same_as_anew(capsys, ".choisi.yaml")[0] == 1


def test_a_link_that_becomes_a_copy(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One file of two names, then two files."""
    (depot / "lien.yaml").symlink_to("c00.yaml")
    before = same_as_anew(capsys, "c00.yaml")
    (depot / "lien.yaml").unlink()
    shutil.copy(depot / "c00.yaml", depot / "lien.yaml")
    assert same_as_anew(capsys, "c00.yaml") != before


def test_a_link_to_the_same_text_elsewhere(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A list accepts what is said of a file by its real path."""
    edit(depot / "c00.yaml", *WARNED)
    for version in ("1", "2"):
        (depot / ".v" / version).mkdir(parents=True)
        shutil.copy(depot / "c00.yaml", depot / ".v" / version / "s.yaml")
    (depot / "c00.yaml").unlink()
    (depot / "c00.yaml").symlink_to(".v/1/s.yaml")
    said(capsys, "--write-baseline")
    assert json.loads(same_as_anew(capsys)[1])["acceptes"]
    (depot / "c00.yaml").unlink()
    (depot / "c00.yaml").symlink_to(".v/2/s.yaml")
    assert not json.loads(same_as_anew(capsys)[1])["acceptes"]


def test_a_file_chosen_by_a_link_is_the_one_that_it_leads_to(
    depot: Path, made: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    (depot / ".choisi.yaml").symlink_to("c00.yaml")
    assert said(capsys, "c00.yaml") == said(capsys, ".choisi.yaml") == said(capsys, str(depot / "c00.yaml"))
    assert len(made) == 1


# --- what changes while the check is made -----------------------------------------------------
MEANWHILE: dict[str, Callable[[Path], object]] = {
    "the lock": lambda d: (d / "convrules.lock").write_text("{}", "utf-8"),
    "the list": lambda d: (d / "convrules.acceptes.json").write_text("{}", "utf-8"),
    "a link": lambda d: ((d / "lien.yaml").unlink(), shutil.copy(d / "c00.yaml", d / "lien.yaml")),
}


def during(
    monkeypatch: pytest.MonkeyPatch,
    checking: tuple[ModuleType, str],
    before: Callable[[], object] = lambda: None,
    after: Callable[[], object] = lambda: None,
) -> None:
    """Something is done once, just before and just after the check itself."""
    check = getattr(*checking)

    def disturbed(*arguments: object) -> object:
        monkeypatch.setattr(*checking, check)
        before()
        found = check(*arguments)
        after()
        return found

    monkeypatch.setattr(*checking, disturbed)


@pytest.mark.parametrize("what", MEANWHILE)
def test_what_changes_after_it_was_read_is_not_believed_read(
    depot: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    (depot / "lien.yaml").symlink_to("c00.yaml")
    during(monkeypatch, (checks, "_checked"), after=lambda: MEANWHILE[what](depot))
    before = said(capsys, "c00.yaml", "--format", "json")
    assert same_as_anew(capsys, "c00.yaml") != before


def test_a_project_that_changes_once_it_is_read(
    depot: Path,
) -> None:
    read = load_depot(depot)
    before = cache.key_of("essai", read)
    (depot / "convrules.toml").write_text(PROJET.replace("essai", "autre"), "utf-8")
    stale, after = cache.key_of("essai", read), cache.key_of("essai", load_depot(depot))
    assert len({before, stale, after}) == 3


def test_what_evaluates_keeps_nothing_of_a_check_that_read_another_lock(
    depot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = depot / "convrules.lock"
    during(monkeypatch, (verification, "check_depot"), before=lambda: lock.write_text("{}", "utf-8"))
    found = api.open_dossier(depot, [], cached=True)
    lock.unlink()
    again = api.open_dossier(depot, [], cached=True)
    assert [d.code for d in found.verifie.diagnostics] == ["CR630"]
    assert not again.verifie.diagnostics


# --- what is shown ----------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["convrules.acceptes.json", "convrules.lock"])
def test_another_repository_shows_its_own_lock_and_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Seen from below its root, alike in all else."""
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    for root in ("un", "deux"):
        folder = written(tmp_path / root, 0) / "conventions"
        folder.mkdir()
        (folder / "x.yaml").write_text(ENTETE + CLAUSE, "utf-8")
        (tmp_path / root / name).write_text("{}", "utf-8")
        monkeypatch.chdir(folder)
        assert str(tmp_path / root / name) in same_as_anew(capsys, "x.yaml")[1]


# --- what the engine reads --------------------------------------------------------------------
@pytest.mark.parametrize("name", ["regles.lark", "convention.schema.json"])
def test_the_engine_is_known_by_what_it_reads_beside_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """As in a repository whose engine is installed where it is written."""
    for path in ("src/convrules/__init__.py", f"grammar/{name}"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("1", "utf-8")
    monkeypatch.setattr(cache.convrules, "__file__", str(tmp_path / "src/convrules/__init__.py"))
    before = cache._engine.__wrapped__()
    assert before == cache._engine.__wrapped__()
    (tmp_path / "grammar" / name).write_text("22", "utf-8")
    assert before != cache._engine.__wrapped__()


# --- the key itself ---------------------------------------------------------------------------
def test_a_lock_that_holds_the_word_of_a_refusal(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = same_as_anew(capsys)
    (depot / "convrules.lock").write_text("ABSENT", "utf-8")
    assert same_as_anew(capsys) != before


def test_a_list_that_names_a_number(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is read as its signs, and the others of the list count all the same."""
    names = (5, "parti.txt")
    entries = [{"fichier": f, "code": "CR505", "fil": "", "nombre": 1} for f in names]
    text = json.dumps({"schema": "convrules/acceptes/1", "constats": entries})
    (depot / "convrules.acceptes.json").write_text(text, "utf-8")
    for name in ("5", "parti.txt"):
        (depot / name).write_text("", "utf-8")
    before = same_as_anew(capsys)
    (depot / "parti.txt").unlink()
    assert "CR038" in same_as_anew(capsys)[1] and "CR038" not in before[1]
