"""The first random years under look-ahead; `python tests/independent/random_ahead.py` plays more."""

from collections import Counter
from pathlib import Path

from convrules.orientation.logarithmes import SOMMES
from independent.evaluator.plan import Spell, U, gain, plan
from independent.random_ahead import compared

PLAYED = range(6)


def test_the_two_answers_are_the_same(tmp_path: Path) -> None:
    ranked, reasons = 0, Counter[str]()
    for seed in PLAYED:
        lines, by_plan, why = compared(seed, tmp_path)
        assert lines == [], seed
        ranked, reasons = ranked + by_plan, reasons + why
    assert ranked > 40 and {"autant", "borne", "seul"} <= set(reasons)


def test_logarithms_are_exact() -> None:
    """The engine's table, made of whole roots, against sixty digits."""
    assert [gain(n) for n in range(len(SOMMES))] == SOMMES and gain(len(SOMMES)) == 0


def test_scarce_dwellings_are_kept() -> None:
    """Ten open to both now; nine are due to the first over the year, and no other is open to it: it is to
    have more than five. Where all are open to both, there is no plan."""
    now = Spell({(0, 1): 10 * U}, [3 * U, 7 * U])
    later = Spell({(1,): 20 * U}, [6 * U, 14 * U])
    found = plan([now, later], [0, 0])
    assert found is not None and found.parts[(0, 1)][0] > 5 * U
    assert plan([now, Spell({(0, 1): 20 * U}, [6 * U, 14 * U])], [0, 0]) is None
