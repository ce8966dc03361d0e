"""Two clauses that ask two things of the same dwellings: one of them was probably to go."""

from collections.abc import Iterator
from itertools import combinations

from convrules import ir
from convrules.analyses.convention.lecture import apart, exceptees, is_excepted
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import questions as problems
from convrules.ir.textes import with_nested


def deux_taux(convention: ir.Convention) -> Iterator[Diagnostic]:
    """Parts, or quotas of one force and direction, of one base, one count and one condition, which differ by
    their rate alone, a plain one; told at that whose name comes second, wherever both stand."""
    noms = exceptees((convention,))
    accounts = [
        clause
        for clause in with_nested(convention.clauses)
        if isinstance(clause, ir.Part | ir.Quota)
        and _is_plain(clause)
        and not is_excepted(clause, convention, noms)
    ]
    for one, other in combinations(sorted(accounts, key=lambda c: c.entete.nom), 2):
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


def reparties_deux_fois(convention: ir.Convention) -> Iterator[Diagnostic]:
    """Two splits of one part, in force on the same days; one under a condition may replace the other."""
    noms = exceptees((convention,))
    splits = [
        clause
        for clause in convention.clauses
        if isinstance(clause, ir.Repartition)
        and clause.entete.si is None
        and not is_excepted(clause, convention, noms)
    ]
    for one, other in combinations(splits, 2):
        if one.de == other.de and not apart(one.entete.en_vigueur, other.entete.en_vigueur):
            yield problems.repartie_deux_fois(
                span=other.entete.span,
                clause=other.entete.nom,
                autre=one.entete.nom,
                part=other.de,
                place=one.entete.span,
            )


def _subject(clause: ir.Part | ir.Quota) -> tuple[object, ...]:
    """All but how much it asks, and how that is rounded and carried over. A rate and a number of dwellings
    are often asked together."""
    entete = clause.entete
    shared = (type(clause), entete.si, entete.force, clause.regle.population, clause.compte)
    cells = frozenset((d.niveau, d.nom) for d in clause.application.dimensions)
    if isinstance(clause, ir.Part):
        return (*shared, cells)
    regle = clause.regle
    kind = regle.taux is None
    return (*shared, cells, regle.sens, regle.public, clause.parent, clause.periode, clause.en_sus_de, kind)


def _is_plain(clause: ir.Part | ir.Quota) -> bool:
    """A rate, or a number, that is written: what is worked out (« le manque de la période précédente ») adds
    to another clause as often as it stands beside it."""
    return all(isinstance(e, ir.Litteral | ir.Parametre | None) for e in _asked(clause))


def _asked(clause: ir.Part | ir.Quota) -> tuple[object, ...]:
    regle = clause.regle
    return (regle.taux,) if isinstance(regle, ir.ReglePart) else (regle.taux, regle.nombre)
