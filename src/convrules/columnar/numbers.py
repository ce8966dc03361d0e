"""Comparisons of numbers that rows say: answered on pairs of whole numbers, for the rows that say them all.

What a row leaves unknown, says is without object, or would divide by zero is not answered here: the scalar
evaluator is asked. Nothing else than a number of the row, a constant and exact arithmetic is read.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.values import Cellule, Connu, TNombre

Pair: TypeAlias = tuple[int, int]
"""Numerator, denominator, the latter above zero; not reduced."""
Said: TypeAlias = Sequence[Pair]
"""The numbers of a row, in the order of `facts`."""
Term: TypeAlias = Callable[[Said], Pair]
Test: TypeAlias = Callable[[Said], bool]


def facts(expr: ir.Expr) -> tuple[ir.Champ, ...] | None:
    """The numbers of a row that a comparison reads, each once; None when it is not one of numbers alone."""
    if not isinstance(expr, ir.Comparaison | ir.Entre):
        return None
    found: dict[tuple[ir.Niveau, str], ir.Champ] = {}
    for part in ir.walk(expr):
        match part:
            case ir.Champ(type=TNombre()):
                found[part.niveau, part.nom] = part
            case ir.Litteral(valeur=Fraction()) | ir.Nomme() | ir.Calcul() | ir.Oppose():
                pass
            case _ if part is expr:
                pass
            case _:
                return None
    return tuple(found.values()) or None


def pair_of(cell: Cellule) -> Pair | None:
    """A number that a cell says for certain."""
    if isinstance(cell, Connu) and isinstance(cell.valeur, Fraction):
        return cell.valeur.numerator, cell.valeur.denominator
    return None


def test_of(expr: ir.Expr, read: Sequence[ir.Champ]) -> Test:
    """A comparison of which `read` are the facts. The test raises ZeroDivisionError."""
    ranks = {(champ.niveau, champ.nom): rank for rank, champ in enumerate(read)}
    match expr:
        case ir.Comparaison(operateur=op, gauche=a, droite=b):
            return _compared(op, _term(a, ranks), _term(b, ranks))
        case ir.Entre(operande=operand, bas=low, haut=high):
            value, least, most = _term(operand, ranks), _term(low, ranks), _term(high, ranks)
            above = _compared(ir.Comparateur.SUPERIEUR_EGAL, value, least)
            below = _compared(ir.Comparateur.INFERIEUR_EGAL, value, most)
            return lambda said: above(said) and below(said)
        case _:
            raise AssertionError("asked of a comparison of numbers")


# Why by products: denominators are above zero, so that a/b < c/d is ad < cb.
_TESTS: Final[dict[ir.Comparateur, Callable[[Pair, Pair], bool]]] = {
    ir.Comparateur.EGAL: lambda a, b: a[0] * b[1] == b[0] * a[1],
    ir.Comparateur.DIFFERENT: lambda a, b: a[0] * b[1] != b[0] * a[1],
    ir.Comparateur.INFERIEUR: lambda a, b: a[0] * b[1] < b[0] * a[1],
    ir.Comparateur.INFERIEUR_EGAL: lambda a, b: a[0] * b[1] <= b[0] * a[1],
    ir.Comparateur.SUPERIEUR: lambda a, b: a[0] * b[1] > b[0] * a[1],
    ir.Comparateur.SUPERIEUR_EGAL: lambda a, b: a[0] * b[1] >= b[0] * a[1],
}
_RESULTS: Final[dict[ir.Operateur, Callable[[Pair, Pair], Pair]]] = {
    ir.Operateur.PLUS: lambda a, b: (a[0] * b[1] + b[0] * a[1], a[1] * b[1]),
    ir.Operateur.MOINS: lambda a, b: (a[0] * b[1] - b[0] * a[1], a[1] * b[1]),
    ir.Operateur.FOIS: lambda a, b: (a[0] * b[0], a[1] * b[1]),
    ir.Operateur.DIVISE: lambda a, b: _quotient(a, b),
}


def _quotient(a: Pair, b: Pair) -> Pair:
    if b[0] == 0:
        raise ZeroDivisionError
    above, below = a[0] * b[1], a[1] * b[0]
    return (above, below) if below > 0 else (-above, -below)


def _compared(op: ir.Comparateur, a: Term, b: Term) -> Test:
    test = _TESTS[op]
    return lambda said: test(a(said), b(said))


def _term(expr: ir.Expr, ranks: dict[tuple[ir.Niveau, str], int]) -> Term:
    match expr:
        case ir.Nomme(expr=inner):
            return _term(inner, ranks)
        case ir.Champ(niveau=niveau, nom=nom):
            rank = ranks[niveau, nom]
            return lambda said: said[rank]
        case ir.Litteral(valeur=Fraction() as valeur):
            constant = (valeur.numerator, valeur.denominator)
            return lambda _: constant
        case ir.Oppose(operande=inner):
            term = _term(inner, ranks)
            return lambda said: _opposite(term(said))
        case ir.Calcul(operateur=op, gauche=a, droite=b):
            result, left, right = _RESULTS[op], _term(a, ranks), _term(b, ranks)
            return lambda said: result(left(said), right(said))
        case _:
            raise AssertionError("asked of numbers of a row, constants and arithmetic")


def _opposite(a: Pair) -> Pair:
    return -a[0], a[1]


def once_divided(test: Test, said: Said) -> bool | None:
    """A test on the numbers of a row; None when one of them divides by zero."""
    try:
        return test(said)
    except ZeroDivisionError:
        return None
