"""Workbooks as bytes."""

import io
from collections.abc import Sequence
from datetime import date

from convrules.render.classeur import write_workbook
from convrules.render.feuilles import Feuille


def workbook(feuilles: Sequence[Feuille], titre: str, jour: date) -> bytes:
    """The bytes of a workbook, the same for the same tables and day."""
    stream = io.BytesIO()
    write_workbook(feuilles, stream, titre, jour)
    return stream.getvalue()
