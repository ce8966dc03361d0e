"""A turn that is to be given away, or received, on a day to come is not so yet."""

from datetime import date

import pytest

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
