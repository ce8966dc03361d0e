"""What the rest of a period would bring at the landlord's own pace (at a mobility rate: `mobilite`).

The pace is that of the whole months gone by that the data cover: the quietest and the busiest bound what each
month after them would bring. Nothing here enters a verdict. Source: docs/langage, « Projection au terme ».
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from convrules.base.records import dataclass
from convrules.year.ouverte import Cadence, Hypothese, SansProjection
from convrules.year.periode import Intervalle


@dataclass(frozen=True, slots=True, kw_only=True)
class Jalon:
    """A row that has come by the day, for certain or perhaps. `jours`: from a day to another, all those on
    which it may have."""

    jours: tuple[tuple[date, date], ...]
    sur: bool
    poids: Fraction | int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reste:
    """What a projection starts from: the period, the day, the last one by it that the data cover. `trou`: do
    days lack before others that the data cover?"""

    periode: Intervalle
    au: date
    couvert: date
    hypothese: Hypothese
    convention: str
    trou: bool = False


def cadence(jalons: Iterable[Jalon], reste: Reste) -> Cadence | SansProjection:
    """Rows to come by the end of the period, or why nothing is said of them."""
    if reste.trou:
        return SansProjection.TROU
    gone = tuple(whole_months(reste.periode.du, reste.couvert))
    if not gone:
        return SansProjection.PAS_DE_MOIS_ENTIER
    sure = dict.fromkeys(gone, Fraction(0))
    possible = dict.fromkeys(gone, Fraction(0))
    alike: dict[tuple[tuple[tuple[date, date], ...], bool], Fraction | int] = {}
    for row in jalons:
        alike[row.jours, row.sur] = alike.get((row.jours, row.sur), 0) + row.poids
    least = most = Fraction(0)
    for (jours, sur), poids in alike.items():
        spans = [(_month(first), _month(last)) for first, last in jours]
        months = [month for month in gone if any(first <= month <= last for first, last in spans)]
        for month in months:
            possible[month] += poids
        if sur and len({month for span in spans for month in span}) == len(months) == 1:
            sure[months[0]] += poids
        # Why: another file may show some of what comes after the days that are covered.
        most += poids if any(last > reste.couvert for _, last in jours) else 0
        least += poids if sur and all(first > reste.couvert for first, _ in jours) else 0
    left = months_left(reste.couvert, reste.periode.au)
    return Cadence(
        bas=max(Fraction(0), min(sure.values()) * left - most),
        moyen=max(Fraction(0), sum(sure.values(), Fraction(0)) / len(gone) * left - least),
        haut=max(Fraction(0), max(possible.values()) * left - least),
        mois=len(gone),
        couvert=reste.couvert if reste.couvert < reste.au else None,
    )


def whole_months(first: date, last: date) -> Iterator[tuple[int, int]]:
    """Civil months that lie wholly between two days, both included."""
    month = date(first.year, first.month, 1)
    if month < first:
        month = _next(month)
    while (after := _next(month)) - timedelta(days=1) <= last:
        yield month.year, month.month
        month = after


def months_left(au: date, end: date) -> Fraction:
    """From the day after `au` to `end`, in months: of one that is cut, the share of its days."""
    left = Fraction(0)
    day = au + timedelta(days=1)
    while day <= end:
        length = monthrange(day.year, day.month)[1]
        last = min(end, date(day.year, day.month, length))
        left += Fraction((last - day).days + 1, length)
        day = last + timedelta(days=1)
    return left


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
