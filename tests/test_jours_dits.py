"""A finding says days as a reader does; what a file writes, or is to write, keeps its form."""

import pytest

from convrules.base.saisons import en_toutes_lettres
from convrules.base.source import Span, make_source
from convrules.base.texte import Langue
from convrules.diagnostics.catalogue import aide, message
from convrules.diagnostics.model import Diagnostic

JOURS = {"jour": "2027-01-01", "apres": "3", "nombre": "4", "dernier": "2026-03-01"}


def found(code: str, **args: str) -> Diagnostic:
    return Diagnostic(code=code, span=Span(source=make_source("a.yaml", ""), start=0, end=0), args=args)


def plain(text: str | None) -> str:
    return (text or "").replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("langue", "said"),
    [
        (
            Langue.FR,
            "« complet au: 2027-01-01 » est avant la plupart des dates (3 sur 4, jusqu'au 1er mars 2026).",
        ),
        (Langue.EN, "1 March 2026"),
    ],
)
def test_a_day_is_said_and_what_a_file_writes_is_quoted(langue: Langue, said: str) -> None:
    told = plain(message(found("CR836", **JOURS), langue))
    assert said in told and "complet au: 2027-01-01" in told and "2026-03-01" not in told


def test_a_remedy_that_says_what_to_write_writes_it_as_a_file_does() -> None:
    assert plain(aide(found("CR105", attendu="2024-01-01"))) == "Écrivez 2024-01-01."
    said = plain(aide(found("CR233", version="2019-01-01", derniere="2024-01-01", depuis="2024-01-01")))
    assert "en vigueur depuis le 1er janvier 2024, puis écrivez « version: 2024-01-01 »" in said


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        ("aucune en 2025-03, entre deux", "aucune en mars 2025, entre deux"),
        ("le socle, version 2026-02, du 2026-02-30", "le socle, version 2026-02, du 2026-02-30"),
        ("vacances-2025-03-01.csv:2", "vacances-2025-03-01.csv:2"),
        ("(2025-03-01 à 2025-03-31)", "(1er mars 2025 à 31 mars 2025)"),
    ],
)
def test_what_is_no_day_is_left(texte: str, dit: str) -> None:
    assert plain(en_toutes_lettres(texte, Langue.FR)) == dit
