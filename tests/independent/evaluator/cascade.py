"""The cascade of the `imputation` clauses (docs/langage, « Les comptes »)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from .convention import Clause, Convention
from .days import NEVER
from .facts import Row, ordinal
from .outcomes import Cause, F, HorsDePortee, N, Outcome, U, V, both
from .population import counted, part
from .rules import condition
from .syntax import Parser
from .texts import Life
from .vacancy import Vacancy

if TYPE_CHECKING:
    from .accounts import Entry, Ledger
    from .world import World

NOBODY, LANDLORD = "aucun", "bailleur"


@dataclass(frozen=True)
class Step:
    account: str  # "" is « les autres »
    limit: int | None = None
    exhausts: bool = False


def steps(text: str) -> list[Step]:
    p = Parser(text)
    found = []
    while True:
        if p.accept("les", "autres"):
            account = ""
        elif p.accept("aucun", "compte"):
            account = NOBODY
        else:
            account = p.take().strip('"')
        limit, exhausts = None, False
        if p.accept("jusqu'", "à"):
            exhausts = p.accept("épuisement")
            if not exhausts:
                limit = int(p.take())
                p.take()
        found.append(Step(account, limit, exhausts))
        if not p.accept("puis"):
            break
    p.end()
    return found


def event_counted(world: World) -> str:
    """The event that the parts count; the letting, without a part."""
    found = [event for life in world.lives for event in events(life)]
    if len(set(found)) > 1:
        raise HorsDePortee("parts qui ne comptent pas le même événement, et cascade")
    return found[0] if found else "attribution"


def events(life: Life) -> list[str]:
    """Of the parts of a convention, in its every text."""
    each = [[counted(c.keys["compte"]).event for c in span.text.of("part")] for span in life.spans]
    if any(set(found) != set(each[0]) for found in each):
        raise HorsDePortee("part dont l'événement compté change")
    return each[0]


@dataclass(frozen=True)
class Read:
    """What one clause says of one letting."""

    life: Life
    clause: Clause
    applies: Outcome
    accounts: tuple[str, ...]
    causes: frozenset[Cause]


def readings(ledger: Ledger, vacancy: Vacancy) -> Iterator[Read]:
    for life in ledger.world.lives:
        text = life.on(vacancy.reference_event.low)
        other = vacancy if life is vacancy.convention.life else Vacancy(text, vacancy.row)
        covers = both(life.covers(vacancy.row), other.in_scope)
        if withdrawing(text) != withdrawing(vacancy.convention):
            covers = both(covers, on_offer(other))
        for clause in text.of("imputation"):
            applies = both(covers, condition(other.reader, clause))
            if applies not in (F, N):
                accounts, causes = order(ledger, other, clause)
                yield Read(life, clause, applies, accounts, causes)


def withdrawing(text: Convention) -> list[tuple[object, object]]:
    """Conventions that withdraw in the same words withdraw the same dwellings."""
    return [(clause.keys.get("règle"), clause.keys.get("si")) for clause in text.of("soustraction")]


def on_offer(vacancy: Vacancy) -> Outcome:
    """A clause says nothing of a dwelling withdrawn under its own convention."""
    names, causes = vacancy.status
    if "soustrait" not in names:
        return V
    return F if names == ("soustrait",) else U(causes)


def of(ledger: Ledger, vacancy: Vacancy) -> Entry:
    """All the clauses together; those that contradict one another leave an error."""
    from .accounts import MISSING, Entry

    found = list(readings(ledger, vacancy))
    sure = [r for r in found if r.applies == V]
    doubt = [r for r in found if isinstance(r.applies, U)]
    said = {r.accounts for r in sure}
    if len(said) > 1:
        if any(len(accounts) > 1 for accounts in said):
            raise HorsDePortee("clauses d'imputation qui se contredisent peut-être")
        places = tuple(name for r in sorted(sure, key=place) for name in (r.life.name, r.clause.name))
        return Entry(None, "erreur", causes=frozenset({("contingent", "erreur")}), conflict=places)
    causes = frozenset(c for r in doubt if isinstance(r.applies, U) for c in r.applies.causes)
    if not sure or any({r.accounts} != said for r in doubt):
        return Entry(None, "inconnu", causes=MISSING | causes)
    one = sure[0]
    inner = frozenset(c for r in sure for c in r.causes)
    return Entry(one.accounts, "cascade", one.clause.name, inner)


def in_doubt(ledger: Ledger, vacancy: Vacancy) -> list[Read]:
    """The clauses that may speak."""
    return [r for r in readings(ledger, vacancy) if isinstance(r.applies, U)]


def place(read: Read) -> tuple[str, str]:
    return read.life.name, read.clause.name


def order(ledger: Ledger, vacancy: Vacancy, clause: Clause) -> tuple[tuple[str, ...], frozenset[Cause]]:
    """The first line that takes decides; one that may take is possible, and the search goes on."""
    possible: list[str] = []
    causes: frozenset[Cause] = frozenset()
    lines = steps(clause.keys["règle"])
    named = {step.account for step in lines}
    for step in lines:
        if step.account == "":
            others = other_holders(ledger, vacancy, named)
            if others:
                return (*possible, *others), causes
            continue
        takes = takes_it(ledger, vacancy, step)
        if takes == V:
            return (*possible, step.account), causes
        if isinstance(takes, U):
            possible.append(step.account)
            causes |= takes.causes
    return (*possible, NOBODY), causes


def other_holders(ledger: Ledger, vacancy: Vacancy, named: set[str]) -> tuple[str, ...]:
    found = []
    for life in ledger.world.lives:
        kind = life.holder["type"]
        covers = life.covers(vacancy.row)
        if isinstance(covers, U):
            raise HorsDePortee("« les autres », et une convention en doute")
        if covers == V and kind not in named and life.name not in named:
            found.append(kind)
    return tuple(dict.fromkeys(found))


def takes_it(ledger: Ledger, vacancy: Vacancy, step: Step) -> Outcome:
    if step.account in (NOBODY, LANDLORD):
        there: Outcome = V
    else:
        there = F
        for life in ledger.world.holders(step.account):
            other = Vacancy(life.on(vacancy.reference_event.low), vacancy.row)
            covers = both(life.covers(vacancy.row), other.in_scope)
            there = V if V in (there, covers) else covers if there == F else there
    if there == F or (step.limit is None and not step.exhausts):
        return there
    return both(there, below(ledger, vacancy, step))


def below(ledger: Ledger, vacancy: Vacancy, step: Step) -> Outcome:
    """Has the account room left, before this entry?"""
    when = ledger.placed(vacancy.row)
    if not when.known:
        return U(when.causes or frozenset({("date", "manquant")}))
    if step.limit is not None:
        low, high, causes = done(ledger, when.low, step.account)
        return compare(high < step.limit, low >= step.limit, causes)
    found: Outcome = F
    for life in ledger.world.holders(step.account):
        for clause in life.on(when.low).of("part"):
            left = still_due(ledger, vacancy, step, life, clause)
            found = V if V in (found, left) else left if found == F else found
    return found


def compare(always: bool, never: bool, causes: frozenset[Cause]) -> Outcome:
    return V if always else F if never else U(causes or frozenset({("contingent", "manquant")}))


def done(
    ledger: Ledger, day: int, account: str, cell: dict[str, str] | None = None
) -> tuple[int, int, frozenset[Cause]]:
    """The entries on an account in the civil year, before this one."""
    low = high = 0
    causes: frozenset[Cause] = frozenset()
    year = date.fromordinal(day).year if day < NEVER else 0
    for row, entry in ledger.written:
        when = ledger.counted(row)
        if when.known and (when.low >= NEVER or date.fromordinal(when.low).year != year):
            continue
        if any(row.cells.get(name) != value for name, value in (cell or {}).items()):
            continue
        if not when.known and when.low > day:
            continue
        names = entry.accounts
        finer = ledger.world.finer
        held = {True, False} if names is None else {account in (n, finer.get(n, n)) for n in names}
        low += held == {True} and when.known
        high += True in held
        if len(held) > 1:
            causes |= {("contingent", "manquant")}
    mine = (account, ledger.world.finer.get(account, account))
    perhaps = sum(first <= day for first, name in ledger.doubtful if name in mine)
    if perhaps:
        high, causes = high + perhaps, causes | {("contingent", "manquant")}
    for when, name, sign in ledger.others:
        if name in mine and date.fromordinal(when).year == year:
            if cell:
                raise HorsDePortee("épuisement par cellule, et effet ou échange")
            low, high = low + sign * (when <= day), high + sign * (when <= day)
    return low, high, causes


def still_due(ledger: Ledger, vacancy: Vacancy, step: Step, life: Life, clause: Clause) -> Outcome:
    """What is done is under what is due, rounded, in the dwelling's cell, without the balance."""
    from .judge import rounded
    from .lines import excepted_in

    when = ledger.counted(vacancy.row).low
    applied = str(clause.keys["application"])
    names = [] if applied == "ensemble" else applied.removeprefix("chaque ").split(" et ")
    cell = {name: vacancy.row.raw(name) for name in names}
    own = excepted_in(life, life.on(when), clause, tuple(cell.items()))
    if isinstance(own, str):
        raise HorsDePortee("jusqu'à épuisement d'une part écartée ou contredite")
    rate = part(own.keys["règle"]).rate
    if rate is None or rate[0] != "nombre":
        raise HorsDePortee("jusqu'à épuisement d'un taux qui n'est pas écrit")
    least, most = base_of(ledger, life, when, cell)
    low, high, causes = done(ledger, when, step.account, cell)
    how = str(own.keys["arrondi"])
    first, last = (rounded(Fraction(n) * rate[1], how) for n in (least, most))
    return compare(high < first, low >= last, causes | frozenset({("vacances_attendues", "manquant")}))


def base_of(ledger: Ledger, life: Life, day: int, cell: dict[str, str]) -> tuple[int, int]:
    """The base declared for the year, else the rows of the base dated by that day."""
    expected = ledger.world.expected
    if expected:
        fits = [x for x in expected if all(x.get(k, v) == v for k, v in cell.items())]
        return sum(int(x["min"]) for x in fits), sum(int(x["max"]) for x in fits)
    least = most = 0
    start = ordinal(f"{date.fromordinal(day).year}-01-01")
    for row in ledger.world.rows:
        if any(row.cells.get(name) != value for name, value in cell.items()):
            continue
        held = both(dated(row, life, start, day), Vacancy(life.on(day), row).in_base)
        least += held == V
        most += held not in (F, N)
    return least, most


def dated(row: Row, life: Life, start: int, day: int) -> Outcome:
    reference = row.event(str(life.keys["choix"]["rattachement"]))
    if start <= reference.low and reference.high <= day:
        return life.here(row)
    return F if reference.low > day or reference.last < start else U(reference.causes)
