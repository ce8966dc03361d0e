"""Exact numbers that may only be known between bounds: counts of a turn that is still open.

Source: docs/langage, « Dénombrer » (while a turn is open and n rows are known, any number ≥ n).
"""

from fractions import Fraction
from typing import Final, TypeAlias

from convrules.base.outcomes import Cause, Indetermine, Issue, causes_of
from convrules.base.records import dataclass


@dataclass(frozen=True, slots=True)
class Plage(Indetermine):
    """A number not known, but between bounds (None: unbounded on that side). Whatever does not look at
    the bounds treats it as plain not knowing, which is sound."""

    min: Fraction | None
    max: Fraction | None


Nombre: TypeAlias = Fraction | Plage
ZERO: Final = Fraction(0)


def at_least(n: Fraction, causes: frozenset[Cause]) -> Plage:
    """Any number from n on."""
    return Plage(causes, n, None)


def bounded(low: Fraction, high: Fraction | None, causes: frozenset[Cause]) -> Nombre:
    """The number itself when the bounds meet."""
    return low if low == high else Plage(causes, low, high)


def _low(n: Nombre) -> Fraction | None:
    return n.min if isinstance(n, Plage) else n


def _high(n: Nombre) -> Fraction | None:
    return n.max if isinstance(n, Plage) else n


def _plus(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a + b


def add(a: Nombre, b: Nombre) -> Nombre:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a + b
    causes = causes_of(a) | causes_of(b)
    return Plage(causes, _plus(_low(a), _low(b)), _plus(_high(a), _high(b)))


def opposite(a: Nombre) -> Nombre:
    if isinstance(a, Fraction):
        return -a
    return Plage(a.causes, None if a.max is None else -a.max, None if a.min is None else -a.min)


def times(a: Nombre, b: Nombre) -> Nombre:
    """Bounds are kept for a known factor, and for two that are not below zero: a rule needs no more."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a * b
    if isinstance(a, Fraction):
        return times(b, a)
    if isinstance(b, Plage):
        causes = a.causes | b.causes
        if a.min is None or b.min is None or a.min < 0 or b.min < 0:
            return Plage(causes, None, None)
        most = None if a.max is None or b.max is None else a.max * b.max
        return Plage(causes, a.min * b.min, most)
    if b < 0:
        return times(opposite(a), -b)
    if b == 0:
        return ZERO
    return Plage(a.causes, None if a.min is None else a.min * b, None if a.max is None else a.max * b)


def inverted(a: Plage) -> Plage | None:
    """One over it; None when it may be nothing."""
    if a.min is None or a.min <= 0:
        return None
    return Plage(a.causes, ZERO if a.max is None else 1 / a.max, 1 / a.min)


def less(a: Nombre, b: Nombre) -> Issue:
    """a < b, decided when it is the same for every number within the bounds."""
    a_low, a_high, b_low, b_high = _low(a), _high(a), _low(b), _high(b)
    if a_high is not None and b_low is not None and a_high < b_low:
        return True
    if a_low is not None and b_high is not None and a_low >= b_high:
        return False
    return Indetermine(causes_of(a) | causes_of(b))


def equal(a: Nombre, b: Nombre) -> Issue:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a == b
    if less(a, b) is True or less(b, a) is True:
        return False
    return Indetermine(causes_of(a) | causes_of(b))
