"""Levers of an outcome: the minimal sets of missing facts that, with suitable values, would force it.

Source: docs/langage, « Les causes et les leviers ». On demand only: their number grows with the formula.
"""

from itertools import product
from typing import TypeAlias, assert_never

from convrules import ir
from convrules.base.outcomes import NON_APPLICABLE, Cause, Indetermine, NonApplicable
from convrules.runtime.decision import Trace

Issue3: TypeAlias = bool | NonApplicable
Leviers: TypeAlias = frozenset[frozenset[Cause]]

AUCUN: Leviers = frozenset()
ACQUIS: Leviers = frozenset({frozenset()})
"""Nothing is needed: the outcome is already there."""


def levers(trace: Trace, target: Issue3) -> Leviers:
    """Minimal sets of causes that may bring the outcome to `target`; the empty set alone when it is
    already there, no set when nothing missing can. A missing fact is taken to have a value: it is never
    assumed without object."""
    valeur = trace.valeur
    if not isinstance(valeur, Indetermine):
        return ACQUIS if valeur is target or valeur == target else AUCUN
    expr = trace.expr
    match expr:
        case ir.Parametre(selon=ir.Champ()):
            return _leaf(valeur, target)
        case ir.Nomme() | ir.Parametre():
            return levers(trace.enfants[0], target) if trace.enfants else _leaf(valeur, target)
        case ir.Non():
            return levers(trace.enfants[0], _swap(target))
        case ir.Et() | ir.Entre():
            return _minimum(trace.enfants[0], trace.enfants[1], target)
        case ir.Ou():
            return _maximum(trace.enfants[0], trace.enfants[1], target)
        case ir.Si():
            return _choice(trace, target)
        case (
            ir.Litteral()
            | ir.Champ()
            | ir.DecisionAttendue()
            | ir.Comparaison()
            | ir.Dans()
            | ir.Calcul()
            | ir.Oppose()
            | ir.Renseigne()
            | ir.AEuLieu()
            | ir.Atteint()
            | ir.TourDe()
            | ir.EnSaison()
            | ir.Compte()
            | ir.Somme()
            | ir.Chiffre()
            | ir.EnVigueur()
            | ir.ExerciceDelegue()
            | ir.Invalide()
        ):
            return _leaf(valeur, target)
        case _:
            assert_never(expr)


def _leaf(valeur: Indetermine, target: Issue3) -> Leviers:
    """A strict operator needs all its facts, and can then be either."""
    return AUCUN if isinstance(target, NonApplicable) else frozenset({valeur.causes})


def _swap(target: Issue3) -> Issue3:
    return target if isinstance(target, NonApplicable) else not target


def _minimum(a: Trace, b: Trace, target: Issue3) -> Leviers:
    """`et`: vrai needs both, faux either one."""
    match target:
        case True:
            return _both(levers(a, True), levers(b, True))
        case False:
            return _minimal(levers(a, False) | levers(b, False))
        case NonApplicable():
            return _middle(a, b, True)
        case _:
            raise AssertionError(target)


def _maximum(a: Trace, b: Trace, target: Issue3) -> Leviers:
    """`ou`: faux needs both, vrai either one."""
    match target:
        case True:
            return _minimal(levers(a, True) | levers(b, True))
        case False:
            return _both(levers(a, False), levers(b, False))
        case NonApplicable():
            return _middle(a, b, False)
        case _:
            raise AssertionError(target)


def _middle(a: Trace, b: Trace, neutral: bool) -> Leviers:
    """Not applicable: on both sides, or on one while the other is neutral."""
    here, there = levers(a, NON_APPLICABLE), levers(b, NON_APPLICABLE)
    one = _both(here, levers(b, neutral)) | _both(levers(a, neutral), there)
    return _minimal(_both(here, there) | one)


def _choice(trace: Trace, target: Issue3) -> Leviers:
    condition, *branches = trace.enfants
    if len(branches) < 2:
        return levers(branches[0], target) if branches else AUCUN
    found = _both(levers(condition, True), levers(branches[0], target))
    found |= _both(levers(condition, False), levers(branches[1], target))
    if isinstance(target, NonApplicable):
        found |= levers(condition, NON_APPLICABLE)
    return _minimal(found)


def _both(a: Leviers, b: Leviers) -> Leviers:
    return _minimal(frozenset(x | y for x, y in product(a, b)))


def _minimal(sets: Leviers) -> Leviers:
    return frozenset(s for s in sets if not any(other < s for other in sets))
