"""Rows told apart by codes: as bytes where there are few of them, as whole numbers where there are many."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from convrules.columnar.vectors import everything, ranks_of
from convrules.year.ensembles.classes import among, cut, of_codes

FEW = st.lists(st.integers(0, 255), min_size=1, max_size=40).map(bytes)
MANY = st.lists(st.sampled_from([0, 1, 255, 256, 257, 511, 512, 70_000, 70_001]), min_size=1, max_size=40)


@given(FEW | MANY, st.sets(st.sampled_from([0, 1, 2, 255, 256, 512, 70_000])))
def test_rows_of_some_codes(codes: bytes | Sequence[int], chosen: set[int]) -> None:
    found = among(codes, chosen)
    assert list(ranks_of(found, len(codes))) == [n for n, code in enumerate(codes) if code in chosen]


@given(FEW | MANY)
def test_rows_of_a_code_are_together_and_with_no_other(codes: bytes | Sequence[int]) -> None:
    sets = [everything(len(codes))]
    for some in of_codes(codes):
        sets = cut(sets, some)
    found = sorted(list(ranks_of(rows, len(codes))) for rows in sets)
    alike = {code: [n for n, other in enumerate(codes) if other == code] for code in codes}
    assert found == sorted(alike.values())
