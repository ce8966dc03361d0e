"""What hangs on no vacancy: programmes, dwellings and the convention (docs/langage, « Ce qui ne tient à
aucune vacance »)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import Any

from . import expected, figures
from .case import FACTS, by_id
from .convention import Clause, Convention
from .days import NEVER
from .deadlines import NOT_DUE, State
from .facts import Alone, Possible, Row, Value, ordinal
from .outcomes import Cause, F, HorsDePortee, N, Outcome, U, V
from .syntax import Node
from .vacancy import Vacancy, agreed
from .vocabulary import fields_at
from .year import Year

SAID = {V: "respectee", F: "manquee", N: "sans_objet"}
DOTTED = ("programme", "demande", "convention")
NOWHERE = ("demande", "convention")
Found = State | Outcome


class Element(Vacancy):
    """One element under one text: it is in no scope and out of none."""

    since = 0
    tried: figures.Tried = {}  # noqa: RUF012  # replaced whole, never filled

    @cached_property
    def in_scope(self) -> Outcome:
        return V

    @property
    def reference(self) -> int:
        return self.since

    def figure(self, node: Node) -> Value:
        return figures.reader_of(self.tried)(node)


def judged(year: Year, clause: Clause) -> list[tuple[str, Found]]:
    """Each element with what the clause says of it, those of the year only."""
    first = first_day(year, clause)
    found = of_term(year, clause, first)
    if clause.genre != "délai":
        return found
    # A convention that is renewed has a deadline for each term; a programme, for the one before that of the
    # first day, and those that begin in the year.
    starts = [end + 1 for end in year.life.terms[:-1]]
    before = [year.life.force[0], *(s for s in starts if s <= first)][:-1]
    alone = clause.keys["porte sur"] == "convention"
    last = year.period.last + (1096 if alone else 0)
    for day in [*(before if alone else before[-1:]), *(s for s in starts if first < s <= last)]:
        for name, one in of_term(year, clause, day):
            known = [(n, s.limits) for n, s in found if isinstance(s, State)]
            if isinstance(one, State) and falls(year, one) and (name, one.limits) not in known:
                found = [(n, s) for n, s in found if n != name or not undated(year, s)] + [(name, one)]
    return found


def falls(year: Year, state: State) -> bool:
    """Is its limit, if it applies, of the year?"""
    days = state.limits - {None}
    return bool(days) and of_the_year(year, replace(state, limits=days))


def undated(year: Year, one: Found) -> bool:
    """Not due, not begun, or due in another year if it applies."""
    if not isinstance(one, State) or None not in one.limits:
        return False
    idle = one.limits == {None} and one.names <= {"sans objet", "en cours"}
    return idle or (len(one.limits) > 1 and not falls(year, one))


def of_term(year: Year, clause: Clause, day: int) -> list[tuple[str, Found]]:
    """Those of the year, the term being the one that runs on that day."""
    level = clause.keys["porte sur"]
    text = year.life.on(first_day(year, clause))
    own = text.clauses[clause.name]
    found = []
    for name, row in elements(year, level, day):
        there = V if level in NOWHERE else year.life.here(row)
        if there == F:
            continue
        one = of_each(year, text, row, own)
        if isinstance(there, U):
            one = doubtful(one, there.causes)
        if not isinstance(one, State) or of_the_year(year, one):
            found.append((name, one))
    return found


def of_each(year: Year, text: Convention, row: Row, clause: Clause) -> Found:
    """What is said whatever the numbers of accounts that it reads turn out to be."""

    def say(tried: figures.Tried) -> Found:
        element = Element(text, row)
        element.since, element.tried = first_day(year, clause), tried
        return of_one(element, clause, clause.keys["porte sur"])

    said, causes = figures.each(year, say, row if clause.keys["porte sur"] != "convention" else None)
    states = [x for x in said if isinstance(x, State)]
    if states:
        return agreed(states, causes)
    outcomes = [x for x in said if not isinstance(x, State)]
    if all(x == outcomes[0] for x in outcomes) and not isinstance(outcomes[0], U):
        return outcomes[0]
    return U(causes.union(*(x.causes for x in outcomes if isinstance(x, U))))


def first_day(year: Year, clause: Clause) -> int:
    """Of the year, or the first on which the clause is in force."""
    days = [s.first for s in year.life.spans if clause.name in s.text.clauses]
    held = [d for d in days if d <= year.period.last]
    known = [s for s in year.life.spans if s.first <= year.period.first <= s.last]
    if known and clause.name in known[0].text.clauses:
        return year.period.first
    later = [d for d in held if d > year.period.first]
    if not later:
        raise HorsDePortee("clause hors de l'année")
    return min(later)


def elements(year: Year, level: str, day: int) -> list[tuple[str, Row]]:
    declared = year.life.keys.get("vocabulaire", {})
    fields = fields_at(level, declared)
    facts = {k: v for k, v in FACTS.items() if k in fields}
    world, upper = year.world, year.world.of_convention(year.life, day)
    lines = {
        "programme": world.programmes,
        "logement": world.dwellings,
        "demande": world.demands,
        "convention": [upper],
    }[level]
    found = []
    for rank, line in enumerate(lines, start=1):
        cells: dict[str, Any] = {**facts, **line, "élément": level}
        if level != "convention":
            cells |= {f"convention.{k}": v for k, v in upper.items()}
        if level == "logement":
            above = by_id(world.programmes, cells.get("programme"))
            cells |= {f"programme.{k}": v for k, v in above.items()}
        name = cells.get("id", f"{level}s-{rank}")
        found.append((str(name), Alone(cells, fields, year.au, world)))
    return found


def of_one(element: Element, clause: Clause, level: str) -> Found:
    if clause.genre == "délai":
        state, _ = element.deadline(clause)
        return replace(state, causes=named(state.causes, element, level))
    outcome = element.obligation(clause)
    return U(named(outcome.causes, element, level)) if isinstance(outcome, U) else outcome


def named(causes: frozenset[Cause], element: Element, level: str) -> frozenset[Cause]:
    """A fact of a programme, of a demand or of the convention is missed under its whole name; what an
    account misses, as it is there."""
    read = [v.causes for v in element.tried.values() if isinstance(v, U | Possible)]
    own = frozenset(
        (n, k) for n, k in causes.difference(*read) if level in DOTTED and n in element.row.fields
    )
    return (causes - own) | {(n if "." in n else f"{level}.{n}", k) for n, k in own}


def doubtful(found: Found, causes: frozenset[Cause]) -> Found:
    if isinstance(found, State):
        return found if found.names == {"sans objet"} else agreed([found, NOT_DUE], causes)
    return found if found == N else U(causes | (found.causes if isinstance(found, U) else frozenset()))


def of_the_year(year: Year, state: State) -> bool:
    """By its limit; the last year of the convention takes what is due after its term."""
    first, last = year.life.force
    ends = NEVER if last <= ordinal(f"{year.number}-12-31") else ordinal(f"{year.number}-12-31")
    begins = max(first, ordinal(f"{year.number}-01-01"))
    (limit,) = state.limits if len(state.limits) == 1 else (None,)
    if limit is not None:
        return begins <= limit <= ends
    if state.names == {"tenu"}:
        raise HorsDePortee("tenu avant que son délai commence")
    return state.names != {"en cours"} or year.au <= ends


def differs(year: Year, clause: Clause, wanted: Any) -> list[str]:
    return compared(judged(year, clause), wanted)


def compared(found: list[tuple[str, Found]], wanted: Any) -> list[str]:
    words = Counter(word_of(one) for _, one in found)
    if not isinstance(wanted, dict):
        return told(found[0][1], wanted) if len(found) == 1 else [f"attendu {wanted}, {len(found)} éléments"]
    lines: list[str] = []
    own: dict[str, Any] = {}
    each = dict(found)
    for key, value in wanted.items():
        if key in each:
            lines += [f"{key} : {line}" for line in told(each[key], value)]
        elif plain(key) in WORDS:
            lines += expected.differ(key, value, str(words[plain(key)]))
        else:
            own[key] = value
    if own:
        lines += told(found[0][1], own) if len(found) == 1 else [f"{sorted(own)} de {len(found)} éléments"]
    return lines


WORDS = {
    "tenu", "en_cours", "depasse", "sans_objet", "indetermine", "respectee", "manquee", "erreur",
}  # fmt: skip


def told(found: Found, wanted: Any) -> list[str]:
    if isinstance(found, State):
        return expected.deadline(wanted, found, frozenset())
    return expected.outcome(wanted, found)


def word_of(found: Found) -> str:
    if isinstance(found, State):
        return plain(next(iter(found.names))) if len(found.names) == 1 else "indetermine"
    if isinstance(found, U):
        return "erreur" if any(kind == "erreur" for _, kind in found.causes) else "indetermine"
    return SAID[found]


def plain(name: str) -> str:
    return name.replace("é", "e").replace(" ", "_")
