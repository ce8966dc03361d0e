"""How late holders are over a year: the rule of advice, a look-ahead tried on it, and the best that could be.

    .venv/bin/python bench/orientation.py [--vacances 1000] [--annees 20] [--graine 1]

Invented years: 3 to 50 holders, half of them held to a few types of dwellings, types of unequal number,
dates drawn; then the same with seasons, each type being ten times rarer half of the year. For each, the worst
deficit of any holder after any dwelling (in dwellings):

- « plain »: to the largest deficit among those eligible, as `convrules orient` does without a policy;
- « ahead »: under a policy that says `anticipation`, by the plan that the engine makes of the rest of the
  year as forecast by month and type (numbers expected, never those drawn); where the plain rule does as well
  on the forecast, the plain rule;
- « best »: what the best choices would have given, the whole year being known (a matching of dwellings to
  what falls due; exact to a fiftieth of a dwelling).

A measure, not a test.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from convrules.base.flows import all_served
from convrules.orientation.plans import UN as EN
from convrules.orientation.plans import Attendus, Compte, plan, third

UN = 1000
"""A dwelling: deficits and rates are whole thousandths."""
FIN = UN // 50


@dataclass(frozen=True)
class Year:
    """`rates` of holders, `open_to`: holders by type, `steps`: (day, type) in order, `forecast`: month by
    month, how many of each type are expected in a third of it."""

    rates: list[int]
    open_to: list[list[int]]
    steps: list[tuple[date, int]]
    forecast: list[list[int]]


def invent(seed: int, number: int, seasons: bool) -> Year:
    rng = random.Random(seed)
    holders, types = rng.choice([3, 5, 8, 12, 20, 50]), rng.randint(5, 8)
    own = rng.randint(150, 400)
    weights = [rng.random() + 0.1 for _ in range(holders - 1)]
    rates = [max(1, int((UN - own) * w / sum(weights))) for w in weights]
    common = [1 / (rank + 1) for rank in range(types)]
    rng.shuffle(common)
    accepts = [_accepts(rng, types) for _ in rates]
    for holder, kinds in enumerate(accepts):
        # Nobody is owed more than half of what it may receive: the landlord takes the rest.
        rates[holder] = min(rates[holder], int(UN * sum(common[t] for t in kinds) / sum(common) / 2))
    rates.append(UN - sum(rates))
    accepts.append(set(range(types)))
    low = [rng.randrange(12) for _ in range(types)]
    expected = [
        [w * (0.1 if seasons and (month - low[t]) % 12 >= 6 else 1) for t, w in enumerate(common)]
        for month in range(12)
    ]
    days = sorted(date(2025, rng.randint(1, 12), rng.randint(1, 28)) for _ in range(number))
    return Year(
        rates=rates,
        open_to=[[h for h in range(holders) if t in accepts[h]] for t in range(types)],
        steps=[(day, rng.choices(range(types), expected[day.month - 1])[0]) for day in days],
        forecast=[[int(EN * number / 36 * w / sum(row)) for w in row] for row in expected],
    )


def _accepts(rng: random.Random, types: int) -> set[int]:
    if rng.random() < 0.5:
        return set(rng.sample(range(types), rng.randint(1, max(1, types // 2))))
    return {t for t in range(types) if rng.random() < 0.8} or {0}


# --- what can be kept ------------------------------------------------------------------------------
def can_keep(
    late: Sequence[int], rates: Sequence[int], slots: list[list[int]], number: int, level: int
) -> bool:
    """Can no holder be later than `level` after any of the coming dwellings? Each must have its j-th by the
    day on which it would be; dwellings (1 to `number`; `slots`: those open to each holder) are matched to
    these, the earliest first, by ways that give up one dwelling for another."""
    due: list[tuple[int, int]] = []
    for holder, rate in enumerate(rates):
        if late[holder] > level:
            return False
        room = level - late[holder]
        while rate and room // rate + 1 <= number:
            due.append((room // rate + 1, holder))
            room += UN
    return len(due) <= number and all_served(sorted(due), dict(enumerate(slots)), number + 1)


def slots_of(year: Year, kinds: Sequence[int]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in year.rates]
    for rank, kind in enumerate(kinds, 1):
        for holder in year.open_to[kind]:
            found[holder].append(rank)
    return found


def least(kept: Callable[[int], bool], step: int) -> int:
    """The least multiple of `step` that is kept."""
    low, high = 0, 1
    while not kept(high * step):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if kept(middle * step) else (middle, high)
    return high * step


def best(year: Year) -> int:
    kinds = [kind for _, kind in year.steps]
    slots, start = slots_of(year, kinds), [0] * len(year.rates)
    return least(lambda level: can_keep(start, year.rates, slots, len(kinds), level), FIN)


# --- policies --------------------------------------------------------------------------------------
Choice = Callable[[Year, int, list[int], list[int]], int]
"""A year, the rank of a step, deficits with it due, holders who may take it by deficit: whom it goes to."""


def worst(year: Year, choose: Choice) -> tuple[int, int]:
    """The worst deficit, and how many dwellings went elsewhere than to the largest."""
    late, found, other = [0] * len(year.rates), 0, 0
    for rank, (_, kind) in enumerate(year.steps):
        late = [a + b for a, b in zip(late, year.rates, strict=True)]
        ranked = sorted(year.open_to[kind], key=lambda h: (-late[h], -year.rates[h], h))
        chosen = choose(year, rank, late, ranked)
        other += chosen != ranked[0]
        late[chosen] -= UN
        found = max(found, *late)
    return found, other


def plain(year: Year, rank: int, late: list[int], ranked: list[int]) -> int:
    return ranked[0]


class Planned:
    """To whom each type goes by the plan of the engine, made again at each third of a month."""

    def __init__(self, year: Year) -> None:
        self.attendus = expected(year)
        self.tiers = -1
        self.compte: Compte | None = None

    def __call__(self, year: Year, rank: int, late: list[int], ranked: list[int]) -> int:
        day, kind = year.steps[rank]
        if third(day) != self.tiers:
            self.tiers = third(day)
            before = [(x - rate) * (EN // UN) for x, rate in zip(late, year.rates, strict=True)]
            found = plan(self.attendus, self.tiers, before)
            self.compte = found.begun() if found is not None else None
        if self.compte is None:
            return ranked[0]
        places = [year.open_to[kind].index(h) for h in ranked]
        scores = self.compte.scores(kind, places, [late[h] * (EN // UN) for h in ranked])
        chosen = ranked[scores.index(max(scores))] if scores else ranked[0]
        self.compte.note(kind, year.open_to[kind].index(chosen))
        return chosen


def expected(year: Year) -> Attendus:
    """The forecast, as the engine reads one: numbers expected, never those drawn."""
    return Attendus(
        noms=tuple(f"{h:03}" for h in range(len(year.rates))),
        genres=tuple(map(tuple, year.open_to)),
        nombres=tuple(dict(enumerate(month)) for month in year.forecast for _ in range(3)),
        dus=tuple(
            {h: sum(month) * rate // UN for h, rate in enumerate(year.rates)}
            for month in year.forecast
            for _ in range(3)
        ),
    )


# --- measure ---------------------------------------------------------------------------------------
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vacances", type=int, default=1000)
    parser.add_argument("--annees", type=int, default=20)
    parser.add_argument("--graine", type=int, default=1)
    asked = parser.parse_args()
    print(f"{asked.annees} years of {asked.vacances} dwellings, seed {asked.graine}; worst deficits:")
    for seasons in (False, True):
        start = time.perf_counter()
        rows = []
        for n in range(asked.annees):
            year = invent(asked.graine * 1000 + n, asked.vacances, seasons)
            rows.append((worst(year, plain)[0], *worst(year, Planned(year)), best(year)))
        by_rule, by_ahead, others, by_best = (sum(column) / len(rows) for column in zip(*rows, strict=True))
        left = (by_ahead - by_best) / (by_rule - by_best)
        print(f"{'seasons' if seasons else 'steady'}, {time.perf_counter() - start:.0f} s:")
        print(f"  plain {by_rule / UN:.2f}, ahead {by_ahead / UN:.2f}, best {by_best / UN:.2f}")
        print(f"  ahead keeps {left:.0%} of what plain has above the best")
        print(f"  ahead worse in {sum(a > p for p, a, _, _ in rows)} years, better in ", end="")
        print(f"{sum(a < p for p, a, _, _ in rows)}; {others:.1f} dwellings a year given otherwise")


if __name__ == "__main__":
    main()
