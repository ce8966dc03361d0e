"""The first draws of the random years; `python tests/independent/random_years.py` plays ten thousand."""

from collections import Counter
from pathlib import Path

import pytest

from independent.drawing import Writer
from independent.random_years import play

# One seed for each fault that the draws have shown, then the first ones.
SHOWN = (201, 778, 968, 1830, 3780, 40854, 41411, 43420, 43694, 3403301, 3502064, 3502637, 3502917, 3504764)
DRAWN = 250


@pytest.fixture(scope="module")
def met() -> Counter[str]:
    return Counter()


@pytest.mark.parametrize("seed", [*SHOWN, *(n for n in range(DRAWN) if n not in SHOWN)])
def test_both_judge_alike(seed: int, tmp_path: Path, met: Counter[str]) -> None:
    how, differences = play(Writer(seed).draw(), tmp_path)
    met[how.split(" ")[0]] += 1
    assert differences == []
    assert how != "plus large : exactement"


def test_the_draws_say_something(met: Counter[str]) -> None:
    """Refused: a fault of the generator. Out of reach: what the other evaluator does not read."""
    assert met["refusé"] == 0, met
    assert met["rejoué"] >= sum(met.values()) / 3, met
