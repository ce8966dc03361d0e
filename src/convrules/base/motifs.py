"""Patterns that are compiled by their first use: what only a mistake needs costs nothing at start."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

_METHODES: Final = ("match", "search", "fullmatch", "sub", "finditer", "findall", "split")


class Motif:
    """A pattern with the methods of `re.Pattern` that we use: its own, once it is compiled."""

    __slots__ = ("options", "texte", *_METHODES)

    match: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    sub: Callable[..., str]
    finditer: Callable[..., Iterator[re.Match[str]]]
    findall: Callable[..., list[Any]]
    split: Callable[..., list[str | Any]]

    def __init__(self, texte: str, options: re.RegexFlag = re.NOFLAG) -> None:
        self.texte = texte
        self.options = options

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Asked of what is not there yet: the methods, of a pattern that has not served."""
            if name not in _METHODES:
                raise AttributeError(name)
            compiled = re.compile(self.texte, self.options)
            for each in _METHODES:
                setattr(self, each, getattr(compiled, each))
            return getattr(compiled, name)
