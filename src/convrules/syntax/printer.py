"""A surface tree written as a file: the canonical layout, whatever the layout it was read from.

What was written between braces stays there while it fits; prose written as a block stays one; a sentence
stands on its line, or folded after `>-`. Writing what was read, then reading it again, gives the same tree:
only places move. What stands beside the tree (comments, blank lines) comes from its `Marges`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, assert_never

from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.syntax import nodes as n

LARGEUR: Final = 120
RETRAIT: Final = "  "

_MOTS: Final = Motif(r"[\w+(/<-](?:[^#:\n]|:(?! |$)|(?<! )#)*", re.UNICODE)
"""A text that stands in block style without quotes: no ` #`, no `: `, no sign that YAML reads first."""
_EN_LIGNE: Final = Motif(r"[^\[\]{},]*")
_ENTETE: Final = Motif(r"(?:^[ \t]*|[:?-][ \t]+)([|>])[-+0-9]*(?:[ \t]+#[^\n]*)?\Z", re.M)
_MOT_DE_PHRASE: Final = Motif(r'(?:"[^"\n]*"|\S)+')
_COUPURE: Final = Motif(r"(?<!\s) (?!\s)")


class Marges:
    """What stands around the nodes of a tree; by itself nothing. A node is a key (for its entry), or an
    element of a list."""

    def above(self, node: n.Yaml, margin: str) -> Iterable[str]:
        """Whole lines above a node."""
        return ()

    def beside(self, node: n.Yaml) -> str:
        """A comment at the end of the line of a node."""
        return ""

    def frozen(self, node: n.Yaml, margin: str) -> Sequence[str] | None:
        """The lines of a node as they must stay, the first without its margin."""
        return None

    def alone(self, node: n.Yaml) -> bool:
        """Does the dash of this element keep its own line?"""
        return False


def print_file(root: n.Table, marges: Marges | None = None) -> str:
    """The text of a file."""
    return "".join(f"{line}\n" for line in _Printer(marges or Marges()).table(root, ""))


class _Printer:
    def __init__(self, marges: Marges) -> None:
        self.marges = marges

    # --- blocks -----------------------------------------------------------------------------
    def table(self, node: n.Table, margin: str) -> Iterator[str]:
        for key, value in node.entrees:
            yield from self.marges.above(key, margin)
            if not key.texte and not key.cite:
                yield f"{margin}?"
            yield from self._held(f"{margin}{_key(key)}:", key, value, margin)

    def _block(self, node: n.Table | n.Liste, margin: str) -> Iterator[str]:
        if isinstance(node, n.Table):
            yield from self.table(node, margin)
            return
        for element in node.elements:
            yield from self.marges.above(element, margin)
            yield from self._element(element, margin)

    def _element(self, node: n.Yaml, margin: str) -> Iterator[str]:
        one = not isinstance(node, n.Table | n.Liste) or self._flow(node, f"{margin}-", margin, row=True)
        if one or self.marges.beside(node) or self.marges.frozen(node, margin) is not None:
            yield from self._held(f"{margin}-", node, node, margin)
            return
        assert isinstance(node, n.Table | n.Liste)
        first, *rest = self._block(node, margin + RETRAIT)
        if self.marges.alone(node) or not first.strip() or first.lstrip().startswith("#"):
            yield f"{margin}-"
            yield first
        else:
            yield f"{margin}- {first[len(margin) + len(RETRAIT) :]}"
        yield from rest

    def _held(self, head: str, place: n.Yaml, value: n.Yaml, margin: str) -> Iterator[str]:
        """What stands after `key:` or `-`: on its line, or below."""
        beside = self.marges.beside(place)
        note = f"  {beside}" if beside else ""
        frozen = self.marges.frozen(place, margin)
        if frozen is not None:
            first, *rest = frozen
            lines = [f"{margin}{first}" if place is not value else f"{head} {first}".rstrip(), *rest]
            yield from lines[:-1]
            yield lines[-1] + note
            return
        match value:
            case n.Scalaire():
                yield from _with_note(_scalar(head, value, margin, alone=bool(beside)), note)
            case n.Phrase() | n.Invalide():
                yield from _with_note(_folded(head, sentence(value), margin, alone=bool(beside)), note)
            case n.Table() | n.Liste():
                flow = self._flow(value, head, margin, row=place is value)
                if flow is not None:
                    yield from flow[:-1]
                    yield flow[-1] + note
                    return
                yield f"{head}{note}"
                yield from self._block(value, margin + RETRAIT)
            case _:
                assert_never(value)

    def _flow(self, node: n.Table | n.Liste, head: str, margin: str, *, row: bool) -> list[str] | None:
        """What was written between signs, on one line while it fits; a row of a list, and a list of words,
        go on over several lines. None when it must be written as a block."""
        parts = _parts(node) if is_flow(node) else None
        if parts is None:
            return None
        opened, inner, closed = parts
        whole = f"{head} {opened}{', '.join(inner)}{closed}"
        if len(whole) <= LARGEUR:
            return [whole]
        if not (row or isinstance(node, n.Liste)) or any(
            isinstance(x, n.Table | n.Liste) for x in _held_by(node)
        ):
            return None
        first, *words = *(f"{text}," for text in inner[:-1]), f"{inner[-1]}{closed}"
        return [*_wrapped([f"{head[len(margin) :]} {opened}{first}", *words], margin, RETRAIT * 2)]


def is_flow(node: n.Yaml) -> bool:
    """Was it written between braces or brackets?"""
    return isinstance(node, n.Table | n.Liste) and node.span.text[:1] in ("{", "[")


# --- scalars --------------------------------------------------------------------------------
def sentence(node: n.Phrase | n.Invalide) -> str:
    """A sentence on one line, as it was written; what it quotes keeps its spaces."""
    return " ".join(_MOT_DE_PHRASE.findall(node.span.text))


def _with_note(lines: Iterable[str], note: str) -> Iterator[str]:
    """A comment stands at the end of the line; lines that follow it never change their meaning for it."""
    first, *rest = lines
    assert not (note and rest), "a value of several lines with a comment beside it is frozen"
    yield first + note
    yield from rest


def _key(key: n.Scalaire) -> str:
    return _quoted(key.texte) if key.cite or (key.texte and not _is_plain(key)) else key.texte


def _is_plain(node: n.Scalaire) -> bool:
    """Can it stand without quotes on the line of its key? What stood so can again."""
    if _MOTS.fullmatch(node.texte) and not node.texte.endswith((":", " ")):
        return True
    return node.texte == node.span.text and "\n" not in node.texte and _block_of(node) is None


def _scalar(head: str, node: n.Scalaire, margin: str, *, alone: bool) -> Iterator[str]:
    text = node.texte
    block = _block_of(node)
    if node.cite:
        yield f"{head} {_quoted(text)}"
    elif block is not None:
        yield from _written_block(head, block, margin)
    elif not text.strip("\n"):
        yield head if not text else f"{head} |+"
        yield from [""] * len(text)
    elif _is_plain(node) and (alone or len(head) + 1 + len(text) <= LARGEUR):
        yield f"{head} {text}"
    elif "\n" in text:
        yield f"{head} |{_chomp(text)}"
        yield from (f"{margin}{RETRAIT}{line}".rstrip() for line in text.rstrip("\n").split("\n"))
        yield from _kept_blanks(text)
    else:
        yield from _after_fold(head, text, margin)


def _folded(head: str, text: str, margin: str, *, alone: bool) -> Iterator[str]:
    """A sentence on the line of its key, or after `>-` when it is long or YAML would misread it."""
    plain = _MOTS.fullmatch(text) and not text.endswith(":")
    if alone or (plain and len(head) + 1 + len(text) <= LARGEUR):
        yield f"{head} {text}"
        return
    yield f"{head} >-"
    yield from _wrapped(_MOT_DE_PHRASE.findall(text), margin + RETRAIT)


def _after_fold(head: str, text: str, margin: str) -> Iterator[str]:
    yield f"{head} >-"
    yield from _wrapped(_COUPURE.split(text), margin + RETRAIT)


def _wrapped(words: Sequence[str], margin: str, after: str = "") -> Iterator[str]:
    """Words on as few lines as hold them, from a margin; lines after the first stand further by `after`."""
    line = margin + words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > LARGEUR:
            yield line
            line = margin + after + word
        else:
            line += f" {word}"
    yield line


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# --- prose in blocks ------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class _Bloc:
    """A text written after `>` or `|`: its sign, its lines without their margin."""

    signe: str
    texte: str
    lignes: tuple[str, ...]


def _block_of(node: n.Scalaire) -> _Bloc | None:
    """The block that a text was written in, told by the sign at the end of the line before it."""
    source, start = node.span.source, node.span.start
    before = source.text[max(0, start - LARGEUR) : start]
    head = before.rstrip()
    found = _ENTETE.search(head.rpartition("\n")[2]) if "\n" in before[len(head) :] else None
    if node.cite or found is None or not node.texte.strip("\n "):
        return None
    if node.texte.rstrip() != node.texte.rstrip("\n"):
        # Spaces that end a text are nowhere in its span, and count: only `|` shows them as they are.
        return _Bloc(signe="|", texte=node.texte, lignes=tuple(node.texte.strip("\n").split("\n")))
    line, column = source.position(start)
    shown = node.texte.lstrip("\n")
    base = column - 1 - (len(shown) - len(shown.lstrip(" ")))
    last = source.position(node.span.end)[0]
    lines = tuple(source.line(number)[base:] for number in range(line, last + 1))
    return _Bloc(signe=found[1], texte=node.texte, lignes=lines)


def _written_block(head: str, block: _Bloc, margin: str) -> Iterator[str]:
    """Its lines as they are; a paragraph with one too long is folded anew."""
    indented = "2" if block.texte.lstrip("\n").startswith(" ") else ""
    yield f"{head} {block.signe}{indented}{_chomp(block.texte)}"
    yield from [""] * (len(block.texte) - len(block.texte.lstrip("\n")))
    inner = margin + RETRAIT
    for run, lines in groupby(block.lignes, key=lambda line: line[:1] not in ("", " ", "\t")):
        held = [*lines]
        if run and block.signe == ">" and any(len(inner) + len(line) > LARGEUR for line in held):
            yield from _wrapped(_COUPURE.split(" ".join(held)), inner)
        else:
            yield from (inner + line if line else "" for line in held)
    yield from _kept_blanks(block.texte)


def _chomp(text: str) -> str:
    """What a block says of the line ends that close it."""
    ends = len(text) - len(text.rstrip("\n"))
    return ("-", "", "+")[min(ends, 2)]


def _kept_blanks(text: str) -> Iterator[str]:
    yield from [""] * (len(text) - len(text.rstrip("\n")) - 1)


# --- between braces -------------------------------------------------------------------------
def _parts(node: n.Yaml) -> tuple[str, list[str], str] | None:
    """A collection between its signs: what opens it, each of its elements, what closes it."""
    match node:
        case n.Liste(elements=elements):
            found = [_inline(element) for element in elements]
            return None if None in found else ("[", [x for x in found if x is not None], "]")
        case n.Table(entrees=entries):
            pairs = [(_key(key), _inline(value)) for key, value in entries]
            if any(value is None for _, value in pairs):
                return None
            inner = [f"{key}: {value}" for key, value in pairs]
            return ("{ ", inner, " }") if inner else ("{", [], "}")
        case n.Scalaire() | n.Phrase() | n.Invalide():
            return None
        case _:
            assert_never(node)


def _inline(node: n.Yaml) -> str | None:
    match node:
        case n.Scalaire(texte=text, cite=cite):
            if cite:
                return _quoted(text)
            return text if _is_plain(node) and (_EN_LIGNE.fullmatch(text) or text == node.span.text) else None
        case n.Phrase() | n.Invalide():
            text = sentence(node)
            return text if _MOTS.fullmatch(text) and _EN_LIGNE.fullmatch(text) else None
        case n.Liste() | n.Table():
            parts = _parts(node)
            return None if parts is None else f"{parts[0]}{', '.join(parts[1])}{parts[2]}"
        case _:
            assert_never(node)


def _held_by(node: n.Table | n.Liste) -> list[n.Yaml]:
    return [value for _, value in node.entrees] if isinstance(node, n.Table) else [*node.elements]
