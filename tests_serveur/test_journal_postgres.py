"""The journal as a table of a real PostgreSQL server: the same chain, several writers, nothing lost."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from convrules.cli.main import run
from convrules.facts.journal import postgres
from convrules.facts.journal.chaine import Chaine, Rupture
from convrules.facts.journal.postgres import JournalPostgres
from convrules.facts.journal.tenue import Ecrite, Refus, Renonce
from journal.decisions import HEURE, chained, decision, ranks

TESTS = Path(__file__).parents[1] / "tests"
WRITER = """
import sys
from convrules.facts.journal.postgres import JournalPostgres
from journal.decisions import HEURE, decision
journal = JournalPostgres(nom="postgresql:essai", table=("essai",), connexion=lambda: sys.argv[1])
for n in range(int(sys.argv[3])):
    done = journal.append(lambda chaine: decision(f"{sys.argv[2]}-{n}"), lambda: HEURE)
    print(type(done).__name__, n, flush=True)
"""


@pytest.fixture
def table(serveur: str) -> Iterator[JournalPostgres]:
    """A journal in a table that does not exist yet."""
    with psycopg.connect(serveur) as connexion:
        connexion.execute("DROP TABLE IF EXISTS essai")
    yield JournalPostgres(nom="postgresql:essai", table=("essai",), connexion=lambda: serveur)


def execute(serveur: str, text: str) -> None:
    with psycopg.connect(serveur) as connexion:
        connexion.execute(text.encode())


def add(journal: JournalPostgres, vacance: str) -> Ecrite | Renonce | Refus:
    return journal.append(lambda chaine: decision(vacance), lambda: HEURE)


def writer(serveur: str, nom: str, count: int) -> subprocess.Popen[str]:
    path = os.pathsep.join([*(p for p in sys.path if p), str(TESTS)])
    command = [sys.executable, "-c", WRITER, serveur, nom, str(count)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    )


def test_the_same_lines_in_the_same_chain(table: JournalPostgres) -> None:
    assert table.read() is Refus.ABSENT
    for name in ("V-1", "V-2"):
        done = add(table, name)
        assert isinstance(done, Ecrite)
    assert table.read() == chained(decision("V-1"), decision("V-2")) == done.chaine
    assert isinstance(table.append(lambda chaine: Renonce(autre=None), lambda: HEURE), Renonce)
    assert len(table.read().entrees) == 2 and table.repair() is None  # type: ignore[union-attr]  # Why: read above.


def test_several_writers_at_once_lose_nothing(serveur: str, table: JournalPostgres) -> None:
    writers = [writer(serveur, name, 20) for name in ("A", "B", "C")]
    for one in writers:
        one.communicate(timeout=120)
        assert one.returncode == 0
    chaine = table.read()
    assert isinstance(chaine, Chaine) and chaine.saine
    assert sorted(e.decision.vacance for e in chaine.entrees) == sorted(
        f"{name}-{n}" for name in "ABC" for n in range(20)
    )


def test_a_writer_killed_loses_nothing_that_was_acknowledged(serveur: str, table: JournalPostgres) -> None:
    victim, other = writer(serveur, "A", 100000), writer(serveur, "B", 20)
    assert victim.stdout is not None
    said = [victim.stdout.readline() for _ in range(8)]
    victim.kill()
    more, _ = victim.communicate(timeout=60)
    other.communicate(timeout=120)
    chaine = table.read()
    assert isinstance(chaine, Chaine) and chaine.saine
    found = {e.decision.vacance for e in chaine.entrees}
    whole = [*said, *more.splitlines(keepends=True)]
    assert {f"A-{line.split()[1]}" for line in whole if line.endswith("\n")} <= found
    assert {f"B-{n}" for n in range(20)} <= found


def test_a_writer_that_ignores_the_lock_is_refused_by_the_keys(serveur: str, table: JournalPostgres) -> None:
    add(table, "V-1")
    before = table.read()
    add(table, "V-2")
    assert isinstance(before, Chaine)
    with pytest.raises(psycopg.errors.UniqueViolation):
        execute(
            serveur, "INSERT INTO essai SELECT 3, precedent, repeat('b', 64), ligne FROM essai WHERE rang = 2"
        )


@pytest.mark.parametrize(
    ("tampering", "rank", "rupture"),
    [
        ("UPDATE essai SET ligne = replace(ligne, 'V-2', 'V-9') WHERE rang = 2", 2, Rupture.MODIFIEE),
        ("UPDATE essai SET empreinte = repeat('a', 64) WHERE rang = 2", 2, Rupture.MODIFIEE),
        ("UPDATE essai SET ligne = 'une note' WHERE rang = 3", 3, Rupture.ILLISIBLE),
        ("DELETE FROM essai WHERE rang = 1", 1, Rupture.ENCHAINEMENT),
        ("DELETE FROM essai WHERE rang = 2", 2, Rupture.ENCHAINEMENT),
        ("UPDATE essai SET rang = 9 WHERE rang = 2", 2, Rupture.ENCHAINEMENT),
    ],
)
def test_tampering_shows(
    serveur: str, table: JournalPostgres, tampering: str, rank: int, rupture: Rupture
) -> None:
    for name in ("V-1", "V-2", "V-3"):
        add(table, name)
    execute(serveur, tampering)
    chaine = table.read()
    assert isinstance(chaine, Chaine)
    assert (ranks(chaine.entrees), chaine.rupture) == (list(range(1, rank)), rupture)
    assert add(table, "V-4") is Refus.NON_SAIN


def test_what_the_server_refuses_has_a_name(
    serveur: str, table: JournalPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(table, "V-1")
    execute(serveur, "DROP ROLE IF EXISTS lecteur")
    execute(serveur, "CREATE ROLE lecteur LOGIN")
    reader = JournalPostgres(
        nom="x", table=("essai",), connexion=lambda: serveur.replace("user=convrules", "user=lecteur")
    )
    assert reader.read() is Refus.INTERDIT
    execute(serveur, "GRANT SELECT ON essai TO lecteur")
    assert isinstance(reader.read(), Chaine)
    assert add(reader, "V-2") is Refus.INTERDIT
    nowhere = JournalPostgres(nom="x", table=("essai",), connexion=lambda: "host=/nulle/part dbname=x")
    assert nowhere.read() is Refus.CONNEXION
    broken = JournalPostgres(nom="x", table=("essai",), connexion=lambda: "pas une connexion")
    assert broken.read() is Refus.PAS_UNE_TABLE
    assert "convrules" not in repr(nowhere.connexion) and "nulle" not in repr(nowhere)
    other = JournalPostgres(nom="x", table=("pg_catalog", "pg_class"), connexion=lambda: serveur)
    assert other.read() is Refus.PAS_UNE_TABLE
    monkeypatch.setattr(postgres, "ATTENTE_S", 1)
    with psycopg.connect(serveur) as held:
        held.execute("SELECT pg_advisory_xact_lock(hashtextextended('convrules essai', 0))")
        assert add(table, "V-3") is Refus.OCCUPE
    assert isinstance(add(table, "V-3"), Ecrite)


def test_a_repository_keeps_its_decisions_in_the_table(
    serveur: str,
    table: JournalPostgres,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", ".", "--modele", "commune"]) == 0
    project = tmp_path / "convrules.toml"
    project.write_text(project.read_text("utf-8") + 'journal = "postgresql:essai"\n', "utf-8")
    decide = ["orient", "--as-of", "2025-06-30", "--decide", "V-012=bailleur", "--par", "chef de service"]
    monkeypatch.delenv("CONVRULES_POSTGRES", raising=False)
    assert run(decide) == 2
    assert "CONVRULES_POSTGRES" in capsys.readouterr().err
    monkeypatch.setenv("CONVRULES_POSTGRES", "host=/nulle/part user=moi password=s3cret")
    assert run(decide) == 2
    streams = capsys.readouterr()
    assert "ne répond pas" in streams.err and "s3cret" not in streams.err and "/nulle" not in streams.err
    monkeypatch.setenv("CONVRULES_POSTGRES", serveur)
    assert run(decide) == 0
    assert run(["orient", "--as-of", "2025-06-30"]) == 0
    assert run(["journal", "verify"]) == 0
    assert run(["journal", "show"]) == 0
    assert run(["compliance", "--year", "2025", "--as-of", "2025-12-31"]) == 0
    streams = capsys.readouterr()
    assert "0\u00a0logement à orienter" in streams.out and "postgresql:essai" in streams.out
    assert "host=" not in streams.out + streams.err and serveur not in streams.out + streams.err
    execute(serveur, "UPDATE essai SET ligne = replace(ligne, 'chef', 'chaf')")
    assert run(["journal", "verify"]) == 1
    assert "CR815" in capsys.readouterr().err
    assert not (tmp_path / "journal.jsonl").exists()
