"""The parts of one landlord on one base: more than the whole cannot be owed."""

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from convrules import ir
from convrules.analyses.corpus.demandes import Socles
from convrules.analyses.corpus.parts import Exces, Sommes, parts_of
from convrules.analyses.taux import percent
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def sommes(conventions: Sequence[ir.Convention], socles: Socles) -> Iterator[Diagnostic]:
    """For each part, the sum of those that bear on all of its base, on the first day it exceeds 100 %, at the
    greatest of them. A sum that is a piece of another one on the same day goes with it.

    Parts under a condition that may not hold are left out: the sum is never overstated."""
    parts = [p for c in conventions for p in parts_of(c, socles)]
    sums = Sommes(parts)
    found = {one.noms: one for one in (sums.excess(part, Fraction(1)) for part in parts) if one is not None}
    shown: set[int] = set()
    for one in _whole(found.values()):
        # Why: two sums told at one place would be one finding.
        free = [p for p in one.parts if id(p) not in shown] or one.parts
        day = one.jour
        greatest = max(free, key=lambda p: p.at(day) or Fraction(0))
        shown.add(id(greatest))
        yield problems.parts_superieures_a_cent(
            span=greatest.clause.regle.span,
            total=percent(sum((p.at(day) or Fraction(0) for p in one.parts), Fraction(0)), Fraction(1)),
            jour=day.isoformat(),
            autres=tuple(p.clause.regle.span for p in one.parts if p is not greatest),
        )


def _whole(found: Collection[Exces]) -> Iterator[Exces]:
    """But those that are a piece of another one on the same day."""
    holding: dict[str, list[Exces]] = {}
    for one in found:
        for nom in one.noms:
            holding.setdefault(nom, []).append(one)
    for one in found:
        # Why the rarest: what holds all of them holds that one, and is among few.
        others = min((holding[nom] for nom in one.noms), key=len)
        if not any(one.noms < other.noms and one.jour == other.jour for other in others):
            yield one
