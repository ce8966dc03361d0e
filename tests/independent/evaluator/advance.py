"""What look-ahead says of one dwelling (docs/langage, « L'anticipation »): a gap by holder, or why none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .ahead import ALONE, BOUND, DOUBT, TYPE, Forecast, third
from .cascade import LANDLORD
from .outcomes import F, HorsDePortee, N, U, V
from .plan import Told
from .plan import U as UNIT
from .vacancy import Vacancy

if TYPE_CHECKING:
    from .orientation import Orientation

FAR_UP = "\uffff"  # the rank of the landlord's own share


def only_ahead(policy: dict[str, Any]) -> bool:
    return "anticipation" in policy and not policy.get("clauses") and "départage" not in policy


def floored(number: Fraction) -> int:
    return int(number * UNIT // 1)


@dataclass
class Ahead:
    """`why`: where the plan does not rank; "aucune" without look-ahead."""

    why: str = "aucune"
    gaps: dict[str, int] = field(default_factory=dict)

    def gap(self, rank: str) -> int:
        return self.gaps.get(LANDLORD if rank == FAR_UP else rank, 0)

    @staticmethod
    def of(found: Orientation) -> Ahead:
        if found.policy is None or "anticipation" not in found.policy:
            return Ahead()
        if found.policy["anticipation"] != "vacances attendues":
            raise HorsDePortee("anticipation d'une année passée")
        today = date.fromordinal(found.row.au)
        so_far = found.so_far
        if so_far is None:
            forecast = Forecast(found.world.lives, found.row, today.year)
            told = forecast.plan(third(today), starting(found, forecast))
        else:
            forecast = so_far.forecast
            told = so_far.plan(third(today))
        if isinstance(told, str):
            return Ahead(told)
        may = [h for h in found.holders if h.eligible == V]
        doubt = any(
            isinstance(h.eligible, U) or not found.measured(h)
            for h in found.holders
            if h.eligible not in (F, N)
        )
        if doubt or len(found.worlds) > 1:
            return Ahead(DOUBT)
        if len(may) < 2:
            return Ahead(ALONE)
        if found.promised() is not None and (so_far is None or so_far.open):
            return Ahead(BOUND)
        kind = forecast.kind(takers(found))
        if kind is None:
            return Ahead(TYPE)
        names = {h.rank: LANDLORD if h.rank == FAR_UP else h.rank for h in may}
        late = {forecast.names.index(names[h.rank]): floored(h.measure("retard") or Fraction(0)) for h in may}
        gaps = told.gaps(kind, late) if set(late) <= set(kind) else {}
        return Ahead("", {forecast.names[h]: gap for h, gap in gaps.items()}) if gaps else Ahead(TYPE)


@dataclass
class SoFar:
    """A year as it goes: deficits by holder, whether all that came was open to all, the plan of the third."""

    forecast: Forecast
    late: dict[str, Fraction]
    open: bool = True
    third: int = -1
    told: Told | str = ""

    def plan(self, today: int) -> Told | str:
        if today != self.third:
            self.third = today
            self.told = self.forecast.plan(today, [floored(self.late[name]) for name in self.forecast.names])
        return self.told

    def give(self, found: Orientation, to: str) -> None:
        """A dwelling goes to the first; what it makes due is due to all."""
        if isinstance(self.told, Told):
            self.told.note(self.forecast.kind(takers(found)), self.forecast.names.index(to))
        for holder in found.holders:
            name = LANDLORD if holder.rank == FAR_UP else holder.rank
            self.late[name] += holder.rate - (name == to)


def starting(found: Orientation, forecast: Forecast) -> list[int] | None:
    """The deficits at the start of the third, this dwelling apart; None where one is not known."""
    late: list[int] = []
    for name in forecast.names[:-1]:
        life = next(one for one in found.world.lives if one.name == name)
        text = life.on(found.row.au)
        brought = [found.brought(life, c) for c in text.of("part")]
        if None in brought:
            return None
        late.append(floored(sum((b or Fraction(0) for b in brought), Fraction(0))))
    return [*late, 0]


def takers(found: Orientation) -> Any:
    """Those that may receive the dwelling, caps apart, the landlord not said."""
    for life, vacancy in found.vacancies:
        if Vacancy(vacancy.convention, found.row).eligible == V:
            yield life.name
