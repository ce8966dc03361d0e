"""The state of a deadline, by trying the dates that are possible (docs/langage, « Dates… »)."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

from .days import NEVER, Season, add, counts, held, next_working
from .facts import Possible, Row, ordinal
from .outcomes import Cause, HorsDePortee
from .syntax import MONTHS, Parser

FAR = 4000  # days: far enough from every date of a page
TRIES = 400_000


@dataclass(frozen=True)
class Rule:
    """`target` no later than `number` `unit` from the anchor; or by a fixed day."""

    target: str
    number: int = 0
    unit: str = "jours"
    sense: int = 1
    how: str = "seul"  # seul, à défaut, premier, dernier
    anchors: tuple[str, ...] = ()
    forecast: str = ""  # which forecast serves before an event: la première, or the last
    fixed: tuple[int, int, int] | None = None  # year (0: the first such day of the vacancy), month, day
    pauses: tuple[tuple[str, str], ...] = ()  # from one event to the other
    seasons: tuple[Season, ...] = ()  # days of every year
    named: str = ""  # the parameter that gives the duration


@dataclass(frozen=True)
class State:
    names: frozenset[str]
    days: frozenset[int]
    limits: frozenset[int | None]
    causes: frozenset[Cause]
    provisional: bool = False
    follows: Possible | None = None  # when what a miss entails happens, if a forecast does not say


NOT_DUE = State(frozenset({"sans objet"}), frozenset(), frozenset({None}), frozenset())


def read_rule(text: str) -> Rule:
    p = Parser(text)
    target = p.take()
    before = p.accept("avant", "le")
    if not before:
        p.expect("au", "plus", "tard")
    if before or p.accept("le"):
        rule = Rule(target, fixed=read_day(p), number=1 if before else 0)
        p.end()
        return rule
    named = p.take() if p.kind() != "nombre" else ""
    number, unit = (0, "jour") if named else (int(p.take()), p.time_unit())
    sense = {"après": 1, "avant": -1}[p.take()]
    rule = read_anchor(p, Rule(target, number, unit, sense, named=named))
    p.end()
    return rule


def read_day(p: Parser) -> tuple[int, int, int]:
    if p.kind() == "date":
        day = date.fromisoformat(p.take())
        return day.year, day.month, day.day
    number = int(p.take())
    return 0, MONTHS.index(p.take()) + 1, number


def read_anchor(p: Parser, rule: Rule) -> Rule:
    if p.accept("la", "première", "prévision", "de"):
        return replace(rule, anchors=(p.take(),), forecast="première")
    for how in ("premier", "dernier"):
        if p.accept("le", how, "de", "["):
            names = [p.take()]
            while p.accept(","):
                names.append(p.take())
            p.expect("]")
            return replace(rule, how=how, anchors=tuple(names))
    first = p.take()
    if p.accept("à", "défaut"):
        return replace(rule, how="à défaut", anchors=(first, p.take()))
    return replace(rule, anchors=(first,))


def read_suspension(text: str) -> tuple[tuple[tuple[str, str], ...], tuple[Season, ...]]:
    """Pairs of events, and days of every year."""
    p = Parser(text)
    pairs: list[tuple[str, str]] = []
    seasons: list[Season] = []
    while True:
        if p.peek(1) == "le":
            seasons.append(p.season())
        else:
            p.expect("entre")
            first = p.take()
            p.expect("et")
            pairs.append((first, p.take()))
        if not p.accept(","):
            break
    p.end()
    return tuple(pairs), tuple(seasons)


@dataclass(frozen=True)
class Judge:
    """One rule on one row; `au` is the day on which the life was closed, if it was."""

    rule: Rule
    row: Row
    rolls: bool  # a limit moves to the next working day
    since: int  # the reference day, for a fixed day without a year
    provisional: bool = False

    @property
    def au(self) -> int:
        closed = self.row.closing()
        return self.row.au if closed is None else closed

    def limit(self, day: dict[str, int]) -> int | None:
        """None: the suspension is still open, the limit is not known yet."""
        rule = self.rule
        if rule.fixed:
            year, month, number = rule.fixed
            day_of = day_in(year or date.fromordinal(self.since).year, month, number)
            if not year and day_of < self.since:
                day_of = day_in(date.fromordinal(self.since).year + 1, month, number)
            found = day_of - rule.number
        else:
            anchor = self.anchor(day)
            found = add(anchor, rule.sense * rule.number, rule.unit)
            if rule.pauses or rule.seasons:
                pushed = self.suspended(anchor, found, [(day[a], day[b]) for a, b in rule.pauses])
                if pushed is None:
                    return None
                found = pushed
        return next_working(found) if self.rolls and (rule.fixed or rule.sense > 0) else found

    def anchor(self, day: dict[str, int]) -> int:
        days = [day[name] for name in self.rule.anchors]
        if self.rule.how == "à défaut":
            return days[1] if days[0] == NEVER else days[0]
        return {"seul": min, "premier": min, "dernier": max}[self.rule.how](days)

    def suspended(self, anchor: int, limit: int, pauses: list[tuple[int, int]]) -> int | None:
        """Day after day; a pause that has begun by the day reached, and is still open, holds the count."""
        begun = [(start, end) for start, end in pauses if start <= self.au and start < end]
        left = sum(counts(d, self.rule.unit) for d in range(anchor + 1, limit + 1))
        at = anchor
        while left:
            at += 1
            out = any(start <= at < end for start, end in begun)
            if any(start <= at and end > self.au for start, end in begun):
                return None
            out = out or any(held(s, at) for s in self.rule.seasons)
            left -= counts(at, self.rule.unit) and not out
        return at

    def state(self, day: dict[str, int]) -> tuple[str, int | None, int | None]:
        """Its name, the days of lateness, the limit."""
        au, target = self.au, day[self.rule.target]
        done = target <= au
        if not self.rule.fixed:
            anchor = self.anchor(day)
            if self.rule.sense > 0 and anchor > au:
                late = "sans objet" if anchor == NEVER else "en cours"
                return ("tenu" if done else late), None, None
        limit = self.limit(day)
        if limit is None or (target if done else au) <= limit:
            return ("tenu" if done else "en cours"), None, limit
        return "dépassé", (target if done else au) - limit, limit

    def judge(self) -> State:
        """Every possible date of every event that the rule reads."""
        events = self.events()
        names = list(events)
        pool = self.pool(events)
        tries = [[d for d in pool if self.possible(n, e, d)] for n, e in events.items()]
        size = 1
        for t in tries:
            size *= len(t)
        if size > TRIES:
            raise HorsDePortee("trop de dates possibles")
        seen: list[dict[Any, set[str]]] = [defaultdict(set) for _ in names]
        states, days, limits = set(), set(), set()
        for choice in product(*tries):
            name, late, limit = self.state(dict(zip(names, choice, strict=True)))
            if name == "en cours" and self.row.closing() is not None:
                name = "sans objet"
            states.add(name)
            limits.add(limit)
            if late is not None:
                days.add(late)
            for rank, table in enumerate(seen):
                table[choice[:rank] + choice[rank + 1 :]].add(name)
        causes = {
            c
            for name, table in zip(names, seen, strict=True)
            if any(len(found) > 1 for found in table.values())
            for c in events[name].causes
        }
        return State(
            frozenset(states), frozenset(days), frozenset(limits), frozenset(causes), self.provisional
        )

    def possible(self, name: str, event: Possible, day: int) -> bool:
        """That an event which has not come may never do so does not make a deadline without object: only
        knowing it does. But missing data may hide that it will not, unless the anchor is a plain date."""
        if day == NEVER and event.or_never:
            return True
        if day == NEVER and event.low != NEVER:
            hidden = any(kind != "futur" for _, kind in event.causes)
            return hidden and name in self.rule.anchors and self.row.field(name).genre != "date"
        return event.low <= day <= event.high

    def events(self) -> dict[str, Possible]:
        names = dict.fromkeys(
            (self.rule.target, *self.rule.anchors, *(n for pair in self.rule.pauses for n in pair))
        )
        return {name: self.row.event(name) for name in names}

    def pool(self, events: dict[str, Possible]) -> list[int]:
        ends = {d for e in events.values() for d in (e.low, e.high) if abs(d) < NEVER}
        ends |= {self.row.au, self.au}
        if self.rule.fixed:
            ends.add(self.limit({}) or 0)
        number = self.rule.number
        shifted = {add(d, sense * number, self.rule.unit) for d in ends for sense in (1, -1)}
        near = {d + n for d in ends | shifted for n in (-1, 0, 1)}
        return sorted(near | {self.row.au - FAR, self.row.au + FAR, NEVER})


def day_in(year: int, month: int, number: int) -> int:
    return date(year, month, min(number, monthrange(year, month)[1])).toordinal()


def forecast_of(rule: Rule, row: Row, name: str) -> int | None:
    """The forecast of an event made by the day one looks: the last, or the first."""
    made = [p for p in row.cells.get("previsions", ()) if p["evenement"] == name]
    made = sorted((p for p in made if ordinal(p["faite_le"]) <= row.au), key=lambda p: str(p["faite_le"]))
    if not made:
        return None
    return ordinal((made[0] if rule.forecast else made[-1])["date"])


def known_ahead(row: Row, name: str) -> int | None:
    """The day of an anchor that is a fact, not an event: known whenever it falls."""
    text = row.raw(name) if row.field(name).genre == "date" else "inconnu"
    return None if text in ("inconnu", "illisible", "sans objet") else ordinal(text)


def with_forecast(rule: Rule, row: Row) -> tuple[Rule, Row, bool] | None:
    """Before events of which one has no known day: its forecast; None when there is none."""
    events = [row.event(name) for name in rule.anchors]
    if len(events) == 1 and events[0].known:
        return (rule, row, False) if events[0].low != NEVER else None
    facts = [known_ahead(row, n) for n in rule.anchors]
    days = [
        e.low if e.known else f if f is not None else forecast_of(rule, row, n)
        for e, f, n in zip(events, facts, rule.anchors, strict=True)
    ]
    known = [day for day in days if day is not None]
    if len(known) < len(days):
        return None
    day = {"premier": min, "dernier": max, "seul": max}[rule.how](known)
    if day == NEVER:
        return None
    # The forecast day is not an event of the row: the limit is computed from it as a fixed day.
    limit = date.fromordinal(add(day, -rule.number, rule.unit))
    provisional = any(not e.known and f is None for e, f in zip(events, facts, strict=True))
    return Rule(rule.target, fixed=(limit.year, limit.month, limit.day)), row, provisional


def by_anchor(rule: Rule, row: Row) -> Possible:
    """What a miss entails, by the anchor itself: from the day after the first limit that it leaves."""
    events = [row.event(name) for name in rule.anchors]
    low = (max if rule.how == "dernier" else min)(e.low for e in events)
    least = add(low, -rule.number, rule.unit) if abs(low) < NEVER else low
    closed, target = row.closing(), row.event(rule.target)
    if target.high <= least:
        return Possible(NEVER, NEVER)
    if (row.au if closed is None else closed) <= least:
        return Possible(row.au + 1, NEVER, frozenset({("délai", "futur")}))
    causes = frozenset(c for e in events for c in e.causes)
    return Possible(max(least + 1, -NEVER), NEVER, causes, True)


def judge(rule: Rule, row: Row, rolls: bool, since: int) -> State:
    if rule.sense < 0:
        if rule.how == "à défaut":
            raise HorsDePortee("délai avant une ancre de secours")
        found = with_forecast(rule, row)
        if found is None:
            events = [row.event(name) for name in rule.anchors]
            if all(e.low == NEVER for e in events):  # no limit then, as after an event that never comes
                return Judge(replace(rule, sense=1), row, rolls, since).judge()
            causes = frozenset(c for e in events for c in e.causes)
            names = {"tenu", "en cours", "dépassé"}
            if any(kind != "futur" for _, kind in causes):
                names.add("sans objet")
            return State(frozenset(names), frozenset(), frozenset(), causes)
        planned, row, provisional = found
        state = Judge(planned, row, rolls, since, provisional).judge()
        return replace(state, follows=by_anchor(rule, row)) if provisional else state
    return Judge(rule, row, rolls, since).judge()
