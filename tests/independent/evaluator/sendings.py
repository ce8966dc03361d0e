"""What is sent, to whom, by when (docs/langage, « Transmissions »)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from .convention import Clause, Convention
from .days import add, next_working
from .deadlines import day_in, read_day
from .expected import norm
from .facts import Row, ordinal
from .outcomes import Cause, F, HorsDePortee, N, Outcome, U
from .parameters import value_on
from .rules import condition, resolve
from .syntax import Parser
from .texts import Life
from .vacancy import Vacancy
from .world import Line, World

MONTHS = {"mois": 1, "trimestre": 3, "semestre": 6, "année": 12}
NAMED = re.compile(r"\d{4}(-\d\d|-T[1-4]|-S[12])?")
LENGTH = re.compile(r"(?:tous les|période de) (\d+) (jours?|semaines?|mois|ans?)$")
TIMES = re.compile(r"(\d+) fois par (\S+)$")


@dataclass(frozen=True)
class Due:
    """One sending: for a period or for the year, by a day, to somebody."""

    label: str
    first: int
    last: int
    limit: int
    recipient: str
    cases: frozenset[str] = frozenset()
    how: str = "fixe"  # fixe, pendant, après
    times: int = 1


@dataclass(frozen=True)
class Sent:
    """Its state: one, or those that are possible."""

    due: Due | None
    names: frozenset[str]
    late: int = 0
    done: int | None = None
    causes: frozenset[Cause] = frozenset()
    made: tuple[int, int] = (0, 0)

    @property
    def name(self) -> str:
        return next(iter(self.names)) if len(self.names) == 1 else "indéterminé"

    @property
    def rank(self) -> tuple[int, int]:
        """The worst first."""
        order = ("dépassé", "indéterminé", "en cours", "tenu", "sans objet")
        limit = self.due.limit if self.due else 0
        return order.index(self.name), {"dépassé": -self.late, "en cours": limit}.get(self.name, 0)


NOT_DUE = Sent(None, frozenset({"sans objet"}))


@dataclass(frozen=True)
class Office:
    """One clause, over one year."""

    life: Life
    world: World
    name: str
    year: int
    au: int

    def text(self, day: int) -> Convention:
        return self.life.on(day)

    def blank(self, text: Convention) -> Vacancy:
        cells = {"reservataire.type": self.life.holder["type"]}
        return Vacancy(text, Row(cells, text.fields, self.au, self.world))

    def sent(self) -> list[Sent]:
        """Every sending of the year, in its state."""
        found = []
        for first, last, label in self.periods():
            clause = self.text(first).clauses.get(self.name)
            if clause is None:
                continue
            held = condition(self.blank(self.text(first)).reader, clause)
            for due in self.dues(clause, first, last, label):
                found.append(under(held, self.state(due)))
        return found or [NOT_DUE]

    def recipients(self, clause: Clause) -> list[str]:
        names = [name.strip() for name in clause.keys["destinataires"].split(",")]
        return [self.life.holder["nom"] if name == "chaque réservataire" else name for name in names]

    def start(self) -> int:
        return ordinal(f"{self.year}-01-01")

    def rule(self, first: int, clause: Clause) -> list[tuple[str, frozenset[str]]]:
        reader = self.blank(self.text(first)).reader
        found = resolve(self.text(first), reader, bare(clause), "règle", str)
        return [(str(text), cases) for text, cases in found.results if text]

    def periods(self, number: int | None = None) -> Iterator[tuple[int, int, str]]:
        """Those that end in the year and in the convention's term; the year itself, without any."""
        year = self.year if number is None else number
        clause = self.text(ordinal(f"{year}-01-01")).clauses[self.name]
        ((text, _),) = self.rule(ordinal(f"{year}-01-01"), clause)
        if counted := LENGTH.search(text):
            yield from self.counted(
                int(counted[1]),
                {"jour": "jours", "semaine": "semaines", "an": "ans"}.get(counted[2], counted[2]),
                year,
            )
            return
        word = period_of(text)
        if not word:
            yield ordinal(f"{year}-01-01"), ordinal(f"{year}-12-31"), ""
            return
        size = MONTHS[word]
        for rank in range(12 // size):
            first = date(year, rank * size + 1, 1)
            last = add(first.toordinal(), size, "mois") - 1
            label = {1: f"{year}-{rank + 1:02}", 3: f"{year}-T{rank + 1}", 6: f"{year}-S{rank + 1}"}
            if self.life.force[0] <= last <= self.life.force[1]:
                yield first.toordinal(), last, label.get(size, str(year))

    def counted(self, number: int, unit: str, year: int) -> Iterator[tuple[int, int, str]]:
        """From the first day in force: each is named by its last day."""
        rank, first = 1, self.life.force[0]
        while date.fromordinal(last := add(self.life.force[0], rank * number, unit) - 1).year <= year:
            if date.fromordinal(last).year == year and last <= self.life.force[1]:
                yield first, last, day_of(last)
            rank, first = rank + 1, last + 1

    def dues(self, clause: Clause, first: int, last: int, label: str) -> Iterator[Due]:
        for text, cases in self.rule(first, clause):
            limit, how = self.limit(text, first, last)
            if limit is None:
                continue
            if self.text(first).choix("échéance non ouvrée") != "inchangée":
                limit = next_working(limit)
            if how == "fixe" and not self.life.force[0] <= limit <= self.life.force[1]:
                continue
            for recipient in self.recipients(clause):
                times = TIMES.search(text)
                yield Due(label, first, last, limit, recipient, cases, how, int(times[1]) if times else 1)

    def limit(self, text: str, first: int, last: int) -> tuple[int | None, str]:
        p = Parser(text)
        if p.accept("chaque") or LENGTH.match(text) or TIMES.search(text):
            return last, "pendant"
        if p.accept("dans", "le", "mois", "qui", "suit"):
            return add(last + 1, 1, "mois") - 1, "après"
        before = p.accept("avant", "le")
        if before or p.accept("au", "plus", "tard", "le"):
            year, month, number = read_day(p)
            if year not in (0, self.year):
                return None, "fixe"
            return day_in(self.year, month, number) - before, "fixe"
        p.expect("au", "plus", "tard")
        if p.kind() == "nombre":
            count, unit = int(p.take()), p.time_unit()
        else:
            name = p.take()
            found = value_on(self.text(first).keys["paramètres"][name], name, first)
            if isinstance(found, U):
                raise HorsDePortee("durée en erreur")
            _, count, unit = found
        p.expect("après", "la", "fin", "de", "chaque")
        return add(last, count, unit), "après"

    # What the journal proves

    def state(self, due: Due) -> Sent:
        days: list[int] = []
        maybe: list[int | None] = []
        causes: frozenset[Cause] = frozenset()
        for line in self.world.acts("transmission"):
            held = self.proves(line, due)
            if held is None:
                continue
            if not held and "date" in line:
                days.append(ordinal(line["date"]))
            else:
                maybe.append(ordinal(line["date"]) if "date" in line else None)
                causes |= {(column, "manquant") for column in held}
        made = (len(set(days)), len({*days, *(m for m in maybe if m is not None)}) + maybe.count(None))
        base = self.seen(due, nth(days, due.times))
        others = []
        for soon in (True, False):
            filled = [m if m is not None else -k if soon else due.limit + 1 + k for k, m in enumerate(maybe)]
            for kept in {len(filled), 1} if filled else ():
                others += [
                    self.seen(due, nth([*days, *some], due.times)) for some in combinations(filled, kept)
                ]
        names = base.names.union(*(o.names for o in others))
        if len(names) > 1:
            return Sent(due, names, causes=causes, made=made)
        return replace(base, made=made)

    def seen(self, due: Due, day: int | None) -> Sent:
        done = day is not None and day <= self.au
        when = day if done and day is not None else self.au
        if when <= due.limit:
            return Sent(due, frozenset({"tenu" if done else "en cours"}), done=day if done else None)
        return Sent(due, frozenset({"dépassé"}), when - due.limit, day if done else None)

    def proves(self, line: Line, due: Due) -> set[str] | None:
        """None: it does not; else the columns that leave it in doubt."""
        if "date" in line and ordinal(line["date"]) > self.au:
            return None
        if line.get("clause", self.name).split(".")[-1] != self.name:
            return None
        if line.get("convention", self.life.name) != self.life.name:
            return None
        found = {column for column in ("clause", "date") if column not in line}
        to = self.to(line, due)
        period = self.period(line, due)
        if to is None or period is None:
            return None
        return found | to | period

    def to(self, line: Line, due: Due) -> set[str] | None:
        clause = self.text(due.first).clauses[self.name]
        if "destinataire" not in line:
            several = len(self.recipients(clause)) > 1
            return {"destinataire"} if several else set()
        own = {due.recipient}
        if due.recipient == self.life.holder["nom"]:
            own |= {self.life.name, self.life.holder.get("code", "")}
        return set() if norm(line["destinataire"]) in {norm(name) for name in own} else None

    def period(self, line: Line, due: Due) -> set[str] | None:
        if "annee" in line and int(line["annee"]) != self.year:
            return None
        if not due.label:
            if "annee" in line or "date" not in line:
                return set()
            return set() if date.fromordinal(ordinal(line["date"])).year == self.year else None
        if "periode" in line:
            if not self.readable(line["periode"], due):
                return {"periode"}
            return set() if line["periode"] == due.label else None
        if "date" not in line:
            return set()
        day = ordinal(line["date"])
        if due.how == "pendant":
            return set() if due.first <= day <= due.last else None
        open_ = [p for p in self.ended_before(day) if p[2] >= day]
        latest = max(self.ended_before(day), default=None)
        if latest is None or (due.label != latest[1] and due.label not in {p[1] for p in open_}):
            return None
        return {"periode"} if {p[1] for p in open_} - {latest[1]} else set()

    def readable(self, written: str, due: Due) -> bool:
        """A civil period; or, where periods are counted, a last day: one inside the period names none."""
        if len(due.label) < 10:
            return NAMED.fullmatch(written) is not None
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", written):
            return False
        return not due.first <= ordinal(written) < due.last

    def ended_before(self, day: int) -> list[tuple[int, str, int]]:
        """The periods over by then, each with its last day, its name and its limit."""
        found = []
        for year in (self.year - 1, self.year, self.year + 1):
            for first, last, label in self.periods(year):
                clause = self.text(first).clauses.get(self.name)
                if last >= day or clause is None:
                    continue
                limits = [self.limit(text, first, last)[0] for text, _ in self.rule(first, clause)]
                found += [(last, label, limit) for limit in limits if limit is not None]
        return found


def period_of(text: str) -> str:
    word = text.split()[-1]
    if TIMES.search(text):
        return "année" if word == "an" else word
    return word if "chaque" in text and word in MONTHS else ""


def nth(days: list[int], rank: int) -> int | None:
    """The day of that rank, two acts of one day being one."""
    found = sorted(set(days))
    return found[rank - 1] if len(found) >= rank else None


def bare(clause: Clause) -> Clause:
    return Clause(clause.name, clause.genre, {k: v for k, v in clause.keys.items() if k != "si"})


def under(held: Outcome, found: Sent) -> Sent:
    if held in (F, N):
        return NOT_DUE
    if isinstance(held, U):
        return Sent(found.due, found.names | {"sans objet"}, causes=found.causes | held.causes)
    return found


def worst(found: list[Sent]) -> Sent:
    return min(found, key=lambda one: one.rank)


def day_of(ordinal_: int | None) -> str:
    return "aucune" if ordinal_ is None else (date(1, 1, 1) + timedelta(days=ordinal_ - 1)).isoformat()
