"""Withdrawals as they were forecast, and as made (docs/langage, « Retraits annoncés et réalisés »)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from .facts import Row, ordinal
from .lines import Reading
from .outcomes import Cause, F, HorsDePortee, N, Outcome, U, V
from .periods import Period
from .vacancy import Vacancy
from .world import Line

if TYPE_CHECKING:
    from .year import Year

HEAD = ("annee", "categorie", "nombre", "convention")  # what says nothing of a dwelling


def planned(year: Year, reading: Reading, number: int) -> range | None:
    """How many may be announced for the days of a year on which the rule is there; None when nothing is."""
    own, low, high = year.life.name, 0, 0
    written = [line for line in year.forecasts if line["annee"] == str(number)]
    told = [line for line in written if line.get("convention", own) == own]
    if not told:
        return None
    for line in (line for line in told if of_its_base(year, reading, line)):
        high += int(line["nombre"])
        low += int(line["nombre"]) * of_its_days(year, line, number)
    if high and "en vigueur" in reading.clause.keys:
        raise HorsDePortee("soustractions prévues d'une clause qui a ses dates")
    return range(low, high + 1)


def causes(year: Year, reading: Reading) -> frozenset[Cause]:
    """Why the number announced for its days is not known, this year or in the one that is settled."""
    told = year.convention.choix("soustractions")
    if not told.startswith("prévision") or reading.own.number is not None:
        return frozenset()
    numbers = [year.number, year.number - 1] if told == "prévision régularisée" else [year.number]
    found = [planned(year, reading, n) for n in numbers if year.period_of(n).first <= year.period_of(n).last]
    doubt = any(each is not None and len(each) > 1 for each in found)
    return frozenset({("soustractions.convention", "manquant")}) if doubt else frozenset()


def of_its_days(year: Year, line: Line, number: int) -> bool:
    """The days of the convention, if it is named; else those of the civil year."""
    civil = Period(ordinal(f"{number}-01-01"), ordinal(f"{number}-12-31"))
    return "convention" in line or year.period_of(number) == civil


def of_its_base(year: Year, reading: Reading, line: Line) -> bool:
    """Is what a row of the forecast announces of the kind that the rule asks for?"""
    row = Row({k: v for k, v in line.items() if k not in HEAD}, year.convention.fields, year.au)
    found = asked(reading, Vacancy(year.convention, row))
    if isinstance(found, U):
        raise HorsDePortee("soustractions prévues dont une colonne manque")
    return found == V


def asked(reading: Reading, vacancy: Vacancy) -> Outcome:
    where = reading.own.population.where
    return V if where is None else vacancy.reader.outcome(where)


def settled(year: Year, reading: Reading) -> set[Fraction]:
    """What the year before forecast and did not withdraw, owed in this one."""
    first, _ = year.life.force
    if year.convention.choix("soustractions") != "prévision régularisée" or first >= year.period.first:
        return {Fraction(0)}
    if "en vigueur" in reading.clause.keys:
        raise HorsDePortee("écart d'une clause qui a ses dates")
    past = year.period_of(year.number - 1)
    announced = planned(year, reading, year.number - 1)
    if announced is None:
        raise HorsDePortee("soustractions de l'année d'avant")
    withdrawn, seen = 0, False
    for row, times in year.rows:
        vacancy = Vacancy(year.life.on(past.first), row)
        held = [past.holds(vacancy.reference_event), year.life.here(row), asked(reading, vacancy)]
        seen = seen or held[0] == V
        if F in held or N in held:
            continue
        if set(held) != {V} or len(vacancy.status[0]) > 1:
            raise HorsDePortee("soustractions de l'année d'avant en doute")
        withdrawn += times * (vacancy.status[0] == ("soustrait",))
    if not seen:
        raise HorsDePortee("vacances de l'année d'avant")
    return {reading.rate_on(past.first) * (n - withdrawn) for n in announced}
