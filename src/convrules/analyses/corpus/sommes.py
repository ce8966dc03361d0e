"""The parts of one landlord on one base: more than the whole cannot be owed."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from convrules import ir
from convrules.analyses.corpus.demandes import Socles
from convrules.analyses.corpus.parts import Due, covers, excess, parts_of
from convrules.analyses.taux import percent
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def sommes(conventions: Sequence[ir.Convention], socles: Socles) -> Iterator[Diagnostic]:
    """For each part, the sum of those that bear on all of its base, on the first day it exceeds 100 %, at the
    greatest of them. A sum that is a piece of another one on the same day goes with it.

    Parts under a condition that may not hold are left out: the sum is never overstated."""
    parts = [p for c in conventions for p in parts_of(c, socles)]
    found = (excess(part, [other for other in parts if covers(other, part)], Fraction(1)) for part in parts)
    sums = {names(one[1]): one for one in found if one is not None}
    shown: list[Due] = []
    for key, (day, summed) in sums.items():
        if any(key < other and day == then for other, (then, _) in sums.items()):
            continue
        # Why: two sums told at one place would be one finding.
        free = [p for p in summed if all(p is not other for other in shown)] or summed
        greatest = max(free, key=lambda p: p.at(day) or Fraction(0))
        shown.append(greatest)
        yield problems.parts_superieures_a_cent(
            span=greatest.clause.regle.span,
            total=percent(sum((p.at(day) or Fraction(0) for p in summed), Fraction(0))),
            jour=day.isoformat(),
            autres=tuple(p.clause.regle.span for p in summed if p is not greatest),
        )


def names(parts: Sequence[Due]) -> frozenset[str]:
    return frozenset(f"{p.convention.ident} {p.clause.entete.ident}" for p in parts)
