"""Events known to the month."""

from datetime import date

from convrules.base.dates import Evenement, days_of_month


def month(text: str, fait: str = "") -> Evenement:
    """Any day of a month, written aaaa-mm."""
    first = date.fromisoformat(f"{text}-01")
    last = first.replace(day=days_of_month(first.year, first.month))
    return Evenement(debut=first, fin=last, jamais=False, ouvert=False, fait=fait)
