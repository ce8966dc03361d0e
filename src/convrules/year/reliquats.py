"""« Fractions cumulées »: what rounding leaves of a due, in every completion.

x − R(x) grows with x, then falls back where R(x) steps: no two corners bound it. But R(x + 1) = R(x) + 1: it
depends on the part of x beyond the whole alone, of which known rates leave few values, however many rows are
in doubt. Source: docs/langage, « Report ».
"""

from collections.abc import Iterable
from fractions import Fraction
from math import lcm
from typing import Final

from convrules.base.values import Arrondi, round_count
from convrules.year.bornes import among, each_of, plus
from convrules.year.dossier import Dossier, net_due
from convrules.year.model import Bornes

CAP: Final = 4096
"""LIMIT: values told apart, of the due and of what it leaves; beyond, wider bounds."""


def fractions_left(dossier: Dossier, initial: Bornes) -> Bornes:
    """Every balance that may be left when they are few, with any of those that may have been brought;
    otherwise ends that hold them all."""
    arrondi, du = dossier.regime.arrondi, net_due(dossier)
    assert du is not None, "asked once the target is known"
    known = (du.valeur,) if du.valeur is not None else _possible_dues(dossier)
    brought = each_of(initial)
    if known is None or brought is None:
        return _left_between(arrondi, plus(du, initial))
    dues, before = _beyond_the_whole(known), _beyond_the_whole(brought)
    if len(dues) * len(before) > CAP:
        return _left_between(arrondi, plus(du, initial))
    return among(_left(arrondi, x) for x in _beyond_the_whole(d + s for d in dues for s in before))


def _left(arrondi: Arrondi, du: Fraction) -> Fraction:
    return du - round_count(du, arrondi)


def _beyond_the_whole(numbers: Iterable[Fraction]) -> frozenset[Fraction]:
    return frozenset(number % 1 for number in numbers)


def _left_between(arrondi: Arrondi, du: Bornes) -> Bornes:
    """The same of any due between two."""
    least, most = (round_count(end, arrondi) for end in (du.min, du.max))
    if least != most:
        return rounding_gap(arrondi)
    return Bornes(min=du.min - least, max=du.max - least)


def rounding_gap(arrondi: Arrondi) -> Bornes:
    """x − R(x) for any x."""
    half = Fraction(1, 2)
    low, high = {
        Arrondi.SUPERIEUR: (Fraction(-1), Fraction(0)),
        Arrondi.INFERIEUR: (Fraction(0), Fraction(1)),
        Arrondi.PROCHE_HAUT: (-half, half),
        Arrondi.PROCHE_BAS: (-half, half),
        Arrondi.SANS: (Fraction(0), Fraction(0)),
    }[arrondi]
    return Bornes(min=low, max=high)


def _possible_dues(dossier: Dossier) -> Iterable[Fraction] | None:
    """Every possible due, but for whole dwellings where nothing is withdrawn from it; None when there are too
    many or a rate itself is unknown."""
    retenue = dossier.retenue
    gap, rate, planned = retenue.regularisation, retenue.taux.valeur, retenue.prevu.valeur
    if gap is None or gap.valeur is None or planned is None or (rate is None and planned != 0):
        return None
    withdrawn = (rate or Fraction(0)) * planned
    gross = _sums(dossier, whole=not withdrawn)
    if gross is None:
        return None
    own = gap.valeur
    return (max(Fraction(0), d - withdrawn) + own for d in gross)


def _sums(dossier: Dossier, *, whole: bool) -> Iterable[Fraction] | None:
    """Sums of the rates of rows, as whole numbers, which add up far faster than fractions. `whole`: whole
    dwellings say nothing of what is asked."""
    if dossier.divisible:
        return None
    rows = [r for r in dossier.rangs if any(b for _, b in r.options)]
    if any(r.taux.valeur is None for r in rows):
        return None
    unit = lcm(*((r.poids * r.taux.min).denominator for r in rows))
    # Why not below nothing: a due is nothing at least.
    modulus = unit if whole and all(r.poids >= 0 for r in rows) else None
    found, still = {0}, set[frozenset[int]]()
    for row in rows:
        steps = frozenset(int(row.poids * row.taux.min * unit) if b else 0 for _, b in row.options)
        if steps in still:
            continue
        more = {d + s if modulus is None else (d + s) % modulus for d in found for s in steps}
        if len(more) > CAP:
            return None
        if more == found:
            # Why: rows like that one add no further value, whatever the others add.
            still.add(steps)
        found = more
    return [Fraction(d, unit) for d in found]
