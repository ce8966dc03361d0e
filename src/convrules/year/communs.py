"""What the base of a rule and what it counts ask alike of a row: met once, so that one fact that is not known
decides both, and the row is never counted and left out of the base for the same reason.

Source: docs/langage, « L'année », rows whose options are not known.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from convrules import ir, vocabulary


def conjuncts(expr: ir.Expr | None) -> tuple[ir.Expr, ...]:
    """The conditions that must all hold; none when there is none."""
    if expr is None:
        return ()
    if isinstance(expr, ir.Et):
        return (*conjuncts(expr.gauche), *conjuncts(expr.droite))
    return (expr,)


def reads_household(expr: ir.Expr | None) -> bool:
    """Does a condition ask who will live there?"""
    if expr is None:
        return False
    return any(isinstance(e, ir.Champ) and e.nom in vocabulary.DRAPEAUX_MENAGE for e in ir.walk(expr))


def apart(
    base: ir.Population, counted: ir.Population
) -> tuple[tuple[ir.Expr, ...], ir.Population, ir.Population]:
    """The conditions that both ask, then each population with only its own."""
    asked = conjuncts(counted.condition)
    common = tuple(c for c in conjuncts(base.condition) if c in asked)
    return common, _without(base, common), _without(counted, common)


def _without(population: ir.Population, common: Iterable[ir.Expr]) -> ir.Population:
    met = tuple(common)
    own = [c for c in conjuncts(population.condition) if c not in met]
    if len(own) == len(conjuncts(population.condition)):
        return population
    left = reduce(lambda a, b: ir.Et(gauche=a, droite=b, span=b.span), own) if own else None
    return replace(population, condition=left)
