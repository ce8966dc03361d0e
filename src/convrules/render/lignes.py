"""Lines of CSV, every cell safe to open in a spreadsheet."""

from collections.abc import Iterable, Sequence

from convrules.base.signes import inert

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_line(cells: Sequence[str]) -> str:
    """One line of CSV, `;` between cells; every cell is safe to open in a spreadsheet."""
    return joined(safe_cell(c) for c in cells)


def joined(cells: Iterable[str]) -> str:
    """The same of cells that are safe already."""
    return ";".join(cells) + "\r\n"


def safe_cell(text: str) -> str:
    """A cell that begins like a formula gets an apostrophe before it, so that no program runs it."""
    shown = inert(text)
    safe = f"'{shown}" if text.startswith(_FORMULA) else shown
    if any(c in safe for c in ';"\r\n'):
        return '"' + safe.replace('"', '""') + '"'
    return safe
