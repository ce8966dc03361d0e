"""Rows of a column laid by code, as sets: laid once, then united for every convention that asks.

A set for each binary digit of the codes: the rows whose code has it. The rows whose code is below another are
worked out of these, a few operations on whole sets however many rows and codes there are, so that those of a
run of codes are what two such sets differ by: a threshold on ordered values costs the same as one code.
"""

import sys
from array import array
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from convrules.columnar.vectors import Rows, among_bytes, everything

Run: TypeAlias = tuple[int, int]
"""Codes from the first, the second excluded."""
PLACE: Final = 16_000_000
"""LIMIT: bytes of the sets that a column keeps once worked out; beyond, they are worked out again."""
_BYTE: Final = 8
_WITH: Final = tuple(
    bytes(ord("1") if code >> digit & 1 else ord("0") for code in range(256)) for digit in range(_BYTE)
)
"""For each digit, is it 1 in a byte?"""


class Cumulated:
    """`codes`: of each row; `number`: every code is below."""

    def __init__(self, codes: bytes | Sequence[int], number: int) -> None:
        self.number = number
        self.everything: Rows = everything(len(codes))
        digits = max(number - 1, 0).bit_length()
        octets = [codes] if isinstance(codes, bytes) else octets_of(codes, -(-digits // _BYTE))
        self._digits = digits_of(octets, digits)
        self._kept: dict[int, Rows] = {}
        self._most = PLACE // (len(codes) // 8 + 1)

    def below(self, code: int) -> Rows:
        """The rows whose code is below."""
        if code >= self.number:
            return self.everything
        found = self._kept.get(code)
        if found is None:
            found = below(self._digits, code, self.everything)
            if len(self._kept) < self._most:
                self._kept[code] = found
        return found

    def within(self, runs: Iterable[Run]) -> Rows:
        """The rows whose code is in one of these runs, which do not overlap."""
        found = 0
        for first, last in runs:
            found ^= self.below(first) ^ self.below(last)
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


def octets_of(numbers: Iterable[int], number: int) -> list[bytes]:
    """Of each, so many octets, the lowest first."""
    held = array("Q", numbers)
    if sys.byteorder == "big":
        held.byteswap()
    whole = held.tobytes()
    return [whole[n :: held.itemsize] for n in range(number)]


def digits_of(octets: Sequence[bytes], number: int) -> list[Rows]:
    """For each of so many binary digits, the lowest first, the rows that have it. octets: of each row, the
    lowest first."""
    return [among_bytes(octets[digit // _BYTE], _WITH[digit % _BYTE]) for digit in range(number)]


def below(digits: Sequence[Rows], code: int, everything: Rows) -> Rows:
    """The rows whose number, of these digits, is below one of as many."""
    found, same = 0, everything
    for digit in range(len(digits) - 1, -1, -1):
        with_it = same & digits[digit]
        if code >> digit & 1:
            found |= same ^ with_it
            same = with_it
        else:
            same ^= with_it
    return found
