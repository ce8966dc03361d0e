"""What a margin says of a rule that asks for more, and of one that asks for no more."""

from dataclasses import replace

import pytest

from convrules import ir
from convrules.render.alerts import alert_lines
from convrules.year.alertes import alerts
from convrules.year.bilan import comply
from convrules.year.ouverte import Seuils
from year import build as b

AU = b.day("2025-06-30")


@pytest.mark.parametrize(
    ("sens", "said"),
    [(ir.Sens.AU_PLUS, "1 logement de place au mieux sous le plafond, seuil 2 (CR884)"),
     (ir.Sens.AU_MOINS, "1 logement de marge au mieux, seuil 2 (CR842)")],
)  # fmt: skip
def test_a_ceiling_is_told_by_the_room_that_is_left(sens: ir.Sens, said: str) -> None:
    """One attribution of two at most; or two to come for two at least."""
    mine = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
    prog = b.programme(b.quota("q", sens, combien=2, base=mine))
    rows = b.rows(1, disponibilite="2025-03-01", attribution="2025-05-01", contingent="etat")
    to_come = b.ligne("vacances_attendues", "A", du=b.day("2025-07-01"), au=b.day("2025-12-31"), min=2, max=2)
    bilan = comply((prog,), b.faits(rows, vacances_attendues=(to_come,)), 2025, AU)
    found = alerts(bilan, Seuils(marge=2))
    assert [a.plafond for a in found] == [sens is ir.Sens.AU_PLUS]
    (line,) = alert_lines(replace(bilan, alertes=found))
    assert said in line.replace("\u00a0", " ").replace("\u202f", " ")
