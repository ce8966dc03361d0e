"""Days and durations against brute force; examples D of the semantics."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convrules.base.dates import SANS_FERIE, Calendrier, Duree, UniteDuree, add_months, is_working, shift
from convrules.base.records import replace
from convrules.base.saisons import Quantieme, Saison, spans, whole_year
from convrules.runtime.limits import Compteur, limit_after, limit_before, push, roll

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
UNITS = st.sampled_from(list(UniteDuree))
DURATIONS = st.builds(lambda n, u: Duree(nombre=n, unite=u), st.integers(-60, 60), UNITS)
UN_JOUR = timedelta(days=1)
FERIES = Calendrier(est_ferie=lambda day: (day.month, day.day) in {(1, 1), (5, 1), (5, 8), (12, 25)})


def duree(nombre: int, unite: UniteDuree) -> Duree:
    return Duree(nombre=nombre, unite=unite)


# --- examples D -------------------------------------------------------------------------------
def test_d2_months_do_not_add_up() -> None:
    mois = duree(1, UniteDuree.MOIS)
    assert shift(shift(date(2025, 1, 31), mois), mois) == date(2025, 3, 28)
    assert shift(date(2025, 1, 31), duree(2, UniteDuree.MOIS)) == date(2025, 3, 31)


@pytest.mark.parametrize(
    ("unite", "expected"),
    [(UniteDuree.JOUR_OUVRE, date(2025, 5, 9)), (UniteDuree.JOUR_OUVRABLE, date(2025, 5, 7))],
)
def test_d4_working_days_around_a_holiday(unite: UniteDuree, expected: date) -> None:
    assert shift(date(2025, 5, 2), duree(4, unite), FERIES) == expected


# --- laws -------------------------------------------------------------------------------------
@given(day=DAYS, months=st.integers(-600, 600))
def test_months_keep_the_day_or_take_the_last_of_the_month(day: date, months: int) -> None:
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    if found.day != day.day:
        assert found.day < day.day
        assert (found + UN_JOUR).day == 1


@given(a=DAYS, b=DAYS, d=DURATIONS)
def test_shifting_is_monotone(a: date, b: date, d: Duree) -> None:
    low, high = min(a, b), max(a, b)
    assert shift(low, d, FERIES) <= shift(high, d, FERIES)


@given(day=DAYS, n=st.integers(-40, 40), samedi=st.booleans())
def test_working_days_against_counting(day: date, n: int, samedi: bool) -> None:
    unite = UniteDuree.JOUR_OUVRABLE if samedi else UniteDuree.JOUR_OUVRE
    found = shift(day, duree(n, unite), FERIES)
    if n == 0:
        assert found == day
        return
    first, last = (day + UN_JOUR, found) if n > 0 else (found, day - UN_JOUR)
    between = [first + UN_JOUR * i for i in range((last - first).days + 1)]
    counted = [d for d in between if d.weekday() <= 4 + samedi and not FERIES.est_ferie(d)]
    assert len(counted) == abs(n)
    assert found in counted


@given(day=DAYS, n=st.integers(-500, 500))
def test_weeks_and_years_are_seven_days_and_twelve_months(day: date, n: int) -> None:
    assert shift(day, duree(n, UniteDuree.SEMAINE)) == day + timedelta(days=7 * n)
    few = n % 50
    assert shift(day, duree(few, UniteDuree.AN)) == add_months(day, 12 * few)


# --- limits -----------------------------------------------------------------------------------
def counter(d: Duree, *, report: bool = False) -> Compteur:
    return Compteur(duree=d, calendrier=FERIES, report_jour_ouvre=report, au=date(2061, 1, 1))


INTERVALS = st.lists(st.tuples(st.integers(-5, 40), st.integers(0, 20)), max_size=3)


@settings(deadline=None)
@given(anchor=DAYS, n=st.integers(1, 25), unite=UNITS, gaps=INTERVALS)
def test_a_suspension_pushes_the_limit_day_for_day(
    anchor: date, n: int, unite: UniteDuree, gaps: list[tuple[int, int]]
) -> None:
    """The first day such that as many days count outside the intervals as without them."""
    if unite in (UniteDuree.MOIS, UniteDuree.AN, UniteDuree.SEMAINE):
        n = 1
    d = duree(n, unite)
    intervals = [(anchor + UN_JOUR * s, anchor + UN_JOUR * (s + length)) for s, length in gaps]
    plain = shift(anchor, d, FERIES)
    found = push(anchor, plain, intervals, counter(d))

    def counts(day: date) -> bool:
        if unite is UniteDuree.JOUR_OUVRE:
            return day.weekday() <= 4 and not FERIES.est_ferie(day)
        if unite is UniteDuree.JOUR_OUVRABLE:
            return day.weekday() <= 5 and not FERIES.est_ferie(day)
        return True

    def number(last: date, pauses: list[tuple[date, date]]) -> int:
        days = [anchor + UN_JOUR * i for i in range(1, (last - anchor).days + 1)]
        return sum(counts(x) and not any(s <= x < e for s, e in pauses) for x in days)

    assert number(found, intervals) == number(plain, [])
    assert number(found - UN_JOUR, intervals) == number(plain, []) - 1
    assert found >= plain


QUANTIEMES = st.builds(
    lambda d: Quantieme(mois=d.month, jour=d.day), st.dates(date(2024, 1, 1), date(2024, 12, 31))
)
SAISONS = st.lists(st.builds(Saison, debut=QUANTIEMES, fin=QUANTIEMES), min_size=1, max_size=2).map(tuple)


@given(saisons=SAISONS, first=DAYS, length=st.integers(0, 900))
def test_runs_of_days_are_those_that_a_season_holds(
    saisons: tuple[Saison, ...], first: date, length: int
) -> None:
    days = [first + UN_JOUR * i for i in range(length + 1)]
    found = [d for begin, end in spans(saisons, first, days[-1]) for d in days if begin <= d <= end]
    assert found == [d for d in days if any(s.contains(d) for s in saisons)]


@settings(deadline=None)
@given(anchor=DAYS, unite=UNITS, saisons=SAISONS, gaps=INTERVALS)
def test_seasons_and_events_push_the_limit_together(
    anchor: date, unite: UniteDuree, saisons: tuple[Saison, ...], gaps: list[tuple[int, int]]
) -> None:
    """The first day such that as many days count outside both as without them."""
    if whole_year(saisons):
        return
    d = duree(1, unite)
    intervals = [(anchor + UN_JOUR * s, anchor + UN_JOUR * (s + length)) for s, length in gaps]
    plain = shift(anchor, d, FERIES)
    found = push(anchor, plain, intervals, replace(counter(d), saisons=saisons))
    left, day = (
        sum(is_working(anchor + UN_JOUR * i, unite, FERIES) for i in range(1, (plain - anchor).days + 1)),
        anchor,
    )
    while left:
        day += UN_JOUR
        out = any(s.contains(day) for s in saisons) or any(s <= day < e for s, e in intervals)
        left -= is_working(day, unite, FERIES) and not out
    assert found == day


@given(day=DAYS)
def test_a_limit_moves_to_the_next_working_day(day: date) -> None:
    moved = roll(day, counter(duree(1, UniteDuree.JOUR), report=True))
    assert moved.weekday() <= 4 and not FERIES.est_ferie(moved)
    skipped = [day + UN_JOUR * i for i in range((moved - day).days)]
    assert all(d.weekday() > 4 or FERIES.est_ferie(d) for d in skipped)
    assert roll(day, counter(duree(1, UniteDuree.JOUR))) == day


def test_limits_without_suspension() -> None:
    mois = Compteur(
        duree=duree(1, UniteDuree.MOIS), calendrier=SANS_FERIE, report_jour_ouvre=False, au=date(2025, 3, 1)
    )
    last = date(2025, 2, 28).toordinal()
    assert limit_after(date(2025, 1, 31), mois) == ((last, last), frozenset())
    assert limit_before(date(2025, 3, 31), mois) == (last, last)
