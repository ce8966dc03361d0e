"""Codes and texts of rows beside those that a rule names: answered on words, for the rows that say them.

What a row leaves unknown or without object, and a commune of which an arrondissement is named, is not
answered here: the scalar evaluator is asked.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from convrules import geographie, ir
from convrules.base.values import Cellule, Connu, TCode, TTexte
from convrules.columnar.reach import ROW
from convrules.runtime.operators import normal_text
from convrules.runtime.places import COMMUNE, too_wide

Test: TypeAlias = Callable[[str], bool | None]
"""Is a word of a row one of those named? None where the evaluator is to be asked."""


def fact(expr: ir.Expr) -> ir.Champ | None:
    """The fact that a membership or an equality compares with words; None when it is not that alone."""
    found = _read(expr)
    return None if found is None else found[0]


def test_of(expr: ir.Expr) -> Test:
    """Of an expression that has such a fact."""
    found = _read(expr)
    assert found is not None, "asked of words"
    champ, words, said = found
    named = frozenset(map(normal_text, words))
    inside = _commune_among(named) if champ.type == COMMUNE else named.__contains__
    return inside if said else lambda word: _opposite(inside(word))


def word_of(cell: Cellule) -> str | None:
    """The word that a cell says for certain."""
    if not isinstance(cell, Connu) or not isinstance(cell.valeur, str):
        return None
    return normal_text(cell.valeur)


def _opposite(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _commune_among(named: frozenset[str]) -> Test:
    def inside(code: str) -> bool | None:
        if code in named or geographie.whole_commune(code) in named:
            return True
        return None if too_wide(code, named) else False

    return inside


def _read(expr: ir.Expr) -> tuple[ir.Champ, Sequence[str], bool] | None:
    """The fact, the words, and whether being one of them is said, or not being so."""
    match expr:
        case ir.Dans(operande=operand, ensemble=members):
            return _beside(operand, members, True)
        case ir.Comparaison(
            operateur=ir.Comparateur.EGAL | ir.Comparateur.DIFFERENT as op, gauche=a, droite=b
        ):
            equal = op is ir.Comparateur.EGAL
            return _beside(a, (b,), equal) or _beside(b, (a,), equal)
        case _:
            return None


def _beside(
    operand: ir.Expr, members: Sequence[ir.Expr], said: bool
) -> tuple[ir.Champ, Sequence[str], bool] | None:
    champ, words = _bare(operand), [_word(m) for m in members]
    if not isinstance(champ, ir.Champ) or champ.niveau not in ROW or None in words:
        return None
    if not isinstance(champ.type, TCode | TTexte):
        return None
    return champ, [w for w in words if w is not None], said


def _word(expr: ir.Expr) -> str | None:
    bare = _bare(expr)
    return bare.valeur if isinstance(bare, ir.Litteral) and isinstance(bare.valeur, str) else None


def _bare(expr: ir.Expr) -> ir.Expr:
    return _bare(expr.expr) if isinstance(expr, ir.Nomme) else expr
