"""What the rest of a period would bring, under an assumption: the landlord's own pace, or a mobility rate.

The pace is that of the whole months gone by that the data cover: the quietest and the busiest bound what each
month after them would bring. Nothing here enters a verdict. Source: docs/langage, « Projection au terme ».
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from convrules.base.records import dataclass
from convrules.year.ouverte import Cadence, Hypothese, Methode, SansProjection
from convrules.year.periode import Intervalle


@dataclass(frozen=True, slots=True, kw_only=True)
class Jalon:
    """A row that has come by the day, for certain or perhaps. `jour` None: nobody knows when."""

    jour: date | None
    sur: bool
    poids: Fraction | int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reste:
    """What a projection starts from: the period, the day, the last one by it that the data cover, and how
    many vacancies the convention has met. `trou`: do days lack before others that the data cover?"""

    periode: Intervalle
    au: date
    couvert: date
    hypothese: Hypothese
    convention: str
    vacances: int
    trou: bool = False


def cadence(jalons: Iterable[Jalon], reste: Reste) -> Cadence | SansProjection:
    """Rows to come by the end of the period, or why nothing is said of them."""
    rows = tuple(jalons)
    if reste.hypothese.methode is Methode.MOBILITE:
        return _by_mobility(rows, reste)
    return _by_pace(rows, reste)


def _by_pace(rows: tuple[Jalon, ...], reste: Reste) -> Cadence | SansProjection:
    if reste.trou:
        return SansProjection.TROU
    gone = tuple(whole_months(reste.periode.du, reste.couvert))
    if not gone:
        return SansProjection.PAS_DE_MOIS_ENTIER
    sure = dict.fromkeys(gone, Fraction(0))
    possible = dict.fromkeys(gone, Fraction(0))
    for row in rows:
        month = (row.jour.year, row.jour.month) if row.jour is not None else None
        for found in gone if month is None else (month,) if month in possible else ():
            possible[found] += row.poids
            if row.sur and month is not None:
                sure[found] += row.poids
    left = months_left(reste.couvert, reste.periode.au)
    # Why: another file may show some of what comes after the days that are covered.
    seen = [row for row in rows if row.jour is not None and row.jour > reste.couvert]
    least, most = (
        Fraction(sum(row.poids for row in seen if row.sur or perhaps)) for perhaps in (False, True)
    )
    return Cadence(
        bas=max(Fraction(0), min(sure.values()) * left - most),
        moyen=max(Fraction(0), sum(sure.values(), Fraction(0)) / len(gone) * left - least),
        haut=max(Fraction(0), max(possible.values()) * left - least),
        mois=len(gone),
        couvert=reste.couvert if reste.couvert < reste.au else None,
    )


def _by_mobility(rows: tuple[Jalon, ...], reste: Reste) -> Cadence | SansProjection:
    """Vacancies to come, by the rate; of these, as many rows as of the vacancies met so far."""
    park, rate = reste.hypothese.dwellings(reste.convention), reste.hypothese.mobilite
    if park is None or rate is None:
        return SansProjection.PARC_NON_DECLARE
    if not reste.vacances:
        return SansProjection.AUCUNE_VACANCE
    sure = sum((Fraction(r.poids) for r in rows if r.sur), Fraction(0))
    possible = sum((Fraction(r.poids) for r in rows), Fraction(0))
    year = 366 if monthrange(reste.au.year, 2)[1] == 29 else 365
    days = Fraction((reste.periode.au - reste.couvert).days, year)
    each = days * park / reste.vacances
    return Cadence(
        bas=rate.min * each * sure,
        moyen=(rate.min + rate.max) / 2 * each * sure,
        haut=rate.max * each * possible,
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


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
