"""The canonical layout of a text: its tree written again, its comments and blank lines where they stood.

A comment above a node stays above it, one at the end of a line stays at the end of it. Lines whose breaks say
something are kept as they are, only moved sideways: those that hold a comment inside a value, and those that
an acceptance (`# convrules: ignore[…]`) speaks of.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.source import Source, make_source
from convrules.diagnostics.model import Diagnostic
from convrules.syntax import nodes as n
from convrules.syntax.directives import read_directives
from convrules.syntax.parser import parse_file
from convrules.syntax.printer import RETRAIT, Marges, is_flow, print_file
from convrules.syntax.typography import comments

_SIGNE: Final = Motif(r"#[^\n]*")
_SIGNE_D_ACCEPTATION: Final = Motif(r"#[ \t]*convrules\b")
_MARQUE: Final = Motif(r"(?:---|\.\.\.)(?=[ \t\n]|\Z)")


class DispositionInfidele(Exception):
    """A layout that would change what is said: a bug of ours, and nothing is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """A text laid out; or why it cannot be read, and then nothing of it is touched."""

    texte: str
    constats: tuple[Diagnostic, ...] = ()


def lay_out(source: Source) -> Disposition:
    """The text in its canonical layout, with the line ends it has."""
    text = source.text.replace("\r\n", "\n")
    plain = source if text == source.text else make_source(source.name, text)
    parsed = parse_file(plain)
    if parsed.diagnostics:
        found = parsed.diagnostics if plain is source else parse_file(source).diagnostics
        return Disposition(texte=source.text, constats=found)
    reading = _Reading(source=plain)
    reading.read(parsed.value.racine)
    written = _text(parsed.value.racine, reading)
    _same_or_fail(parsed.value, reading, make_source(source.name, written))
    crlf = "\r\n" in source.text[: source.text.find("\n") + 1]
    return Disposition(texte=written.replace("\n", "\r\n") if crlf else written)


def _text(root: n.Table, reading: "_Reading") -> str:
    if is_flow(root) and reading.figes:
        return "\n".join(line.rstrip() for line in reading.source.text.strip("\n").split("\n")) + "\n"
    return print_file(root, reading) + "".join(f"{line}\n" for line in reading.queue)


def _same_or_fail(file: n.File, reading: "_Reading", written: Source) -> None:
    """The same tree, the same comments, acceptances that speak of the same lines."""
    again = parse_file(written)
    check = _Reading(source=written)
    check.read(again.value.racine)
    same = (
        not again.diagnostics
        and again.value == file
        and check.commentaires == reading.commentaires
        and check.accepted() == reading.accepted()
    )
    if not same:
        raise DispositionInfidele(written.name)


@dataclass(slots=True, kw_only=True)
class _Bloc:
    """A block being read: its column in the text, its margin in the layout."""

    colonne: int
    marge: str


@dataclass(slots=True, kw_only=True)
class _Ecart:
    """What stands between two nodes: a comment that ends the line of the first, then whole lines (column and
    text, a blank line being empty)."""

    suite: str = ""
    lignes: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fige:
    """Lines kept as they are. colonne: of what they belong to; bloc: the text they hold, when all its spaces
    count."""

    texte: str
    colonne: int
    bloc: str = ""

    def moved(self, margin: str) -> list[str]:
        """Moved sideways, all together, to stand under their key or dash."""
        first, *lines = self.texte.split("\n")
        indents = [len(line) - len(line.lstrip(" ")) for line in lines]
        least = min((i for i, line in zip(indents, lines, strict=True) if line.strip()), default=0)
        shift = max(len(margin) - self.colonne, len(margin) + len(RETRAIT) - least)
        moved = [
            " " * (indent + shift) + line.lstrip(" ") if line.strip() or indent > least else ""
            for indent, line in zip(indents, lines, strict=True)
        ]
        if not self.bloc:
            return [line.rstrip() for line in (first, *moved)]
        ends = len(self.bloc) - len(self.bloc.rstrip("\n"))
        return [first, *moved, *[""] * (ends - 1)]


