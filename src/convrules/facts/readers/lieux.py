"""Places in data files, shown without betraying anyone.

A message shows the line it speaks of. A landlord's line may hold names or telephone numbers, so the
`Source` behind a data place is not the file: it has the file's name and layout, but shows its titles and,
in the lines that are spoken of, the cells of mapped columns; every other character is a `·`. Lines,
columns and offsets are those of the real file. Spans of one pass over a file share one such source.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from convrules.base.source import Source, Span, make_source
from convrules.diagnostics.model import Diagnostic

MASQUE = "·"


class Constat(Protocol):
    """A finding that waits for its place."""

    def __call__(self, *, span: Span) -> Diagnostic: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rangee:
    """A record: its first physical line (from 1), the line after its last, its texts."""

    ligne: int
    suivante: int
    valeurs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tableau:
    """A file of records: header, and rows of its width. `inegales`: the others, refused, each with its
    finding. INVARIANT: no row of the file is anywhere else."""

    source: Source
    separateur: str
    entete: Rangee
    rangees: tuple[Rangee, ...]
    inegales: tuple[tuple[Rangee, Constat], ...]


def place_at_line(nom: str, ligne: int) -> Span:
    """The start of a line, nothing of it shown."""
    text = "\n" * (ligne - 1) + MASQUE
    return Span(source=make_source(nom, text), start=ligne - 1, end=ligne)


def raw(source: Source, rangee: Rangee) -> str:
    """Text of a record as it stands in the file, its last line end left out."""
    starts = source.line_starts
    start = starts[rangee.ligne - 1]
    end = starts[rangee.suivante - 1] if rangee.suivante <= len(starts) else len(source.text)
    return source.text[start:end].rstrip("\r\n")


def cell_ranges(text: str, separateur: str) -> list[tuple[int, int]]:
    """Half-open range of every cell of a record, quotes included."""
    sep = re.escape(separateur)
    cell = re.compile(rf'"(?:[^"]|"")*"|[^{sep}]*')
    ranges: list[tuple[int, int]] = []
    position = 0
    while position <= len(text):
        found = cell.match(text, position)
        assert found is not None, "the pattern matches the empty text"
        ranges.append(found.span())
        position = found.end() + 1
    return ranges


def places(
    tableau: Tableau, endroits: Iterable[tuple[Rangee, int]], visibles: frozenset[int]
) -> Mapping[tuple[int, int], Span]:
    """Spans of cells, by (first line of the record, column index from 0).

    visibles: indexes of the columns that may be shown, in rows of the header's width (in the others no
    cell is certain to be under its name). Offsets are those of the real text, so that places of one file
    sort and compare, whichever pass made them."""
    wanted: dict[int, tuple[Rangee, set[int]]] = {}
    if tableau.entete.ligne:
        wanted[tableau.entete.ligne] = (tableau.entete, set())
    for rangee, colonne in endroits:
        wanted.setdefault(rangee.ligne, (rangee, set()))[1].add(colonne)
    pieces: list[str] = []
    ranges: dict[tuple[int, int], tuple[int, int]] = {}
    done = 0
    for number in sorted(wanted):
        rangee, colonnes = wanted[number]
        start = tableau.source.line_starts[number - 1]
        text = raw(tableau.source, rangee)
        cells = cell_ranges(text, tableau.separateur)
        pieces += [_hidden(tableau.source.text[done:start]), _shown(tableau, rangee, cells, visibles)]
        for colonne in colonnes:
            first, last = cells[colonne] if colonne < len(cells) else (0, len(text))
            ranges[number, colonne] = (start + first, start + last)
        done = start + len(text)
    source = make_source(tableau.source.name, "".join(pieces))
    return {k: Span(source=source, start=start, end=end) for k, (start, end) in ranges.items()}


def _shown(tableau: Tableau, rangee: Rangee, cells: list[tuple[int, int]], visibles: frozenset[int]) -> str:
    """A record as messages show it: titles whole, cells of mapped columns, the others hidden."""
    text = raw(tableau.source, rangee)
    if rangee == tableau.entete:
        return text
    if len(rangee.valeurs) != len(tableau.entete.valeurs):
        visibles = frozenset()
    shown = [
        text[start:end] if index in visibles else _hidden(text[start:end])
        for index, (start, end) in enumerate(cells)
    ]
    return tableau.separateur.join(shown)


def _hidden(text: str) -> str:
    return re.sub("[^\r\n]+", lambda run: MASQUE * len(run[0]), text)
