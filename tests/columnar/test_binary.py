"""Numbers in binary across sets of rows add up, and compare, as numbers do."""

from collections.abc import Sequence
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne

from hypothesis import given
from hypothesis import strategies as st

from convrules import ir
from convrules.columnar.binary import LARGE, Binary, added, fixed, opposite, written
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


@given(ROWS, st.booleans(), st.sampled_from(tuple(ir.Comparateur)), BOUNDS, st.integers(0, 2))
def test_sums_compare_as_numbers_do(
    rows: Sequence[tuple[int | None, int | None]],
    minus: bool,
    operateur: ir.Comparateur,
    bound: int | Fraction,
    left_out: int,
) -> None:
    number = len(rows)
    domain = list(range(left_out, number))
    a, b = (said([row[side] for row in rows], domain) for side in (0, 1))
    assert a is not None and b is not None, "whole, and near enough"
    found = added(a, added(opposite(b) if minus else b, fixed(1, everything(len(domain)))))
    held = found.where(operateur, bound)
    expected = [
        place
        for place, rank in enumerate(domain)
        for x, y in [rows[rank]]
        if x is not None and y is not None and TESTS[operateur](x + (-y if minus else y) + 1, bound)
    ]
    assert list(ranks_of(held, len(domain))) == expected


def test_what_cannot_be_written_so_is_not() -> None:
    column = coded([0, 1])
    assert written(column, [Fraction(1, 2), 1], [0, 1]) is None
    assert written(column, [0, 1 << LARGE], [0, 1]) is None
    assert written(column, [0, (1 << LARGE) - 1], [0, 1]) is not None
