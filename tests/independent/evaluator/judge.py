"""The verdict on a rule of the year: what every sum that completing the rows may give has in common."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from . import withdrawals
from .carrying import Carry, carry
from .coming import expected, out_of_flow
from .lines import ZERO, Line, RateError, Reading, Sum
from .outcomes import Cause, HorsDePortee, N, U
from .parameters import value_on

if TYPE_CHECKING:
    from .year import Year

WORST = ["non_conforme", "hors_d_atteinte", "indetermine", "decision_humaine", "en_cours", "conforme"]
NONE = "non_applicable"
Bounds = tuple[Fraction, Fraction]


def rounded(exact: Fraction, how: str) -> Fraction:
    half = Fraction(1, 2)
    return {
        "inférieur": lambda: Fraction(math.floor(exact)),
        "supérieur": lambda: Fraction(math.ceil(exact)),
        "au plus proche sinon supérieur": lambda: Fraction(math.floor(exact + half)),
        "au plus proche sinon inférieur": lambda: Fraction(math.ceil(exact - half)),
        "sans arrondi": lambda: exact,
    }[how]()


def plus(a: Sum, b: Sum) -> Sum:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4]


def of_two_kinds(line: tuple[Line, int]) -> bool:
    """Do the data choose what a row may still become, and the future then choose among it?"""
    return len(line[0]) > 1 and any(len(turns) > 1 for turns in line[0])


def added(some: Iterable[Sum], more: Iterable[Sum]) -> frozenset[Sum]:
    return frozenset(plus(a, b) for a in some for b in more)


def sums(groups: Iterable[tuple[Iterable[Sum], int]]) -> set[Sum]:
    """Every total of one option per row."""
    found = {ZERO}
    for options, times in groups:
        single = list(options)
        if len(single) == 1:
            n, b, d, e, r = single[0]
            found = {plus(s, (n * times, b * times, d * times, e * times, r * times)) for s in found}
            continue
        for _ in range(times):
            found = {plus(s, o) for s in found for o in single}
    return found


@dataclass
class Judged:
    """One rule in one cell, or the worst of its cells."""

    verdict: str
    possible: set[str] = field(default_factory=set)
    numbers: dict[str, Bounds] = field(default_factory=dict)
    saved: bool = False
    cells: dict[str, Judged] = field(default_factory=dict)
    causes: frozenset[Cause] = frozenset()
    balances: set[Fraction] = field(default_factory=set)  # what may pass to the year after
    figures: dict[str, set[Fraction | str]] = field(default_factory=dict)  # what clauses may read of it
    silent: bool = False  # does it say nothing here?
    doubt: frozenset[Cause] = frozenset()  # why it perhaps says nothing


@dataclass
class Judge:
    year: Year
    reading: Reading
    lines: list[tuple[Line, int]]
    starts: list[Fraction]
    start: Fraction = Fraction(0)  # the one being tried
    reached: bool = False  # open year: will the base surely be above its minimum at the end?

    @property
    def keys(self) -> dict[str, Any]:
        return self.reading.clause.keys

    @property
    def how(self) -> str:
        if "arrondi" not in self.keys and self.reading.own.number is None:
            raise HorsDePortee("arrondi non écrit")
        return str(self.keys.get("arrondi", "sans arrondi"))

    @property
    def carry(self) -> Carry:
        return carry(str(self.keys.get("report", "aucun")))

    # One completion

    def withdrawn(self, total: Sum) -> Sum:
        """The same where one number was forecast."""
        found = self.each_withdrawn(total)
        if len(found) > 1:
            raise HorsDePortee("soustractions prévues d'une partie de l'année")
        return found.pop()

    def each_withdrawn(self, total: Sum) -> set[Sum]:
        """Withdrawals as forecast, taken off the base and the due; a number is due as it is."""
        if (number := self.reading.own.number) is not None:
            return {(total[0], total[1], number, number, total[4])}
        if not self.reading.forecast or self.reading.own.population.scope != "assiette":
            return {total}
        planned = withdrawals.planned(self.year, self.reading, self.year.number)
        if planned is None or self.reading.cell or self.reading.clause.genre != "part":
            raise HorsDePortee("retraits annoncés par cellule ou pour un quota")
        rate = self.reading.rate_on(self.year.period.first)
        n, base, due, eased, back = total
        each = product(planned, withdrawals.settled(self.year, self.reading))
        return {
            (
                n,
                max(0, base - p),
                max(Fraction(0), due - rate * p) + gap,
                max(Fraction(0), eased - self.reading.eased(rate) * p) + gap,
                back,
            )
            for p, gap in each
        }

    def target(self, due: Fraction, back: int = 0) -> Fraction:
        start = self.start
        if self.carry.mode == "solde arrondi":
            return rounded(due, self.how) + start + back
        return rounded(due if self.carry.mode == "aucun" else due + start, self.how) + back

    @property
    def least(self) -> Fraction | None:
        """Rows of the base under which the rule, or the part it stands in, says nothing."""
        reading = self.reading
        text = (reading.above or reading.clause).keys.get("base minimale")
        if text is None:
            return None
        if reading.above is not None and self.year.ends(reading.clause.name):
            raise HorsDePortee("base minimale d'un quota qui ne dure pas toute la période")
        name = str(text).split()[0]
        if name.isdigit():
            return Fraction(name)
        keys = reading.convention.keys["paramètres"][name]
        value = value_on(keys, name, reading.period.first, cell=dict(reading.cell))
        if isinstance(value, U):
            raise RateError(f"base minimale {name} en erreur")
        if value == N:
            return None
        return Fraction(value)

    def silent(self, total: Sum) -> bool:
        """Is the base under the minimum?"""
        return not self.reached and self.least is not None and total[1] < self.least

    def balance(self, total: Sum) -> Fraction:
        n, _, due, _, back = total
        mode = self.carry.mode
        if self.silent(total):
            return self.start if mode != "aucun" and not self.carry.dies else Fraction(0)
        if mode == "aucun":
            return Fraction(0)
        if mode == "fractions cumulées":
            return due + self.start + back - self.target(due, back)
        left = self.target(due, back) if mode == "solde arrondi" else due + self.start + back
        if self.carry.dies:
            return self.carry.clip(self.young(left - self.start, Fraction(n)), due)
        return self.carry.clip(left - n, due)

    def losses(self, totals: set[Sum]) -> list[Fraction]:
        """What a clip took from the balance."""
        if self.carry.mode not in ("solde arrondi", "solde exact"):
            return [Fraction(0)]
        return [self.loss(total) for total in totals]

    def loss(self, total: Sum) -> Fraction:
        if self.silent(total):
            return self.start if self.carry.dies else Fraction(0)
        n, _, due, _, back = total
        left = self.target(due, back) if self.carry.mode == "solde arrondi" else due + self.start + back
        return left - n - self.balance(total)

    def young(self, own: Fraction, done: Fraction) -> Fraction:
        """What this year itself leaves: the oldest debt is served first, the oldest advance used first."""
        own, done = own - min(done, Fraction(0)), max(done, Fraction(0))
        if self.start >= 0:
            return own - max(Fraction(0), done - self.start)
        return max(Fraction(0), own + self.start) - done

    def nothing_but(self, back: int) -> Fraction:
        """Target of an empty base without a carry-over: turns given back, a gap settled; never an advance."""
        forecast = self.reading.forecast and self.reading.own.population.scope == "assiette"
        gaps = withdrawals.settled(self.year, self.reading) if forecast else {Fraction(0)}
        if len(gaps) > 1:
            raise HorsDePortee("écart d'une partie de l'année, sur une base vide")
        return max(Fraction(0), rounded(gaps.pop(), self.how) + back)

    def slack(self) -> int:
        words = str(self.keys.get("tolérance", "")).split()
        return int(words[0]) if len(words) > 1 and words[1].startswith("logement") else 0

    def verdict(self, total: Sum, tolerant: bool = True) -> str:
        n, base, due, eased, back = total
        if self.silent(total):
            return NONE
        target = self.target(eased if tolerant else due, back)
        if base == 0 and self.reading.own.number is None:
            idle = self.nothing_but(back) if self.carry.mode == "aucun" else target
            if idle == 0:
                return NONE
        slack = self.slack() if tolerant else 0
        target = max(Fraction(0), target)
        enough, within = n >= target - slack, n <= target + slack
        good = {"au moins": enough, "au plus": within, "exactement": enough and within}
        return "conforme" if good[self.reading.own.sense] else "non_conforme"

    # All of them

    def judged(self) -> Judged:
        flat = [({s for turns in line for s in turns}, times) for line, times in self.lines]
        totals = {t for total in sums(flat) for t in self.each_withdrawn(total)}
        found = Judged("")
        groups = self.by_reach(totals)
        for start, (reached, some) in product(self.starts, groups):
            self.start, self.reached = start, reached
            found.possible |= {self.verdict(t) for t in some}
            found.balances |= {self.balance(t) for t in some}
            widen(found.numbers, self.numbers(some))
            for name, values in self.figures(some).items():
                found.figures[name] = found.figures.get(name, set()) | values
        self.reached = all(reached for reached, _ in groups)
        found.verdict = next(iter(found.possible)) if len(found.possible) == 1 else "indetermine"
        if len(totals) == 1 and len(self.starts) == 1:
            (total,) = totals
            found.saved = found.verdict == "conforme" and self.verdict(total, tolerant=False) != "conforme"
        elif "tolérance" in self.keys:
            raise HorsDePortee("tolérance et données manquantes")
        if not self.year.open and self.hoped().lines != self.lines:
            raise HorsDePortee("année close, éligibilité et nombre exact")
        if self.year.open:
            if len(self.starts) > 1:
                raise HorsDePortee("année ouverte et solde en doute")
            found.verdict = self.open_verdict()
            if found.verdict == "indetermine" and self.least is None:
                found.possible = {"hors_d_atteinte", "en_cours"}
        return found

    def numbers(self, totals: set[Sum]) -> dict[str, Bounds]:
        owed = {t: Fraction(0) if self.silent(t) else t[2] for t in totals}
        found: dict[str, list[Fraction]] = {
            "realise": [Fraction(t[0]) for t in totals],
            "base": [Fraction(t[1]) for t in totals],
            "du": [owed[t] for t in totals],
            "du_arrondi": [rounded(owed[t], self.how) for t in totals],
            "cible": [Fraction(0) if self.silent(t) else self.target(t[2], t[4]) for t in totals],
            "solde": [self.balance(t) for t in totals],
            "solde_initial": [self.start],
            "solde_perdu": self.losses(totals),
            "part": [Fraction(t[0], t[1]) for t in totals if t[1]],
        }
        return {name: (min(values), max(values)) for name, values in found.items() if values}

    def figures(self, totals: set[Sum]) -> dict[str, set[Fraction | str]]:
        """What each completion makes of the numbers that a clause may read."""
        every, totals = totals, {t for t in totals if not self.silent(t)}
        asked = {t: self.target(t[2], t[4]) for t in totals}
        left = {max(Fraction(0), asked[t]) - t[0] for t in totals}
        found: dict[str, set[Fraction | str]] = {
            "base": {Fraction(t[1]) for t in totals},
            "dû": {t[2] for t in totals},
            "cible": set(asked.values()),
            "réalisé": {Fraction(t[0]) for t in totals},
            "manque": {max(Fraction(0), x) for x in left},
            "dépassement": {max(Fraction(0), -x) for x in left},
            "solde": {self.balance(t) for t in totals},
            "taux": {Fraction(t[0], t[1]) if t[1] else "non applicable" for t in totals},
        }
        return {k: v | {"non applicable"} for k, v in found.items()} if totals < every else found

    def worlds(self) -> list[frozenset[Sum]]:
        """What each completion of the data leaves to the future."""
        return [end for _, end in self.completions()]

    def completions(self) -> list[tuple[frozenset[Sum], frozenset[Sum]]]:
        """What each completion of the data makes of the rows: the turns that are open, rows of which the data
        say what they may still become; then the same with what is declared to come."""
        data: list[tuple[Iterable[Sum], int]] = []
        future: list[tuple[Iterable[Sum], int]] = []
        both: list[Any] = []
        for line, times in self.lines:
            if of_two_kinds((line, times)):
                both += [line] * times
            elif len(line) == 1:
                future.append((next(iter(line)), times))
            else:
                data.append(([s for turns in line for s in turns], times))
        now = sums(future)
        ends = self.with_expected(now)
        found = {(added({d}, now), added({d}, ends)) for d in sums(data)}
        for line in both:
            found = {(added(a, turns), added(b, turns)) for a, b in found for turns in line}
        return list(found)

    def by_reach(self, totals: set[Sum]) -> list[tuple[bool, set[Sum]]]:
        """Completions of the data under which the base of an open year will have its least rows, whatever
        comes of those declared, and the others, apart."""
        least = self.least
        if not self.year.open or least is None or self.year.expected is None:
            return [(False, totals)]
        groups: dict[bool, set[Sum]] = {}
        for rows, ends in self.completions():
            reached = all(self.withdrawn(end)[1] >= least for end in ends)
            groups.setdefault(reached, set()).update(self.withdrawn(row) for row in rows)
        return list(groups.items())

    def open_verdict(self) -> str:
        """Each completion of the data, in each future."""
        if self.year.expected is None and self.speaks_still():
            return self.unbounded()
        worlds = self.worlds()
        ends = [self.withdrawn(end) for left in worlds for end in left]
        if all(end[1] == 0 and self.verdict(end) == NONE for end in ends):
            return NONE
        if self.least is not None:
            return self.above_least(worlds)
        always = all(self.good(end) for left in worlds for end in left)
        if self.reading.own.sense == "exactement" and not always and any(map(of_two_kinds, self.lines)):
            raise HorsDePortee("année ouverte, « exactement » et ligne qui est des données et de l'avenir")
        each = [any(map(self.good, left)) for left in self.hoped().worlds()]
        if always:
            return "conforme"
        return "en_cours" if all(each) else "indetermine" if any(each) else "hors_d_atteinte"

    def hoped(self) -> Judge:
        """« exactement »: what is not admitted may harm it, and nothing is hoped from it."""
        if self.reading.own.sense != "exactement":
            return self
        reading = replace(self.reading, hope=True)
        return replace(self, reading=reading, lines=self.year.lines(reading))

    def speaks_still(self) -> bool:
        """Has some text of the days to come the rule? A number has that of the first day."""
        later = (s.text for s in self.reading.life.spans if s.last > self.year.au)
        return self.reading.own.counts_dwellings or any(self.reading.clause.name in t.clauses for t in later)

    def above_least(self, worlds: Iterable[frozenset[Sum]]) -> str:
        """Where a minimum may be reached or not, both are open."""
        found = set()
        for left in worlds:
            ends = {self.verdict(self.withdrawn(end)) for end in left}
            if len(ends) == 1:
                found.add({"non_conforme": "hors_d_atteinte"}.get(*ends, *ends))
            elif ends - {"non_conforme"}:
                found.add("en_cours")
        if "en_cours" in found and found <= {"en_cours", "conforme", NONE}:
            return "en_cours"
        return found.pop() if len(found) == 1 else "indetermine"

    def good(self, total: Sum) -> bool:
        return self.verdict(self.withdrawn(total)) != "non_conforme"

    def with_expected(self, turns: set[Sum]) -> set[Sum]:
        for line in self.year.expected or ():
            low, high, options = expected(self.reading, line, self.year.au, self.year.world)
            more = options | out_of_flow(self.reading, options)
            added = {s for k in range(high - low + 1) for s in sums([(options, low), (more, k)])}
            turns = {plus(t, a) for t in turns for a in added}
        return turns

    def unbounded(self) -> str:
        """Without a declared forecast any number of rows may come, good or not."""
        rule = self.reading.own
        if rule.number is None:
            rates = {self.reading.rate_on(span.first) for span, inside in self.reading.spans if inside}
            if rule.sense == "exactement" or not all(0 < r < 1 for r in rates):
                raise HorsDePortee("année ouverte sans vacances attendues")
            return "en_cours"
        if any(self.starts):
            raise HorsDePortee("année ouverte, nombre et solde")
        least = [min(row[0] for row in rows) for rows, _ in self.completions()]
        if rule.sense == "au moins":
            return "conforme" if all(n >= rule.number - self.slack() for n in least) else "en_cours"
        reached = [n <= rule.number + self.slack() for n in least]
        return "en_cours" if all(reached) else "indetermine" if any(reached) else "hors_d_atteinte"


def widen(bounds: dict[str, Bounds], more: dict[str, Bounds]) -> None:
    for name, (low, high) in more.items():
        least, most = bounds.get(name, (low, high))
        bounds[name] = min(least, low), max(most, high)
