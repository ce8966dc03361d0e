"""What a project file says of the annual report."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from convrules.api.sources import Signal
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic

SECTION: Final = "bilan"
CLE: Final = "periodes_construction"
CLES: Final = (f"{SECTION}.{CLE}",)
_ATTENDU: Final = (
    "la première année de chaque période sauf la plus ancienne, en ordre, comme [1949, 1975, 2000]"
)


def read_bins(content: Mapping[str, Any], signal: Signal) -> tuple[tuple[int, ...], list[Diagnostic]]:
    """The first year of each bin of construction but the oldest; empty when none is declared."""
    section = content.get(SECTION, {})
    if not isinstance(section, dict):
        return (), [signal(SECTION, t("une section [{nom}]", nom=SECTION))]
    written = section.get(CLE)
    if written is None:
        return (), []
    if not (isinstance(written, list) and written and all(_is_year(y) for y in written)):
        return (), [signal(CLE, _ATTENDU)]
    if any(a >= b for a, b in pairwise(written)):
        return (), [signal(CLE, _ATTENDU)]
    return tuple(written), []


def _is_year(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999


def unknown_bins(content: Mapping[str, Any]) -> Iterator[str]:
    """Keys of the section that nothing reads."""
    written = content.get(SECTION, {})
    yield from (f"{SECTION}.{k}" for k in written if isinstance(written, dict) and k != CLE)
