"""A surface tree written as a file: the canonical layout, whatever the layout it was read from.

What was written between braces stays there while it fits; a sentence stands on its line, or folded after
`>-`. Writing what was read, then reading it again, gives the same tree: only places move.
"""

import json
import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias, assert_never

from convrules.syntax import nodes as n

LARGEUR: Final = 100
RETRAIT: Final = "  "

Notes: TypeAlias = Callable[[n.Table], tuple[str, ...]]
"""Comments to put above an element of a list, without their sign."""

_MOTS: Final = re.compile(r"[\w+(/<-](?:[^#:\n]|:(?! |$)|(?<! )#)*", re.UNICODE)
"""A text that stands in block style without quotes: no ` #`, no `: `, no sign that YAML reads first."""
_EN_LIGNE: Final = re.compile(r"[^\[\]{},]*")


def print_file(root: n.Table, notes: Notes = lambda _: ()) -> str:
    """The text of a file."""
    return "".join(f"{line}\n" for line in _Printer(notes).table(root, ""))


class _Printer:
    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    # --- blocks -----------------------------------------------------------------------------
    def table(self, node: n.Table, margin: str) -> Iterator[str]:
        for key, value in node.entrees:
            yield from self._entry(_key(key), value, margin)

    def _entry(self, key: str, value: n.Yaml, margin: str) -> Iterator[str]:
        match value:
            case n.Scalaire():
                yield from _scalar(f"{margin}{key}:", value, margin)
            case n.Phrase() | n.Invalide():
                yield from _folded(f"{margin}{key}:", sentence(value), margin)
            case n.Table() | n.Liste():
                flow = _flow(value, f"{margin}{key}: ")
                if flow is not None:
                    yield f"{margin}{key}: {flow}"
                    return
                yield f"{margin}{key}:"
                yield from self._block(value, margin + RETRAIT)
            case _:
                assert_never(value)

    def _block(self, node: n.Table | n.Liste, margin: str) -> Iterator[str]:
        if isinstance(node, n.Table):
            yield from self.table(node, margin)
            return
        for element in node.elements:
            if isinstance(element, n.Table):
                yield from (f"{margin}# {note}" for note in self.notes(element))
            yield from self._element(element, margin)

    def _element(self, node: n.Yaml, margin: str) -> Iterator[str]:
        flow = _flow(node, f"{margin}- ")
        if flow is not None:
            yield f"{margin}- {flow}"
            return
        match node:
            case n.Table() | n.Liste():
                first, *rest = self._block(node, margin + RETRAIT)
                yield f"{margin}- {first[len(margin) + len(RETRAIT) :]}"
                yield from rest
            case n.Scalaire():
                yield from _scalar(f"{margin}-", node, margin)
            case n.Phrase() | n.Invalide():
                yield from _folded(f"{margin}-", sentence(node), margin)
            case _:
                assert_never(node)


# --- scalars --------------------------------------------------------------------------------
def sentence(node: n.Phrase | n.Invalide) -> str:
    """A sentence on one line, as it was written."""
    return " ".join(node.span.text.split())


def _key(key: n.Scalaire) -> str:
    return _quoted(key.texte) if key.cite or not _MOTS.fullmatch(key.texte) else key.texte


def _scalar(head: str, node: n.Scalaire, margin: str) -> Iterator[str]:
    text = node.texte.rstrip("\n")
    if node.cite:
        yield f"{head} {_quoted(node.texte)}"
    elif "\n" in text:
        yield f"{head} |-"
        yield from (f"{margin}{RETRAIT}{line}".rstrip() for line in text.split("\n"))
    elif not text:
        yield head
    else:
        yield from _folded(head, text, margin)


def _folded(head: str, text: str, margin: str) -> Iterator[str]:
    """On the line of its key, or after `>-` when it is long or YAML would misread it."""
    if len(head) + 1 + len(text) <= LARGEUR and _MOTS.fullmatch(text) and not text.endswith(":"):
        yield f"{head} {text}"
        return
    inner = margin + RETRAIT
    yield f"{head} >-"
    yield from (
        inner + line
        for line in textwrap.wrap(text, LARGEUR - len(inner), break_long_words=False, break_on_hyphens=False)
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# --- between braces -------------------------------------------------------------------------
def _flow(node: n.Yaml, before: str) -> str | None:
    """The node on one line when it was written between signs and still fits; else None."""
    if not isinstance(node, n.Table | n.Liste) or node.span.text[:1] not in ("{", "["):
        return None
    text = _inline(node)
    return text if text is not None and len(before) + len(text) <= LARGEUR else None


def _inline(node: n.Yaml) -> str | None:
    match node:
        case n.Scalaire(texte=text, cite=cite):
            if cite:
                return _quoted(text)
            return text if _MOTS.fullmatch(text) and _EN_LIGNE.fullmatch(text) else None
        case n.Phrase() | n.Invalide():
            text = sentence(node)
            return text if _MOTS.fullmatch(text) and _EN_LIGNE.fullmatch(text) else None
        case n.Liste(elements=elements):
            found = [_inline(element) for element in elements]
            return None if None in found else f"[{', '.join(x for x in found if x is not None)}]"
        case n.Table(entrees=entries):
            pairs = [(_key(key), _inline(value)) for key, value in entries]
            inner = ", ".join(f"{key}: {value}" for key, value in pairs)
            return None if any(value is None for _, value in pairs) else f"{{ {inner} }}"
        case _:
            assert_never(node)
