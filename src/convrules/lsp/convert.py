"""Places of a text, for editors: lines from 0, columns in the units that were negotiated."""

from collections.abc import Callable, Mapping
from typing import Final

from lsprotocol import types as lsp

from convrules.base.source import Source, Span

Unites = Callable[[str], int]
"""How many units of the client a text takes."""


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def _utf8(text: str) -> int:
    return len(text.encode("utf-8", errors="surrogatepass"))


UNITES: Final[Mapping[str, Unites]] = {"utf-8": _utf8, "utf-16": _utf16, "utf-32": len}


def to_position(source: Source, offset: int, unites: Unites) -> lsp.Position:
    """The place of a character, for the client."""
    line, column = source.position(min(offset, len(source.text)))
    return lsp.Position(line=line - 1, character=unites(source.line(line)[: column - 1]))


def to_range(span: Span, unites: Unites) -> lsp.Range:
    return lsp.Range(
        start=to_position(span.source, span.start, unites), end=to_position(span.source, span.end, unites)
    )


def to_offset(source: Source, position: lsp.Position, unites: Unites) -> int:
    """The character at a place of the client; beyond the end of a line, its end."""
    if position.line >= len(source.line_starts):
        return len(source.text)
    text = source.line(position.line + 1)
    taken = used = 0
    while taken < len(text) and used < position.character:
        used += unites(text[taken])
        taken += 1
    return source.line_starts[position.line] + taken
