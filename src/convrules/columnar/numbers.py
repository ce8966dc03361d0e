"""Comparisons of numbers that rows say, of their days with fixed ones, of the days between two of them:
answered on pairs of whole numbers, for the rows that say them all.

What a row leaves unknown, says is without object or still to come, or would divide by zero is not answered
here: the scalar evaluator is asked. Nothing else than numbers and days of the row, constants and exact
arithmetic is read.
"""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.values import Cellule, Connu, TDate, TEvenement, TNombre
from convrules.columnar.reach import ROW
from convrules.runtime.reading import in_own_cell

Pair: TypeAlias = tuple[int, int]
"""Numerator, denominator, the latter above zero; not reduced."""
Said: TypeAlias = Sequence[Pair]
"""The numbers of a row, in the order of `facts`."""
Term: TypeAlias = Callable[[Said], Pair]
Test: TypeAlias = Callable[[Said], bool]


_DE_LA_VACANCE: Final = frozenset({ir.Niveau.VACANCE, ir.Niveau.LOGEMENT, ir.Niveau.PROGRAMME})


def facts(expr: ir.Expr) -> tuple[ir.Champ, ...] | None:
    """The numbers and the days that a comparison reads of a row, each once; None when it reads something
    else."""
    match expr:
        case ir.Comparaison(gauche=a, droite=b):
            return _of_all(_numbers, (a, b)) or _of_all(_days, (a, b))
        case ir.Entre(operande=operand, bas=low, haut=high):
            return _of_all(_numbers, (operand, low, high)) or _of_all(_days, (operand, low, high))
        case _:
            return None


def _of_all(
    read: Callable[[ir.Expr], list[ir.Champ] | None], parts: Sequence[ir.Expr]
) -> tuple[ir.Champ, ...] | None:
    found: dict[tuple[ir.Niveau, str], ir.Champ] = {}
    for part in parts:
        champs = read(part)
        if champs is None:
            return None
        found |= {(champ.niveau, champ.nom): champ for champ in champs}
    return tuple(found.values()) or None


def _days(expr: ir.Expr) -> list[ir.Champ] | None:
    """The day of the row that a side of a comparison is, none for a fixed day; None when it is something
    else."""
    match expr:
        case ir.Champ() if _is_day(expr):
            return [expr]
        case ir.Litteral(valeur=date()):
            return []
        case ir.Nomme(expr=inner):
            return _days(inner)
        case _:
            return None


def _numbers(expr: ir.Expr) -> list[ir.Champ] | None:
    """What a number is worked out from; None when that is not all of the row."""
    match expr:
        case ir.Champ(niveau=niveau, type=TNombre()) if niveau in ROW:
            return [expr]
        case ir.Litteral(valeur=Fraction()):
            return []
        case ir.Nomme(expr=inner) | ir.Oppose(operande=inner):
            return _numbers(inner)
        case ir.Calcul(operateur=ir.Operateur.MOINS, gauche=ir.Champ() as a, droite=ir.Champ() as b) if (
            _is_day(a) and _is_day(b)
        ):
            return [a, b]
        case ir.Calcul(gauche=a, droite=b):
            left, right = _numbers(a), _numbers(b)
            return None if left is None or right is None else [*left, *right]
        case _:
            return None


def _is_day(champ: ir.Champ) -> bool:
    """Is it a day that the row has in a cell of that name?"""
    if isinstance(champ.type, TDate):
        return champ.niveau in _DE_LA_VACANCE
    return isinstance(champ.type, TEvenement) and champ.niveau is ir.Niveau.VACANCE and in_own_cell(champ.nom)


def against_constants(expr: ir.Expr) -> tuple[ir.Expr, Callable[[Pair], bool]] | None:
    """Of a comparison whose facts stand on one side, that side, and the test of what it is worth. None for
    another, or where a constant divides by zero."""
    try:
        match expr:
            case ir.Comparaison(operateur=op, gauche=a, droite=b):
                if _fixed(b):
                    right, test = _term(b, {})(()), _TESTS[op]
                    return a, lambda value: test(value, right)
                if _fixed(a):
                    left, test = _term(a, {})(()), _TESTS[op]
                    return b, lambda value: test(left, value)
            case ir.Entre(operande=operand, bas=low, haut=high) if _fixed(low) and _fixed(high):
                least, most = _term(low, {})(()), _term(high, {})(())
                below = _TESTS[ir.Comparateur.INFERIEUR_EGAL]
                return operand, lambda value: below(least, value) and below(value, most)
    except ZeroDivisionError:
        return None
    return None


def _fixed(expr: ir.Expr) -> bool:
    return _numbers(expr) == [] or _days(expr) == []


def value_of(term: ir.Expr, read: Sequence[ir.Champ]) -> Callable[[Said], Pair | None]:
    """What a side of a comparison is worth on the numbers of a row; None when it divides by zero."""
    ranks = {(champ.niveau, champ.nom): rank for rank, champ in enumerate(read)}
    work = _term(term, ranks)

    def worth(said: Said) -> Pair | None:
        try:
            return work(said)
        except ZeroDivisionError:
            return None

    return worth


def pair_of(cell: Cellule, au: date) -> Pair | None:
    """A number that a cell says for certain; for a day that has come, its own."""
    if not isinstance(cell, Connu):
        return None
    if isinstance(cell.valeur, Fraction):
        return cell.valeur.numerator, cell.valeur.denominator
    day = cell.valeur.connu if isinstance(cell.valeur, Evenement) else cell.valeur
    return (day.toordinal(), 1) if isinstance(day, date) and day <= au else None


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
        case ir.Litteral(valeur=date() as day):
            ordinal = (day.toordinal(), 1)
            return lambda _: ordinal
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
