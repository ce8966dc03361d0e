"""The five outcomes and their tables (docs/langage, « Issues »)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Cause = tuple[str, str]  # (fact, kind): manquant, futur, humain, erreur


class HorsDePortee(Exception):
    """The page uses a construct that this evaluator does not read."""


@dataclass(frozen=True)
class U:
    causes: frozenset[Cause]


V, F, N = "vrai", "faux", "non applicable"
Outcome = str | U


def unknown(*outcomes: Outcome) -> U:
    return U(frozenset(c for o in outcomes if isinstance(o, U) for c in o.causes))


def both(a: Outcome, b: Outcome) -> Outcome:
    if F in (a, b):
        return F
    if isinstance(a, U) or isinstance(b, U):
        return unknown(a, b)
    return V if a == b == V else N


def either(a: Outcome, b: Outcome) -> Outcome:
    if V in (a, b):
        return V
    if isinstance(a, U) or isinstance(b, U):
        return unknown(a, b)
    return F if a == b == F else N


def negation(a: Outcome) -> Outcome:
    if isinstance(a, U):
        return a
    return {V: F, F: V, N: N}[a]


def choice(c: Outcome, a: Outcome, b: Outcome) -> Outcome:
    if isinstance(c, U):
        return unknown(c, a, b)
    return {V: a, F: b, N: N}[c]


def toutes(outcomes: Iterable[Outcome]) -> Outcome:
    """Between rules: what is not applicable says nothing."""
    kept = [o for o in outcomes if o != N]
    result: Outcome = V if kept else N
    for o in kept:
        result = both(result, o)
    return result


def une(outcomes: Iterable[Outcome]) -> Outcome:
    kept = [o for o in outcomes if o != N]
    result: Outcome = F if kept else N
    for o in kept:
        result = either(result, o)
    return result


def common(outcomes: list[Outcome], causes: frozenset[Cause]) -> Outcome:
    """What all candidates agree on, or not knowing, with the causes that keep them apart."""
    if len(set(outcomes)) == 1:
        return outcomes[0]
    return U(causes | unknown(*outcomes).causes)


def shown(outcome: Outcome) -> str:
    if not isinstance(outcome, U):
        return outcome
    return "erreur" if any(kind == "erreur" for _, kind in outcome.causes) else "indéterminé"
