"""Clauses that reach further than one may think: an exception wider than what it departs from, a delegation
that a decision recorded later changes for what came before."""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules import ir
from convrules.analyses.convention.exceptions import targets_of
from convrules.analyses.convention.lecture import fixed_facts
from convrules.analyses.decision.recherche import But, Reponse, possible
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import analyses as problems

_QUI_AGISSENT: Final = frozenset({"règle", "effet"})
"""Keys that make a clause act when an exception replaces them; the others only say how."""
_D_UNE_VACANCE: Final = ("vacance", "candidature", "refus")


def exceptions_plus_larges(
    convention: ir.Convention, socles: Sequence[ir.Convention]
) -> Iterator[Diagnostic]:
    """An exception acts under its own condition alone, also where its target does not."""
    fixes = fixed_facts(convention)
    for clause in convention.clauses:
        if not isinstance(clause, ir.ExceptionClause) or not _QUI_AGISSENT & {k for k, _ in clause.remplace}:
            continue
        own = clause.entete.si
        acts = [But(expr=own, span=own.span)] if own is not None else []
        for target, _ in targets_of(clause, (convention, *socles)):
            si = target.entete.si
            if si is None:
                continue
            asleep = But(expr=si, span=si.span, issues=(False,))
            if possible([*acts, asleep], fixes) is Reponse.POSSIBLE:
                yield problems.exception_plus_large(
                    span=clause.entete.span, clause=clause.entete.nom, cible=target.entete.ident, si=si.span
                )


def delegations_sous_decision(
    convention: ir.Convention, socles: Sequence[ir.Convention]
) -> Iterator[Diagnostic]:
    """The answer to a decision on more than a vacancy holds for all of its vacancies, past ones included."""
    levels = {
        c.entete.ident: c.porte_sur
        for file in (convention, *socles)
        for c in file.clauses
        if isinstance(c, ir.DecisionHumaine)
    }
    for clause in convention.clauses:
        si = clause.entete.si
        if not isinstance(clause, ir.Delegation) or si is None:
            continue
        for expr in ir.walk(si):
            if isinstance(expr, ir.DecisionAttendue) and levels.get(expr.nom) not in _D_UNE_VACANCE:
                yield problems.delegation_sous_decision(
                    span=si.span, clause=clause.entete.nom, decision=expr.nom
                )
