"""A policy that looks ahead (docs/langage, « L'anticipation »): the forecast as the conventions read it, and
what ranks a dwelling, or why the deficit alone does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from . import plan as numbers
from .advice import rattachement
from .cascade import LANDLORD
from .facts import Row, ordinal
from .lines import Period, Reading
from .outcomes import F, HorsDePortee, N, U, V, both
from .plan import Kind, Spell, Told
from .population import part
from .texts import Life
from .vacancy import Vacancy

DECLARED = ("du", "au", "min", "max")
NO_FORECAST, ALIKE, ACCOUNTS, AS_WELL = "aucune_prevision", "tous", "comptes", "autant"
DOUBT, ALONE, BOUND, TYPE = "doute", "seul", "borne", "type"


def third(day: date) -> int:
    return 3 * (day.month - 1) + min(2, (day.day - 1) // 10)


def days_of(year: int, n: int) -> tuple[int, int]:
    first = date(year, n // 3 + 1, 1 + 10 * (n % 3))
    after = date(year + 1, 1, 1) if n == 35 else date(year, (n + 1) // 3 + 1, 1 + 10 * ((n + 1) % 3))
    return first.toordinal(), after.toordinal() - 1


@dataclass
class Forecast:
    """`lives`: conventions of the landlord; `row`: one of its rows, for what surrounds all of them."""

    lives: Sequence[Life]
    row: Row
    year: int
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = [*sorted(life.name for life in self.lives), LANDLORD]

    @cached_property
    def read(self) -> tuple[list[dict[Kind, int]], list[list[int]]]:
        """Third by third: how many of each type, what becomes due to each holder."""
        expected: list[dict[Kind, int]] = [{} for _ in range(36)]
        due = [[0] * len(self.names) for _ in range(36)]
        for n in range(36):
            for cells, number in self.lines(n).values():
                said = self.said(cells, days_of(self.year, n)[0] + 4)
                if said is None:
                    continue
                kind, rates = said
                expected[n][kind] = expected[n].get(kind, 0) + number
                for h, rate in rates.items():
                    due[n][h] += rate * number // numbers.U
        return expected, due

    def lines(self, n: int) -> dict[Any, tuple[dict[str, str], int]]:
        """Rows that say the same of the dwelling are one."""
        start, end = days_of(self.year, n)
        found: dict[Any, tuple[dict[str, str], int]] = {}
        for line in self.row.world.expected or ():
            first, last = (
                ordinal(line.get("du", f"{self.year}-01-01")),
                ordinal(line.get("au", f"{self.year}-12-31")),
            )
            inside = min(end, last) - max(start, first) + 1
            both_ends = Fraction(line["min"]) + Fraction(line["max"])
            if inside <= 0 or not both_ends:
                continue
            cells = {k: v for k, v in line.items() if k not in DECLARED}
            key = tuple(sorted(cells.items()))
            number = int(both_ends / 2 * inside * numbers.U // (last - first + 1))
            found[key] = (cells, found.get(key, (cells, 0))[1] + number)
        return found

    def said(self, cells: dict[str, str], day: int) -> tuple[Kind, dict[int, int]] | None:
        """Its type, and the rate of each holder; None of a row that is not known, or due to nobody."""
        takers, rates, own, due = [], {}, Fraction(1), False
        for life in self.lives:
            row = self.row_of(life, cells, day)
            here = life.here(row)
            if isinstance(here, U):
                return None
            if here != V:
                continue
            seen = Vacancy(life.on(day), row)
            rate = self.rate(life, seen, day)
            eligible = both(life.in_force(row), of_clauses(seen))
            if rate is None or isinstance(eligible, U):
                return None
            due = due or rate[1]
            h = self.names.index(life.name)
            own, rates[h] = own - rate[0], int(rate[0] * numbers.U)
            takers += [h] if eligible in (V,) else []
        if not due:
            return None
        if own >= 0:
            takers.append(len(self.names) - 1)
            rates[len(self.names) - 1] = int(own * numbers.U)
        return tuple(sorted(takers)), rates

    def row_of(self, life: Life, cells: dict[str, str], day: int) -> Row:
        facts = {k: self.row.cells[k] for k in ("commune",) if k in self.row.cells and k not in cells}
        when = date.fromordinal(day).isoformat()
        known = {**facts, **cells, rattachement(life): when, "reservataire.type": life.holder["type"]}
        return Row(known, self.row.fields, ordinal(f"{self.year}-12-31"), self.row.world)

    def rate(self, life: Life, seen: Vacancy, day: int) -> tuple[Fraction, bool] | None:
        """The rates of the parts whose base holds it, an announced vacancy being of the flow."""
        total, held = Fraction(0), False
        year = Period(ordinal(f"{self.year}-01-01"), ordinal(f"{self.year}-12-31"))
        if life.in_force(seen.row) != V:
            return total, held
        for clause in seen.convention.of("part"):
            if str(clause.keys["application"]) != "ensemble":
                raise HorsDePortee("anticipation, et comptes par cellule")
            where = part(clause.keys["règle"]).population.where
            inside = V if where is None else seen.reader.outcome(where)
            if isinstance(inside, U):
                return None
            if inside == V:
                total, held = total + Reading(life, clause, year).rate_on(day, seen), True
        return total, held

    # The plan of a third

    def plan(self, today: int, late: list[int] | None) -> Told | str:
        expected = self.read[0]
        if not any(n for one in expected[today:] for n in one.values()):
            return NO_FORECAST
        if len({kind for one in expected for kind, n in one.items() if n}) <= 1:
            return ALIKE
        if late is None:
            return ACCOUNTS
        found = numbers.plan(self.periods(today), late)
        return AS_WELL if found is None else Told(found)

    def periods(self, today: int) -> list[Spell]:
        return numbers.periods(*self.read, today)

    def kind(self, takers: Iterator[str]) -> Kind | None:
        """The type of a dwelling that these may take, the landlord apart, if one is expected."""
        found = tuple(sorted(self.names.index(name) for name in takers))
        known = {kind for one in self.read[0] for kind in one}
        return next((k for k in ((*found, len(self.names) - 1), found) if k in known), None)


def of_clauses(seen: Vacancy) -> Any:
    """May the holder have it, by the clauses that do not ask who will live there?"""
    found: Any = V
    for clause in seen.convention.of("éligibilité"):
        if not seen.household(clause):
            said = seen.clause(clause)
            found = found if said == N else both(found, said)
    return F if found == F else found
