"""Two clauses that ask two things of the same dwellings: one of them was probably to go."""

from collections.abc import Iterator
from itertools import combinations

from convrules import ir
from convrules.analyses.convention.lecture import apart, exceptees, is_excepted, with_nested
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import questions as problems


def deux_taux(convention: ir.Convention) -> Iterator[Diagnostic]:
    """Parts, or quotas of one force and direction, of one base, one count and one condition, which differ by
    their rate alone; told at the second."""
    noms = exceptees((convention,))
    accounts = [
        clause
        for clause in with_nested(convention.clauses)
        if isinstance(clause, ir.Part | ir.Quota) and not is_excepted(clause, convention, noms)
    ]
    for one, other in combinations(accounts, 2):
        if apart(one.entete.en_vigueur, other.entete.en_vigueur) or _subject(one) != _subject(other):
            continue
        if _asked(one) != _asked(other):
            yield problems.deux_taux(
                span=other.regle.span,
                clause=other.entete.nom,
                autre=one.entete.nom,
                ici=other.regle.span.text,
                ailleurs=one.regle.span.text,
                place=one.regle.span,
            )


def _subject(clause: ir.Part | ir.Quota) -> tuple[object, ...]:
    """All but what it asks, and how it is rounded and carried over."""
    entete = clause.entete
    shared = (type(clause), entete.si, entete.force, clause.regle.population, clause.compte)
    cells = frozenset((d.niveau, d.nom) for d in clause.application.dimensions)
    if isinstance(clause, ir.Part):
        return (*shared, cells)
    regle = clause.regle
    return (*shared, cells, regle.sens, regle.public, clause.parent, clause.periode, clause.en_sus_de)


def _asked(clause: ir.Part | ir.Quota) -> tuple[object, ...]:
    regle = clause.regle
    return (regle.taux,) if isinstance(regle, ir.ReglePart) else (regle.taux, regle.nombre)
