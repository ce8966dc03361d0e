"""`api.statuses` by an engine elsewhere: what the scalar evaluator says, and nothing left behind."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TypeAlias

import psycopg
import pytest

from columnar.grappe import grappe
from columnar.test_annee import compared as years_compared
from columnar.test_annee import drawn_years
from columnar.test_equality import compared, drawn
from columnar.test_moteurs import AU, dossier_of
from columnar.test_script import script_of
from convrules import api
from convrules.api.dossier import Dossier
from convrules.api.seances import ballista, postgres
from convrules.base.moteurs import MoteurEnEchec
from convrules.cli.main import run
from convrules.columnar.sql.bases import calling
from convrules.columnar.sql.script import Dialecte
from convrules.facts.readers.serveur import Serveur

ROWS = 60
TIRAGES = 8
ANNEES = 4


def answers(dossier: Dossier, **engine: object) -> list[list[object]]:
    found = api.statuses(dossier, AU, **engine)  # type: ignore[arg-type]
    return [[(rank in r.rangs, r.at(rank)) for rank in range(ROWS)] for r in found]


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return dossier_of(ROWS)


@pytest.fixture(scope="module")
def attendu(dossier: Dossier) -> list[list[object]]:
    found = answers(dossier, engine="scalaire")
    assert sum(held for row in found for held, _ in row) > ROWS  # type: ignore[misc]
    return found


# --- PostgreSQL ---------------------------------------------------------------------------------
Connexion: TypeAlias = "psycopg.Connection[tuple[object, ...]]"


@pytest.fixture
def connexion(serveur: str) -> Iterator[Connexion]:
    with psycopg.connect(serveur) as made:
        yield made
        made.rollback()


def test_postgres_says_the_same(dossier: Dossier, attendu: list[list[object]], connexion: Connexion) -> None:
    assert answers(dossier, engine="postgres", session=connexion) == attendu
    assert answers(dossier, engine="postgres", session=connexion) == attendu


def test_postgres_says_why_a_connection_takes_no_question(dossier: Dossier, serveur: str) -> None:
    for break_it, said in (
        (lambda made: made.close(), "is closed"),
        (failed, "a transaction that has failed"),
    ):
        with psycopg.connect(serveur) as made:
            break_it(made)
            for ask in (api.statuses, partial(api.aggregates, annee=2025)):
                with pytest.raises(MoteurEnEchec, match=said):
                    ask(dossier, au=AU, engine="postgres", session=made)


def failed(made: Connexion) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        made.execute("SELECT 1 / 0")


def test_postgres_by_slices(dossier: Dossier, attendu: list[list[object]], connexion: Connexion) -> None:
    for tranche in (1, 7, ROWS - 1, ROWS, 10 * ROWS):
        assert answers(dossier, engine="postgres", session=connexion, tranche=tranche) == attendu


def test_postgres_keeps_what_its_owner_was_doing(dossier: Dossier, connexion: Connexion) -> None:
    connexion.execute("CREATE TEMP TABLE dit (mien int)")
    connexion.execute("INSERT INTO dit VALUES (7)")
    api.statuses(dossier, AU, engine="postgres", session=connexion)
    assert connexion.execute("SELECT mien FROM dit").fetchall() == [(7,)]
    left = connexion.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'convrules%'").fetchone()
    assert left == (0,)


@pytest.mark.parametrize("path", ["public", "public, pg_temp"])
def test_postgres_after_a_script_that_the_session_has_played(
    dossier: Dossier, attendu: list[list[object]], serveur: str, path: str
) -> None:
    """Its tables, and those of the base that have such names, stay as they were."""
    ours = ("convrules_seance_dit", "convrules_dit")
    with psycopg.connect(serveur, autocommit=True, options=f"-csearch_path={path.replace(' ', '')}") as made:
        made.execute(script_of(dossier, Dialecte.POSTGRES).encode())
        for nom in ours:
            made.execute(f"CREATE TABLE public.{nom} AS SELECT 7 AS mien".encode())
        try:
            for _ in range(2):
                assert answers(dossier, engine="postgres", session=made) == attendu
            told = api.aggregates(dossier, 2025, AU, engine="scalaire")
            assert api.aggregates(dossier, 2025, AU, engine="postgres", session=made) == told
            for nom in ours:
                assert made.execute(f"SELECT * FROM public.{nom}".encode()).fetchall() == [(7,)]
            kept = made.execute("SELECT count(*) FROM pg_temp.convrules_vacances").fetchone()
            assert kept == (ROWS,)
        finally:
            for nom in ours:
                made.execute(f"DROP TABLE public.{nom}".encode())


def test_postgres_counts_the_rows_of_a_year(connexion: Connexion, tmp_path: Path) -> None:
    met: Counter[str] = Counter()
    for seed in range(5000, 5000 + ANNEES):
        for found in drawn_years(seed, tmp_path):
            met += years_compared(found, partial(postgres.count, connexion=connexion))
            years_compared(found, partial(postgres.count, connexion=connexion, tranche=11))
    assert met["rows"] > met["apart"] + 50, met
    left = connexion.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'convrules%'").fetchone()
    assert left == (0,)


def test_postgres_as_the_project_says(
    serveur: str, dossier: Dossier, attendu: list[list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVRULES_POSTGRES", serveur)
    with postgres.opened(Serveur()) as session:
        assert answers(dossier, engine="postgres", session=session) == attendu


@pytest.fixture
def entrees(serveur: str) -> Iterator[dict[str, str]]:
    """How to come in, well or badly, by what is wrong with it."""
    with psycopg.connect(serveur, autocommit=True) as made:
        made.execute("CREATE ROLE lecteur LOGIN PASSWORD 'tressecret'")
        made.execute("CREATE DATABASE fermee")
        made.execute("REVOKE ALL ON DATABASE fermee FROM PUBLIC")
        made.execute("CREATE DATABASE sans_table")
        made.execute("REVOKE ALL ON DATABASE sans_table FROM PUBLIC")
        made.execute("GRANT CONNECT ON DATABASE sans_table TO lecteur")
    folder = serveur.split()[0]
    lecteur = f"{folder} password=tressecret user=lecteur"
    yield {
        "rien n'écoute à cette adresse": "host=/nulle/part password=tressecret",
        "le nom du serveur est inconnu": "host=nulle.part.invalid password=tressecret",
        "ce compte n'existe pas": f"{folder} user=moncompte dbname=postgres password=tressecret",
        "cette base n'existe pas": f"{folder} user=lecteur dbname=mabase password=tressecret",
        "n'a pas le droit d'entrer dans cette base": f"{lecteur} dbname=fermee",
        "n'a pas le droit de créer des tables temporaires": f"{lecteur} dbname=sans_table",
        "la session ne peut que lire": f"{serveur} options='-c default_transaction_read_only=on'",
        "la chaîne de connexion est mal écrite": "tressecret",
    }
    with psycopg.connect(serveur, autocommit=True) as made:
        for nom in ("fermee", "sans_table"):
            made.execute(f"DROP DATABASE {nom}".encode())
        made.execute("DROP ROLE lecteur")


def test_failures_of_a_server_are_told_apart(
    entrees: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By their kind, in words of ours: nothing of the connection is shown."""
    depot, told = tmp_path / "depot", {}
    assert run(["init", str(depot)]) == 0
    capsys.readouterr()
    for kind, conninfo in entrees.items():
        monkeypatch.setenv("CONVRULES_POSTGRES", conninfo)
        asked = ["evaluate", "--depot", str(depot), "--as-of", AU.isoformat(), "--engine", "postgres"]
        assert run(asked) == 2
        told[kind] = capsys.readouterr().err
    assert [kind for kind, said in told.items() if kind not in said] == [], told
    hidden = ("tressecret", "moncompte", "mabase", "lecteur", "nulle", "fermee", "sans_table")
    assert not [word for said in told.values() for word in hidden if word in said], told


