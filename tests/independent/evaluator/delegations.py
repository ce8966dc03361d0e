"""Who exercises a right in its holder's stead (docs/langage, « La délégation »)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from .decisions import decided
from .facts import Possible
from .outcomes import Cause, F, N, Outcome, U, V, both, common, negation
from .population import part
from .rules import ASIDE, CONFLICT, as_excepted, condition, resolve
from .syntax import Node, Parser
from .texts import Life

if TYPE_CHECKING:
    from .convention import Clause
    from .vacancy import Vacancy

HOLDER = "titulaire"


@dataclass(frozen=True)
class Extent:
    where: Node | None
    fraction: bool
    without: tuple[str, ...]


@dataclass(frozen=True)
class Delegated:
    clause: Clause
    holds: Outcome


@dataclass(frozen=True)
class Exercise:
    """Those who may exercise the right; the clauses of delegations that hold together."""

    names: tuple[str, ...]
    causes: frozenset[Cause]
    conflict: tuple[str, ...] = ()


def extent(text: str) -> Extent:
    p = Parser(text)
    fraction = p.kind() == "nombre"
    if fraction:
        Fraction(p.take())
        p.expect("%", "des", "droits")
    else:
        p.expect("tous", "les", "droits")
    where = p.expr() if p.accept("où") else None
    without = []
    if p.accept("sauf"):
        without.append(p.take())
        while p.accept(","):
            without.append(p.take())
    p.end()
    return Extent(where, fraction, tuple(without))


def designates(vacancy: Vacancy, word: str, life: Life) -> bool:
    return any(life is one for one in vacancy.row.world.holders(word))


def exercised(vacancy: Vacancy) -> Exercise:
    """By the holder of this convention, or by a delegate."""
    found = [d for d in delegations(vacancy, vacancy.convention.life) if d.holds not in (F, N)]
    sure = [d for d in found if d.holds == V]
    named = {d.clause.keys["délégataire"] for d in sure}
    found = sure[:1] + [d for d in found if d.holds != V and d.clause.keys["délégataire"] not in named]
    if len(named) > 1:
        conflict = tuple(sorted(d.clause.name for d in sure))
        return Exercise(("erreur",), frozenset({(name, "erreur") for name in conflict}), conflict)
    names = [] if sure else [HOLDER]
    names += [str(d.clause.keys["délégataire"]) for d in found]
    causes = frozenset(c for d in found if isinstance(d.holds, U) for c in d.holds.causes)
    return Exercise(tuple(dict.fromkeys(names)), causes)


def exercises_for(vacancy: Vacancy) -> tuple[list[str], list[str]]:
    """The conventions for which this one's holder exercises the right, surely or perhaps."""
    mine = vacancy.convention.life
    sure: list[str] = []
    perhaps: list[str] = []
    for life in vacancy.row.world.lives:
        if life is mine or life.covers(vacancy.row) == F:
            continue
        for one in delegations(vacancy, life):
            if designates(vacancy, one.clause.keys["délégataire"], mine):
                if one.holds == V and life.covers(vacancy.row) == V:
                    sure.append(life.name)
                elif one.holds != F:
                    perhaps.append(life.name)
    return sorted(set(sure)), sorted(set(perhaps) - set(sure))


def exercised_by_another(vacancy: Vacancy) -> Outcome:
    """Does a delegate exercise the right of this convention's holder?"""
    found = exercised(vacancy)
    if found.conflict:
        return U(found.causes)
    if HOLDER not in found.names:
        return V
    return F if len(found.names) == 1 else U(found.causes)


def delegations(vacancy: Vacancy, holder: Life) -> Iterator[Delegated]:
    """Each delegation of a holder's right, in every text of every convention."""
    for life in vacancy.row.world.lives:
        for first, last, clause in in_force(life):
            if not designates(vacancy, clause.keys["titulaire"], holder):
                continue
            text = life.on(first)
            other = type(vacancy)(text, vacancy.row, vacancy.asked, vacancy.silent)
            informed = within(vacancy.row.event("information"), first, last)
            yield Delegated(clause, both(informed, held(other, text.clauses[clause.name])))


def in_force(life: Life) -> Iterator[tuple[int, int, Clause]]:
    """The days on which each delegation holds, texts that say the same being one."""
    open_: dict[str, tuple[int, int, Clause]] = {}
    for span in life.spans:
        for clause in span.text.of("délégation"):
            before = open_.get(clause.name)
            if before is not None and before[1] + 1 == span.first and before[2].keys == clause.keys:
                open_[clause.name] = (before[0], span.last, clause)
                continue
            if before is not None:
                yield before
            open_[clause.name] = (span.first, span.last, clause)
    yield from open_.values()


def within(event: Possible, first: int, last: int) -> Outcome:
    if first <= event.low and event.high <= last:
        return V
    return F if event.last < first or event.low > last else U(event.causes)


def held(vacancy: Vacancy, clause: Clause) -> Outcome:
    """Its condition, its exceptions, its extent."""
    found = resolve(vacancy.convention, vacancy.reader, clause, "porte sur", extent)
    outcomes = [of_extent(vacancy, clause, value) for value, _ in found.results]
    return common(outcomes, found.causes)


def of_extent(vacancy: Vacancy, clause: Clause, value: Extent | str | None) -> Outcome:
    if value == CONFLICT:
        return U(frozenset({(clause.name, "erreur")}))
    if value is None or value == ASIDE or isinstance(value, str):
        return F
    found: Outcome = V if value.where is None else vacancy.reader.outcome(value.where)
    found = F if found == N else found
    if value.fraction:
        found = both(found, said(vacancy, clause.name))
    for name in value.without:
        found = both(found, negation(excluded(vacancy, name)))
    return found


def said(vacancy: Vacancy, name: str) -> Outcome:
    """Somebody says it, by a decision recorded under that name."""
    return decided(name, {"porte sur": "vacance"}, vacancy.row, vacancy.row.world).outcome


def excluded(vacancy: Vacancy, name: str) -> Outcome:
    """The condition of the part left out, in the text of the dwelling's reference day, decides when it leaves
    the dwelling aside; else, somebody."""
    text = vacancy.convention.life.on(vacancy.reference_event.low)
    seen = type(vacancy)(text, vacancy.row, vacancy.asked, vacancy.silent)
    clause = as_excepted(text, seen.reader, text.clauses[name])
    if isinstance(clause, str):
        return said(vacancy, name) if clause == CONFLICT else F
    where = part(clause.keys["règle"]).population.where
    found: Outcome = both(condition(seen.reader, clause), V if where is None else seen.reader.outcome(where))
    return F if found in (F, N) else both(found, said(vacancy, name))
