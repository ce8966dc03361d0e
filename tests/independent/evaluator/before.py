"""The years judged before one, in a chain."""

from __future__ import annotations

import math
import re
from datetime import date
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
    """Every balance that the text of the year before can leave, of one that nothing tells: as fine as its
    rates make the due, which is all that rounding sees."""
    written = [s.text.clauses[clause.name].keys for s in year.life.spans if clause.name in s.text.clauses]
    excepted = any(
        str(c.keys.get("à")) == clause.name for s in year.life.spans for c in s.text.of("exception")
    )
    rates = [re.match(r"(?:au (?:moins|plus) )?(\d+) % ", str(keys["règle"])) for keys in written]
    first = date(date.fromordinal(year.period.first).year - 1, 1, 1).toordinal()
    before = year.life.on(max(first, year.life.force[0])).clauses.get(clause.name)
    if before is None or excepted or None in rates:
        raise HorsDePortee("solde inconnu, et plusieurs textes")
    if "base minimale" in before.keys and any(keys != before.keys for keys in written):
        raise HorsDePortee("solde inconnu, qu'une année laisse peut-être à la suivante")
    carried, how = carry(str(before.keys.get("report", "aucun"))), str(before.keys["arrondi"])
    parts = math.lcm(*(Fraction(int(rate[1]), 100).denominator for rate in rates if rate is not None))
    if carried.mode == "aucun":
        return [Fraction(0)]
    other = any(before.keys[k] != clause.keys[k] for k in ("report", "arrondi"))
    if carried.mode == "fractions cumulées" and other:
        raise HorsDePortee("fraction inconnue, et un autre texte")
    if carried.mode == "fractions cumulées":
        due = (Fraction(n, parts) for n in range(parts))
        return sorted({x - rounded(x, how) for x in due})
    if carried.cap is None:
        raise HorsDePortee("solde inconnu")
    parts = 1 if carried.mode == "solde arrondi" and how != "sans arrondi" else parts
    most = carried.cap * parts
    return sorted({carried.clip(Fraction(n, parts)) for n in range(-most, most + 1)})
