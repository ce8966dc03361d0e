"""Rows of a column laid by code, as sets: laid once, then united for every convention that asks.

The n-th set holds the rows of the codes below n, so that those of a run of codes are what two sets differ by,
however long the run: a threshold on ordered values, or all the codes but a few, cost the same as one code.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import or_
from typing import Final, TypeAlias

from convrules.columnar.vectors import Rows, among

Run: TypeAlias = tuple[int, int]
"""Codes from the first, the second excluded."""
PLACE: Final = 32_000_000
"""LIMIT: bytes that the sets of one column may take; beyond, codes are looked up row by row."""
FEW: Final = 48
"""Codes up to which one pass over the rows for each costs less than marking row after row."""
_BITS: Final = tuple(0x80 >> n for n in range(8))


def cumulated(codes: bytes | Sequence[int], number: int) -> Sequence[Rows] | None:
    """For each code and one beyond, the rows (by place in `codes`) whose code is below. number: of codes.
    None when they would take too much place."""
    if (len(codes) + 7) // 8 * (number + 1) > PLACE:
        return None
    if isinstance(codes, bytes) and number <= FEW:
        rows = (among(codes, code) for code in range(number))
        return list(accumulate(rows, or_, initial=0))
    return _marked(codes, number)


def _marked(codes: Sequence[int], number: int) -> Sequence[Rows]:
    """Row after row, which costs the same however many codes there are."""
    size = (len(codes) + 7) // 8
    laid: list[list[int]] = [[] for _ in range(number)]
    for place, code in enumerate(codes, size * 8 - len(codes)):
        laid[code].append(place)
    marks = bytearray(size)
    found: list[Rows] = [0]
    for places in laid:
        for place in places:
            marks[place >> 3] |= _BITS[place & 7]
        found.append(int.from_bytes(marks, "big"))
    return found


def within_runs(below: Sequence[Rows], runs: Iterable[Run]) -> Rows:
    """The rows whose code is in one of these runs, which do not overlap."""
    found = 0
    for first, last in runs:
        found ^= below[first] ^ below[last]
    return found


def runs_of(codes: Iterable[int]) -> list[Run]:
    """Rising codes, as runs."""
    found: list[Run] = []
    for code in codes:
        if found and found[-1][1] == code:
            found[-1] = found[-1][0], code + 1
        else:
            found.append((code, code + 1))
    return found
