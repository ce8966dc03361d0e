"""Sums and differences of whole numbers that rows say (days, counts), of all rows at once.

A number is written in binary across sets of rows: a set for each digit, of the rows whose number has it. To
add two costs five operations on whole sets a digit, however many rows there are, and so does a comparison
with what is fixed.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import zip_longest
from math import ceil, floor
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.records import dataclass
from convrules.columnar.cumulated import below, digits_of, octets_of
from convrules.columnar.numbers import Number
from convrules.columnar.tables import Column
from convrules.columnar.vectors import Rows, everything, rows_of

LARGE: Final = 32
"""LIMIT: binary digits between the least number of a column and the greatest; beyond, row by row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary:
    """The number of a row is `origine` plus what its digits make, the lowest first; nothing is meant of rows
    that are not in `dits`, a set of some of `tout`."""

    tout: Rows
    dits: Rows
    origine: int
    chiffres: Sequence[Rows]

    def below(self, bound: int) -> Rows:
        """The rows whose number is said, and is below."""
        code = bound - self.origine
        if code <= 0:
            return 0
        if code >= 1 << len(self.chiffres):
            return self.dits
        return self.dits & below(self.chiffres, code, self.tout)

    def where(self, operateur: ir.Comparateur, fixed: Number) -> Rows:
        """The rows of which a comparison with what is fixed holds."""
        op = ir.Comparateur
        match operateur:
            case op.INFERIEUR:
                return self.below(ceil(fixed))
            case op.INFERIEUR_EGAL:
                return self.below(floor(fixed) + 1)
            case op.SUPERIEUR:
                return self.dits ^ self.below(floor(fixed) + 1)
            case op.SUPERIEUR_EGAL:
                return self.dits ^ self.below(ceil(fixed))
            case op.EGAL:
                # None of a bound that is not whole: both sets are the same.
                return self.below(ceil(fixed)) ^ self.below(floor(fixed) + 1)
            case op.DIFFERENT:
                return self.dits ^ self.where(op.EGAL, fixed)


Read: TypeAlias = Callable[[ir.Champ], Binary | None]
"""What rows say of a fact."""


def fixed(value: int, tout: Rows) -> Binary:
    return Binary(tout=tout, dits=tout, origine=value, chiffres=())


def added(a: Binary, b: Binary) -> Binary:
    digits: list[Rows] = []
    carry: Rows = 0
    for x, y in zip_longest(a.chiffres, b.chiffres, fillvalue=0):
        one = x ^ y
        digits.append(one ^ carry)
        carry = x & y | one & carry
    if carry:
        digits.append(carry)
    return Binary(tout=a.tout, dits=a.dits & b.dits, origine=a.origine + b.origine, chiffres=digits)


def opposite(a: Binary) -> Binary:
    """Every digit the other one: what they make is taken from the most that they could."""
    most = (1 << len(a.chiffres)) - 1
    return Binary(
        tout=a.tout,
        dits=a.dits,
        origine=-a.origine - most,
        chiffres=[a.tout ^ digit for digit in a.chiffres],
    )


def written(column: Column, values: Sequence[Number | None], domain: Sequence[int]) -> Binary | None:
    """What rows of a domain say. values: by code of the column, None where it is not said for certain. None
    where they are not all whole, or too far from one another."""
    said = [value for value in values if value is not None]
    whole = [value for value in said if isinstance(value, int)]
    if len(whole) < len(said):
        return None
    low = min(whole, default=0)
    named = [0 if value is None else int(value) - low for value in values]
    digits = max(named, default=0).bit_length()
    if digits > LARGE:
        return None
    codes = column.of(domain)
    octets = _octets(codes, named, -(-digits // 8))
    tout = everything(len(domain))
    holes = {code for code, value in enumerate(values) if value is None}
    out = rows_of((n for n, code in enumerate(codes) if code in holes), len(domain)) if holes else 0
    return Binary(tout=tout, dits=tout ^ out, origine=low, chiffres=digits_of(octets, digits))


def _octets(codes: bytes | Sequence[int], named: Sequence[int], number: int) -> list[bytes]:
    """Of each row, the octets of the number that its code stands for."""
    if not isinstance(codes, bytes):
        return octets_of(map(named.__getitem__, codes), number)
    tables = (bytes(value >> 8 * n & 255 for value in named).ljust(256, b"\0") for n in range(number))
    return [codes.translate(table) for table in tables]


# --- expressions --------------------------------------------------------------------------------
def worked_out(term: ir.Expr, tout: Rows, read: Read) -> Binary | None:
    """A sum on the rows of a domain. read: a fact on these rows; None where one cannot be written so."""
    match term:
        case ir.Nomme(expr=inner):
            return worked_out(inner, tout, read)
        case ir.Champ():
            return read(term)
        case ir.Litteral(valeur=Fraction() as valeur):
            return fixed(int(valeur), tout)
        case ir.Oppose(operande=inner):
            found = worked_out(inner, tout, read)
            return None if found is None else opposite(found)
        case ir.Calcul(operateur=op, gauche=a, droite=b):
            left, right = worked_out(a, tout, read), worked_out(b, tout, read)
            if left is None or right is None:
                return None
            return added(left, opposite(right) if op is ir.Operateur.MOINS else right)
        case _:
            raise AssertionError("asked of sums")
