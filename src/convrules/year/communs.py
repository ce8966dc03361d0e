"""What the base of a rule and what it counts ask alike of a row: met once, so that one fact that is not known
decides both, and the row is never counted and left out of the base for the same reason.

Source: docs/langage, « L'année », rows whose options are not known.
"""

from collections.abc import Iterable
from functools import reduce
from typing import Final, TypeAlias

from convrules import ir, vocabulary
from convrules.base.records import replace
from convrules.compiler import Programme

D_UN_MENAGE: Final = (ir.Niveau.CANDIDATURE, ir.Niveau.DEMANDE)
"""Levels of which a decision is about a household."""


def conjuncts(expr: ir.Expr | None) -> tuple[ir.Expr, ...]:
    """The conditions that must all hold; none when there is none."""
    if expr is None:
        return ()
    if isinstance(expr, ir.Et):
        return (*conjuncts(expr.gauche), *conjuncts(expr.droite))
    return (expr,)


def reads_household(expr: ir.Expr | None, programme: Programme) -> bool:
    """Does a condition ask who will live there? By a flag of the household, built in or declared of
    candidatures, by its demand, or by a decision about one."""
    if expr is None:
        return False
    flags, decisions = _of_households(programme)
    return any(
        e.nom in flags or e.niveau is ir.Niveau.DEMANDE
        if isinstance(e, ir.Champ)
        else isinstance(e, ir.DecisionAttendue) and e.nom in decisions
        for e in ir.walk(expr)
    )


def household_facts(programme: Programme) -> frozenset[str]:
    """Names of the facts, decisions included, that say who lives there."""
    flags, decisions = _of_households(programme)
    return flags | decisions


def _of_households(programme: Programme) -> tuple[frozenset[str], frozenset[str]]:
    """Names of flags, and of human decisions."""
    declared = (f for file in (programme.convention, *programme.socles) for f in file.vocabulaire)
    decisions = frozenset(
        compiled.ident
        for compiled in programme.clauses
        if isinstance(own := compiled.clause, ir.DecisionHumaine) and own.porte_sur in D_UN_MENAGE
    )
    flags = {f.nom for f in declared if f.niveau is ir.Niveau.CANDIDATURE}
    return vocabulary.DRAPEAUX_MENAGE | flags, decisions


Communes: TypeAlias = tuple[tuple[ir.Expr, ...], ir.Population, ir.Population]


def apart(base: ir.Population, counted: ir.Population) -> Communes:
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
