"""Exact intervals: what is known of a number while facts are missing."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from convrules.year.model import Bornes


def exactly(nombre: Fraction | int) -> Bornes:
    """A number that is known."""
    known = Fraction(nombre)
    return Bornes(min=known, max=known)


def between(bas: Fraction | int, haut: Fraction | int) -> Bornes:
    """A number of which only the ends are known."""
    return Bornes(min=Fraction(bas), max=Fraction(haut))


def among(nombres: Iterable[Fraction]) -> Bornes:
    """A number that is one of these (at least one is given), and no other."""
    found = tuple(sorted(set(nombres)))
    return Bornes(min=found[0], max=found[-1], parmi=found if len(found) > 1 else ())


def each_of(a: Bornes) -> tuple[Fraction, ...] | None:
    """Every value that it may take; None where that is not told."""
    return (a.min,) if a.valeur is not None else a.parmi or None


ZERO: Final = exactly(0)


def plus(a: Bornes, b: Bornes) -> Bornes:
    return Bornes(min=a.min + b.min, max=a.max + b.max)


def minus(a: Bornes, b: Bornes) -> Bornes:
    return Bornes(min=a.min - b.max, max=a.max - b.min)


def times(a: Bornes, b: Bornes) -> Bornes:
    """Product of two intervals of any sign."""
    ends = (a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max)
    return Bornes(min=min(ends), max=max(ends))


def at_least_zero(a: Bornes) -> Bornes:
    return Bornes(min=max(Fraction(0), a.min), max=max(Fraction(0), a.max))


def hull(intervals: Iterable[Bornes]) -> Bornes:
    """Smallest interval that holds them all (at least one is given)."""
    known = tuple(intervals)
    return Bornes(min=min(b.min for b in known), max=max(b.max for b in known))


def hull_known(intervals: Sequence[Bornes | None]) -> Bornes | None:
    """The same of readings, not known as soon as one of them does not tell."""
    known = [b for b in intervals if b is not None]
    return hull(known) if len(known) == len(intervals) else None


def one_of(intervals: Sequence[Bornes | None]) -> Bornes | None:
    """The same of balances, which are told one by one where each reading tells them so."""
    found = hull_known(intervals)
    values = [each_of(b) for b in intervals if b is not None]
    if found is None or any(those is None for those in values):
        return found
    return among(x for those in values for x in those or ())
