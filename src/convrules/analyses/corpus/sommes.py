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
    """For each part, the sum of those that bear on all of its base, on the first day it exceeds 100 %.

    Parts under a condition that may not hold are left out: the sum is never overstated."""
    parts = [p for c in conventions for p in parts_of(c, socles)]
    seen: set[frozenset[str]] = set()
    for part in parts:
        found = excess(part, [other for other in parts if covers(other, part)], Fraction(1))
        if found is None:
            continue
        day, summed = found
        key = names(summed)
        if key in seen:
            continue
        seen.add(key)
        total = sum((p.at(day) or Fraction(0) for p in summed), Fraction(0))
        yield problems.parts_superieures_a_cent(
            span=part.clause.regle.span,
            total=percent(total),
            jour=day.isoformat(),
            autres=tuple(p.clause.regle.span for p in summed if p is not part),
        )


def names(parts: Sequence[Due]) -> frozenset[str]:
    return frozenset(f"{p.convention.ident} {p.clause.entete.ident}" for p in parts)
