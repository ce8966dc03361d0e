"""A convention that may be over, for want of the end of another: what it asks, it asks if it lasts.

Source: docs/langage, « La fin d'une convention ». What it says of a dwelling (its status, who may receive it)
falls with the dwelling itself, which is perhaps not one of its days.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules import ir
from convrules.base.records import replace
from convrules.ir.textes import Versions

DEMANDES: Final = (
    ir.Part, ir.Quota, ir.Repartition, ir.Transmission, ir.Delai, ir.Obligation, ir.Suite, ir.ModeCorrectif,
)  # fmt: skip


def conditioned(written: Sequence[Versions], suspens: str) -> tuple[Versions, ...]:
    """The clauses of a convention that ends with a text whose end is not known: what they ask, and the
    exceptions to it, under the condition that this text is still in force."""
    if not suspens:
        return tuple(written)
    names = frozenset(
        n for versions in written for c in versions if isinstance(c, DEMANDES) for n in _names(c)
    )
    while more := frozenset(_excepting(written, names)) - names:
        names |= more
    return tuple(
        tuple(
            _under(c, suspens) if isinstance(c, DEMANDES) or c.entete.ident in names else c for c in versions
        )
        for versions in written
    )


def _names(clause: ir.Clause) -> Iterator[str]:
    """Names by which an exception may aim at it."""
    yield clause.entete.ident
    yield clause.entete.nom
    if clause.entete.groupe is not None:
        yield clause.entete.groupe


def _excepting(written: Sequence[Versions], names: frozenset[str]) -> Iterator[str]:
    for versions in written:
        for clause in versions:
            if isinstance(clause, ir.ExceptionClause) and clause.a.rpartition(".")[2] in names:
                yield from _names(clause)


def _under(clause: ir.Clause, suspens: str) -> ir.Clause:
    lasts = ir.EnVigueur(convention=suspens, span=clause.entete.span)
    own = clause.entete.si
    si = lasts if own is None else ir.Et(gauche=lasts, droite=own, span=own.span)
    return replace(clause, entete=replace(clause.entete, si=si))
