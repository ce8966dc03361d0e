"""A turn is lost once: the first effect that closes it (docs/langage, « Le premier effet ferme le tour »)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from . import neighbours
from .days import NEVER
from .effects import NO_DAY, Effect, asks, maybe, of_vacancy
from .facts import CLOSING
from .outcomes import Cause, F, HorsDePortee, Outcome, U, V

if TYPE_CHECKING:
    from .vacancy import Vacancy


@dataclass(frozen=True)
class Settled:
    """What each effect becomes beside the others; the clauses of those that contradict one another."""

    effects: tuple[Effect, ...]
    conflict: tuple[Effect, ...] = ()

    def taking_place(self, au: int) -> list[Effect]:
        return [e for e in self.effects if e.happened(au) == V]

    def doubtful(self, au: int) -> list[Effect]:
        """Those that may have taken place already."""
        return [e for e in self.effects if isinstance(e.happened(au), U)]


def closes(one: Effect) -> bool:
    return one.event in ("remise", "reprise")


def same(vacancy: Vacancy, a: Effect, b: Effect) -> bool:
    """Handed to the same, and counted alike: what says nothing of the count says « non comptée »."""
    to = [one.to if one.to and neighbours.covering(vacancy, one.to) else "" for one in (a, b)]
    counted = {one.counted.replace("aucun", "non comptée") for one in (a, b)}
    return (a.event, to[0]) == (b.event, to[1]) and len(counted) == 1


def settled(vacancy: Vacancy) -> Settled:
    live = [kept(vacancy, e) for e in of_vacancy(vacancy)]
    if any(e.undone for e in live):
        raise HorsDePortee("un effet que ce qui n'est pas venu peut défaire")
    if any(e.optional and asks(e.clause) for e in live):
        raise HorsDePortee("« a eu lieu », et une faculté")
    if chained(vacancy):
        raise HorsDePortee("« a eu lieu », et une limite ou un événement qui en dépendent")
    follows = any(c.keys["après"] == "remise" for c in vacancy.convention.of("suite"))
    if follows and any(asks(one.clause) for _, one in neighbours.handing(vacancy)):
        raise HorsDePortee("« a eu lieu », et ce qui suit la remise qui en dépend")
    live = [e for e in live if e.when.low != NEVER]
    sure = [e for e in live if closes(e) and e.when.known]
    first = min((e.when.low for e in sure), default=NEVER)
    doubt = [e for e in live if closes(e) and not e.when.known and e.when.low <= first]
    found = []
    for one in live:
        if one.when.low > first or (closes(one) and not one.when.known and one.when.low >= first < NEVER):
            continue
        others = [
            d for d in doubt if d is not one and not (closes(one) and same(vacancy, d, one) and d.optional)
        ]
        causes: frozenset[Cause] = frozenset(c for d in others for c in d.when.causes)
        earlier = any(d.when.low < one.when.high for d in others)
        found.append(replace(one, when=maybe(one.when, causes)) if earlier and others else one)
    now = [e for e in found if closes(e) and e.when.known and e.when.low == first]
    if any(not same(vacancy, now[0], e) for e in now[1:]):
        error = frozenset({("effet", "erreur")})
        rest = [e for e in found if e not in now]
        return Settled((*rest, *(replace(e, when=maybe(e.when, error)) for e in now)), tuple(now))
    return Settled(tuple(e for e in found if e not in now[1:]))


def chained(vacancy: Vacancy) -> bool:
    """Does an exception ask whether something has happened, or a clause read what one that does brings?"""
    clauses = vacancy.convention.of("délai", "suite", "obligation")
    if any(asks(c) for c in vacancy.convention.of("exception")):
        return True
    brought = [e for e in of_vacancy(vacancy) if e.event and asks(e.clause)]
    return any(e.event in str(c.keys) for e in brought for c in clauses if c.name != e.clause.name)


def kept(vacancy: Vacancy, one: Effect) -> Effect:
    """What the data record before it leaves nothing to an effect."""
    row = vacancy.row
    opened = neighbours.turn(vacancy) if row.first_of(("remise",)) is not None else None
    # Perhaps the remise that is recorded opened it.
    elsewhere = opened is not None and opened.low <= row.au
    given = row.first_of(("reprise",) if elsewhere else ("remise", "reprise"))
    if row.undated("remise", "reprise") and not (given is not None and one.when.high <= given):
        # What is dated is perhaps replaced by a later line that does not say its day.
        given, one = None, replace(one, when=maybe(one.when, frozenset({("date", "manquant")})))
    ended = row.first_of(CLOSING) if closes(one) or one.act.startswith("nouvelle") else None
    ends = [day for day in (given, ended) if day is not None]
    if any(one.when.low > day for day in ends):
        return replace(one, when=NO_DAY)
    if any(day < one.when.high < NEVER for day in ends):
        return replace(one, when=maybe(one.when, one.when.causes))
    if opened is not None and elsewhere and opened.high > row.au:
        return replace(one, when=maybe(one.when, opened.causes))
    return one


def closing(vacancy: Vacancy) -> list[tuple[Effect, Outcome]]:
    """The effects that closed the turn, or may have."""
    found = settled(vacancy)
    au = vacancy.row.au
    return [(e, e.happened(au)) for e in found.effects if closes(e) and e.happened(au) != F]
