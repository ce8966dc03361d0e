"""The years judged before one, in a chain."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from .carrying import carry
from .convention import Clause
from .judge import rounded
from .outcomes import HorsDePortee

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


def any_left(year: Year, clause: Clause) -> list[Fraction]:
    """Every balance that the clause can leave, of one that nothing tells: as fine as its rate makes the due,
    which is all that rounding sees."""
    written = [s.text.clauses[clause.name].keys for s in year.life.spans if clause.name in s.text.clauses]
    excepted = any(str(c.keys.get("à")) == clause.name for c in year.convention.of("exception"))
    rate = re.match(r"(?:au (?:moins|plus) )?(\d+) % ", str(clause.keys["règle"]))
    if any(keys != written[0] for keys in written) or excepted or rate is None:
        raise HorsDePortee("solde inconnu, et plusieurs textes")
    carried, how = carry(str(clause.keys["report"])), str(clause.keys["arrondi"])
    parts = Fraction(int(rate[1]), 100).denominator
    if carried.mode == "fractions cumulées":
        due = (Fraction(n, parts) for n in range(parts))
        return sorted({x - rounded(x, how) for x in due})
    if carried.cap is None:
        raise HorsDePortee("solde inconnu")
    parts = 1 if carried.mode == "solde arrondi" and how != "sans arrondi" else parts
    most = carried.cap * parts
    return sorted({carried.clip(Fraction(n, parts)) for n in range(-most, most + 1)})
