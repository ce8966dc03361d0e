"""The tables of answers and the query on a real server: pair by pair, what the scalar evaluator says."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from columnar.scripted import by_script, compared
from columnar.test_equality import DRAWS, drawn, played
from columnar.test_moteurs import dossier_of
from columnar.test_script import script_of
from convrules.columnar.sql.model import MOT
from convrules.columnar.sql.script import Dialecte
from test_conformance import ALL, files_of

TIRAGES = 20


class Lieu:
    """A place of its own on the server: nothing is ever committed."""

    def __init__(self, connexion: psycopg.Connection) -> None:
        self.connexion = connexion
        self.again()

    def again(self) -> None:
        """An empty place."""
        self.connexion.rollback()
        self.play("CREATE SCHEMA moteur")
        self.play("SET search_path TO moteur")

    def play(self, statement: str) -> list[tuple[object, ...]]:
        cursor = self.connexion.execute(statement.encode())
        return cursor.fetchall() if cursor.description is not None else []


@pytest.fixture
def lieu(serveur: str) -> Iterator[Lieu]:
    with psycopg.connect(serveur) as connexion:
        yield Lieu(connexion)
        connexion.rollback()


def test_drawn_conventions(lieu: Lieu, tmp_path: Path) -> None:
    met: Counter[str] = Counter()
    for seed in range(1000, 1000 + TIRAGES):
        for programme, faits, au in drawn(seed, tmp_path):
            lieu.again()
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
            lieu.again()
            met += compared([programme], faits, au, by_script(Dialecte.POSTGRES, lieu.play))
    assert met["pairs"] > 50, met


def test_the_whole_text_plays_at_once(lieu: Lieu) -> None:
    lieu.play(script_of(dossier_of(20), Dialecte.POSTGRES))
    assert lieu.play("SELECT count(*) FROM vacances") == [(20,)]