def test_a_question_that_lasts_is_told(serveur: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVRULES_POSTGRES", serveur)
    failure = MoteurEnEchec()
    with pytest.raises(MoteurEnEchec) as raised, postgres.opened(Serveur(delai_s=1)) as session, calling():
        session.execute("SELECT pg_sleep(3)")
    assert "SQLSTATE 57014" in str(postgres.why(raised.value)) and postgres.why(failure) is None


def test_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVRULES_POSTGRES", "host=/nulle/part password=secret")
    with pytest.raises(MoteurEnEchec) as raised, postgres.opened(Serveur()):
        pass
    told = str(raised.value)
    assert told == str(MoteurEnEchec()) and "secret" not in told and "/nulle/part" not in told


# --- Ballista -----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def ordonnanceur() -> Iterator[str]:
    with grappe() as found:
        yield found


def test_ballista_on_drawn_conventions(ordonnanceur: str, tmp_path: Path) -> None:
    met: Counter[str] = Counter()
    with ballista.opened(ordonnanceur) as session:
        for seed in range(3000, 3000 + TIRAGES):
            for programme, faits, au in drawn(seed, tmp_path):
                met += compared([programme], faits, au, partial(ballista.judge, session=session))
    assert met["together"] > 100, met


def test_ballista_counts_the_rows_of_a_year(ordonnanceur: str, tmp_path: Path) -> None:
    met: Counter[str] = Counter()
    with ballista.opened(ordonnanceur) as session:
        for seed in range(6000, 6000 + ANNEES):
            for found in drawn_years(seed, tmp_path):
                met += years_compared(found, partial(ballista.count, session=session, tranche=23))
    assert met["rows"] > met["apart"] + 50, met


def test_aggregates_by_an_engine_elsewhere(dossier: Dossier, connexion: Connexion, ordonnanceur: str) -> None:
    told = api.aggregates(dossier, 2025, AU, engine="scalaire")
    assert api.aggregates(dossier, 2025, AU, engine="postgres", session=connexion) == told
    with ballista.opened(ordonnanceur) as session:
        assert api.aggregates(dossier, 2025, AU, engine="ballista", session=session) == told


def test_ballista_says_the_same(dossier: Dossier, attendu: list[list[object]], ordonnanceur: str) -> None:
    with ballista.opened(ordonnanceur) as session:
        assert answers(dossier, engine="ballista", session=session) == attendu
        assert answers(dossier, engine="ballista", session=session, tranche=17) == attendu


def test_a_scheduler_that_is_not_there(dossier: Dossier) -> None:
    with pytest.raises(MoteurEnEchec), ballista.opened("df://127.0.0.1:1") as session:
        api.statuses(dossier, AU, engine="ballista", session=session)
