"""Places in data files, shown without betraying anyone.

A message shows the line it speaks of. A landlord's line may hold names or telephone numbers, so the
`Source` behind a data place is not the file: it holds the titles and the lines that are spoken of, with the
cells of mapped columns; every other character is a `·`. Numbers of lines and columns are those of the
real file. Spans of one pass over a file share one such source.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import partial
from types import MappingProxyType
from typing import Protocol, TypeAlias

from convrules.base.records import dataclass, replace
from convrules.base.signes import SANS_TEXTE
from convrules.base.source import Span, make_source
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import lecture
from convrules.facts.records import Ligne, Place

MASQUE = "·"


class Constat(Protocol):
    """A finding that waits for its place."""

    def __call__(self, *, span: Span) -> Diagnostic: ...


_AUCUNE: Mapping[int, Constat] = MappingProxyType({})
_INTACTES: Mapping[int, str] = MappingProxyType({})
_RIEN: Mapping[int, Collection[int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rangee:
    """A record: its first physical line or row (from 1), the line after its last, its texts.

    `brut`: the record as it stands in a text file. `coupee`: the file ends in it, without a line end.
    `fautes`: cells that have no text, by index, each with its finding (an error of a spreadsheet).
    `reparees`: cells that a spreadsheet had damaged and whose text is sure, by index, with what was there.
    `heures`: the time of day of those that are moments, midnight apart, whatever their texts keep of it.
    `dates`: those that the file holds as days, not as texts."""

    ligne: int
    suivante: int
    valeurs: tuple[str, ...]
    brut: str = ""
    coupee: bool = False
    fautes: Mapping[int, Constat] = field(default_factory=lambda: _AUCUNE, compare=False)
    reparees: Mapping[int, str] = field(default_factory=lambda: _INTACTES, compare=False)
    heures: Mapping[int, str] = field(default_factory=lambda: _INTACTES, compare=False)
    dates: frozenset[int] = field(default=frozenset(), compare=False)


def readable(rangee: Rangee) -> Rangee:
    """A cell with a control character, or one that turns the direction of the text, has no text: shown, it
    could write anything there; nor has one with half a character, which cannot be written at all."""
    text = "".join(rangee.valeurs)
    # Why first: such a character is none that prints, and this is told faster than by the pattern.
    if text.isprintable() or SANS_TEXTE.search(text) is None:
        return rangee
    found = {i: SANS_TEXTE.search(texte) for i, texte in enumerate(rangee.valeurs)}
    faults = {
        i: partial(lecture.caractere_de_commande, caractere=f"U+{ord(m[0]):04X}")
        for i, m in found.items()
        if m
    }
    return replace(rangee, fautes={**faults, **rangee.fautes})


Relire: TypeAlias = Callable[[int, str], Rangee]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tableau:
    """A file of records: its header, and `rangees`, which reads every record below it, whatever its width,
    as often as asked. `total`: how many there are, where that is known. `empreinte`: what was read, where
    there are no bytes to tell it by. `chemin`: the file of the disk, where `nom` says more than it.
    `titres_declares`: the file has no titles, the mapping gives them; `entete` is then on no line of it.
    `relire`: makes again a row of one line, of its number and its text; None where rows are no text."""

    nom: str
    separateur: str
    entete: Rangee
    rangees: Callable[[], Iterator[Rangee]]
    total: int | None = None
    empreinte: Callable[[], str] | None = None
    chemin: str = ""
    titres_declares: bool = False
    relire: Relire | None = None


def declared_header(titres: Sequence[str]) -> Rangee:
    """Titles that are on no line of their file."""
    return Rangee(ligne=0, suivante=1, valeurs=tuple(titres))


def place_at_line(nom: str, ligne: int, montre: str = MASQUE) -> Span:
    """The start of a line, nothing of it shown but what is given."""
    return Span(source=make_source(nom, montre, (ligne,)), start=0, end=len(montre))


def row_span(ligne: Ligne, montre: str = MASQUE) -> Span:
    """Where a row of data stands, nothing of it shown but what is given."""
    place = ligne.place or Place(fichier=ligne.table, ligne=1)
    return place_at_line(place.fichier, place.ligne, montre)


def raw(rangee: Rangee, separateur: str) -> str:
    """Text of a record as it stands in the file, its last line end left out; of a row that is no text, its
    cells side by side."""
    if rangee.brut:
        return rangee.brut.rstrip("\r\n")
    return separateur.join(re.sub(r"[\r\n\t]", " ", v) for v in rangee.valeurs)


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
    tableau: Tableau,
    endroits: Iterable[tuple[Rangee, int]],
    visibles: frozenset[int],
    titres: bool = True,
    caches: Mapping[int, Collection[int]] = _RIEN,
) -> Mapping[tuple[int, int], Span]:
    """Spans of cells, by (first line of the record, column index from 0).

    visibles: indexes of the columns that may be shown, in rows of the header's width (in the others no
    cell is certain to be under its name), but for `caches`, by line. titres: the header may be shown."""
    wanted: dict[int, tuple[Rangee, set[int]]] = {}
    titres = titres and not tableau.titres_declares
    if titres:
        wanted[tableau.entete.ligne] = (tableau.entete, set())
    for rangee, colonne in endroits:
        wanted.setdefault(rangee.ligne, (rangee, set()))[1].add(colonne)
    pieces: list[str] = []
    numeros: list[int] = []
    ranges: dict[tuple[int, int], tuple[int, int]] = {}
    start = 0
    for number in sorted(wanted):
        rangee, colonnes = wanted[number]
        text = raw(rangee, tableau.separateur)
        cells = cell_ranges(text, tableau.separateur)
        header = titres and rangee is tableau.entete
        own = frozenset(range(len(cells))) if header else visibles.difference(caches.get(number, ()))
        pieces.append(_shown(tableau, rangee, text, cells, own))
        numeros += range(number, number + text.count("\n") + 1)
        for colonne in colonnes:
            first, last = cells[colonne] if colonne < len(cells) else (0, len(text))
            ranges[number, colonne] = (start + first, start + last)
        start += len(text) + 1
    source = make_source(tableau.nom, "\n".join(pieces), tuple(numeros))
    return {k: Span(source=source, start=start, end=end) for k, (start, end) in ranges.items()}


def _shown(
    tableau: Tableau, rangee: Rangee, text: str, cells: list[tuple[int, int]], visibles: frozenset[int]
) -> str:
    """A record as messages show it: cells of mapped columns, the others hidden."""
    if len(rangee.valeurs) != len(tableau.entete.valeurs):
        visibles = frozenset()
    shown = [
        text[start:end] if index in visibles else _hidden(text[start:end])
        for index, (start, end) in enumerate(cells)
    ]
    return tableau.separateur.join(shown)


def _hidden(text: str) -> str:
    return re.sub("[^\r\n]+", lambda run: MASQUE * len(run[0]), text)
