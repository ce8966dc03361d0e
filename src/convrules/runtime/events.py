"""The first and the last of several events, each a set of possible dates."""

from collections.abc import Sequence
from datetime import date

from convrules.base.dates import INFINI, Evenement, connu, inconnu, jamais
from convrules.base.outcomes import Genre
from convrules.base.records import replace


def first_of(events: Sequence[Evenement]) -> Evenement:
    """The earliest of several; it never happens only if none does."""
    if len(events) == 1:
        return events[0]
    known = [day for e in events if (day := e.connu) is not None]
    if len(known) == len(events):
        return connu(min(known), events[0].fait)
    return _spanning(events, min([e.low for e in events]), min([e.high for e in events]))


def last_of(events: Sequence[Evenement]) -> Evenement:
    """The latest of several; one that never happens is after every date."""
    if len(events) == 1:
        return events[0]
    return _spanning(events, max([e.low for e in events]), max([e.high for e in events]))


def _spanning(events: Sequence[Evenement], low: int, high: int) -> Evenement:
    """Every date between two day numbers, under the name of the first event that is not known; one that
    merely has not come yet is named last."""
    doubtful = sorted((e for e in events if e.low != e.high), key=lambda e: e.genre is Genre.FUTUR)
    named = doubtful[0] if doubtful else events[0]
    if low == high:
        return jamais(named.fait) if low == INFINI else connu(date.fromordinal(low), named.fait)
    ends = [e.fin for e in events if not e.est_jamais]
    known = [end for end in ends if end is not None]
    # Why: what may never happen may still have a last day on which it happens if it does.
    last = max(known) if len(known) == len(ends) else None
    return replace(
        named,
        debut=date.fromordinal(low) if low > -INFINI else None,
        fin=date.fromordinal(high) if high < INFINI else last,
        jamais=high == INFINI,
        ouvert=True,
    )


def days_within(event: Evenement) -> tuple[date, date] | None:
    """The two days between which it surely took place, or takes place."""
    if event.jamais or event.debut is None or event.fin is None:
        return None
    return event.debut, event.fin


def is_within(event: Evenement) -> bool:
    return days_within(event) is not None


def may_be_by(event: Evenement, au: date) -> bool:
    """Has the event a possible date up to `au`?"""
    return not event.est_jamais and event.low <= au.toordinal()


def is_to_come(event: Evenement) -> bool:
    """Is it known not to have happened, and may it yet?"""
    return event.connu is None and not event.est_jamais and event.genre is Genre.FUTUR


def may_be_after(event: Evenement, au: date) -> bool:
    """Has the event a possible date after `au`?"""
    return not event.est_jamais and (event.fin is None or event.fin > au)


def from_then_on(event: Evenement) -> Evenement:
    """Not come yet; if it comes, it may date from the days that it had: one learns of it later."""
    return replace(inconnu(event.fait, event.ligne, Genre.FUTUR), debut=event.debut)
