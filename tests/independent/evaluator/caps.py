"""Caps on what goes to a holder (docs/langage, « Les plafonds annuels »), for one dwelling alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from .lines import all_of, terms
from .outcomes import F, HorsDePortee, N, Outcome, U, V
from .population import counted, quota
from .rules import ASIDE, as_excepted
from .vacancy import Vacancy


def of_number(keys: dict[str, Any], number: Fraction, counts: Outcome) -> Outcome:
    """Of a cap that is a number of dwellings, nobody having received any: may this one be the first?"""
    if number >= 1 or keys.get("force") == "tendre vers" or counts in (F, N):
        return V
    return counts if isinstance(counts, U) else F


def cap_before(expected: Sequence[Any] | None, vacancy: Vacancy) -> tuple[str, Outcome]:
    """The cap that forbids the dwelling, or may; it looks only at what it would count."""
    for signed in vacancy.convention.of("quota"):
        clause = as_excepted(vacancy.convention, vacancy.reader, signed)
        if isinstance(clause, str):
            if clause == ASIDE:
                continue
            raise HorsDePortee("plafond en conflit")
        rule = quota(clause.keys["règle"])
        own = counted(clause.keys["compte"]) if "compte" in clause.keys else rule.population
        if rule.sense != "au plus" or own.holder != "réservataire":
            continue
        if rule.number is not None:
            found = of_number(clause.keys, rule.number, all_of(vacancy, terms(own.where)))
            if found != V:
                return clause.name, found
            continue
        if expected is None:
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
