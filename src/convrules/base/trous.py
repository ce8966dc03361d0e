"""Days of which the data do not say every vacancy: any number of rows dated by them may lack.

Source: docs/langage, « Correspondance », « Année close, année ouverte ».
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, TypeAlias

from convrules.base.outcomes import Cause

UN_JOUR: Final = timedelta(days=1)
Trou: TypeAlias = tuple[date, date | None]
"""Days that no file says: the last one before them, and the first after (None: they have no end)."""


def first_gap(trous: Iterable[Trou], du: date, au: date) -> Trou | None:
    """The first that has some of these days. trous: in order."""
    return next((t for t in trous if t[0] < au and (t[1] is None or t[1] > du)), None)


def days_within(trou: Trou, du: date, au: date) -> tuple[date, date] | None:
    """Those of its days that are from one day to another, both included."""
    first = max(du, trou[0] + UN_JOUR)
    last = au if trou[1] is None else min(au, trou[1] - UN_JOUR)
    return (first, last) if first <= last else None


def lacking_between(trous: Iterable[Trou], du: date, au: date) -> frozenset[Cause]:
    """Why any number of vacancies dated from one day to another, both included, may lack: the years of those
    that no file says."""
    days = (days_within(trou, du, au) for trou in trous)
    years = {year for one in days if one is not None for year in range(one[0].year, one[1].year + 1)}
    return frozenset(of_year(year) for year in years)


SOUSTRACTIONS: Final = "soustractions."
"""What a column of a forecast of withdrawals is called, where it lacks."""
VACANCES_DE: Final = "vacances "
"""Before a year: the vacancies of it that lack."""


def of_year(annee: int) -> Cause:
    """Vacancies of a year that the files do not say."""
    return Cause(fait=f"{VACANCES_DE}{annee}")