@dataclass(slots=True, kw_only=True)
class _Reading(Marges):
    """Everything of a text that its tree does not say, node by node (`id` of a key or of an element)."""

    source: Source
    avant: dict[int, list[str]] = field(default_factory=dict)
    apres: dict[int, str] = field(default_factory=dict)
    figes: dict[int, _Fige] = field(default_factory=dict)
    seuls: set[int] = field(default_factory=set)
    queue: list[str] = field(default_factory=list)
    commentaires: list[str] = field(default_factory=list)
    chaine: list[_Bloc] = field(default_factory=list)
    feuilles: list[n.Scalaire | n.Phrase | n.Invalide] = field(default_factory=list)
    visees: frozenset[int] = frozenset()
    curseur: int = 0
    dernier: int = 0
    vides: bool = False

    # --- what the printer asks ---------------------------------------------------------------
    def above(self, node: n.Yaml, margin: str) -> Iterable[str]:
        return self.avant.get(id(node), ())

    def beside(self, node: n.Yaml) -> str:
        return self.apres.get(id(node), "")

    def frozen(self, node: n.Yaml, margin: str) -> Sequence[str] | None:
        found = self.figes.get(id(node))
        return None if found is None else found.moved(margin)

    def alone(self, node: n.Yaml) -> bool:
        return id(node) in self.seuls

    # --- reading ------------------------------------------------------------------------------
    def read(self, root: n.Table) -> None:
        """Go through the text from its first node to its last, then to its end."""
        self.feuilles = [leaf for leaf in _leaves(root) if not _is_empty(leaf)]
        self.visees = frozenset(a.ligne for a in read_directives(self.source).value)
        if is_flow(root):
            self._flow_root(root)
        else:
            self._block(root, "")
        self.queue = self._lines_before(len(self.source.text), 0)

    def _flow_root(self, root: n.Table) -> None:
        self.chaine.append(_Bloc(colonne=0, marge=""))
        self._before(root.entrees[0][0], root.span.start, 0, first=True)
        inside = _notes_between(self.source.text, root.span.start, root)
        if inside or self.visees:
            self.figes[id(root)] = _Fige(texte=root.span.text, colonne=0)
        self.commentaires += inside
        self.curseur = root.span.end

    def _block(self, node: n.Table | n.Liste, marge: str) -> None:
        rank = len(self.chaine)
        self.chaine.append(_Bloc(colonne=self._column(node.span.start), marge=marge))
        if isinstance(node, n.Table):
            for order, (key, value) in enumerate(node.entrees):
                start = key.span.start
                self._before(key, start, rank, first=order == 0)
                self._held(key, start, key.span.end, value, marge)
            return
        for order, element in enumerate(node.elements):
            dash = self._dash(element)
            self._before(element, dash, rank, first=order == 0)
            self._held(element, dash, dash + 1, element, marge)

    def _dash(self, element: n.Yaml) -> int:
        """Where the dash of an element stands: the first sign between what comes before and it."""
        text, at = self.source.text, self.curseur
        while text[at] != "-":
            at = text.index("\n", at) + 1 if text[at] == "#" else at + 1
        assert at < max(element.span.start, at + 1), "a dash stands before its element"
        return at

    def _held(self, place: n.Yaml, start: int, after: int, value: n.Yaml, marge: str) -> None:
        """What a key or a dash holds. start: of the key or dash; after: its end."""
        self.dernier, self.curseur, self.vides = id(place), after, _keeps_ends(value)
        if isinstance(value, n.Table | n.Liste) and not is_flow(value):
            first = self._line(start)
            if place is value and first in self.visees and first != self._line(value.span.start):
                self.seuls.add(id(place))
            self._block(value, marge + RETRAIT)
            return
        if _is_empty(value):
            return
        end = self.curseur = value.span.end
        inside = _notes_between(self.source.text, after, value)
        self.commentaires += inside
        # Why not at the end of a text without a line end: a block there is read as if it cut its own.
        spoken_of = end < len(self.source.text) and self._spoken_of(start, end)
        if inside or spoken_of or self._ends_with_a_note(value, start, end):
            at = start if place is not value else after
            held = _kept_text(value)
            spaces = len(held.rstrip("\n")) - len(held.rstrip())
            text = self.source.text[at : end + spaces].lstrip(" ")
            self.figes[id(place)] = _Fige(texte=text, colonne=self._column(start), bloc=held)

    def _spoken_of(self, start: int, end: int) -> bool:
        """Does an acceptance speak of these lines, or stand in them?"""
        if _SIGNE_D_ACCEPTATION.search(self.source.text, start, end):
            return True
        return any(line in self.visees for line in range(self._line(start), self._line(end) + 1))

    def _ends_with_a_note(self, value: n.Yaml, start: int, end: int) -> bool:
        """A comment after a text of several lines: folded, it would swallow it."""
        text = self.source.text
        if isinstance(value, n.Table | n.Liste) or (isinstance(value, n.Scalaire) and value.cite):
            return False
        return "\n" in text[start:end] and text[end : text.find("\n", end)].lstrip(" ").startswith("#")

    # --- between two nodes --------------------------------------------------------------------
    def _before(self, node: n.Yaml, at: int, rank: int, *, first: bool) -> None:
        lines = self._lines_before(at, rank)
        while first and lines and not lines[0]:
            del lines[0]
        if lines:
            self.avant[id(node)] = lines

    def _lines_before(self, at: int, rank: int) -> list[str]:
        """Whole lines from here to `at`, each with the margin of the block it stood in; never two blank lines
        in a row. rank: of the block that goes on."""
        gap = _gap(self.source.text, self.curseur, at)
        if gap.suite:
            self.apres[self.dernier] = gap.suite
            self.commentaires.append(gap.suite)
        lines: list[str] = []
        for column, text in gap.lignes:
            if text:
                lines.append(self._margin(column, rank) + text)
                self.commentaires.append(text)
            elif (lines and lines[-1]) or (not lines and not self.vides):
                lines.append("")
        if at == len(self.source.text) and lines and not lines[-1]:
            del lines[-1]
        del self.chaine[rank + 1 :]
        return lines

    def _margin(self, column: int, rank: int) -> str:
        best = self.chaine[rank]
        for block in self.chaine[rank + 1 :]:
            if best.colonne < block.colonne <= column:
                best = block
        return best.marge

    # --- places -------------------------------------------------------------------------------
    def _line(self, at: int) -> int:
        return self.source.position(at)[0]

    def _column(self, at: int) -> int:
        return self.source.position(at)[1] - 1

    def accepted(self) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
        """What each acceptance speaks of: values by their rank, and which of their lines."""
        spans = [(self._line(leaf.span.start), self._line(leaf.span.end)) for leaf in self.feuilles]
        return [
            (a.code, tuple((i, a.ligne - s) for i, (s, e) in enumerate(spans) if s <= a.ligne <= e))
            for a in read_directives(self.source).value
        ]


