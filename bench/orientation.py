"""How late holders are over a year: the rule of advice, a look-ahead tried on it, and the best that could be.

    .venv/bin/python bench/orientation.py [--vacances 1000] [--annees 20] [--graine 1]

Invented years: 3 to 50 holders, half of them held to a few types of dwellings, types of unequal number,
dates drawn; then the same with seasons, each type being ten times rarer half of the year. For each, the worst
deficit of any holder after any dwelling (in dwellings):

- « plain »: to the largest deficit among those eligible, as `convrules orient` does without a policy;
- « ahead »: by a plan of the rest of the year as forecast by month and type (numbers expected, never those
  drawn): each type is shared out among holders so that the largest deficits to come stay low; where the plain
  rule does as well on the forecast, the plain rule;
- « best »: what the best choices would have given, the whole year being known (a matching of dwellings to
  what falls due; exact to a fiftieth of a dwelling).

The look-ahead is a trial of this file: the engine does not have it. A measure, not a test.
"""

import argparse
import math
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

UN = 1000
"""A dwelling: deficits and rates are whole thousandths."""
STEPS, TURNS, PULL, MARGIN = 40, 120, 0.1, 0.3
"""Of the look-ahead: dwellings between two plans, turns of one, weight of a deficit, gain to be promised."""
FIN = UN // 50


@dataclass(frozen=True)
class Year:
    """`rates` of holders, `open_to`: holders by type, `steps`: (month, type) in order, `forecast`: types
    expected month by month, evenly spread."""

    rates: list[int]
    open_to: list[list[int]]
    steps: list[tuple[int, int]]
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
    months = sorted(rng.randrange(12) for _ in range(number))
    return Year(
        rates=rates,
        open_to=[[h for h in range(holders) if t in accepts[h]] for t in range(types)],
        steps=[(m, rng.choices(range(types), expected[m])[0]) for m in months],
        forecast=_spread(expected, number / 12),
    )


