"""Causes in words: rows that lack one fact are named together, the first of them where they are many."""

import pytest

from convrules.base.outcomes import Cause
from convrules.render import words
from convrules.render.lexicon import Lexique


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        (["droits D1", "droits D2"], "qpv, lignes droits D1, D2"),
        (["droits D1"], "qpv, ligne droits D1"),
        (["", "droits D1", "droits D2"], "qpv et qpv, lignes droits D1, D2"),
        (["demandes A", "droits D1"], "qpv, lignes droits D1, demandes A"),
        (
            ["vacances_attendues vacances_attendues-2", "droits D1"],
            "qpv, lignes droits D1, vacances_attendues 2",
        ),
        (["vacances_attendues vacances_attendues-12"], "qpv, ligne vacances_attendues 12"),
        (
            [f"vacances_attendues vacances_attendues-{n}" for n in (11, 2, 3, 4, 10, 9, 1, 6)],
            "qpv, lignes vacances_attendues 1 à 4, 6, 9 à 11",
        ),
        ([f"droits D{n}" for n in range(1, 13)], "qpv, lignes droits D1, D2, D3, D4, D5, D6 et 6 autres"),
    ],
)
def test_rows_that_lack_one_fact_are_named_together(lacking: list[str], said: str) -> None:
    found = words.causes([Cause(fait="qpv", ligne=ligne) for ligne in lacking], Lexique())
    label = "logement situé en quartier prioritaire de la politique de la ville (qpv)"
    assert plain(found).partition(" : ")[2] == said.replace("qpv", label)
