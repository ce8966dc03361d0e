"""The journal on the disk: writers at once, crashes at every point, repair on demand, the lock of Windows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from convrules.facts.journal import fichier, verrou
from convrules.facts.journal.chaine import Chaine, Decision, Fin, read_chain
from convrules.facts.journal.fichier import JournalFichier
from convrules.facts.journal.tenue import Ecrite, Refus, Renonce, Reparee
from journal.decisions import HEURE, decision, ranks, written

TESTS = Path(__file__).parents[1]
DEUX = written(decision("V-1"), decision("V-2"))
WRITER = """
import sys
from pathlib import Path
from convrules.facts.journal.fichier import JournalFichier
from journal.decisions import HEURE, decision
journal = JournalFichier(nom="journal.jsonl", path=Path(sys.argv[1]))
for n in range(int(sys.argv[3])):
    journal.append(lambda chaine: decision(f"{sys.argv[2]}-{n}"), lambda: HEURE)
    print(n, flush=True)
"""
DYING = """
import os, sys
from pathlib import Path
from convrules.facts.journal import fichier
from journal.decisions import HEURE, decision
real, room, stage = os.write, int(sys.argv[2]), sys.argv[3]
def write(descripteur, octets):
    real(descripteur, octets[:room])
    os._exit(9)
def fsync(descripteur):
    os._exit(9)
if stage == "write":
    os.write = write
else:
    os.fsync = fsync