# --- values ---------------------------------------------------------------------------------
def _is_empty(value: n.Yaml) -> bool:
    """Nothing written: such a scalar has no place of its own."""
    return isinstance(value, n.Scalaire) and not value.cite and not value.texte.strip()


def _keeps_ends(value: n.Yaml) -> bool:
    """Are the blank lines that follow part of the text (`|+`)?"""
    if not isinstance(value, n.Scalaire) or value.cite:
        return False
    return value.texte.endswith("\n\n") or (bool(value.texte) and not value.texte.strip())


def _kept_text(value: n.Yaml) -> str:
    """Of a text whose spaces all count, the text; else nothing."""
    return value.texte if isinstance(value, n.Scalaire) and not value.cite else ""


def _notes_between(text: str, start: int, value: n.Yaml) -> list[str]:
    """Comments inside a value, and between its key and it."""
    found: list[str] = []
    at = start
    for leaf in sorted(_leaves(value), key=lambda leaf: leaf.span.start):
        if _is_empty(leaf):
            continue
        found += (note.rstrip() for note in _SIGNE.findall(text, at, leaf.span.start))
        if isinstance(leaf, n.Phrase):
            found += comments(text, leaf.span)
        at = leaf.span.end
    return found + [note.rstrip() for note in _SIGNE.findall(text, at, value.span.end)]


def _leaves(node: n.Yaml) -> Iterator[n.Scalaire | n.Phrase | n.Invalide]:
    match node:
        case n.Table(entrees=entries):
            for key, value in entries:
                yield key
                yield from _leaves(value)
        case n.Liste(elements=elements):
            for element in elements:
                yield from _leaves(element)
        case n.Scalaire() | n.Phrase() | n.Invalide():
            yield node


def _gap(text: str, start: int, end: int) -> _Ecart:
    """What stands between two nodes, signs of YAML apart."""
    gap = _Ecart()
    first, *lines = text[start:end].split("\n")
    if start == 0 or text[start - 1] == "\n":
        lines.insert(0, first)
    elif "#" in first:
        gap.suite = first[first.index("#") :].rstrip()
    last = lines.pop() if lines else ""
    for line in lines:
        column = line.find("#")
        if _MARQUE.match(line) or not line.strip():
            gap.lignes.append((0, line.rstrip()))
        elif column >= 0:
            gap.lignes.append((column, line[column:].rstrip()))
    if _MARQUE.match(last):
        gap.lignes.append((0, last[:3]))
    elif "#" in last:
        gap.lignes.append((last.index("#"), last[last.index("#") :].rstrip()))
    return gap
