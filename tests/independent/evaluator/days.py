"""Adding a duration to a day; days are ordinals, two of them outside the calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

EARLY = -(10**9)  # before every day
NEVER = 10**9  # after every day: « jamais »


def easter(year: int) -> date:
    """Gauss's computation, in the form of Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * i) // 451
    n = h + i - 7 * m + 114
    return date(year, n // 31, n % 31 + 1)


@cache
def holidays(year: int) -> frozenset[date]:
    """Metropolitan France, outside Alsace and Moselle: the law's eleven days."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    moving = (1, 39, 50)
    return frozenset(
        {date(year, m, d) for m, d in fixed} | {easter(year) + timedelta(days=n) for n in moving}
    )


@cache
def counts(ordinal: int, unit: str) -> bool:
    """Is this day one of those that the unit counts?"""
    if unit not in ("ouvrés", "ouvrables"):
        return True
    day = date.fromordinal(ordinal)
    return day.weekday() < (5 if unit == "ouvrés" else 6) and day not in holidays(day.year)


def add(ordinal: int, number: int, unit: str) -> int:
    if ordinal in (EARLY, NEVER):
        return ordinal
    if unit in ("jours", "semaines"):
        return ordinal + number * (7 if unit == "semaines" else 1)
    if unit in ("mois", "ans"):
        day = date.fromordinal(ordinal)
        months = day.year * 12 + day.month - 1 + number * (12 if unit == "ans" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).toordinal()
    step = 1 if number > 0 else -1
    left = abs(number)
    while left:
        ordinal += step
        left -= counts(ordinal, unit)
    return ordinal


def next_working(ordinal: int) -> int:
    while not counts(ordinal, "ouvrés"):
        ordinal += 1
    return ordinal


Season = tuple[tuple[int, int], tuple[int, int]]


def held(season: Season, ordinal: int) -> bool:
    """Is the day between the two days of the year, both included? 29 February is the last of the month."""
    day = date.fromordinal(ordinal)
    first, last = ((month, min(number, monthrange(day.year, month)[1])) for month, number in season)
    here = (day.month, day.day)
    if season[0] <= season[1]:
        return first <= here <= last
    return here >= first or here <= last
