"""The years judged before one, in a chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .convention import Clause

if TYPE_CHECKING:
    from .year import Year


def starts_late(year: Year, clause: Clause) -> bool:
    """Had the rule a year before the first of those judged one after the other?"""
    first = year
    while first.prior is not None:
        first = first.prior
    carries = str(clause.keys.get("report", "aucun")) != "aucun"
    begun, _ = year.life.force
    return carries and begun < first.period.first


def made_otherwise(year: Year, clause: Clause, prior: Year | None) -> bool:
    """Were its cells others in one of the years before?"""
    if prior is None:
        return False
    former = prior.convention.clauses.get(clause.name)
    if former is not None and prior.cells_of(former) != year.cells_of(clause):
        return True
    return made_otherwise(year, clause, prior.prior)
