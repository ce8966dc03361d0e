"""Turns exchanged on the landlord's own account, which no convention bears."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from convrules.orientation.tours_echanges import own_turns
from year import build as b

ACTE = {"acte": "echange", "compte": "bailleur", "cedant": "etat"}


def added(*actes):
    faits = b.faits(b.vacances("A"), actes=actes)
    prog = b.programme(b.part())
    cadre = SimpleNamespace(
        faits=faits, programme=prog, memoire=None, parc=None, au=date(2025, 12, 1), annee=2025, finer={}
    )
    found = own_turns(cadre, frozenset())
    return found.fait, found.en_doute


UNE = b.ligne("journal", "1", **ACTE, date=b.day("2025-06-03"))


@pytest.mark.parametrize(
    ("actes", "expected"),
    [
        ([UNE], (1, 0)),
        # A copy of an act, perhaps; of another year, it adds nothing.
        ([UNE, replace(UNE, id="2", refusee=True)], (1, 1)),
        (
            [replace(UNE, cellules=UNE.cellules | b.cells({"date": b.day("2024-06-03")}), refusee=True)],
            (0, 0),
        ),
        # Without a day, of which year it is is not known; with oneself, of any year it changes nothing.
        ([b.ligne("journal", "1", **ACTE)], (0, 1)),
        ([b.ligne("journal", "1", **ACTE | {"cedant": "bailleur"})], (0, 0)),
        # What has gone to no holder is the landlord's own: an account of nobody's is, whatever its name.
        ([replace(UNE, cellules=UNE.cellules | b.cells({"compte": "als"}))], (1, 0)),
        ([replace(UNE, cellules=UNE.cellules | b.cells({"compte": "als", "cedant": "bailleur"}))], (0, 0)),
    ],
)
def test_each_act_is_a_dwelling_done_or_perhaps(actes, expected):
    assert added(*actes) == expected
