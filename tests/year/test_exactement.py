"""What is told of « exactement » while the year is open: the nearest that can be had, and no margin."""

import pytest

from convrules import ir
from convrules.year.alertes import alerts
from convrules.year.bilan import comply
from convrules.year.model import Bilan
from convrules.year.ouverte import Seuils
from year import build as b

AU = b.day("2025-06-30")
RECUES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
TOUTES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.BAILLEUR)


def seen(quota: ir.Quota, done: int, other: int, to_come: int) -> Bilan:
    """`done`: on the holder's account; `other`: on the landlord's; `to_come`: none to so many more."""
    dates = {"disponibilite": "2025-03-01", "attribution": "2025-05-01"}
    mine = b.rows(done, **dates, contingent="etat")
    theirs = b.rows(other, "Z", **dates, contingent="bailleur")
    until = b.day("2025-12-31")
    ahead = b.ligne("vacances_attendues", "A", du=b.day("2025-07-01"), au=until, min=0, max=to_come)
    faits = b.faits((*mine, *theirs), vacances_attendues=(ahead,))
    return comply((b.programme(quota),), faits, 2025, AU)


@pytest.mark.parametrize(
    ("done", "to_come", "told"),
    [(0, 4, (2, 2)), (0, 1, (1, 2)), (2, 4, (2, 2)), (3, 4, (3, 2)), (0, 900, (2, 2))],
    ids=["more may come", "too few", "had already", "passed", "far more may come"],
)  # fmt: skip
def test_the_nearest_number_is_told(done: int, to_come: int, told: tuple[int, int]) -> None:
    (found,) = seen(b.quota("q", ir.Sens.EXACTEMENT, combien=2, base=RECUES), done, 0, to_come).conventions
    (cell,) = found.avancements
    assert cell.au_mieux is not None
    assert (cell.au_mieux.fait, cell.au_mieux.cible) == told


def test_the_nearest_share_is_told() -> None:
    """Of three lettings on other accounts, a quarter is one of four: neither none, nor what is most."""
    quarter = b.quota("q", ir.Sens.EXACTEMENT, "1/4", base=TOUTES, compte=RECUES)
    (found,) = seen(quarter, 0, 3, 4).conventions
    (cell,) = found.avancements
    assert cell.au_mieux is not None
    assert (cell.au_mieux.fait, cell.au_mieux.cible) == (1, 1)


def test_what_is_asked_exactly_has_no_margin() -> None:
    asked = {sens: seen(b.quota("q", sens, combien=2, base=RECUES), 0, 0, 4) for sens in ir.Sens}
    told = {sens: bool(alerts(bilan, Seuils(marge=9))) for sens, bilan in asked.items()}
    assert told == {ir.Sens.AU_MOINS: True, ir.Sens.AU_PLUS: True, ir.Sens.EXACTEMENT: False}
