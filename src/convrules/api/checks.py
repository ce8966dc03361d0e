"""`check`: what is said of repositories, found by checking them or remembered."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from convrules.api.cibles import repositories
from convrules.api.load import Depot
from convrules.api.model import RapportCheck, RapportDepot
from convrules.api.rapport import gathered, nothing_to_check, report_of


def check_paths(paths: Sequence[Path], au: date | None = None, *, cached: bool = False) -> RapportCheck:
    """Check files and folders, each file with the repository it belongs to. au: the day of the check. cached:
    believe a check of the same files, and what it said."""
    asked, empechements = repositories(paths)
    reports = [_report(depot, chosen, au, cached) for depot, chosen in asked]
    empechements += nothing_to_check(reports, empechements, paths)
    return gathered(reports, empechements, au)


def _report(depot: Depot, chosen: Sequence[Path], au: date | None, cached: bool) -> RapportDepot:
    if not cached:
        return _checked(depot, chosen, au)
    from convrules.api.cache import users_cache
    from convrules.api.rappels import kept, key, recalled

    cache, name = users_cache(), key(depot, chosen, au)
    known = recalled(cache, name, depot)
    if known is None:
        known = _checked(depot, chosen, au)
        kept(cache, name, known, chosen, au)
    return known


def _checked(depot: Depot, chosen: Sequence[Path], au: date | None) -> RapportDepot:
    # Why here: what checks is long to load, and a check that is remembered does not need it.
    from convrules.api.verification import check_depot

    return report_of(check_depot(depot, chosen, au), au)
