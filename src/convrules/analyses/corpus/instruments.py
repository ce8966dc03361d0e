"""Texts that a rule asks about (`en_vigueur("…")`) or with which a convention ends, and that are nowhere."""

from collections.abc import Iterator, Sequence
from functools import cache

from convrules import ir
from convrules.checking.words import closest
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems
from convrules.ir.parcours import everything


def instruments_absents(conventions: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """What depends on them stays undetermined: a slip of the pen looks the same as a file elsewhere."""
    known = {c.ident for c in conventions}
    near = cache(lambda nom: closest(nom, known))
    for convention in conventions:
        avec = convention.fin_avec
        if avec is not None and avec.convention not in known:
            yield problems.instrument_absent(
                span=avec.span, ident=avec.convention, proche=near(avec.convention)
            )
        for asked in everything((convention.clauses, convention.definitions)):
            if isinstance(asked, ir.EnVigueur) and asked.convention not in known:
                yield problems.instrument_absent(
                    span=asked.span, ident=asked.convention, proche=near(asked.convention)
                )
