"""Events known to lie between two days."""

from datetime import date, timedelta

from convrules.base.dates import Evenement, connu, days_of_month


def month(text: str, fait: str = "") -> Evenement:
    """Any day of a month, written aaaa-mm."""
    first = date.fromisoformat(f"{text}-01")
    last = first.replace(day=days_of_month(first.year, first.month))
    return Evenement(debut=first, fin=last, jamais=False, ouvert=False, fait=fait)


def between(first: int, last: int) -> Evenement:
    """Any day from one to another, counted from the 1st of March 2025."""
    low, high = (date(2025, 3, 1) + timedelta(days=n) for n in (first, last))
    return connu(low) if low == high else Evenement(debut=low, fin=high, jamais=False, ouvert=False, fait="x")