journal = fichier.JournalFichier(nom="journal.jsonl", path=Path(sys.argv[1]))
journal.append(lambda chaine: decision("V-3"), lambda: HEURE)
"""


def kept(path: Path) -> JournalFichier:
    return JournalFichier(nom=path.name, path=path)


def run(script: str, *arguments: str) -> subprocess.Popen[str]:
    path = os.pathsep.join([*(p for p in sys.path if p), str(TESTS)])
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    )


def add(path: Path, one: Decision) -> Ecrite | Renonce | Refus:
    return kept(path).append(lambda chaine: one, lambda: HEURE)


def test_decisions_are_added_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    assert kept(path).read() is Refus.ABSENT
    for name in ("V-1", "V-2"):
        done = add(path, decision(name))
        assert isinstance(done, Ecrite)
    assert path.read_bytes() == DEUX
    assert kept(path).read() == done.chaine


def test_who_asks_may_renounce_under_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(DEUX)
    seen: list[Chaine] = []

    def choose(chaine: Chaine) -> Renonce:
        seen.append(chaine)
        return Renonce(autre=chaine.entrees[-1])

    assert isinstance(kept(path).append(choose, lambda: HEURE), Renonce)
    assert ranks(seen[0].entrees) == [1, 2] and path.read_bytes() == DEUX


def test_several_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    writers = [run(WRITER, str(path), name, "25") for name in ("A", "B", "C")]
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0
    chaine = kept(path).read()
    assert isinstance(chaine, Chaine) and chaine.saine
    found = {e.decision.vacance for e in chaine.entrees}
    assert found == {f"{name}-{n}" for name in "ABC" for n in range(25)} and len(chaine.entrees) == 75


def test_a_writer_killed_while_others_write_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    victim, other = run(WRITER, str(path), "A", "100000"), run(WRITER, str(path), "B", "40")
    assert victim.stdout is not None
    acknowledged = [victim.stdout.readline().strip() for _ in range(12)]
    victim.kill()
    more, _ = victim.communicate(timeout=60)
    acknowledged += more.split()[: more.count("\n")]
    other.communicate(timeout=120)
    chaine = kept(path).read()
    assert isinstance(chaine, Chaine) and chaine.rupture is None
    found = {e.decision.vacance for e in chaine.entrees}
    assert {f"A-{n}" for n in acknowledged} <= found
    # A kill between the two halves of one write does not happen on a local disk: all the others went on.
    assert {f"B-{n}" for n in range(40)} <= found and chaine.saine


LIGNE = len(written(decision("V-1"), decision("V-2"), decision("V-3"))) - len(DEUX)


@pytest.mark.parametrize("room", [0, 1, 2, LIGNE // 3, LIGNE // 2, LIGNE - 2, LIGNE - 1, LIGNE])
def test_a_writer_that_dies_at_a_byte_of_its_line_leaves_the_others_whole(tmp_path: Path, room: int) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(DEUX)
    dying = run(DYING, str(path), str(room), "write")
    dying.communicate(timeout=60)
    assert dying.returncode == 9
    chaine = kept(path).read()
    assert isinstance(chaine, Chaine) and ranks(chaine.entrees)[:2] == [1, 2] and chaine.rupture is None
    if not chaine.saine:
        assert add(path, decision("V-4")) is Refus.NON_SAIN
        assert isinstance(kept(path).repair(), Reparee)
    assert isinstance(add(path, decision("V-4")), Ecrite)
    after = kept(path).read()
    assert isinstance(after, Chaine) and after.saine
    assert [e.decision.vacance for e in after.entrees if e.decision.vacance != "V-3"] == ["V-1", "V-2", "V-4"]


def test_a_writer_that_dies_before_the_disk_confirms_leaves_a_whole_line(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(DEUX)
    dying = run(DYING, str(path), "0", "fsync")
    dying.communicate(timeout=60)
    chaine = kept(path).read()
    assert dying.returncode == 9 and isinstance(chaine, Chaine) and chaine.saine and len(chaine.entrees) == 3


def test_repair_after_a_cut_at_any_byte_throws_nothing_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda descripteur: None)
    for at in range(len(DEUX)):
        path = tmp_path / f"{at}.jsonl"
        path.write_bytes(DEUX[:at])
        before = read_chain(DEUX[:at])
        done = kept(path).repair()
        whole = path.read_bytes()
        assert read_chain(whole).saine and read_chain(whole).entrees == before.entrees
        match before.fin:
            case Fin.NETTE:
                assert done is None and whole == DEUX[:at]
            case Fin.SANS_FIN:
                assert isinstance(done, Reparee) and done.garde is None and whole == DEUX[: at + 1]
            case Fin.INTERROMPUE:
                assert isinstance(done, Reparee) and done.garde == f"{at}.jsonl.interrompue-1"
                assert whole + (tmp_path / done.garde).read_bytes() == DEUX[:at]


def test_ends_of_line_are_given_back_and_nothing_is_thrown_away(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    changed = DEUX.replace(b"\n", b"\r\n")
    path.write_bytes(changed)
    assert add(path, decision("V-3")) is Refus.NON_SAIN
    done = kept(path).repair()
    assert isinstance(done, Reparee) and done.garde == "journal.jsonl.fins-de-ligne-1"
    assert path.read_bytes() == DEUX and (tmp_path / done.garde).read_bytes() == changed
    assert isinstance(add(path, decision("V-3")), Ecrite)


def test_a_second_repair_keeps_the_first_rest(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    rests = [b'{"form', b'{"format":"convrules/jour']
    for rest in rests:
        path.write_bytes(DEUX + rest)
        kept(path).repair()
    assert rests == [(tmp_path / f"journal.jsonl.interrompue-{n}").read_bytes() for n in (1, 2)]


def test_a_broken_chain_is_neither_added_to_nor_repaired(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    spoilt = DEUX.replace(b"V-1", b"V-7")
    path.write_bytes(spoilt)
    assert kept(path).repair() is None
    assert add(path, decision()) is Refus.NON_SAIN
    assert path.read_bytes() == spoilt


def test_a_full_disk_takes_the_line_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(DEUX)
    real = os.write
    monkeypatch.setattr(os, "write", lambda d, octets: real(d, octets[:7]))
    assert add(path, decision("V-3")) is Refus.DISQUE
    assert path.read_bytes() == DEUX


def test_a_disk_that_does_not_confirm_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descripteur: int) -> None:
        raise OSError

    monkeypatch.setattr(os, "fsync", refuse)
    assert add(tmp_path / "journal.jsonl", decision()) is Refus.NON_CONFIRME


def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    assert kept(tmp_path).read() is Refus.PAS_UN_FICHIER
    assert add(tmp_path, decision()) is Refus.PAS_UN_FICHIER
    tube = tmp_path / "tube"
    os.mkfifo(tube)
    assert kept(tube).read() is Refus.PAS_UN_FICHIER
    assert add(tube, decision()) is Refus.PAS_UN_FICHIER
    assert kept(tmp_path / "absent").repair() is Refus.ABSENT
    assert add(tmp_path / "nulle part" / "journal.jsonl", decision()) is Refus.ABSENT


# --- the lock ---------------------------------------------------------------------------------
def test_a_lock_held_too_long_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(DEUX)
    monkeypatch.setattr(fichier, "locked", lambda d: verrou.locked(d, attente_s=0.1))
    with path.open("rb") as held, verrou.locked(held.fileno()):
        assert add(path, decision()) is Refus.OCCUPE
        assert kept(path).repair() is Refus.OCCUPE
    assert isinstance(add(path, decision()), Ecrite)


class FakeMsvcrt:
    """The module of Windows: a byte locked at the position of the file, refused to a second taker."""

    LK_NBLCK, LK_UNLCK = 2, 0

    def __init__(self) -> None:
        self.held: set[int] = set()
        self.calls: list[tuple[int, int, int]] = []

    def locking(self, fd: int, mode: int, nbytes: int, /) -> None:
        at = os.lseek(fd, 0, os.SEEK_CUR)
        self.calls.append((mode, at, nbytes))
        if mode == self.LK_UNLCK:
            self.held.remove(at)
        elif at in self.held:
            raise OSError(36, "Resource deadlock avoided")
        else:
            self.held.add(at)


def test_the_lock_of_windows_by_a_fake(tmp_path: Path) -> None:
    """Not run on Windows here: what is asked of its module, and in which order."""
    system = FakeMsvcrt()
    path = tmp_path / "journal.jsonl"
    path.write_bytes(DEUX)

    def take(descripteur: int) -> None:
        verrou.take_windows(descripteur, system)

    def leave(descripteur: int) -> None:
        verrou.leave_windows(descripteur, system)

    with path.open("rb") as one, path.open("rb") as two:
        locked = verrou.locked(two.fileno(), take, leave, attente_s=0.05)
        with verrou.locked(one.fileno(), take, leave), pytest.raises(verrou.VerrouOccupe), locked:
            raise AssertionError("held by another")
        with verrou.locked(two.fileno(), take, leave, attente_s=0.05):
            pass
    far = verrou.OCTET_VERROU
    assert far > fichier.TAILLE_MAX and not system.held
    assert system.calls[0] == (2, far, 1) and system.calls[-1] == (0, far, 1)
