"""The type of a typed expression, read off its node."""

from dataclasses import replace
from typing import assert_never

from convrules import ir
from convrules.base.values import Base, TCondition, TInvalide, TNombre, Type, unite
from convrules.vocabulary import CLASSES


def type_of(expr: ir.Expr) -> Type:
    """Conditions are conditions by their node; the rest carries its type or takes that of its parts."""
    match expr:
        case (
            ir.Litteral(type=t)
            | ir.Champ(type=t)
            | ir.Parametre(type=t)
            | ir.Calcul(type=t)
            | ir.Somme(type=t)
            | ir.Chiffre(type=t)
        ):
            return t
        case ir.Nomme(expr=e) | ir.Oppose(operande=e) | ir.Si(alors=e):
            return type_of(e)
        case (
            ir.DecisionAttendue()
            | ir.Non()
            | ir.Et()
            | ir.Ou()
            | ir.Comparaison()
            | ir.Dans()
            | ir.Entre()
            | ir.Renseigne()
            | ir.AEuLieu()
            | ir.Atteint()
            | ir.TourDe()
            | ir.EnSaison()
            | ir.EnVigueur()
            | ir.ExerciceDelegue()
        ):
            return TCondition()
        case ir.Compte(population=p):
            return count_type(p)
        case ir.Invalide():
            return TInvalide()
        case _:
            assert_never(expr)


def count_type(population: ir.Population) -> TNombre:
    """A whole number of what is counted, of the population's base."""
    unit = CLASSES[population.classes[0].value].unite
    return TNombre(unite=unite(unit), entier=True, base=population.base)


def merge_bases(a: Base | None, b: Base | None) -> Base | None:
    """Base of a product or quotient: the one that is named; two that differ make none."""
    if a is None or b is None:
        return a if b is None else b
    return a if a is b else None


def without_base(type_: TNombre) -> TNombre:
    return replace(type_, base=None)
