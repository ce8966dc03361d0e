"""Patterns that are compiled by their first use: what only a mistake needs costs nothing at start."""

import re
from collections.abc import Callable, Iterator
from sys import maxsize


class Motif:
    """A pattern with the methods of `re.Pattern` that we use."""

    __slots__ = ("_lu", "options", "texte")

    def __init__(self, texte: str, options: re.RegexFlag = re.NOFLAG) -> None:
        self.texte = texte
        self.options = options
        self._lu: re.Pattern[str] | None = None

    def match(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        return (self._lu or self._read()).match(text, start, end)

    def search(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        return (self._lu or self._read()).search(text, start, end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return (self._lu or self._read()).fullmatch(text)

    def sub(self, repl: str | Callable[[re.Match[str]], str], text: str) -> str:
        return (self._lu or self._read()).sub(repl, text)

    def finditer(self, text: str, start: int = 0, end: int = maxsize) -> Iterator[re.Match[str]]:
        return (self._lu or self._read()).finditer(text, start, end)

    def _read(self) -> re.Pattern[str]:
        self._lu = re.compile(self.texte, self.options)
        return self._lu
