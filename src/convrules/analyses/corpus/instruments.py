"""Instruments that rules ask about (`en_vigueur("…")`) and that the repository does not hold."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.checking.words import closest
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems
from convrules.ir.parcours import everything


def instruments_absents(conventions: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """What depends on them stays undetermined: a slip of the pen looks the same as a file elsewhere."""
    known = {c.ident for c in conventions}
    for convention in conventions:
        for asked in everything((convention.clauses, convention.definitions)):
            if isinstance(asked, ir.EnVigueur) and asked.convention not in known:
                yield problems.instrument_absent(
                    span=asked.span, ident=asked.convention, proche=closest(asked.convention, known)
                )
