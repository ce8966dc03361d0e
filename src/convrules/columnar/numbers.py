"""Comparisons of numbers that rows say, of their days with fixed ones, of the days between two of them:
answered on exact numbers, for the rows that say them all.

What a row leaves unknown, says is without object or still to come, or would divide by zero is not answered
here: the scalar evaluator is asked. Nothing else than numbers and days of the row, constants and exact
arithmetic is read.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from operator import add, and_, eq, ge, gt, le, lt, mul, ne, sub
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.records import dataclass
from convrules.base.values import Cellule, Connu, TDate, TEvenement, TNombre
from convrules.columnar.reach import ROW
from convrules.runtime.reading import in_own_cell

Number: TypeAlias = int | Fraction
"""A number, or the rank of a day. Whole where it can be: comparing two of them costs a tenth."""
Bounds: TypeAlias = Sequence[tuple[ir.Comparateur, Number, Fraction | date]]
"""Comparisons that must all hold of what stands on their left; on the right a fixed value, as a number and as
the evaluator reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """By row, `dits`; what stands at the ranks `trous` means nothing: there, it is not said for certain."""

    dits: Sequence[Number]
    trous: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """By row, does a comparison hold? What stands at the ranks `trous` means nothing."""

    dits: Sequence[bool]
    trous: frozenset[int]


Read: TypeAlias = Callable[[ir.Champ], Numbers]
_TURNED: Final = {
    ir.Comparateur.INFERIEUR: ir.Comparateur.SUPERIEUR,
    ir.Comparateur.INFERIEUR_EGAL: ir.Comparateur.SUPERIEUR_EGAL,
    ir.Comparateur.SUPERIEUR: ir.Comparateur.INFERIEUR,
    ir.Comparateur.SUPERIEUR_EGAL: ir.Comparateur.INFERIEUR_EGAL,
}
"""a < b is b > a."""
_TESTS: Final[Mapping[ir.Comparateur, Callable[[Number, Number], bool]]] = {
    ir.Comparateur.EGAL: eq,
    ir.Comparateur.DIFFERENT: ne,
    ir.Comparateur.INFERIEUR: lt,
    ir.Comparateur.INFERIEUR_EGAL: le,
    ir.Comparateur.SUPERIEUR: gt,
    ir.Comparateur.SUPERIEUR_EGAL: ge,
}
_RESULTS: Final[Mapping[ir.Operateur, Callable[[Number, Number], Number]]] = {
    ir.Operateur.PLUS: add,
    ir.Operateur.MOINS: sub,
    ir.Operateur.FOIS: mul,
    ir.Operateur.DIVISE: lambda a, b: whole(Fraction(a) / b) if b else 0,
}


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
        case ir.Calcul(gauche=a, droite=b):
            apart = days_apart(expr)
            if apart is not None:
                return [*apart]
            left, right = _numbers(a), _numbers(b)
            return None if left is None or right is None else [*left, *right]
        case _:
            return None


def _is_day(champ: ir.Champ) -> bool:
    """Is it a day that the row has in a cell of that name?"""
    if isinstance(champ.type, TDate):
        return champ.niveau in _DE_LA_VACANCE
    return isinstance(champ.type, TEvenement) and champ.niveau is ir.Niveau.VACANCE and in_own_cell(champ.nom)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounded:
    """A comparison whose facts stand on one side: that side, what it is worked out from, what is asked
    of it."""

    term: ir.Expr
    champs: tuple[ir.Champ, ...]
    bounds: Bounds


def bounded(expr: ir.Expr) -> Bounded | None:
    """None for another expression, or where a constant divides by zero."""
    found = _bounds_of(expr)
    champs = facts(expr) if found is not None else None
    if found is None or champs is None:
        return None
    return Bounded(term=found[0], champs=champs, bounds=found[1])


def _bounds_of(expr: ir.Expr) -> tuple[ir.Expr, Bounds] | None:
    match expr:
        case ir.Comparaison(operateur=op, gauche=a, droite=b):
            right = _fixed(b)
            if right is not None:
                return a, ((op, *right),)
            left = _fixed(a)
            return None if left is None else (b, ((_TURNED.get(op, op), *left),))
        case ir.Entre(operande=operand, bas=low, haut=high):
            least, most = _fixed(low), _fixed(high)
            if least is None or most is None:
                return None
            above, below = ir.Comparateur.SUPERIEUR_EGAL, ir.Comparateur.INFERIEUR_EGAL
            return operand, ((above, *least), (below, *most))
        case _:
            return None


