"""What an expression without facts is worth, and how two values are ordered."""

from datetime import date
from enum import Enum
from fractions import Fraction
from typing import TypeAlias, assert_never

from convrules import ir
from convrules.base.dates import Duree, Evenement

Constante: TypeAlias = Fraction | date | str | bool


class Jamais(Enum):
    """The day after every day."""

    JAMAIS = "jamais"


JAMAIS = Jamais.JAMAIS


def constant(expr: ir.Expr) -> Constante | None:
    """The value of an expression that reads no fact; None when it reads one, or is not worked out."""
    match expr:
        case ir.Litteral(valeur=valeur):
            return None if isinstance(valeur, Evenement | Duree) else valeur
        case ir.Nomme(expr=inner):
            return constant(inner)
        case ir.Oppose(operande=inner):
            found = constant(inner)
            return -found if isinstance(found, Fraction) else None
        case ir.Calcul(operateur=op, gauche=a, droite=b):
            left, right = constant(a), constant(b)
            if isinstance(left, Fraction) and isinstance(right, Fraction):
                return _computed(op, left, right)
            return None
        case _:
            return None


def _computed(op: ir.Operateur, a: Fraction, b: Fraction) -> Fraction | None:
    match op:
        case ir.Operateur.PLUS:
            return a + b
        case ir.Operateur.MOINS:
            return a - b
        case ir.Operateur.FOIS:
            return a * b
        case ir.Operateur.DIVISE:
            return a / b if b else None
        case _:
            assert_never(op)


def ordered(held: object, value: object) -> int:
    """-1, 0, 1: how a witness stands to a constant. What is not of one kind is merely different."""
    if isinstance(held, Jamais):
        return 1
    if isinstance(held, Fraction) and isinstance(value, Fraction):
        return (held > value) - (held < value)
    if isinstance(held, date) and isinstance(value, date):
        return (held > value) - (held < value)
    return 0 if held == value else 1
