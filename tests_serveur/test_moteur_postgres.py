"""The tables of answers and the query on a real server: pair by pair, what the scalar evaluator says."""

import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from columnar.scripted import by_script, compared
from columnar.test_equality import DRAWS, drawn, played
from columnar.test_moteurs import dossier_of
from columnar.test_script import script_of, under_names
from convrules.columnar.sql.model import MOT
from convrules.columnar.sql.script import Dialecte
from test_conformance import ALL, files_of
from tests_serveur import conftest

TIRAGES = 20


class Lieu:
    """One session on the server: what a script finds there is what another left."""

    def __init__(self, connexion: psycopg.Connection) -> None:
        self.connexion = connexion

    def play(self, statement: str) -> list[tuple[object, ...]]:
        cursor = self.connexion.execute(statement.encode())
        return cursor.fetchall() if cursor.description is not None else []


@pytest.fixture(scope="module")
def serveur(serveur: str) -> str:
    """A database where nobody else leaves anything."""
    with psycopg.connect(serveur, autocommit=True) as connexion:
        connexion.execute("CREATE DATABASE a_part")
    return serveur.replace("dbname=postgres", "dbname=a_part")


@pytest.fixture
def lieu(serveur: str) -> Iterator[Lieu]:
    with psycopg.connect(serveur, autocommit=True) as connexion:
        yield Lieu(connexion)


def test_drawn_conventions(lieu: Lieu, tmp_path: Path) -> None:
    met: Counter[str] = Counter()
    for seed in range(1000, 1000 + TIRAGES):
        for programme, faits, au in drawn(seed, tmp_path):
            met += compared([programme], faits, au, by_script(Dialecte.POSTGRES, lieu.play))
    assert met["pairs"] > 200 and met["causes"] > 100, met


def test_more_conventions_than_a_word_holds(lieu: Lieu, tmp_path: Path) -> None:
    found = [drawn(seed, tmp_path)[0] for seed in range(DRAWS, DRAWS + 6)]
    programmes = [programme for programme, _, _ in found] * 12
    assert len(programmes) > MOT
    _, faits, au = found[0]
    met = compared(programmes, faits, au, by_script(Dialecte.POSTGRES, lieu.play))
    assert met["pairs"] > 800, met


def test_cases_of_the_suite(lieu: Lieu, tmp_path: Path) -> None:
    """One example in eight: all are played by DuckDB."""
    met: Counter[str] = Counter()
    for exemple in ALL[::8]:
        folder = tmp_path / exemple.ident
        folder.mkdir()
        for programme, faits, au in played(files_of(exemple), folder):
            met += compared([programme], faits, au, by_script(Dialecte.POSTGRES, lieu.play))
    assert met["pairs"] > 50, met


def test_the_whole_text_plays_at_once(lieu: Lieu) -> None:
    lieu.play(script_of(dossier_of(20), Dialecte.POSTGRES))
    assert lieu.play("SELECT count(*) FROM pg_temp.convrules_vacances") == [(20,)]


# --- as a person would: psql, with its defaults -------------------------------------------------
def by_psql(serveur: str, folder: Path, *texts: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """In one session."""
    files = [folder / f"{n}.sql" for n, _ in enumerate(texts)]
    for path, text in zip(files, texts, strict=True):
        path.write_text(text, "utf-8")
    options = " ".join(f"-c{nom}={value}" for nom, value in settings.items())
    asked = [option for path in files for option in ("-f", str(path))]
    return subprocess.run(
        [conftest.programme("psql"), serveur, "-At", *asked],
        capture_output=True,
        text=True,
        env={**os.environ, "PGOPTIONS": options},
        check=False,
    )


def left(lieu: Lieu) -> list[tuple[object, ...]]:
    """Tables that last."""
    return lieu.play("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")


@pytest.fixture
def siennes(lieu: Lieu) -> Iterator[list[tuple[object, ...]]]:
    """Tables that a landlord may well have."""
    noms = ("clauses", "conventions", "convrules_dit", "convrules_vacances", "vacances")
    for nom in noms:
        lieu.play(f"CREATE TABLE public.{nom} AS SELECT 7 AS mien")
    yield [(nom,) for nom in noms]
    for nom in noms:
        assert lieu.play(f"SELECT * FROM public.{nom}") == [(7,)]
        lieu.play(f"DROP TABLE public.{nom}")


@pytest.mark.parametrize("path", ["public", "public, pg_temp"])
def test_a_script_played_twice(
    serveur: str, lieu: Lieu, siennes: list[tuple[object, ...]], path: str, tmp_path: Path
) -> None:
    """On another day, other rows: each answers of its own, in one session or in two; no table of the base is
    touched."""
    path = path.replace(" ", "\\ ")
    before, after = (script_of(dossier_of(n), Dialecte.POSTGRES) for n in (20, 3))
    alone = [by_psql(serveur, tmp_path, text, search_path=path) for text in (before, after, after)]
    both = by_psql(serveur, tmp_path, before, after, search_path=path)
    for found in (*alone, both):
        assert found.returncode == 0 and "ERROR" not in found.stderr
    assert "V0|" in alone[1].stdout and "V3|" not in alone[1].stdout
    assert alone[1].stdout == alone[2].stdout
    assert both.stdout == alone[0].stdout + alone[1].stdout
    assert left(lieu) == siennes


def test_after_an_error_a_script_answers_nothing(serveur: str, tmp_path: Path) -> None:
    """With psql's defaults, which go on."""
    text = script_of(dossier_of(20), Dialecte.POSTGRES)
    broken = text.replace("INSERT INTO pg_temp.convrules_causes", "INSERT INTO pg_temp.nulle_part", 1)
    assert broken != text
    found = by_psql(serveur, tmp_path, broken)
    assert "ERROR" in found.stderr and "V0" not in found.stdout
    assert found.stdout.rstrip().endswith("ROLLBACK")


@pytest.mark.parametrize("setting", ["on", "off"])
def test_what_an_identifier_says_is_never_run(serveur: str, lieu: Lieu, setting: str, tmp_path: Path) -> None:
    """Whether a backslash is a character of a text hangs on this setting."""
    noms = ("V\\'); CREATE TABLE pirate(a int); --", "V\\", "E'\\n'")
    text = script_of(under_names(*noms), Dialecte.POSTGRES)
    asked = "\nSELECT vacance FROM pg_temp.convrules_vacances ORDER BY rang;\n"
    found = by_psql(serveur, tmp_path, text + asked, standard_conforming_strings=setting)
    assert found.returncode == 0 and "ERROR" not in found.stderr
    assert found.stdout.splitlines()[-len(noms) :] == list(noms)
    assert left(lieu) == []
    with psycopg.connect(serveur, autocommit=True, options=f"-cstandard_conforming_strings={setting}") as one:
        one.execute(text.encode())
        assert one.execute(asked.encode()).fetchall() == [(nom,) for nom in noms]
    assert left(lieu) == []
