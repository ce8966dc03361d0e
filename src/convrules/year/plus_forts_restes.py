"""Whole shares of a whole due, by weights and largest remainders.

Whole parts first, then one each by largest fraction, ties by the declared order: the shares sum to the due,
each within one of its exact share. Source: docs/langage, « Comptes ».
"""

from collections.abc import Sequence
from fractions import Fraction

from convrules.year.bornes import between
from convrules.year.model import Bornes

LARGE = 2000
"""LIMIT: dues tried one by one when the due is an interval; beyond, each share is bounded within one."""


def split(total: int, weights: Sequence[Fraction]) -> tuple[int, ...]:
    """Share a whole due by weights (not negative, not all 0) and largest remainders; a negative one, that the
    gap of a forecast leaves, as its opposite."""
    if total < 0:
        return tuple(-share for share in split(-total, weights))
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    left = total - sum(shares)
    # Why sorted is enough: it is stable, so ties keep the declared order.
    first = sorted(range(len(weights)), key=lambda i: shares[i] - exact[i])[:left]
    return tuple(share + (i in first) for i, share in enumerate(shares))


def split_bounds(due: Bornes, weights: Sequence[Fraction]) -> tuple[Bornes, ...]:
    """Shares over every whole due of an interval. They are not monotone in the due, so each is tried."""
    low, high = -_floor(-due.min), _floor(due.max)
    if high - low > LARGE:
        whole = sum(weights)
        return tuple(between(_floor(low * w / whole), -_floor(-high * w / whole)) for w in weights)
    tried = [split(total, weights) for total in range(low, high + 1)] or [split(high, weights)]
    return tuple(between(min(shares), max(shares)) for shares in zip(*tried, strict=True))


def _floor(x: Fraction) -> int:
    return x.numerator // x.denominator
