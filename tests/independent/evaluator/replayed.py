"""A year replayed under a policy that looks ahead (docs/langage, « Rejouer une année »), accounts of one cell
and from nothing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from .advance import FAR_UP, SoFar
from .ahead import Forecast
from .cascade import LANDLORD
from .case import rows, world_of
from .facts import Row
from .orientation import Orientation
from .outcomes import V
from .seen import Seen
from .texts import Life


def replayed(lives: list[Life], policy: dict[str, Any], case: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The rows of a case, each given as advised on its day: its name, to whom, why the plan does not rank."""
    opened = []
    for cells in case["vacances"]:
        own = {"cas": case["cas"], "vacance": cells, "vacances_attendues": case["vacances_attendues"]}
        ((row, _),) = rows(lives[0], world_of(lives, [], own), own, cells["disponibilite"])
        opened.append((cells["disponibilite"], row))
    year = int(opened[0][0][:4])
    forecast = Forecast(lives, opened[0][1], year)
    so_far = SoFar(forecast, dict.fromkeys(forecast.names, Fraction(0)))
    found = []
    for _, _, name, row in sorted(
        ((day, many(lives, row), row.cells["id"], row) for day, row in opened), key=lambda x: x[:3]
    ):
        asked = Orientation(Seen(lives[0], row), {}, policy)
        asked.so_far = so_far
        late = {FAR_UP: so_far.late[LANDLORD], **so_far.late}
        asked.holders = [replace(h, balance=late[h.rank]) for h in asked.holders]
        so_far.open = so_far.open and all(h.eligible == V for h in asked.holders)
        why = asked.ahead.why
        first = asked.proposed
        assert first is not None, "the landlord may always"
        to = LANDLORD if first.rank == FAR_UP else first.rank
        so_far.give(asked, to)
        found.append((name, to, why))
    return found


def many(lives: list[Life], row: Row) -> int:
    return sum(Seen(life, row).outcome(lambda v: v.eligible) == V for life in lives)
