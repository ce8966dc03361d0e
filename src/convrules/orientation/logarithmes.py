"""Logarithms of base 2 as whole numbers of 256ths: sums of numbers far too large to be written, without a
float."""

from bisect import bisect_right
from math import isqrt
from typing import Final

OCTAVE: Final = 256
UN: Final = 1 << 64


def _powers() -> list[int]:
    """2^(n/256), n from 0 to 255, in parts of UN."""
    root = 2 << 192
    # Why: √ eight times of 2 gives 2^(1/256).
    for _ in range(8):
        root = isqrt(root << 192)
    found, now = [], 1 << 192
    for _ in range(OCTAVE):
        found.append(now >> 128)
        now = now * root >> 192
    return found


def _sums() -> list[int]:
    """The logarithm of 1 + 2^(−n/256), n from 0."""
    powers = _powers()
    below = [UN * UN // power for power in powers]
    return [
        bisect_right(powers, UN + (below[n % OCTAVE] >> n // OCTAVE)) - 1 if n else OCTAVE
        for n in range(9 * OCTAVE)
    ]


SOMMES: Final = _sums()


def plus(a: int, b: int) -> int:
    """The logarithm of the sum of two numbers, by theirs."""
    most, gap = (a, a - b) if a > b else (b, b - a)
    return most + SOMMES[gap] if gap < len(SOMMES) else most
