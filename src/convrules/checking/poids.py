"""Weights of a split stand beside one another: all are of one kind, none is negative, not all are zero."""

from fractions import Fraction

from convrules import ir
from convrules.base.texte import suite, t
from convrules.base.values import TNombre, Unite
from convrules.checking.fiches import Fiche
from convrules.checking.readers import place
from convrules.checking.scope import Chantier
from convrules.checking.types import type_of
from convrules.checking.words import describe_number
from convrules.diagnostics.problems import clauses as problems


def _check_signs(c: Chantier, fiche: Fiche, weights: list[tuple[str, ir.Expr]]) -> None:
    known = [_value(expr) for _, expr in weights]
    clause = fiche.nom.texte
    for (nom, expr), value in zip(weights, known, strict=True):
        if value is not None and value < 0:
            juste = expr.span.text.lstrip("-").strip()
            c.report(problems.poids_negatif(span=expr.span, clause=clause, nom=nom, juste=juste))
    if known and not any(value is None or value for value in known):
        c.report(problems.poids_sans_sens(span=place(fiche.table, "entre"), clause=clause))


def _value(expr: ir.Expr) -> Fraction | None:
    """What is written as a number, its sign included."""
    if isinstance(expr, ir.Oppose):
        inner = _value(expr.operande)
        return None if inner is None else -inner
    return expr.valeur if isinstance(expr, ir.Litteral) and isinstance(expr.valeur, Fraction) else None


def check_weights(c: Chantier, fiche: Fiche, weights: list[tuple[str, ir.Expr]]) -> None:
    """Are they all rates, all without unit, or all in one unit? 25 % beside 50 weighs 200 times less."""
    _check_signs(c, fiche, weights)
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
