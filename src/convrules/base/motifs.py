"""Patterns that are compiled by their first use: what only a mistake needs costs nothing at start."""

import re
from collections.abc import Iterator
from sys import maxsize


class Motif:
    """A pattern with the methods of `re.Pattern` that we use; `re` keeps what it compiles."""

    __slots__ = ("options", "texte")

    def __init__(self, texte: str, options: re.RegexFlag = re.NOFLAG) -> None:
        self.texte = texte
        self.options = options

    def match(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        return re.compile(self.texte, self.options).match(text, start, end)

    def search(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        return re.compile(self.texte, self.options).search(text, start, end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return re.compile(self.texte, self.options).fullmatch(text)

    def finditer(self, text: str, start: int = 0, end: int = maxsize) -> Iterator[re.Match[str]]:
        return re.compile(self.texte, self.options).finditer(text, start, end)