def _accepts(rng: random.Random, types: int) -> set[int]:
    if rng.random() < 0.5:
        return set(rng.sample(range(types), rng.randint(1, max(1, types // 2))))
    return {t for t in range(types) if rng.random() < 0.8} or {0}


def _spread(expected: list[list[float]], a_month: float) -> list[list[int]]:
    """Whole numbers, what is rounded off carried to the next month."""
    carried = [0.0] * len(expected[0])
    found = []
    for row in expected:
        placed: list[tuple[float, int]] = []
        for kind, weight in enumerate(row):
            due = carried[kind] + a_month * weight / sum(row)
            count = max(0, int(due + 0.5))
            carried[kind] = due - count
            placed += [((rank + 0.5) / count, kind) for rank in range(count)]
        found.append([kind for _, kind in sorted(placed)])
    return found


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
    owner: list[tuple[int, int] | None] = [None] * (number + 1)
    return len(due) <= number and all(_served(day, holder, owner, slots) for day, holder in sorted(due))


def _served(day: int, holder: int, owner: list[tuple[int, int] | None], slots: list[list[int]]) -> bool:
    waiting: list[tuple[int, int, int, int]] = [(holder, day, -1, -1)]
    furthest, seen = {holder: day}, set[int]()
    for rank, (one, last, _, _) in enumerate(waiting):
        for slot in slots[one]:
            if slot > last:
                break
            if slot in seen:
                continue
            seen.add(slot)
            taken = owner[slot]
            if taken is None:
                _shift(rank, slot, waiting, owner)
                return True
            if furthest.get(taken[1], -1) < taken[0]:
                furthest[taken[1]] = taken[0]
                waiting.append((taken[1], taken[0], rank, slot))
    return False


def _shift(
    rank: int, slot: int, waiting: list[tuple[int, int, int, int]], owner: list[tuple[int, int] | None]
) -> None:
    while rank >= 0:
        holder, day, before, left = waiting[rank]
        owner[slot] = (day, holder)
        rank, slot = before, left


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
    """To whom each type goes this month by a plan of the rest of the year, made again every `STEPS` times."""

    def __init__(self) -> None:
        self.until = -1
        self.month = -1
        self.shares: Shares | None = None

    def __call__(self, year: Year, rank: int, late: list[int], ranked: list[int]) -> int:
        month, kind = year.steps[rank]
        if len(ranked) == 1:
            return ranked[0]
        if month != self.month or rank >= self.until:
            self.month, self.until = month, rank + STEPS
            before = [x - rate for x, rate in zip(late, year.rates, strict=True)]
            self.shares = _plan(year, rank, before)
        return ranked[0] if self.shares is None else self.shares.pick(kind, late, ranked)


@dataclass
class Shares:
    """`planned`: how many of a type a holder is to have this month; `seen`, `given`: what was done of it."""

    planned: dict[tuple[int, int], float]
    seen: Counter[int]
    given: Counter[tuple[int, int]]

    def pick(self, kind: int, late: list[int], ranked: list[int]) -> int:
        """The holder furthest behind its share of the type, its deficit counting a little."""
        total = sum(self.planned.get((kind, h), 0) for h in ranked)
        if total <= 0:
            return ranked[0]
        self.seen[kind] += 1

        def behind(h: int) -> float:
            due = self.planned.get((kind, h), 0) / total * self.seen[kind]
            return due - self.given[kind, h] + PULL * late[h] / UN

        chosen = max(ranked, key=behind)
        self.given[kind, chosen] += 1
        return chosen


def _plan(year: Year, rank: int, late: list[int]) -> Shares | None:
    """A plan for what is forecast to come; None when, on the forecast, the plain rule does as well."""
    month = year.steps[rank][0]
    of_month = [n for n, (m, _) in enumerate(year.steps) if m == month]
    here = year.forecast[month]
    # The share of the month that has passed is known of the calendar; here, by rank.
    gone = round(len(here) * (rank - of_month[0]) / len(of_month))
    months = [here[gone:], *year.forecast[month + 1 :]]
    counts = [Counter(kinds) for kinds in months]
    counts[0][year.steps[rank][1]] = max(1, counts[0][year.steps[rank][1]])
    planned = _spread_out(year, counts, late)
    if _on_forecast(year, months, late, planned) >= _on_forecast(year, months, late, None) - UN * MARGIN:
        return None
    return _of_month(planned, 0)


def _of_month(planned: list[dict[tuple[int, int], float]], month: int) -> Shares:
    return Shares(planned=planned[month], seen=Counter(), given=Counter())


def _on_forecast(
    year: Year, months: list[list[int]], late: list[int], planned: list[dict[tuple[int, int], float]] | None
) -> int:
    """The worst deficit if what comes is what is forecast: by the plan, or by the plain rule."""
    now, found = list(late), max(late)
    for month, kinds in enumerate(months):
        shares = _of_month(planned, month) if planned is not None else None
        for kind in kinds:
            now = [a + b for a, b in zip(now, year.rates, strict=True)]
            ranked = sorted(year.open_to[kind], key=lambda h: (-now[h], -year.rates[h], h))
            now[shares.pick(kind, now, ranked) if shares is not None else ranked[0]] -= UN
            found = max(found, *now)
    return found


def _spread_out(
    year: Year, counts: list[Counter[int]], late: list[int]
) -> list[dict[tuple[int, int], float]]:
    """Month by month, how many dwellings of each type each holder gets, so that deficits at the ends of
    months stay low, the largest weighing most (Frank and Wolfe: by turns, all of a type to the holder whose
    deficits to come weigh most, mixed in less and less)."""
    rates, days = [r / UN for r in year.rates], [c.total() for c in counts]
    plan: list[dict[tuple[int, int], float]] = []
    for month in counts:
        plan.append({})
        for kind, count in month.items():
            every = sum(rates[h] for h in year.open_to[kind])
            plan[-1] |= {(kind, h): count * rates[h] / every for h in year.open_to[kind]}
    for turn in range(TURNS):
        weights = _weights([x / UN for x in late], rates, days, plan, 0.3 + 2.7 * turn / TURNS)
        mixed = 2 / (turn + 3)
        for month, weight, given in zip(counts, weights, plan, strict=True):
            for key in given:
                given[key] *= 1 - mixed
            for kind, count in month.items():
                given[kind, max(year.open_to[kind], key=weight.__getitem__)] += mixed * count
    return plan


def _weights(
    late: list[float],
    rates: list[float],
    days: list[int],
    plan: list[dict[tuple[int, int], float]],
    sharp: float,
) -> list[list[float]]:
    """By month, what one dwelling more would spare each holder, now and in the months after."""
    ends, now = [], late
    for number, given in zip(days, plan, strict=True):
        now = [x + rate * number for x, rate in zip(now, rates, strict=True)]
        for (_, h), count in given.items():
            now[h] -= count
        ends.append(now)
    top = max(map(max, ends))
    found: list[list[float]] = []
    after = [0.0] * len(rates)
    for end in reversed(ends):
        after = [a + math.exp(sharp * (x - top)) + 1e-4 * max(0, x) for a, x in zip(after, end, strict=True)]
        found.append(after)
    return found[::-1]


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
            rows.append((worst(year, plain)[0], *worst(year, Planned()), best(year)))
        by_rule, by_ahead, others, by_best = (sum(column) / len(rows) for column in zip(*rows, strict=True))
        left = (by_ahead - by_best) / (by_rule - by_best)
        print(f"{'seasons' if seasons else 'steady'}, {time.perf_counter() - start:.0f} s:")
        print(f"  plain {by_rule / UN:.2f}, ahead {by_ahead / UN:.2f}, best {by_best / UN:.2f}")
        print(f"  ahead keeps {left:.0%} of what plain has above the best")
        print(f"  ahead worse in {sum(a > p for p, a, _, _ in rows)} years, better in ", end="")
        print(f"{sum(a < p for p, a, _, _ in rows)}; {others:.1f} dwellings a year given otherwise")


if __name__ == "__main__":
    main()
