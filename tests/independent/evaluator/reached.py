"""Had an account been reached on a day of a vacancy? (docs/langage, « Un compte atteint »)

Every other row is asked, one by one, whether it came before, and every row of the base what it makes due.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .days import NEVER
from .facts import Possible, Row, ordinal
from .judge import rounded
from .lines import Period, Reading, is_future
from .outcomes import Cause, F, HorsDePortee, N, Outcome, U, V, both
from .population import Population, counted
from .seen import Seen
from .syntax import Node

if TYPE_CHECKING:
    from .vacancy import Vacancy

Cell = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Amount:
    """At least, at most, and why they differ."""

    least: Fraction
    most: Fraction
    causes: frozenset[Cause] = frozenset()


def reached(vacancy: Vacancy, asked: Node, today: bool) -> Outcome:
    _, name, to_date, event = asked
    world = vacancy.row.world
    if "asking" in world.cache:
        return U(frozenset({(name, "manquant")}))
    day = vacancy.row.event(event or vacancy.convention.choix("rattachement"))
    if day.low >= NEVER:
        return N
    when = day.low if day.known else 0
    if not day.known:
        if not (today and is_future(day.causes)):
            return U(day.causes)
        when = vacancy.row.au
    outside, world.cache = world.cache, world.cache.setdefault("question ouverte", {"asking": True})
    key = (vacancy.convention.life.name, name, to_date, when, str(vacancy.row.cells))
    try:
        if key not in world.cache:
            world.cache[key] = compare(vacancy, name, to_date, when)
        found: Outcome = world.cache[key]
        return found
    finally:
        world.cache = outside


def compare(vacancy: Vacancy, name: str, to_date: bool, when: int) -> Outcome:
    life, clause = vacancy.convention.life, vacancy.convention.clauses[name]
    if vacancy.convention.choix("période") != "année civile" or clause.keys.get("période"):
        raise HorsDePortee("compte lu par période")
    if vacancy.convention.choix("événements") != "à leur date" or "si" in clause.keys:
        raise HorsDePortee("compte lu sous condition")
    if "base minimale" in clause.keys:
        raise HorsDePortee("compte lu sous une base minimale")
    cell, unknown = cell_of(vacancy, str(clause.keys["application"]))
    if unknown is not None:
        return unknown
    number = date.fromordinal(when).year
    first, last = life.force
    period = Period(max(first, ordinal(f"{number}-01-01")), min(last, ordinal(f"{number}-12-31")))
    if not period.first <= when <= period.last:
        return N
    reading = Reading(life, clause, period, cell)
    done = done_before(reading, vacancy, when)
    due = due_by(reading, vacancy, when) if to_date else announced(reading, vacancy)
    if due is None:
        return U(frozenset({("vacances_attendues", "manquant")}))
    how = str(clause.keys.get("arrondi", "sans arrondi"))
    least, most = (max(Fraction(0), rounded(d, how)) for d in (due.least, due.most))
    if done.least >= most:
        return V
    return F if done.most < least else U(done.causes | due.causes)


def cell_of(vacancy: Vacancy, application: str) -> tuple[Cell, Outcome | None]:
    if application == "ensemble":
        return (), None
    found = []
    for name in application.removeprefix("chaque ").split(" et "):
        value = vacancy.row.cell(name)
        if isinstance(value, U) or value == N:
            return (), value
        found.append((name, value))
    return tuple(found), None


def others(reading: Reading, vacancy: Vacancy) -> Iterator[tuple[Row, dict[str, Outcome], Reading, Vacancy]]:
    """Each row of the landlord, with what it brings to the rule."""
    for row in vacancy.row.world.rows:
        seen = Seen(reading.life, row)
        if len(seen.vacancies) > 1:
            raise HorsDePortee("texte en doute")
        own = reading.on(seen.only.convention)
        if own is not None:
            yield row, own.parts(seen.only), own, seen.only


def done_before(reading: Reading, vacancy: Vacancy, when: int) -> Amount:
    ident = str(vacancy.row.cells.get("id", "V1"))
    least = most = 0
    causes: frozenset[Cause] = frozenset()
    for row, parts, own, _ in others(reading, vacancy):
        name = str(row.cells.get("id", ""))
        if name == ident:
            continue
        population = what_counts(own)
        found = whole([v for k, v in parts.items() if k not in ("base", "fait", "comptée", "restituée")])
        event = row.event(population.event or own.convention.choix("rattachement"))
        if found == F or (event.low, name) > (when, ident) or event.high < own.period.first:
            continue
        sure = found == V and event.known and event.low >= own.period.first
        least, most = least + sure, most + 1
        if not sure:
            causes |= (found.causes if isinstance(found, U) else frozenset()) | event.causes
    return Amount(Fraction(least), Fraction(most), causes)


def what_counts(reading: Reading) -> Population:
    keys = reading.clause.keys
    return counted(keys["compte"]) if "compte" in keys else reading.own.population


def whole(outcomes: list[Outcome]) -> Outcome:
    found: Outcome = V
    for one in outcomes:
        found = both(found, F if one == N else one)
    return found


def due_by(reading: Reading, vacancy: Vacancy, when: int) -> Amount:
    if reading.own.number is not None:
        return Amount(reading.own.number, reading.own.number)
    least = most = Fraction(0)
    causes: frozenset[Cause] = frozenset()
    for row, parts, own, seen in others(reading, vacancy):
        found = whole([parts[k] for k in ("lieu", "statut", "où", "titulaire") if k in parts])
        population = own.base_population
        event: Possible = row.event(population.event or own.convention.choix("rattachement"))
        if found == F or event.low > when or event.high < own.period.first:
            continue
        rates, why = own.rates(seen, event.low if event.known else own.period.first)
        sure = found == V and event.known and event.low >= own.period.first
        least += min(rates) if sure else 0
        most += max(rates)
        if not sure or len(set(rates)) > 1:
            causes |= (found.causes if isinstance(found, U) else frozenset()) | event.causes | why
    return Amount(least, most, causes)


def announced(reading: Reading, vacancy: Vacancy) -> Amount | None:
    """What the flow announced for the whole period makes due; None when a day of it is not covered."""
    if reading.own.number is not None:
        return Amount(reading.own.number, reading.own.number)
    lines: list[dict[str, Any]] = vacancy.row.world.expected or []
    spans = sorted((ordinal(x["du"]), ordinal(x["au"])) for x in lines)
    covered = reading.period.first
    for du, au in spans:
        covered = max(covered, au + 1) if du <= covered else covered
    if covered <= reading.period.last:
        return None
    if any(set(x) - {"du", "au", "min", "max"} for x in lines):
        raise HorsDePortee("flux annoncé par sorte")
    rate = reading.rate_on(reading.period.first)
    inside = [
        x
        for x in lines
        if reading.period.first <= ordinal(x["du"]) and ordinal(x["au"]) <= reading.period.last
    ]
    least, most = (sum(int(x[k]) for x in inside) for k in ("min", "max"))
    return Amount(rate * least, rate * most, frozenset({("vacances_attendues", "manquant")}))
