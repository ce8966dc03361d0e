"""The reference days of rows, and what a convention makes of each."""

from collections.abc import Mapping, Sequence
from datetime import date

from convrules.base.outcomes import Issue
from convrules.base.records import dataclass
from convrules.columnar.tables import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Jours:
    """Of the rows of these ranks (`ici`), those whose day is known, with that day; the different days,
    rising, of which the codes of `column` are the ranks; `seul`: of each, the rank of the only text."""

    ici: Sequence[int]
    rangs: Sequence[int]
    jours: Sequence[date]
    differents: Sequence[date]
    column: Column
    seul: Mapping[date, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """`rangs`: rows whose reference day is known, with that day (`jours`). `periods`: of each such day, the
    rank of its text; `in_force`: by code of the column of days, was the convention in force on it?"""

    rangs: Sequence[int]
    jours: Sequence[date]
    periods: Mapping[date, int]
    in_force: Sequence[Issue]
    column: Column

    def of(self, domain: Sequence[int]) -> Sequence[date]:
        if domain is self.rangs:
            return self.jours
        known = dict(zip(self.rangs, self.jours, strict=True))
        return [known[rank] for rank in domain]
