"""Days, durations and events as sets of possible dates. No clock here: the day is an input.

Source: docs/langage, « Dates et délais ». ⊕ is monotone in its date for every unit; it is neither
injective nor additive in months, so a limit is always computed from its anchor in one step.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, indetermine
from convrules.base.records import dataclass


class UniteDuree(StrEnum):
    JOUR = "jour"
    JOUR_OUVRE = "jour ouvré"
    JOUR_OUVRABLE = "jour ouvrable"
    SEMAINE = "semaine"
    MOIS = "mois"
    AN = "an"


OUVRES: Final = frozenset({UniteDuree.JOUR_OUVRE, UniteDuree.JOUR_OUVRABLE})
"""Units that count some days only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duree:
    """A signed whole number of units. Two units do not compare: one month is not thirty days."""

    nombre: int
    unite: UniteDuree


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendrier:
    """Public holidays, as a test on a day (they differ by département)."""

    est_ferie: Callable[[date], bool]


SANS_FERIE: Final = Calendrier(est_ferie=lambda _: False)


def common(calendriers: Sequence[Calendrier]) -> Calendrier:
    """Only the holidays that all of them keep."""
    if len(calendriers) == 1:
        return calendriers[0]
    return Calendrier(est_ferie=lambda day: bool(calendriers) and all(c.est_ferie(day) for c in calendriers))


JOUR_MIN: Final = date(1850, 1, 1)
JOUR_MAX: Final = date(2150, 12, 31)


def check_day(nom: str, jour: date) -> None:
    """What a program gives as a day: one that files may hold, and no `datetime`, though Python has it for a
    `date`. nom: of the argument. Raises TypeError, ValueError."""
    if isinstance(jour, datetime):
        raise TypeError(f"{nom} is a datetime.date, not « datetime »: give its day, .date()")
    if not isinstance(jour, date):
        raise TypeError(f"{nom} is a datetime.date, not « {type(jour).__name__} »")
    if not JOUR_MIN <= jour <= JOUR_MAX:
        raise ValueError(f"{nom} is out of bounds ({jour}): a day from {JOUR_MIN.year} to {JOUR_MAX.year}")


_JOURS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def days_of_month(year: int, month: int) -> int:
    """The library's `calendar` would say so too, after loading the words of every language."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap else _JOURS[month - 1]


def add_months(day: date, months: int) -> date:
    """Same day n months on, or the last day of that month if there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, days_of_month(year, month + 1)))


def shift(day: date, duree: Duree, calendrier: Calendrier = SANS_FERIE) -> date:
    """d ⊕ n: the date `duree` after `day` (before, if negative). LIMIT: beyond the calendar of the
    machine (years 1 to 9999), its last day; dates and durations of files stay far below."""
    try:
        return _shift(day, duree, calendrier)
    except (OverflowError, ValueError):
        return date.max if duree.nombre > 0 else date.min


def _shift(day: date, duree: Duree, calendrier: Calendrier) -> date:
    n = duree.nombre
    match duree.unite:
        case UniteDuree.JOUR:
            return day + timedelta(days=n)
        case UniteDuree.SEMAINE:
            return day + timedelta(days=7 * n)
        case UniteDuree.MOIS:
            return add_months(day, n)
        case UniteDuree.AN:
            return add_months(day, 12 * n)
        case UniteDuree.JOUR_OUVRE | UniteDuree.JOUR_OUVRABLE:
            return _shift_working(day, n, duree.unite, calendrier)


def is_working(day: date, unite: UniteDuree, calendrier: Calendrier) -> bool:
    """Is the day counted by `unite`? Every day is, for calendar units."""
    if unite not in OUVRES:
        return True
    last_weekday = 4 if unite is UniteDuree.JOUR_OUVRE else 5
    return day.weekday() <= last_weekday and not calendrier.est_ferie(day)


def _shift_working(day: date, n: int, unite: UniteDuree, calendrier: Calendrier) -> date:
    step = timedelta(days=1 if n > 0 else -1)
    remaining = abs(n)
    while remaining:
        day += step
        if is_working(day, unite, calendrier):
            remaining -= 1
    return day


