"""Yearly caps before a declared forecast (docs/langage, « Les plafonds annuels »), for one dwelling alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from .lines import all_of, terms
from .outcomes import F, HorsDePortee, N, Outcome, U, V
from .population import counted, quota
from .vacancy import Vacancy


def cap_before(expected: Sequence[Any] | None, vacancy: Vacancy) -> tuple[str, Outcome]:
    """The cap that forbids the dwelling, or may; it looks only at what it would count."""
    for clause in vacancy.convention.of("quota"):
        rule = quota(clause.keys["règle"])
        own = counted(clause.keys["compte"]) if "compte" in clause.keys else rule.population
        if rule.sense != "au plus" or own.holder != "réservataire" or expected is None:
            continue
        if rule.purpose is not None or rule.rate is None or rule.rate[0] != "nombre":
            raise HorsDePortee("plafond d'un public ou d'un paramètre")
        counts = all_of(vacancy, terms(own.where))
        if counts in (F, N):
            continue
        here = 1 if vacancy.in_base == V else 0
        totals = [here + sum(int(x[end]) for x in expected) for end in ("min", "max")]
        fits = [math.floor(Fraction(rule.rate[1]) * total) >= 1 for total in totals]
        if all(fits):
            continue
        if isinstance(counts, U):
            return clause.name, counts
        return clause.name, U(frozenset({("vacances_attendues", "futur")})) if any(fits) else F
    return "", V
