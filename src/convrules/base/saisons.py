"""The same days of every year: « entre le 1er août et le 31 août », both included.

An interval whose last day comes before its first one crosses the year. 29 February is the last day of
February when the year has no such day. Source: docs/langage, « Dates, événements et délais ».
"""

from collections.abc import Iterator
from datetime import date, timedelta
from heapq import merge
from typing import Final

from convrules.base.dates import days_of_month
from convrules.base.records import dataclass

UN_JOUR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Quantieme:
    """A day of each year."""

    mois: int
    jour: int

    def of(self, year: int) -> date:
        return date(year, self.mois, min(self.jour, days_of_month(year, self.mois)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Saison:
    """From `debut` to `fin`, both included, every year."""

    debut: Quantieme
    fin: Quantieme

    def contains(self, day: date) -> bool:
        after, before = self.debut.of(day.year) <= day, day <= self.fin.of(day.year)
        return after and before if self.debut <= self.fin else after or before

    def since(self, day: date) -> Iterator[tuple[date, date]]:
        """Its first and last days of each year, from the last that may hold `day` on. LIMIT: not of the last
        years of the calendar of the machine."""
        over = self.debut > self.fin
        for year in range(max(day.year - 1, date.min.year), date.max.year - over):
            yield self.debut.of(year), self.fin.of(year + over)


def runs(saisons: tuple[Saison, ...], day: date) -> Iterator[tuple[date, date]]:
    """First and last days of the seasons of each year, by their first days; from the last that may hold
    `day` on."""
    return merge(*(saison.since(day) for saison in saisons))


def spans(saisons: tuple[Saison, ...], first: date, last: date) -> Iterator[tuple[date, date]]:
    """Runs of days between two days, both included, that some season holds."""
    start, end = first, first - UN_JOUR
    for begin, close in runs(saisons, first):
        if begin > last:
            break
        if begin > end + UN_JOUR:
            if end >= first:
                yield start, end
            start = max(begin, first)
        end = max(end, close)
    if end >= first:
        yield start, min(end, last)


def whole_year(saisons: tuple[Saison, ...]) -> bool:
    """Is every day of a year held by some season?"""
    days = (date(2023, 1, 1) + UN_JOUR * i for i in range(365))
    return all(any(s.contains(day) for s in saisons) for day in days)