@dataclass(frozen=True, slots=True, kw_only=True)
class Evenement:
    """A set of possible dates: every day from `debut` to `fin`, and `jamais` too if `jamais`.

    known d: (d, d, False) · never: (None, None, True) · not happened as of h: (h+1, None, True)
    · not recorded: (None, None, True) with `ouvert`. `debut` None with `ouvert` means unbounded.
    `fait` and `genre` say why it is not known, for causes.
    """

    debut: date | None
    fin: date | None
    jamais: bool
    ouvert: bool
    fait: str = ""
    genre: Genre = Genre.MANQUANT
    ligne: str = ""

    @property
    def connu(self) -> date | None:
        """The date, when only one is possible."""
        return None if self.jamais or self.debut != self.fin else self.debut

    @property
    def seul_jour(self) -> date | None:
        """The only day on which it may happen, if it does."""
        return self.debut if self.debut is not None and self.debut == self.fin else None

    @property
    def au_mois(self) -> date | None:
        """The last of its possible days, when all are of one month: it has come by the end of that one."""
        first, last = self.debut, self.fin
        if self.jamais or first is None or last is None:
            return None
        return last if (first.year, first.month) == (last.year, last.month) else None

    @property
    def est_jamais(self) -> bool:
        return self.jamais and not self.ouvert and self.debut is None

    @property
    def low(self) -> int:
        """Smallest possible day number; `jamais` counts as INFINI."""
        if self.debut is not None:
            return self.debut.toordinal()
        return INFINI if self.jamais and not self.ouvert else -INFINI

    @property
    def high(self) -> int:
        if self.jamais or self.fin is None:
            return INFINI
        return self.fin.toordinal()


INFINI: Final = 10**9


def connu(day: date, fait: str = "") -> Evenement:
    """An event that happened on a known day."""
    return Evenement(debut=day, fin=day, jamais=False, ouvert=False, fait=fait)


def pas_survenu(au: date, fait: str = "", genre: Genre = Genre.MANQUANT, ligne: str = "") -> Evenement:
    """An event that had not happened on day `au`: any later day, or never."""
    return Evenement(
        debut=au + timedelta(days=1), fin=None, jamais=True, ouvert=True, fait=fait, genre=genre, ligne=ligne
    )


def jamais(fait: str = "") -> Evenement:
    """An event that can no longer happen."""
    return Evenement(debut=None, fin=None, jamais=True, ouvert=False, fait=fait)


def inconnu(fait: str = "", ligne: str = "", genre: Genre = Genre.MANQUANT) -> Evenement:
    """An event of which nothing is recorded."""
    return Evenement(debut=None, fin=None, jamais=True, ouvert=True, fait=fait, ligne=ligne, genre=genre)


def as_of(evenement: Evenement, au: date) -> Evenement:
    """What may be known on day `au`: later days are folded into « pas survenu au `au` »."""
    if evenement.est_jamais or evenement.low <= au.toordinal():
        if evenement.jamais or evenement.fin is None or evenement.fin <= au:
            return evenement
        return Evenement(
            debut=evenement.debut,
            fin=None,
            jamais=True,
            ouvert=True,
            fait=evenement.fait,
            genre=evenement.genre,
            ligne=evenement.ligne,
        )
    return pas_survenu(au, evenement.fait, Genre.FUTUR, evenement.ligne)


def why(evenement: Evenement) -> Indetermine:
    """Not knowing, because of this event."""
    return indetermine(evenement.fait, evenement.genre, evenement.ligne)


def before(a: Evenement, b: Evenement) -> Issue:
    """a < b over every pair of possible dates; `jamais` is after every date and equal to itself."""
    if a.high < b.low:
        return True
    if a.low >= b.high:
        return False
    return _undetermined(a, b)


def at_most(a: Evenement, b: Evenement) -> Issue:
    """a ≤ b over every pair of possible dates."""
    if a.high <= b.low:
        return True
    if a.low > b.high:
        return False
    return _undetermined(a, b)


def between_days(event: Evenement, du: date | None, au: date | None) -> Issue:
    """Is an event between two days, both included, for every day it may be? None: no limit on that side."""
    day = event.debut
    if day is not None and day == event.fin and not event.jamais:
        return (du is None or du <= day) and (au is None or day <= au)
    low, high = event.low, event.high
    first = -INFINI if du is None else du.toordinal()
    last = INFINI if au is None else au.toordinal()
    if first > high or last < low:
        return False
    if event.jamais and event.fin is not None and event.fin.toordinal() < first and last < INFINI:
        return False
    return True if first <= low and high <= last else why(event)


def same_day(a: Evenement, b: Evenement) -> Issue:
    """a = b over every pair of possible dates."""
    if a.low == a.high == b.low == b.high:
        return True
    if a.high < b.low or b.high < a.low:
        return False
    return _undetermined(a, b)


def _undetermined(a: Evenement, b: Evenement) -> Indetermine:
    causes: frozenset[Cause] = frozenset()
    for evenement in (a, b):
        if evenement.low != evenement.high:
            causes |= why(evenement).causes
    return Indetermine(causes)
