"""The last day to act: from an anchor, pushed by suspensions, moved to a working day if so agreed.

Day numbers are `date.toordinal()`; −INFINI and INFINI stand for « before any day » and « no limit yet ».
Source: docs/langage, « Délais ».
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

from convrules.base.dates import (
    INFINI,
    Calendrier,
    Duree,
    Evenement,
    UniteDuree,
    is_working,
    shift,
)
from convrules.base.outcomes import Cause
from convrules.runtime.events import may_be_after, may_be_by
from convrules.runtime.operators import causes_of_value

Bornes: TypeAlias = tuple[int, int]
"""Least and greatest possible limit, as day numbers."""

SANS_BORNE: Final[Bornes] = (-INFINI, INFINI)
UN_JOUR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compteur:
    """How days are counted from an anchor. `duree` None: not known. `suspension`: begin and end, as of
    `au`; None when nothing suspends."""

    duree: Duree | None
    calendrier: Calendrier
    report_jour_ouvre: bool
    au: date
    suspension: tuple[Evenement, Evenement] | None = None


def limit_after(anchor: date, compteur: Compteur) -> tuple[Bornes, frozenset[Cause]]:
    """Limits that an anchor may have; the causes when the suspension leaves several."""
    if compteur.duree is None:
        return SANS_BORNE, frozenset()
    plain = shift(anchor, compteur.duree, compteur.calendrier)
    if compteur.suspension is None:
        return _exactly(roll(plain, compteur)), frozenset()
    (low, high), causes = _suspended(anchor, plain, compteur, *compteur.suspension)
    return (_number(low, compteur), _number(high, compteur)), causes


def limit_before(anchor: date, compteur: Compteur) -> Bornes:
    """The limit a duration before an anchor. Suspensions only push a limit that follows its anchor."""
    if compteur.duree is None:
        return SANS_BORNE
    back = Duree(nombre=-compteur.duree.nombre, unite=compteur.duree.unite)
    return _exactly(roll(shift(anchor, back, compteur.calendrier), compteur))


def day_of_year(year: int, month: int, day: int) -> date:
    """A day of each year; 29 February falls on the last of the month when the year has none."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def roll(limit: date, compteur: Compteur) -> date:
    """The next working day, when the convention moves a limit that falls on another."""
    if not compteur.report_jour_ouvre:
        return limit
    while not is_working(limit, UniteDuree.JOUR_OUVRE, compteur.calendrier):
        limit += UN_JOUR
    return limit


def _exactly(limit: date) -> Bornes:
    return limit.toordinal(), limit.toordinal()


def _number(limit: date | None, compteur: Compteur) -> int:
    return INFINI if limit is None else roll(limit, compteur).toordinal()


def _suspended(
    anchor: date, plain: date, compteur: Compteur, begin: Evenement, end: Evenement
) -> tuple[tuple[date | None, date | None], frozenset[Cause]]:
    """Least and greatest limit; None: open, no limit yet. A suspension begun after the limit, or not
    yet begun as of `au`, changes nothing."""
    if not may_be_by(begin, min(compteur.au, plain)):
        return (plain, plain), frozenset()
    causes = causes_of_value(begin)
    open_yet = may_be_after(end, compteur.au) or end.est_jamais
    over = may_be_by(end, compteur.au)
    start = begin.connu or anchor
    latest = min(end.fin or compteur.au, compteur.au)
    high = None if open_yet else push(anchor, plain, [(start, latest)], compteur)
    if begin.connu is None:
        return (plain, high), causes | causes_of_value(end)
    if not over:
        return (None, None), frozenset()
    earliest = end.debut or start
    low = push(anchor, plain, [(start, earliest)], compteur)
    return (low, high), causes_of_value(end) if low != high else frozenset()


def push(anchor: date, plain: date, intervals: Sequence[tuple[date, date]], compteur: Compteur) -> date:
    """First day x such that the days of (anchor, x] outside the intervals [begin, end) number those of
    (anchor, plain]. Overlapping intervals count once; working days are counted alone if the duration is
    in working days."""
    assert compteur.duree is not None
    unite, calendrier = compteur.duree.unite, compteur.calendrier
    if plain <= anchor:
        return plain
    days = (anchor + UN_JOUR * n for n in range(1, (plain - anchor).days + 1))
    remaining = sum(is_working(day, unite, calendrier) for day in days)
    day = anchor
    while remaining:
        day += UN_JOUR
        suspended = any(begin <= day < end for begin, end in intervals)
        if not suspended and is_working(day, unite, calendrier):
            remaining -= 1
    return day
