"""Files in a page: what it was made from."""

from collections.abc import Iterable


def files(*tables: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(name, hash) of each file, table after table, each in order."""
    return [one for table in tables for one in sorted(table)]
