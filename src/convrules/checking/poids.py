"""Weights of a split stand beside one another: all are of one kind."""

from convrules import ir
from convrules.base.texte import suite, t
from convrules.base.values import TNombre, Unite
from convrules.checking.fiches import Fiche
from convrules.checking.readers import place
from convrules.checking.scope import Chantier
from convrules.checking.types import type_of
from convrules.checking.words import describe_number
from convrules.diagnostics.problems import clauses as problems


def check_weights(c: Chantier, fiche: Fiche, weights: list[tuple[str, ir.Expr]]) -> None:
    """Are they all rates, all without unit, or all in one unit? 25 % beside 50 weighs 200 times less."""
    kinds: dict[tuple[bool, Unite], tuple[ir.Expr, TNombre]] = {}
    for _, expr in weights:
        type_ = type_of(expr)
        if isinstance(type_, TNombre):
            kinds.setdefault((type_.taux, type_.unite), (expr, type_))
    if len(kinds) < 2:
        return
    told = [
        t("« {ecrit} » est {type}", ecrit=e.span.text, type=describe_number(x)) for e, x in kinds.values()
    ]
    span = place(fiche.table, "entre")
    c.report(problems.poids_melanges(span=span, clause=fiche.nom.texte, poids=suite(told, "et")))
