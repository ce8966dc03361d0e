"""Whose turn is it? (docs/langage, « Le tour de rôle »)

Every way of completing the rows that are in doubt is played, one by one, from the first place of the order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

from .advice import normal
from .cascade import Step
from .days import EARLY, NEVER
from .facts import Possible, Row
from .outcomes import Cause, F, HorsDePortee, N, Outcome, U, V, both, common
from .rules import ASIDE, CONFLICT, resolve
from .syntax import Node

if TYPE_CHECKING:
    from .convention import Clause
    from .texts import Life
    from .vacancy import Vacancy

MOST = 20000  # completions played for one question
NOBODY = "?"  # an account that the order does not name


@dataclass(frozen=True)
class Passing:
    """A row that may pass the turn, at its rank; anywhere, when its day is not known."""

    rank: tuple[int, str] | None
    sure: bool
    account: str | None
    causes: frozenset[Cause]


@dataclass(frozen=True)
class Turn:
    """The holders whose turn it may be; whether the vacancy takes a turn at all."""

    holders: frozenset[str]
    causes: frozenset[Cause]
    takes: Outcome


def recorded(row: Row, name: str) -> Possible:
    """As the data have it, whatever clauses bring about."""
    return replace(row, source=None).event(name)


def asked(vacancy: Vacancy, node: Node, today: bool) -> Outcome:
    _, name, holder = node
    clause = vacancy.convention.clauses.get(name)
    if clause is None:
        return N
    found = turn(vacancy, clause, today)
    return (
        found
        if isinstance(found, str | U)
        else said(found, {h: V if h == holder else F for h in found.holders})
    )


def respected(vacancy: Vacancy, clause: Clause) -> Outcome:
    """The outcome of the clause itself, on a vacancy."""
    resolved = resolve(vacancy.convention, vacancy.reader, clause, "règle", str)
    outcomes = [under(vacancy, clause, value) for value, _ in resolved.results]
    return common(outcomes, resolved.causes)


def under(vacancy: Vacancy, clause: Clause, value: str | None) -> Outcome:
    if value is None or value == ASIDE:
        return N
    if value == CONFLICT:
        return U(frozenset({(clause.name, "erreur")}))
    account = vacancy.row.read("contingent")
    gone = V if isinstance(account, str) else happened(vacancy.row)
    found = turn(vacancy, clause, today=False) if gone != F else N
    if found == N:
        return N
    if isinstance(found, Turn):
        own = account if isinstance(account, str) else None
        found = said(found, {h: on(vacancy, own, h) for h in found.holders})
    return common([found, N], gone.causes) if isinstance(gone, U) else found


def happened(row: Row) -> Outcome:
    event = recorded(row, "attribution")
    if event.low > row.au:
        return F
    return V if event.high <= row.au else U(event.causes)


def said(found: Turn, each: dict[str, Outcome]) -> Outcome:
    outcome = common(list(each.values()), found.causes)
    return common([outcome, N], found.takes.causes) if isinstance(found.takes, U) else outcome


def on(vacancy: Vacancy, account: str | None, holder: str) -> Outcome:
    """Is an account that of a holder of the order?"""
    world = vacancy.row.world
    if account is None:
        return U(frozenset({("contingent", "manquant")}))
    kinds = {life.name: life.holder["type"] for life in world.lives}
    if holder in kinds:
        raise HorsDePortee("tour d'une convention")
    above = {account, world.finer.get(account, account), kinds.get(account, account)}
    if holder in above:
        return V
    return U(frozenset({("contingent", "manquant")})) if world.finer.get(holder) in above else F


# Whose turn it may be


def turn(vacancy: Vacancy, clause: Clause, today: bool) -> Turn | Outcome:
    row, life = vacancy.row, vacancy.convention.life
    event = recorded(row, str(clause.keys["au jour de"]))
    if event.low >= NEVER:
        return N
    when = event.low
    if not event.known:
        if not (today and all(kind == "futur" for _, kind in event.causes)):
            return U(event.causes)
        when = row.au
    takes = concerned(life, row, clause, when)
    cell = place(vacancy, clause)
    if takes in (F, N) or cell == N:
        return N
    order = str(clause.keys["règle"]).split(" puis ")
    if isinstance(cell, U):
        return Turn(frozenset(order), cell.causes, takes)
    unseen = missing_year(life, row, clause, when)
    if unseen:
        return Turn(frozenset(order), frozenset({(unseen, "manquant")}), takes)
    rows = list(before(vacancy, clause, cell, (when, name_of(row))))
    keeps = clause.keys["non servi"] == "garde son tour"
    holders = frozenset(play(vacancy, way, order, keeps) for way in ways(rows, order, keeps))
    causes = frozenset(c for one in rows for c in one.causes)
    return Turn(holders, causes if len(holders) > 1 else frozenset(), takes)


def missing_year(life: Life, row: Row, clause: Clause, when: int) -> str:
    first = min(s.first for s in life.spans if clause.name in s.text.clauses)
    event = str(life.keys["choix"]["rattachement"])
    shown = {date.fromordinal(d.low).year for r in row.world.rows if (d := recorded(r, event)).known}
    years = range(date.fromordinal(first).year, date.fromordinal(when).year)
    return next((f"vacances {y}" for y in years if y not in shown), "")


def place(vacancy: Vacancy, clause: Clause) -> tuple[str, ...] | Outcome:
    application = str(clause.keys["application"])
    names = [] if application == "ensemble" else application.removeprefix("chaque ").split(" et ")
    found = [vacancy.row.cell(name) for name in names]
    return next((v for v in found if isinstance(v, U) or v == N), tuple(found))


def name_of(row: Row) -> str:
    return str(row.cells.get("id", "V1"))


def concerned(life: Life, row: Row, clause: Clause, when: int | None) -> Outcome:
    """Is the vacancy one of those that go in turn, on that day?"""
    from .seen import Seen  # a vacancy under its own text

    first, last = life.force
    if when is not None and not first <= when <= last:
        return F
    text = life.on(when) if when is not None else Seen(life, row).only.convention
    if clause.name not in text.clauses:
        return F
    seen = Seen(life, row).only.like(row)
    inside = both(life.here(row), seen.in_base)
    resolved = resolve(text, seen.reader, text.clauses[clause.name], "règle", str)
    if any(value == CONFLICT for value, _ in resolved.results):
        raise HorsDePortee("tour sous des exceptions contraires")
    acts = {value is not None and value != ASIDE for value, _ in resolved.results}
    return both(inside, (V if acts.pop() else F) if len(acts) == 1 else U(resolved.causes))


def before(
    vacancy: Vacancy, clause: Clause, cell: tuple[str, ...], tour: tuple[int, str]
) -> Iterator[Passing]:
    from .seen import Seen

    life = vacancy.convention.life
    for row in vacancy.row.world.rows:
        event = recorded(row, str(clause.keys["passe"]))
        rank = (event.low, name_of(row))
        if name_of(row) == tour[1] or event.low >= NEVER or (rank >= tour and event.low > EARLY):
            continue
        if not event.known and event.low > EARLY:
            raise HorsDePortee("jour entre deux bornes")
        takes = concerned(life, row, clause, event.low if event.known else None)
        where = place(Seen(life, row).only, clause)
        if takes in (F, N) or where == N or (not isinstance(where, U) and where != cell):
            continue
        account = row.read("contingent")
        unknown = frozenset() if isinstance(account, str) else frozenset({("contingent", "manquant")})
        doubts = [o.causes for o in (takes, where) if isinstance(o, U)]
        causes = event.causes.union(*doubts)
        if clause.keys["non servi"] == "garde son tour":
            causes |= unknown
        yield Passing(
            rank if event.known else None,
            takes == V and not isinstance(where, U),
            account if isinstance(account, str) else None,
            causes,
        )


def ways(rows: list[Passing], order: list[str], keeps: bool) -> Iterator[list[str]]:
    """Each completion: the accounts of the rows that come before, in order."""
    options: list[list[tuple[tuple[int, str] | None, str] | None]] = []
    ranks = sorted(r.rank for r in rows if r.rank is not None)
    for one in rows:
        accounts = [one.account] if one.account else [*dict.fromkeys(order), NOBODY] if keeps else [NOBODY]
        spots = [one.rank] if one.rank else [(0, ""), *ranks]
        own: list[tuple[tuple[int, str] | None, str] | None] = [(s, a) for s in spots for a in accounts]
        options.append(own if one.sure and one.rank else [None, *own])
    total = 1
    for each in options:
        total *= len(each)
    if total > MOST:
        raise HorsDePortee("trop de lignes en doute dans un tour")
    for chosen in product(*options):
        # A row without a day comes just after the one whose rank it takes.
        loose = [r.rank is None for r in rows]
        kept = [(c[0] or (0, ""), late, c[1]) for c, late in zip(chosen, loose, strict=True) if c is not None]
        yield [account for _, _, account in sorted(kept)]


def play(vacancy: Vacancy, accounts: list[str], order: list[str], keeps: bool) -> str:
    at = 0
    for account in accounts:
        served = on(vacancy, account, order[at]) if keeps and account != NOBODY else F
        if isinstance(served, U):
            raise HorsDePortee("compte moins fin que celui du tour")
        at = (at + (not keeps or served == V)) % len(order)
    return order[at]


def ranking(vacancy: Vacancy, clause: Clause) -> Callable[[str], tuple[Step, ...] | None]:
    """How advice reads an order: that of a turn, from the holder whose turn it is; none for a vacancy that
    takes no turn."""
    if clause.genre == "priorité":
        return normal
    found = turn(vacancy, clause, today=True)
    if found == N:
        return lambda _: None
    if not isinstance(found, Turn) or len(found.holders) > 1 or found.takes != V:
        raise HorsDePortee("tour en doute dans l'orientation")
    # The only vacancy of a case: nothing has passed the turn.
    return lambda text: normal(" puis ".join(dict.fromkeys(text.split(" puis "))))
