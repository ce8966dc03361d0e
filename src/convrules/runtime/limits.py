"""The last day to act: from an anchor, pushed by suspensions, moved to a working day if so agreed.

Day numbers are `date.toordinal()`; −INFINI and INFINI stand for « before any day » and « no limit yet ».
Source: docs/langage, « Délais ».
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from heapq import merge
from typing import Final, TypeAlias

from convrules.base.dates import (
    INFINI,
    OUVRES,
    Calendrier,
    Duree,
    Evenement,
    UniteDuree,
    days_of_month,
    is_working,
    shift,
)
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass
from convrules.base.saisons import Saison, runs
from convrules.runtime.events import may_be_after, may_be_by
from convrules.runtime.operators import causes_of_value

Bornes: TypeAlias = tuple[int, int]
"""Least and greatest possible limit, as day numbers."""

SANS_BORNE: Final[Bornes] = (-INFINI, INFINI)
_UN_AN: Final = 366
UN_JOUR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compteur:
    """How days are counted from an anchor. `duree` None: not known. `suspensions`: begins and ends, as of
    `au`; `saisons`: days of every year that do not count."""

    duree: Duree | None
    calendrier: Calendrier
    report_jour_ouvre: bool
    au: date
    suspensions: tuple[tuple[Evenement, Evenement], ...] = ()
    saisons: tuple[Saison, ...] = ()

    @property
    def suspended(self) -> bool:
        return bool(self.suspensions or self.saisons)


def limit_after(anchor: date, compteur: Compteur) -> tuple[Bornes, frozenset[Cause]]:
    """Limits that an anchor may have; the causes when the suspension leaves several."""
    if compteur.duree is None:
        return SANS_BORNE, frozenset()
    plain = shift(anchor, compteur.duree, compteur.calendrier)
    if not compteur.suspended:
        return _exactly(roll(plain, compteur)), frozenset()
    (low, high), causes = _suspended(anchor, plain, compteur)
    return (_number(low, compteur), _number(high, compteur)), causes


def limits_between(first: date, last: date, compteur: Compteur) -> tuple[Bornes, frozenset[Cause]]:
    """Limits of the anchors from one day to another. A limit grows with its anchor, but for months and
    years that a suspension pushes: as many days as the month has are then counted, and the shortest month
    comes within the year."""
    if first == last:
        return limit_after(first, compteur)
    days = {first, last}
    unite = compteur.duree.unite if compteur.duree is not None else None
    if compteur.suspended and unite in (UniteDuree.MOIS, UniteDuree.AN):
        year = range(min((last - first).days, _UN_AN) + 1)
        days |= {first + UN_JOUR * n for n in year} | {last - UN_JOUR * n for n in year}
    found = [limit_after(day, compteur) for day in sorted(days)]
    lows, highs = zip(*(bounds for bounds, _ in found), strict=True)
    return (min(lows), max(highs)), frozenset[Cause]().union(*(causes for _, causes in found))


def limit_before(anchor: date, compteur: Compteur) -> Bornes:
    """The limit a duration before an anchor. Suspensions only push a limit that follows its anchor. Nor does
    it move to a working day: moved later, it would cut short the time that it keeps."""
    if compteur.duree is None:
        return SANS_BORNE
    back = Duree(nombre=-compteur.duree.nombre, unite=compteur.duree.unite)
    return _exactly(shift(anchor, back, compteur.calendrier))


def day_of_year(year: int, month: int, day: int) -> date:
    """A day of each year; 29 February falls on the last of the month when the year has none."""
    return date(year, month, min(day, days_of_month(year, month)))


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
    anchor: date, plain: date, compteur: Compteur
) -> tuple[tuple[date | None, date | None], frozenset[Cause]]:
    """Least and greatest limit; None: open, no limit yet. A suspension begun after the limit, or not
    yet begun as of `au`, changes nothing."""
    low, (high, begun) = _least(anchor, plain, compteur), _greatest(anchor, plain, compteur)
    if low == high:
        return (low, high), frozenset()
    causes: frozenset[Cause] = frozenset()
    for begin, end in begun:
        if begin.connu is None:
            causes |= causes_of_value(begin) | causes_of_value(end)
        elif may_be_by(end, compteur.au):
            causes |= causes_of_value(end)
    return (low, high), causes


def _least(anchor: date, plain: date, compteur: Compteur) -> date | None:
    """With suspensions that are certain, each as short as it may be."""
    sure = [(b.connu, e) for b, e in compteur.suspensions if b.connu is not None and b.connu <= compteur.au]
    over = [(day, end.debut or day) for day, end in sure if may_be_by(end, compteur.au)]
    low = push(anchor, plain, over, compteur)
    still = [day for day, end in sure if not may_be_by(end, compteur.au)]
    return None if any(day <= low for day in still) else low


def _greatest(
    anchor: date, plain: date, compteur: Compteur
) -> tuple[date | None, list[tuple[Evenement, Evenement]]]:
    """With every suspension that may have begun, each as long as it may be; which ones these are: each may
    bring the limit to the beginning of another."""
    au = compteur.au
    begun: list[tuple[Evenement, Evenement]] = []
    while True:
        longest = [(b.connu or anchor, min(e.fin or au, au)) for b, e in begun]
        high = push(anchor, plain, longest, compteur)
        found = [(b, e) for b, e in compteur.suspensions if may_be_by(b, min(au, high))]
        if len(found) == len(begun):
            break
        begun = found
    still = any(may_be_after(end, au) or end.est_jamais for _, end in begun)
    return None if still else high, begun


def push(anchor: date, plain: date, intervals: Sequence[tuple[date, date]], compteur: Compteur) -> date:
    """First day x such that the days of (anchor, x] outside the intervals [begin, end) number those of
    (anchor, plain], nor the days that a season holds. Overlapping intervals count once; working days are
    counted alone if the duration is in working days. LIMIT: the last day of the calendar of the machine."""
    assert compteur.duree is not None
    unite, calendrier = compteur.duree.unite, compteur.calendrier
    if plain <= anchor:
        return plain
    if unite not in OUVRES:
        seasons = ((first, last + UN_JOUR) for first, last in runs(compteur.saisons, anchor))
        return _over(anchor, (plain - anchor).days, merge(sorted(intervals), seasons))
    days = (anchor + UN_JOUR * n for n in range(1, (plain - anchor).days + 1))
    remaining = sum(is_working(day, unite, calendrier) for day in days)
    day = anchor
    while remaining and day < date.max:
        day += UN_JOUR
        suspended = any(begin <= day < end for begin, end in intervals)
        suspended = suspended or any(s.contains(day) for s in compteur.saisons)
        if not suspended and is_working(day, unite, calendrier):
            remaining -= 1
    return day


def _over(anchor: date, remaining: int, intervals: Iterable[tuple[date, date]]) -> date:
    """The same where every day counts but those of the intervals, in the order of their beginnings."""
    last = anchor.toordinal()
    for begin, end in intervals:
        first, after = max(begin.toordinal(), last + 1), end.toordinal()
        free = first - last - 1
        if remaining <= free:
            break
        if after > first:
            remaining, last = remaining - free, after - 1
    return date.fromordinal(min(last + remaining, date.max.toordinal()))
