"""Dictionaries, an Arrow table, a DuckDB relation, to rows; and what libraries put in a cell, to what Python
has for it. None of them is loaded here: each is known by what it answers to.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from convrules.facts.readers.memoire import TableEnMemoire
from convrules.facts.readers.valeurs import of_32_bits

_SIMPLES: Final = frozenset({str, bool, int, float, Decimal, date, type(None)})
"""Types of which every value is what it says. (Of instants, one says that there is none.)"""
_INSTANTS: Final = frozenset({"D", "h", "m", "s", "ms", "us", "ns"})
"""Units of NumPy that say a day. Why not months or weeks: their first day is not what they say."""
_FLOTTANTS_COURTS: Final = frozenset({"float", "halffloat", "FLOAT"})
"""Types of columns of numbers of 32 bits, or fewer, as Arrow and DuckDB name them."""


def table_of(donnees: object, nom: str) -> TableEnMemoire:
    """Rows of a table: an iterable of mappings, what has `schema`, `column_names` and `to_pylist` (Arrow; or
    `read_all`, which gives that, of a stream), or `columns`, `types` and `fetchall` (DuckDB). nom: of the
    table, for messages. Raises TypeError for anything else."""
    if hasattr(donnees, "schema") and hasattr(donnees, "read_all"):
        return table_of(donnees.read_all(), nom)
    if hasattr(donnees, "schema") and hasattr(donnees, "column_names") and hasattr(donnees, "to_pylist"):
        return _of_arrow(donnees, tuple(map(str, donnees.column_names)))
    if hasattr(donnees, "columns") and hasattr(donnees, "types") and hasattr(donnees, "fetchall"):
        titles = tuple(map(str, donnees.columns))
        fetched = [tuple(row) for row in donnees.fetchall()]
        return TableEnMemoire(titres=titles, rangees=shortened(fetched, donnees.types))
    if isinstance(donnees, Iterable) and not isinstance(donnees, str | bytes | Mapping):
        rows = list(donnees)
        for rank, row in enumerate(rows):
            if not isinstance(row, Mapping):
                raise TypeError(f"{nom}[{rank}] n'est pas un dictionnaire : « {type(row).__name__} »")
        titles = tuple(dict.fromkeys(str(key) for row in rows for key in row))
        return TableEnMemoire(titres=titles, rangees=tuple(_cells(rows, titles, plain)))
    raise TypeError(
        f"{nom} : une table est une suite de dictionnaires, une table Arrow ou une relation DuckDB, pas "
        f"« {type(donnees).__name__} »"
    )


def _of_arrow(donnees: Any, titles: tuple[str, ...]) -> TableEnMemoire:
    """Why Any: no library of tables is loaded here."""
    try:
        rows = tuple(_cells(donnees.to_pylist(), titles, _as_it_is))
    except (OverflowError, ValueError):  # A day after 9999, an instant between two microseconds.
        columns = [[_of_scalar(scalar) for scalar in donnees.column(n)] for n in range(len(titles))]
        rows = tuple(zip(*columns, strict=True))
    return TableEnMemoire(titres=titles, rangees=shortened(rows, donnees.schema.types))


def _of_scalar(scalar: Any) -> object:
    """Its value; when Python has none, as its library writes it, which is read, or refused, as any text; of
    what it does not write, itself, which is refused by its type."""
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        try:
            return scalar.cast("string").as_py()
        except (NotImplementedError, ValueError):
            return scalar


def _cells(
    rows: Iterable[Mapping[str, Any]], titles: Sequence[str], read: Callable[[Any], object]
) -> Iterator[tuple[object, ...]]:
    return (tuple(read(row.get(t)) for t in titles) for row in rows)


def _as_it_is(value: object) -> object:
    return value


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
