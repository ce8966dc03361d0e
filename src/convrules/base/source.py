"""Text and places in it: a span owns its source, so a message can always show the line."""

from bisect import bisect_left, bisect_right
from dataclasses import field

from convrules.base.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text that was read, with the name it is shown under (relative, `/` separators).

    `numeros`: of a file too big to be kept, only lines that are spoken of are here; their numbers in the
    file, rising. Empty: every line is here."""

    name: str
    text: str = field(repr=False)
    line_starts: tuple[int, ...] = field(repr=False, compare=False)
    numeros: tuple[int, ...] = ()

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a character offset, both from 1; columns count characters."""
        line = bisect_right(self.line_starts, offset) - 1
        number = self.numeros[line] if self.numeros else line + 1
        return number, offset - self.line_starts[line] + 1

    def line(self, number: int) -> str:
        """Text of a line (from 1) without its line end; empty beyond the last line."""
        if self.numeros:
            rank = bisect_left(self.numeros, number)
            number = rank + 1 if number in self.numeros[rank : rank + 1] else 0
        if not 1 <= number <= len(self.line_starts):
            return ""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")


def make_source(name: str, text: str, numeros: tuple[int, ...] = ()) -> Source:
    """Index a text by line. `\\n` alone ends a line; a `\\r` before it belongs to the line end."""
    starts = [0]
    found = text.find("\n")
    while found >= 0:
        starts.append(found + 1)
        found = text.find("\n", found + 1)
    return Source(name=name, text=text, line_starts=tuple(starts), numeros=numeros)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A half-open range of characters of a source."""

    source: Source = field(repr=False)
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def position(self) -> tuple[int, int]:
        return self.source.position(self.start)


NOWHERE = Span(source=make_source("", ""), start=0, end=0)
"""For trees built by hand in tests and for what the engine itself declares."""
