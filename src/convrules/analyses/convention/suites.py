"""Clauses that close the turn on one day and say otherwise of the account: the result would be an error.

That one never applies without the other is told as a warning; that both may apply, as a remark.
Source: docs/langage, « Le premier effet ferme le tour ».
"""

from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations
from typing import Final

from convrules import ir
from convrules.analyses.convention.examen import Examen, acts, never_alone
from convrules.analyses.convention.lecture import apart, is_excepted
from convrules.analyses.decision.recherche import Reponse, possible
from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import analyses as problems

# LIMIT: pairs of clauses with one beginning that are looked at; real conventions have a few.
PAIRES_MAX: Final = 500
_FERMANTS: Final = (ir.Acte.REMISE_AU_BAILLEUR, ir.Acte.REPRISE, ir.Acte.REMISE_A)


def suites_opposees(convention: ir.Convention, socles: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """One finding for each pair of which one is of this file; inherited ones are told in theirs."""
    examen = Examen(convention, socles)
    for rank, (first, second) in enumerate(_rivals(examen)):
        if rank == PAIRES_MAX:
            yield problems.condition_trop_longue(span=second.entete.span, clause=second.entete.nom)
            return
        found = _opposed(examen, first, second)
        if found is not None:
            yield found


def _rivals(examen: Examen) -> Iterator[tuple[ir.Clause, ir.Clause]]:
    """Pairs that take effect on one day and close the turn otherwise, those of this file last, then by
    name: the order of a file decides nothing of what is said."""
    here = examen.convention.span.source.name
    by_day: dict[Hashable, list[ir.Clause]] = {}
    for file in examen.files:
        for clause in file.clauses:
            effet = _effect(clause)
            if effet is not None and not is_excepted(clause, file, examen.noms):
                by_day.setdefault(_beginning(clause, effet), []).append(clause)
    for rivals in by_day.values():
        ordered = sorted(rivals, key=lambda c: (c.entete.span.source.name == here, c.entete.ident))
        for one, other in combinations(ordered, 2):
            if other.entete.span.source.name == here and not _same_account(one, other):
                yield one, other


def _effect(clause: ir.Clause) -> ir.Effet | None:
    """What closes the turn on a day that is known; a faculty takes place on none."""
    effet = (
        clause.effet
        if isinstance(clause, ir.Suite)
        else clause.a_defaut
        if isinstance(clause, ir.Delai)
        else None
    )
    return effet if effet is not None and effet.acte in _FERMANTS and not effet.faculte else None


def _beginning(clause: ir.Clause, effet: ir.Effet) -> Hashable:
    """The same for clauses whose effects are of one day."""
    if isinstance(clause, ir.Delai):
        return ("délai", clause.regle, clause.suspension, clause.porte_sur, effet.echeance)
    return ("suite", clause.apres if isinstance(clause, ir.Suite) else "", effet.echeance)


def _same_account(one: ir.Clause, other: ir.Clause) -> bool:
    """As evaluation has it: silent about the count is « non comptée »."""
    a, b = _effect(one), _effect(other)
    assert a is not None and b is not None, "rivals have effects"
    silent = ir.Decompte.NON_COMPTEE
    return (a.destinataire, a.decompte or silent) == (b.destinataire, b.decompte or silent)


def _opposed(examen: Examen, first: ir.Clause, second: ir.Clause) -> Diagnostic | None:
    if apart(first.entete.en_vigueur, second.entete.en_vigueur):
        return None
    buts = [acts(first), acts(second)]
    if possible([*examen.champs, *filter(None, buts)], examen.fixes) is not Reponse.POSSIBLE:
        return None
    for one, other in ((second, first), (first, second)):
        if never_alone(examen, one, other):
            return problems.effets_opposes(
                span=_place(one), clause=one.entete.nom, autre=other.entete.nom, place=_place(other)
            )
    return problems.effets_qui_peuvent_s_opposer(
        span=_place(second), clause=second.entete.nom, autre=first.entete.nom, place=_place(first)
    )


def _place(clause: ir.Clause) -> Span:
    effet = _effect(clause)
    return effet.span if effet is not None else clause.entete.span
