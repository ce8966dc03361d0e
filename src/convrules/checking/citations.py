"""What is known of the articles that conventions cite: `data/articles-cch.txt`.

Knowing stops at the list: an article that is not there is believed, and so is a version later than the last.
"""

from datetime import date
from functools import cache
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.package_data import read_package_bytes

CODE: Final = Motif(r"([A-Z][A-Za-zÀ-ÿ]*(?: de [\w' ]+)?) ([LRDA]\. )\*?(\d+(?:-\d+)*)(?: [IVX]+)?(?: \d+°)?")
"""A citation of a code: `CCH R. 441-5`, `CCH R. 441-5-2 IV`."""
_CCH: Final = "CCH"
_NUMERO: Final = Motif(r"[1-8]\d{0,2}(-\d+)*")
"""The code has eight books: one figure each for the book, the title and the chapter, then ranks."""


def is_of_no_book(fondement: str) -> bool:
    """Is it an article of a book, or of a chapter, that its code does not have?"""
    found = CODE.fullmatch(fondement)
    return found is not None and found[1] == _CCH and _NUMERO.fullmatch(found[3]) is None


def meant_code(fondement: str) -> str:
    """The citation probably meant by one of a code written amiss (`CHC R. 441-5`); nothing for any other."""
    found = CODE.fullmatch(fondement)
    if found is None or found[1] == _CCH or not _is_slip(found[1]) or found[2] + found[3] not in _versions():
        return ""
    return _CCH + fondement[len(found[1]) :]


def replaced_by(fondement: str, version: date, depuis: date) -> date | None:
    """The day of the last version known on `depuis`, when `version` is older than it."""
    found = CODE.fullmatch(fondement)
    if found is None or found[1] != _CCH:
        return None
    known = [day for day in _versions().get(found[2] + found[3], ()) if day <= depuis]
    return known[-1] if known and version < known[-1] else None


def _is_slip(code: str) -> bool:
    """The same letters in another order or another case, or one too many."""
    written = code.upper()
    longer = any(written[:n] + written[n + 1 :] == _CCH for n in range(len(written)))
    return sorted(written) == sorted(_CCH) or longer


@cache
def _versions() -> dict[str, tuple[date, ...]]:
    text = (read_package_bytes("data/articles-cch.txt") or b"").decode()
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {article: tuple(map(date.fromisoformat, days.split())) for article, days in lines}
