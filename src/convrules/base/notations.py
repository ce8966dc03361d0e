"""The ways of writing a number that a mapping may declare, each named by how it writes 1 234,56."""

from collections.abc import Mapping
from typing import Final

from convrules.base.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """`milliers`: the signs that may part the thousands; none when they are never parted."""

    milliers: str
    decimale: str


# Plain, unbreakable and narrow unbreakable spaces; straight and curved apostrophes.
ESPACES: Final = " \u00a0\u202f"
_APOSTROPHES: Final = "'\u2019"

NOTATIONS: Final[Mapping[str, Notation]] = {
    "1234,56": Notation(milliers="", decimale=","),
    "1234.56": Notation(milliers="", decimale="."),
    "1 234,56": Notation(milliers=ESPACES, decimale=","),
    "1 234.56": Notation(milliers=ESPACES, decimale="."),
    "1.234,56": Notation(milliers=".", decimale=","),
    "1,234.56": Notation(milliers=",", decimale="."),
    "1'234,56": Notation(milliers=_APOSTROPHES, decimale=","),
    "1'234.56": Notation(milliers=_APOSTROPHES, decimale="."),
}
