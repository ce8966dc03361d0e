"""Numbers in binary across sets of rows add up, and compare, as numbers do."""

from collections.abc import Sequence
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne

from hypothesis import given
from hypothesis import strategies as st

from convrules import ir
from convrules.base.values import TNombre
from convrules.columnar.binary import LARGE, Binary, added, fixed, opposite, written
from convrules.columnar.numbers import is_sum
from convrules.columnar.tables import coded
from convrules.columnar.vectors import everything, ranks_of

NUMBERS = st.integers(-3, 3) | st.sampled_from((-(2**31), -70_000, 255, 256, 65_535, 2**30))
ROWS = st.lists(st.tuples(*[st.none() | NUMBERS] * 2), min_size=1, max_size=300)
BOUNDS = NUMBERS | st.integers(-9, 9).map(lambda n: Fraction(2 * n + 1, 2))
TESTS = {
    ir.Comparateur.EGAL: eq,
    ir.Comparateur.DIFFERENT: ne,
    ir.Comparateur.INFERIEUR: lt,
    ir.Comparateur.INFERIEUR_EGAL: le,
    ir.Comparateur.SUPERIEUR: gt,
    ir.Comparateur.SUPERIEUR_EGAL: ge,
}


def said(values: Sequence[int | None], domain: Sequence[int]) -> Binary | None:
    column = coded(values)
    return written(column, [values[rank] for rank in column.firsts], domain)


@given(ROWS, st.booleans(), BOUNDS, st.integers(0, 2))
def test_sums_compare_as_numbers_do(
    rows: Sequence[tuple[int | None, int | None]], minus: bool, bound: int | Fraction, left_out: int
) -> None:
    """Beside any bound, and beside the sums themselves, what comes just before them and just after."""
    domain = list(range(left_out, len(rows)))
    a, b = (said([row[side] for row in rows], domain) for side in (0, 1))
    assert a is not None and b is not None, "whole, and near enough"
    found = added(a, added(opposite(b) if minus else b, fixed(1, everything(len(domain)))))
    both = [(x, y) for x, y in (rows[rank] for rank in domain)]
    sums = [None if x is None or y is None else x + (-y if minus else y) + 1 for x, y in both]
    near = [one + step for one in sums[:5] if one is not None for step in (-1, 0, 1, Fraction(1, 2))]
    for operateur, test in TESTS.items():
        for limit in (bound, *near):
            held = list(ranks_of(found.where(operateur, limit), len(domain)))
            assert held == [n for n, one in enumerate(sums) if one is not None and test(one, limit)]


def test_what_cannot_be_written_so_is_not() -> None:
    column = coded([0, 1])
    assert written(column, [Fraction(1, 2), 1], [0, 1]) is None
    assert written(column, [0, 1 << LARGE], [0, 1]) is None
    assert written(column, [0, (1 << LARGE) - 1], [0, 1]) is not None


def test_what_is_a_sum() -> None:
    champ = ir.Champ(nom="etage", niveau=ir.Niveau.VACANCE, type=TNombre(entier=True))

    def plus(valeur: Fraction) -> ir.Expr:
        fixed = ir.Litteral(valeur=valeur, type=TNombre())
        return ir.Calcul(operateur=ir.Operateur.PLUS, gauche=champ, droite=fixed, type=TNombre())

    assert is_sum(plus(Fraction(2))) and is_sum(ir.Oppose(operande=champ))
    assert not is_sum(plus(Fraction(1, 2))) and not is_sum(champ)
