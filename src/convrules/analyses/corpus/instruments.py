"""Instruments that rules ask about (`en_vigueur("…")`) and that the repository does not hold."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

from convrules import ir
from convrules.checking.words import closest
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def instruments_absents(conventions: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """What depends on them stays undetermined: a slip of the pen looks the same as a file elsewhere."""
    known = {c.ident for c in conventions}
    for convention in conventions:
        for asked in _asked((*convention.clauses, *(e for _, e in convention.definitions))):
            if asked.convention not in known:
                yield problems.instrument_absent(
                    span=asked.span, ident=asked.convention, proche=closest(asked.convention, known)
                )


def _asked(node: object) -> Iterator[ir.EnVigueur]:
    if isinstance(node, ir.EnVigueur):
        yield node
    elif isinstance(node, tuple):
        for element in node:
            yield from _asked(element)
    elif is_dataclass(node) and isinstance(node, ir.Noeud | ir.ClauseBase | ir.Entete):
        for f in fields(node):
            yield from _asked(getattr(node, f.name))
