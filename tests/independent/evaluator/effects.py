"""What follows a deadline missed, an event, an obligation missed; and on which day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from .days import EARLY, NEVER
from .deadlines import State
from .facts import ACTS, Possible, ordinal
from .outcomes import Cause, F, N, Outcome, U, V, common
from .rules import ASIDE, CONFLICT, Resolved, condition, resolve

if TYPE_CHECKING:
    from .convention import Clause
    from .vacancy import Vacancy

COUNTS = ("comptée", "non comptée", "restituée")
NO_DAY = Possible(NEVER, NEVER)
SILENT = ("sans effet", "non précisé")


@dataclass(frozen=True)
class Effect:
    """One effect that a clause may have; `when` is the day on which it takes place; `undone`: what has not
    come may undo it."""

    clause: Clause
    act: str
    optional: bool
    counted: str
    when: Possible
    undone: bool = False

    def happened(self, au: int) -> Outcome:
        if self.when.high <= au:
            return V
        return F if self.when.low > au else U(self.when.causes)

    @property
    def to(self) -> str:
        """To whom the turn goes."""
        return self.act.removeprefix("remise à ") if self.act.startswith("remise à ") else ""

    @property
    def event(self) -> str:
        first = self.act.split()[0] if self.act else ""
        return {"remise": "remise", "reprise": "reprise", "réputé": "reponse"}.get(first, "")


def key_of(clause: Clause) -> str:
    return "effet" if clause.genre == "suite" else "à défaut"


def read_effect(text: str) -> tuple[str, bool, str]:
    act, _, counted = text.partition(",")
    optional = act.startswith("faculté de ")
    return act.removeprefix("faculté de ").strip(), optional, counted.strip() or "aucun"


def possible_texts(vacancy: Vacancy, clause: Clause) -> Resolved:
    """The effects that the clause may have: an exception may be in doubt."""
    bare = replace_si(clause)
    return resolve(vacancy.convention, vacancy.reader, bare, key_of(clause), str)


def replace_si(clause: Clause) -> Clause:
    """The condition of the clause is looked at by its opening."""
    return replace(clause, keys={k: v for k, v in clause.keys.items() if k != "si"})


def of_vacancy(vacancy: Vacancy) -> list[Effect]:
    """In the order of the deadlines, the follow-ups, the obligations. Found once for a row as of a day."""
    row, convention = vacancy.row, vacancy.convention
    cells = tuple(sorted((name, str(value)) for name, value in row.cells.items()))
    asked, silent = frozenset(vacancy.asked), frozenset(vacancy.silent)
    key = ("effets", id(convention), cells, row.au, row.watched, asked, silent)
    cache = row.world.cache
    if key not in cache:
        cache[key] = (convention, found_in(vacancy))  # what is kept holds the text, whose place none takes
    return [*cache[key][1]]


def found_in(vacancy: Vacancy) -> list[Effect]:
    found: list[Effect] = []
    for clause in vacancy.convention.of("délai", "suite", "obligation"):
        if key_of(clause) in clause.keys and clause.name not in vacancy.asked:
            found += of_clause(vacancy, clause)
    return found


def of_clause(vacancy: Vacancy, clause: Clause) -> list[Effect]:
    texts = possible_texts(vacancy, clause)
    opens = opening(vacancy, clause)
    if opens == NO_DAY:
        opens = once_come(vacancy, clause)
    found = []
    for text, _ in texts.results:
        if text in (None, "", ASIDE, CONFLICT):
            continue
        act, optional, counted = read_effect(text)
        when = opens if len(texts.results) == 1 else maybe(opens, texts.causes)
        if optional:
            when, counted = by_act(vacancy, act, when, counted)
        undone = when.high <= vacancy.row.au and undoes(vacancy, clause)
        found.append(Effect(clause, act, optional, counted, when, undone))
    return found


def once_come(vacancy: Vacancy, clause: Clause) -> Possible:
    """What it asks has not happened, and may still: what it would bring about then is of the future."""
    opens = if_come(vacancy, clause)
    return opens if opens == NO_DAY else Possible(vacancy.row.au + 1, NEVER, opens.causes)


def if_come(vacancy: Vacancy, clause: Clause) -> Possible:
    """When what may still come has perhaps come."""
    if not asks(clause):
        return NO_DAY
    return opening(vacancy.like(replace(vacancy.row, watched=True)), clause)


def undoes(vacancy: Vacancy, clause: Clause) -> bool:
    """What follows an event on a day stands, whatever comes later; not what a deadline or a duty entails."""
    return clause.genre != "suite" and asks(clause) and if_come(vacancy, clause).high > vacancy.row.au


def asks(clause: Clause) -> bool:
    return any("a eu lieu" in str(value) for value in clause.keys.values())


def maybe(when: Possible, causes: frozenset[Cause]) -> Possible:
    return when if when.low == NEVER else Possible(when.low, NEVER, when.causes | causes)


def by_act(vacancy: Vacancy, act: str, opens: Possible, counted: str) -> tuple[Possible, str]:
    """A faculty is used by an act recorded from the day it opens."""
    event = act.split()[0]
    if event not in ACTS or opens.low == NEVER:
        return NO_DAY, counted
    done = vacancy.row.as_recorded(event)
    if done.high < opens.low or done.low == NEVER:
        return NO_DAY, counted
    lines = [x for x in vacancy.row.world.acts(event) if x.get("vacance") == vacancy.row.cells.get("id")]
    lines = [x for x in lines if done.known and x.get("date") and ordinal(x["date"]) == done.low]
    said = {"comptee": "comptée", "non_comptee": "non comptée", "restituee": "restituée"}
    for line in lines:
        counted = said.get(line.get("decompte", ""), counted)
    if done.known and opens.high <= done.low:
        return done, counted
    return Possible(max(done.low, opens.low), NEVER, done.causes | opens.causes), counted


# The day on which what a clause waits for has come


def opening(vacancy: Vacancy, clause: Clause) -> Possible:
    with vacancy.asking(clause.name):
        if clause.genre == "délai":
            return after(vacancy.deadline(clause)[0], vacancy.row.au)
        if vacancy.in_scope == F:
            return NO_DAY
        found = of_suite(vacancy, clause) if clause.genre == "suite" else of_obligation(vacancy, clause)
        return maybe(found, vacancy.in_scope.causes) if isinstance(vacancy.in_scope, U) else found


def after(state: State, au: int) -> Possible:
    """The day after the limit, when the deadline is missed."""
    if state.follows is not None:
        return state.follows
    limits = [x + 1 for x in state.limits if x is not None]
    if state.names == {"dépassé"}:
        return Possible(min(limits), max(limits), state.causes)
    if state.names == {"en cours"}:
        return Possible(au + 1, NEVER, frozenset({("délai", "futur")}))
    if "dépassé" in state.names or "en cours" in state.names or "erreur" in state.names:
        low = [x for x in limits if x <= au] if "dépassé" in state.names else []
        return Possible(
            min(low, default=au + 1), NEVER, state.causes, bool({"tenu", "sans objet"} & state.names)
        )
    return NO_DAY


def of_suite(vacancy: Vacancy, clause: Clause) -> Possible:
    return spread([first_day(one, clause) for one in completions(vacancy, clause)])


def first_day(vacancy: Vacancy, clause: Clause) -> Possible:
    """The first day on which a follow-up holds: its event has happened, as it is known today; its condition
    was met, as it stood on that day."""
    event = followed(vacancy, clause)
    earliest = None
    for day in vacancy.days():
        found = follows(vacancy.on(day), clause, event)
        if found == V:
            return Possible(day if earliest is None else earliest, day)
        if earliest is None and isinstance(found, U) and may_hold(vacancy.on(day), clause, event):
            earliest = day
    now = follows(vacancy, clause, event)
    if isinstance(now, U):
        future = EARLY if may_hold(vacancy, clause, event) else vacancy.row.au + 1
        return Possible(future if earliest is None else earliest, NEVER, now.causes)
    if now == F and event.low != NEVER and event.low > vacancy.row.au:
        return event
    return NO_DAY


def followed(vacancy: Vacancy, clause: Clause) -> Possible:
    """The event of a follow-up, as it is known today."""
    event = vacancy.reader.value(("nom", clause.keys["après"]))
    return NO_DAY if event == N else event  # type: ignore[no-any-return]


def came(event: Possible, au: int) -> Outcome:
    if event.high <= au:
        return V
    return F if event.low > au else U(event.causes)


def may_hold(vacancy: Vacancy, clause: Clause, event: Possible) -> bool:
    """Would a missing fact be enough, on this day?"""
    parts = (came(event, vacancy.row.au), condition(vacancy.reader, clause))
    return not any(o in (F, N) or (isinstance(o, U) and only_future(o)) for o in parts)


def only_future(found: U) -> bool:
    return all(kind in ("futur", "humain") for _, kind in found.causes)


def follows(vacancy: Vacancy, clause: Clause, event: Possible) -> Outcome:
    """Its event has happened, under its condition: a condition that fails leaves nothing said."""
    happened = came(event, vacancy.row.au)
    holds = condition(vacancy.reader, clause)
    if isinstance(holds, U):
        return common([happened, N], holds.causes)
    return happened if holds == V else N


def of_obligation(vacancy: Vacancy, clause: Clause) -> Possible:
    found = vacancy.clause(clause)
    if found == F:
        return spread([since(one, clause) for one in completions(vacancy, clause)])
    if not isinstance(found, U) or vacancy.clause(clause, silent=V) == V:
        return NO_DAY
    if only_future(found) or not may_be_missed(vacancy, clause):
        return Possible(vacancy.row.au + 1, NEVER, found.causes)
    return Possible(perhaps_since(vacancy, clause), NEVER, found.causes)


def may_be_missed(vacancy: Vacancy, clause: Clause) -> bool:
    """Is it missed, or perhaps for want of a fact, if it applies?"""
    rule = vacancy.clause(replace_si(clause))
    return rule == F or (isinstance(rule, U) and not only_future(rule))


def perhaps_since(vacancy: Vacancy, clause: Clause) -> int:
    """The first day of the last ones on which it may be missed."""
    days = vacancy.days()
    for day in reversed(days):
        if not may_be_missed(vacancy.on(day), clause):
            return day + 1
    return EARLY


def since(vacancy: Vacancy, clause: Clause) -> Possible:
    """The first day of the last run of days on which it is missed; the reference date when it is missed
    before anything happens."""
    days = vacancy.days()
    for day in reversed(days):
        if vacancy.on(day).clause(clause) != F:
            return Possible(day + 1, day + 1)
    return Possible(EARLY, EARLY) if vacancy.row.cells.get("completed") else vacancy.reference_event


def spread(days: list[Possible]) -> Possible:
    low, high = min(d.low for d in days), max(d.high for d in days)
    causes = frozenset(c for d in days for c in d.causes)
    return Possible(low, high, causes or frozenset({("date", "manquant")} if low < high else ()))


def completions(vacancy: Vacancy, clause: Clause) -> Iterator[Vacancy]:
    """Each way of giving their dates and authors to the lines that lack them: before all, on the day of
    another line, on the latest day on which they may have come."""
    text = " ".join(str(v) for v in clause.keys.values())
    for table in ("refus", "candidatures"):
        rows = vacancy.row.cells.get(table, ())
        holes = [(n, c) for n, x in enumerate(rows) for c in columns(table) if c not in x]
        if not re.search(rf"nombre\({table}", text) or not holes:
            continue
        known = sorted({x["date"] for x in rows if "date" in x})
        ends = [vacancy.day_text(latest(vacancy, table, rows[n])) for n, _ in holes]
        tries = [
            ["0001-01-01", *(d for d in known if d < end), end] if c == "date" else ["candidat", "bailleur"]
            for (_, c), end in zip(holes, ends, strict=True)
        ]
        for values in product(*tries):
            lines = [dict(x) for x in rows]
            for (rank, column), value in zip(holes, values, strict=True):
                lines[rank][column] = value
            cells: dict[str, Any] = {**vacancy.row.cells, table: lines, "completed": "oui"}
            yield vacancy.like(replace(vacancy.row, cells=cells))
        return
    yield vacancy


def latest(vacancy: Vacancy, table: str, line: dict[str, Any]) -> int:
    """A line came by the day one looks, before the life was closed, and a candidature before its answer."""
    from .candidates import answered
    from .facts import Row

    row = vacancy.row
    ends = [row.au, *(day for day in (row.closing(),) if day is not None)]
    if table == "candidatures":
        answer = Row(answered(vacancy, line), row.fields, row.au).as_written("reponse")
        ends += [answer.low] if answer.known else []
    return min(ends)


def columns(table: str) -> tuple[str, ...]:
    return ("date", "auteur") if table == "refus" else ("date",)