def _fixed(expr: ir.Expr) -> tuple[Number, Fraction | date] | None:
    """A value that hangs on no row; None for another, or where it divides by zero."""
    if _days(expr) == []:
        rank = _constant(expr)
        return None if rank is None else (rank, date.fromordinal(int(rank)))
    value = _constant(expr) if _numbers(expr) == [] else None
    return None if value is None else (value, Fraction(value))


def _constant(expr: ir.Expr) -> Number | None:
    found = worked_out(expr, 1, _no_row)
    return None if found.trous else found.dits[0]


def _no_row(champ: ir.Champ) -> Numbers:
    raise AssertionError(f"fixed: {champ.nom} is read of no row")


def number_of(cell: Cellule, au: date) -> Number | None:
    """A number that a cell says for certain; for a day that has come, its rank."""
    if not isinstance(cell, Connu):
        return None
    if isinstance(cell.valeur, Fraction):
        return whole(cell.valeur)
    day = cell.valeur.connu if isinstance(cell.valeur, Evenement) else cell.valeur
    return day.toordinal() if isinstance(day, date) and day <= au else None


def whole(value: Number) -> Number:
    return value.numerator if value.denominator == 1 else value


def worked_out(expr: ir.Expr, number: int, read: Read) -> Numbers:
    """What an expression of which every part is said here is worth. number: of rows; read: of a fact, by
    row."""
    match expr:
        case ir.Nomme(expr=inner):
            return worked_out(inner, number, read)
        case ir.Champ():
            return read(expr)
        case ir.Litteral(valeur=Fraction() as valeur):
            return Numbers(dits=[whole(valeur)] * number)
        case ir.Litteral(valeur=date() as day):
            return Numbers(dits=[day.toordinal()] * number)
        case ir.Oppose(operande=inner):
            found = worked_out(inner, number, read)
            return Numbers(dits=[-value for value in found.dits], trous=found.trous)
        case ir.Calcul(operateur=op, gauche=a, droite=b):
            left, right = worked_out(a, number, read), worked_out(b, number, read)
            trous = left.trous | right.trous
            if op is ir.Operateur.DIVISE and 0 in right.dits:
                trous |= {rank for rank, value in enumerate(right.dits) if not value}
            return Numbers(dits=list(map(_RESULTS[op], left.dits, right.dits)), trous=trous)
        case _:
            raise AssertionError("asked of numbers of a row, constants and arithmetic")


def compared(expr: ir.Expr, number: int, read: Read) -> Tested:
    """A comparison of which `facts` are those of the row, by row."""
    match expr:
        case ir.Comparaison(operateur=op, gauche=a, droite=b):
            return _tested(op, worked_out(a, number, read), worked_out(b, number, read))
        case ir.Entre(operande=operand, bas=low, haut=high):
            value = worked_out(operand, number, read)
            above = _tested(ir.Comparateur.SUPERIEUR_EGAL, value, worked_out(low, number, read))
            below = _tested(ir.Comparateur.INFERIEUR_EGAL, value, worked_out(high, number, read))
            both = list(map(and_, above.dits, below.dits))
            return Tested(dits=both, trous=above.trous | below.trous)
        case _:
            raise AssertionError("asked of a comparison of numbers")


def _tested(op: ir.Comparateur, left: Numbers, right: Numbers) -> Tested:
    return Tested(dits=list(map(_TESTS[op], left.dits, right.dits)), trous=left.trous | right.trous)


def days_apart(expr: ir.Expr) -> tuple[ir.Champ, ir.Champ] | None:
    """The two days of the row between which an expression counts; None for another."""
    match expr:
        case ir.Nomme(expr=inner):
            return days_apart(inner)
        case ir.Calcul(operateur=ir.Operateur.MOINS, gauche=ir.Champ() as a, droite=ir.Champ() as b) if (
            _is_day(a) and _is_day(b)
        ):
            return a, b
        case _:
            return None


def is_sum(term: ir.Expr) -> bool:
    """Is a side of a comparison a sum or a difference of numbers of the row, its days and constants?"""
    match term:
        case ir.Nomme(expr=inner):
            return is_sum(inner)
        case ir.Oppose(operande=inner):
            return _is_part(inner)
        case ir.Calcul(operateur=ir.Operateur.PLUS | ir.Operateur.MOINS, gauche=a, droite=b):
            return _is_part(a) and _is_part(b)
        case _:
            return False


def _is_part(term: ir.Expr) -> bool:
    match term:
        case ir.Nomme(expr=inner):
            return _is_part(inner)
        case ir.Champ():
            return True
        case ir.Litteral(valeur=Fraction() as valeur):
            return valeur.denominator == 1
        case _:
            return is_sum(term)
