"""An entry of a section out of the column of the others, found at the next one, which is sound."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.base.ressemblance import nearest
from convrules.base.source import Source, Span
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import fichier as problems
from convrules.syntax import schema
from convrules.syntax.sorties import SECTIONS
from convrules.syntax.yaml_slips import known_keys, root_keys

_CLE: Final = Motif(r"(?P<retrait> *)(?P<cle>[^\W\d_][\w' -]*?):(?P<suite>(?: .*)?)")
_NOM: Final = Motif(r"[a-z][a-z0-9_]*")
_RETRAIT: Final = 2
"""Spaces before an entry, where no other line of the file says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ligne:
    number: int
    column: int
    cle: str
    suite: str


def out_of_line(source: Source, number: int) -> Diagnostic | None:
    """The entry to move, when reading stopped at this line of a section."""
    head = _head(source, number)
    if head is None:
        return None
    entries = list(_entries(source, head))
    here = next((e for e in entries if e.number == number), None)
    if here is None:
        return None
    wanted = _wanted(source, entries)
    rank = entries.index(here)
    before = next((e for e in reversed(entries[:rank]) if e.column <= wanted + 1), None)
    if before is not None and before.column != wanted and here.column == wanted:
        return _told(source, before, here, wanted)
    if before is None or before.column != wanted or here.column in (0, wanted):
        return None
    stuck = before.number == number - 1 and before.suite.strip() != ""
    return _told(source, here, before, wanted) if here.column <= wanted + 1 or stuck else None


def _head(source: Source, number: int) -> _Ligne | None:
    """The section that the line is of."""
    for line in range(number - 1, 0, -1):
        found = _read(source, line)
        if found is None or found.column:
            if source.line(line).startswith("- "):
                return None
            continue
        if found.cle in SECTIONS:
            return found if not found.suite.strip() else None
        if found.cle in root_keys() or nearest(found.cle, root_keys()):
            return None
    return None


def _read(source: Source, number: int) -> _Ligne | None:
    match = _CLE.fullmatch(source.line(number).split(" #")[0].rstrip())
    if match is None:
        return None
    return _Ligne(number=number, column=len(match["retrait"]), cle=match["cle"], suite=match["suite"])


def _entries(source: Source, head: _Ligne) -> Iterator[_Ligne]:
    """The lines of a section that begin an entry, as far as its next one at the margin."""
    for number in range(head.number + 1, len(source.line_starts) + 1):
        found = _read(source, number)
        if found is None:
            continue
        if not found.column and found.cle in root_keys():
            return
        if found.cle in _choices() if head.cle == "choix" else _is_name(found.cle):
            yield found


def _is_name(cle: str) -> bool:
    return _NOM.fullmatch(cle) is not None and cle not in known_keys()


@cache
def _choices() -> frozenset[str]:
    return frozenset(schema.mapping(schema.mapping(schema.root(), "$defs")["choix"], "properties"))


def _wanted(source: Source, entries: list[_Ligne]) -> int:
    """The column of most entries; otherwise that of the other sections of the file."""
    usual = _usual(source)
    columns = Counter(e.column for e in entries if 0 < e.column <= usual + 1)
    most = [column for column, count in columns.items() if count == max(columns.values())]
    return most[0] if len(most) == 1 else usual


def _usual(source: Source) -> int:
    """How far the first line of most sections is."""
    columns: Counter[int] = Counter()
    for number in range(1, len(source.line_starts)):
        head = _read(source, number)
        if head is not None and not head.column and not head.suite.strip():
            below = re.match(r" +(?=\S)", source.line(number + 1))
            columns.update([len(below[0])] if below is not None else [])
    return max(columns, key=lambda c: (columns[c], -c)) if columns else _RETRAIT


def _told(source: Source, out: _Ligne, other: _Ligne, wanted: int) -> Diagnostic:
    start = source.line_starts[out.number - 1] + out.column
    raison = t("« {cle} » n'est pas dans l'alignement de « {autre} »", cle=out.cle, autre=other.cle)
    conseil = (
        t("Mettez {n} espaces devant cette clé, comme devant celle d'après.", n=str(wanted))
        if out.number < other.number
        else t("Mettez {n} espaces devant cette clé, comme devant celle d'avant.", n=str(wanted))
    )
    span = Span(source=source, start=start, end=start + len(out.cle))
    return problems.yaml_illisible(span=span, raison=raison, conseil=conseil)
