"""Holders to whom a split gives a share and whom `orient` cannot rank: no convention here is theirs."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.base.texte import cite, suite
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import recoupements as problems


def comptes_sans_convention(own: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """One finding per split, naming the accounts of other holders that no convention bears with a part of
    its own.

    own: every convention of one landlord; one that names no landlord is alone, and serves itself only."""
    holders = {
        name
        for other in own
        if other.bailleur is not None and any(isinstance(c, ir.Part) for c in other.clauses)
        for name in (other.ident, _type(other))
    }
    for convention in own:
        finer = dict(pair for d in convention.vocabulaire for pair in d.titulaires)
        alone = {convention.ident, _type(convention)}
        for clause in convention.clauses:
            if not isinstance(clause, ir.Repartition):
                continue
            named = ((compte, finer.get(compte, compte)) for compte, _ in clause.entre)
            left = [compte for compte, nom in named if nom not in holders and nom not in alone]
            if left:
                yield problems.repartition_sans_convention(
                    span=clause.entete.span, comptes=suite(map(cite, left))
                )


def _type(convention: ir.Convention) -> str:
    return convention.reservataire.type if convention.reservataire is not None else ""
