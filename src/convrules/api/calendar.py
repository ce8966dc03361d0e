"""French public holidays, by territory, from the `holidays` library (loaded when first asked)."""

from datetime import date
from functools import cache

from convrules import ir
from convrules.base.dates import Calendrier

# Alsace-Moselle and the overseas départements have days of their own.
_OUTRE_MER = ("971", "972", "973", "974", "976")
_SUBDIVISIONS = {"57": "57", "67": "6AE", "68": "6AE", **{code: code for code in _OUTRE_MER}}


def calendar_of(territoire: ir.Territoire) -> Calendrier:
    """The holidays of a convention's territory: those of all France where its départements differ. Neither
    the territory nor the library is looked at before a deadline asks for a day."""

    @cache
    def subdivision() -> str | None:
        from convrules.analyses.corpus.territoires import departements_of

        found = {_SUBDIVISIONS.get(d) for d in departements_of(territoire)}
        return found.pop() if len(found) == 1 else None

    return Calendrier(est_ferie=lambda day: day in _feries(subdivision(), day.year))


@cache
def _feries(subdivision: str | None, year: int) -> frozenset[date]:
    import holidays

    return frozenset(holidays.country_holidays("FR", subdiv=subdivision, years=[year]))
