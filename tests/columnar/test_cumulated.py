"""Rows laid by code: those below a code are those whose code is below, whatever the number of codes."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convrules.columnar import cumulated
from convrules.columnar.cumulated import Cumulated, runs_of
from convrules.columnar.vectors import ranks_of


@st.composite
def laid(draw: st.DrawFn) -> tuple[int, Sequence[int]]:
    number = draw(st.sampled_from([1, 2, 3, 8, 9, 255, 256, 257, 1_000, 70_000]))
    codes = draw(st.lists(st.integers(0, number - 1), max_size=40))
    return number, bytes(codes) if number <= 256 else codes


@given(laid(), st.data())
def test_rows_of_runs_are_those_of_their_codes(case: tuple[int, Sequence[int]], data: st.DataObject) -> None:
    number, codes = case
    found = Cumulated(codes, number)
    asked = sorted(data.draw(st.sets(st.sampled_from([*codes, 0, number - 1]) | st.integers(0, number - 1))))
    rows = found.within(runs_of(asked))
    assert list(ranks_of(rows, len(codes))) == [n for n, code in enumerate(codes) if code in asked]
    limit = data.draw(st.integers(0, number + 1))
    below = list(ranks_of(found.below(limit), len(codes)))
    assert below == [n for n, code in enumerate(codes) if code < limit]


def test_what_is_not_kept_is_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cumulated, "PLACE", 0)
    found = Cumulated([3, 1, 2, 0], 4)
    assert [found.below(2), found.below(2)] == [0b0101, 0b0101]


@pytest.mark.parametrize(
    ("codes", "runs"),
    [([], []), ([4], [(4, 5)]), ([0, 1, 2], [(0, 3)]), ([0, 2, 3, 7], [(0, 1), (2, 4), (7, 8)])],
)
def test_codes_that_follow_are_one_run(codes: list[int], runs: list[tuple[int, int]]) -> None:
    assert runs_of(codes) == runs
