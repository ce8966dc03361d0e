"""French public holidays, by département, from the `holidays` library (loaded when first asked)."""

from datetime import date
from functools import cache

from convrules.base.dates import Calendrier

# Alsace-Moselle and the overseas départements have days of their own.
_OUTRE_MER = ("971", "972", "973", "974", "976")
_SUBDIVISIONS = {"57": "57", "67": "6AE", "68": "6AE", **{code: code for code in _OUTRE_MER}}


@cache
def calendrier(departement: str | None) -> Calendrier:
    """The calendar of a département; None or any other: the holidays of all France."""
    subdivision = _SUBDIVISIONS.get(departement or "")

    @cache
    def feries(year: int) -> frozenset[date]:
        import holidays

        return frozenset(holidays.country_holidays("FR", subdiv=subdivision, years=[year]))

    return Calendrier(est_ferie=lambda day: day in feries(day.year))
