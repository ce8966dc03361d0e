"""What libraries of tables put in a cell, to what Python has for it. None of them is loaded here: a value is
known by what it answers to.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from convrules.facts.readers.valeurs import of_32_bits

_SIMPLES: Final = frozenset({str, bool, int, float, Decimal, date, type(None)})
"""Types of which every value is what it says. (Of instants, one says that there is none.)"""
_INSTANTS: Final = frozenset({"D", "h", "m", "s", "ms", "us", "ns"})
"""Units of NumPy that say a day. Why not months or weeks: their first day is not what they say."""
_FLOTTANTS_COURTS: Final = frozenset({"float", "halffloat", "FLOAT"})
"""Types of columns of numbers of 32 bits, or fewer, as Arrow and DuckDB name them."""


def plain(value: Any) -> object:
    """A cell of a dictionary: a NumPy scalar as the value it holds, a missing instant or value (`NaT`, `NA`)
    as nothing; what is none of these, itself."""
    if type(value) in _SIMPLES:
        return value
    if isinstance(value, datetime):
        return value if value == value else None
    if type(value).__name__ == "NAType" and type(value).__module__.startswith("pandas."):
        return None
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if kind in ("b", "i", "u", "f", "U", "M") and getattr(value, "shape", None) == ():
        return _of_numpy(value, kind)
    return value


def _of_numpy(value: Any, kind: str) -> object:
    """Why its text, of an instant: `item` makes a number of nanoseconds, a day of a month."""
    if kind != "M":
        found = value.item()
        return of_32_bits(found) if kind == "f" and value.dtype.itemsize <= 4 else found
    text = str(value)
    if text == "NaT":
        return None
    unit = value.dtype.name.partition("[")[2].rstrip("]")
    if unit not in _INSTANTS:
        return value
    try:
        return date.fromisoformat(text) if unit == "D" else datetime.fromisoformat(text)
    except ValueError:  # After the year 9999: read, or refused, as any text.
        return text


def shortened(rows: Sequence[tuple[Any, ...]], types: Sequence[object]) -> tuple[tuple[object, ...], ...]:
    """Rows of a table of which each column has a type, numbers of 32 bits as the decimals they stand for."""
    # A column of codes is of the type of what they stand for.
    held = [str(getattr(kind, "value_type", kind)) for kind in types]
    short = [rank for rank, kind in enumerate(held) if kind in _FLOTTANTS_COURTS]
    if not short:
        return tuple(rows)
    columns: list[Sequence[object]] = list(zip(*rows, strict=True)) or [()] * len(types)
    for rank in short:
        columns[rank] = [of_32_bits(v) if isinstance(v, float) else plain(v) for v in columns[rank]]
    return tuple(zip(*columns, strict=True))
