"""A turn that is to be given away, or received, on a day to come is not so yet."""

from datetime import date

import pytest

from convrules.year.bornes import ZERO, at_least_zero, exactly, hull, minus, plus
from year import build as b

AU = date(2025, 6, 30)


@pytest.mark.parametrize("sides", [("etat", "als"), ("als", "etat")])
@pytest.mark.parametrize(("jour", "fait"), [("2025-11-05", 2), ("2025-06-03", None)])
def test_what_is_done_to_date(sides: tuple[str, str], jour: str, fait: int | None) -> None:
    compte, cedant = sides
    act = b.ligne("journal", "1", acte="echange", compte=compte, cedant=cedant, date=b.day(jour))
    rows = b.rows(2, disponibilite="2025-02-03", attribution="2025-03-03", contingent="etat")
    faits = b.faits(rows, actes=[act])
    prog = b.programme(b.part("p", b.taux("1/2")))
    (told,) = b.year(prog, faits, au=AU).avancements
    assert told.realise.valeur == (fait if fait is not None else 3 if compte == "etat" else 1)


@pytest.mark.parametrize("sides", [("etat", "als"), ("als", "etat")])
@pytest.mark.parametrize(("jour", "venu"), [("2025-11-05", False), ("2025-06-03", True)])
def test_what_is_projected(sides: tuple[str, str], jour: str, venu: bool) -> None:
    # Two are done, and one more or less by exchange; no month's pace holds it.
    compte, cedant = sides
    act = b.ligne("journal", "1", acte="echange", compte=compte, cedant=cedant, date=b.day(jour))
    rows = b.rows(2, disponibilite="2025-02-03", attribution="2025-03-03", contingent="etat")
    prog = b.programme(b.part("p", b.taux("1/2")))
    (plain,) = b.year(prog, b.faits(rows), au=AU).avancements
    (told,) = b.year(prog, b.faits(rows, actes=[act]), au=AU).avancements
    before, found = plain.projection, told.projection
    assert before is not None and found is not None and before.cible is not None
    turn = exactly(1 if compte == "etat" else -1)
    assert found.cible == before.cible
    assert found.realise == plus(before.realise, turn if venu else hull([ZERO, turn]))
    assert found.reste == at_least_zero(minus(before.cible, told.realise))
