"""What somebody did to a journal, or to the file that says where it is, is never taken for a crash nor passed
over."""

import json
from pathlib import Path

import pytest

from convrules.cli.main import run
from convrules.facts.journal.chaine import Fin, Rupture, read_chain
from journal.decisions import decision, written

CINQ = written(*(decision(f"V-{n}") for n in range(5)))


# --- ends of line, altered lines --------------------------------------------------------------
@pytest.mark.parametrize("between", [b"\r", b" ", b"", b"\r\n", b"\n\n", "\u2028".encode(), "\x85".encode()])
def test_lines_set_apart_otherwise_are_all_read(between: bytes) -> None:
    found = read_chain(CINQ.replace(b"\n", between))
    if between != b"" or found.fin is not Fin.SANS_FIN:
        assert (found.fin, found.rupture) == (Fin.CRLF, None)
    assert len(found.entrees) == 5


@pytest.mark.parametrize("between", [b"", b"\r", b"\0", b"\0\0"])
def test_a_changed_word_shows_whatever_the_ends_of_line(between: bytes) -> None:
    found = read_chain(CINQ.replace(b"V-3", b"V-8").replace(b"\n", between))
    assert found.rupture in (Rupture.MODIFIEE, Rupture.ILLISIBLE)


def test_a_last_line_changed_and_without_its_end_is_no_crash() -> None:
    found = read_chain(CINQ.replace(b"V-4", b"V-9").removesuffix(b"\n"))
    assert (found.rupture, len(found.entrees)) == (Rupture.MODIFIEE, 4)


def test_a_whole_line_and_what_follows_it_is_no_crash() -> None:
    one = written(decision("V-1")).removesuffix(b"\n")
    for more in (b"\0\0", b'{"format":"convrules', b"x"):
        assert read_chain(one + more).rupture is Rupture.ILLISIBLE, more


# --- the project file -------------------------------------------------------------------------
@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    assert run(["init", str(tmp_path / "d"), "--modele", "commune"]) == 0
    monkeypatch.chdir(tmp_path / "d")
    Path("journal.jsonl").write_bytes(CINQ)
    capsys.readouterr()
    return tmp_path / "d"


def noting(line: str) -> None:
    path = Path("convrules.toml")
    path.write_text(f"{path.read_text('utf-8').rstrip()}\n{line}\n", "utf-8")


COMMANDES = (["verify"], ["show"], ["repair"], ["cancel", "3", "--par", "chef", "--motif", "erreur"])


@pytest.mark.parametrize("command", COMMANDES, ids=lambda c: c[0])
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("[alertes", "CR619"),
        ('tete_du_journal = "5:9f0c"', "CR629"),
        ('journal = "../x"', "CR628"),
        ('journal = "postgresql:Decisions"', "CR625"),
    ],
)
def test_under_a_faulty_project_file_nothing_is_done(
    command: list[str], line: str, code: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noting(line)
    assert run(["journal", *command]) == 2
    shown = capsys.readouterr()
    assert code in shown.err and shown.out == ""
    assert Path("journal.jsonl").read_bytes() == CINQ


@pytest.mark.parametrize("command", COMMANDES, ids=lambda c: c[0])
def test_a_journal_that_lost_its_noted_head_is_never_written(
    command: list[str], depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["journal", "verify", "--format", "json"]) == 0
    head = json.loads(capsys.readouterr().out)["tete"]
    noting(f'tete_du_journal = "{head}"')
    cut = b"".join(CINQ.splitlines(keepends=True)[:3]) + CINQ.splitlines()[3][:30]
    Path("journal.jsonl").write_bytes(cut)
    assert run(["journal", *command]) == (1 if command[0] in ("verify", "show") else 2)
    shown = capsys.readouterr()
    assert "ligne 5" in shown.err + shown.out
    assert Path("journal.jsonl").read_bytes() == cut and not list(depot.glob("journal.jsonl.*"))


# --- cancelling a cancellation ----------------------------------------------------------------
def cancel(rang: int) -> int:
    return run(["journal", "cancel", str(rang), "--par", "chef", "--motif", "erreur"])


def test_cancelling_a_cancellation_gives_the_line_back(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [cancel(1), cancel(1), cancel(6), cancel(6), cancel(1)] == [0, 2, 0, 2, 0]
    assert "La ligne 6 est annulée (ligne 7" in capsys.readouterr().out


def test_not_when_something_else_was_decided_since(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("journal.jsonl").write_bytes(written(decision("V-0")))
    assert cancel(1) == 0
    kept = read_chain(Path("journal.jsonl").read_bytes())
    from convrules.facts.journal.chaine import chain, line_of

    later = line_of(chain(decision("V-0", "als-93"), kept, "2025-06-30T00:00:00Z")).encode() + b"\n"
    Path("journal.jsonl").write_bytes(Path("journal.jsonl").read_bytes() + later)
    assert cancel(2) == 2
    assert "la ligne 3 a décidé de cette vacance depuis" in " ".join(capsys.readouterr().err.split())
    assert [cancel(3), cancel(2)] == [0, 0]


# --- secrets ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        '[postgresql]\nmot_de_passe = "S3CRET"',
        '[postgresql]\n"dsn" = "host=x user=S3CRET"',
        'postgresql.mot_de_passe = "S3CRET"',
        'postgresql = { mot_de_passe = "S3CRET" }',
        '[postgresql.acces]\nmot_de_passe = "S3CRET"',
        '[ postgresql ]\n  cle = "S3CRET" # S3CRET',
        '[postgresql]\nmot de passe = "S3CRET"',
    ],
)
def test_what_may_be_a_password_is_never_shown(
    text: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noting(text)
    for command in (["check"], ["check", "--format", "json"], ["orient", "--as-of", "2025-06-30"]):
        run(command)
        shown = capsys.readouterr()
        assert "CR6" in shown.out + shown.err
        assert "S3CRET" not in shown.out + shown.err
