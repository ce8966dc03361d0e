"""How many columns a text takes on a screen, and texts laid out by that measure."""

import unicodedata
from collections.abc import Iterator
from functools import cache

from convrules.base.signes import REMPLACANT, inert

TAB = 4
ATTACHES = ("»", "%", "€", ":", ";", "?", "!")
"""What French sets after a no-break space, and authors type after a plain one."""


@cache
def char_width(char: str) -> int:
    """Combining marks and zero-width characters 0, wide ones 2, a tab 4, others and U+FFFD 1."""
    if char == "\t":
        return TAB
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0 if inert(char) == char else 1
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def display_width(text: str) -> int:
    return sum(map(char_width, text))


def pad(text: str, width: int, right: bool = False) -> str:
    """The text filled with spaces up to `width` columns (before it, when `right`)."""
    fill = " " * max(0, width - display_width(text))
    return fill + text if right else text + fill


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns, cut at plain spaces only (no-break spaces hold), never inside a
    guillemet nor before a sign that goes with what it follows (30 %)."""
    lines: list[str] = []
    line, taken = "", 0
    for word in _words(text):
        more = display_width(word)
        if line and taken + 1 + more > width:
            lines.append(line)
            line, taken = word, more
        elif line:
            line, taken = f"{line} {word}", taken + 1 + more
        else:
            line, taken = word, more
    return [*lines, line]


def hanging(text: str, width: int, head: str) -> Iterator[str]:
    """The same, the first line after `head`, the others under it."""
    first, *rest = wrap(text, width - len(head))
    yield f"{head}{first}"
    yield from (f"{' ' * len(head)}{line}" for line in rest)


def _words(text: str) -> Iterator[str]:
    """A guillemet goes with the word that it opens or closes, and so does a sign with what it ends."""
    held = ""
    for word in text.split(" "):
        if held and (held.endswith("«") or word.startswith(ATTACHES)):
            held = f"{held} {word}"
        else:
            yield from [held] if held else []
            held = word
    yield held


def visible(text: str) -> str:
    """A source line as shown: tabs spread, no-break spaces as « · », zero-width characters as « ␣ »."""
    shown = []
    for char in text:
        if char == "\t":
            shown.append(" " * TAB)
        elif char in "\u00a0\u202f":
            shown.append("·")
        elif unicodedata.category(char) == "Cf":
            shown.append("␣")
        elif unicodedata.category(char) in ("Cc", "Zl", "Zp"):
            shown.append(REMPLACANT)
        else:
            shown.append(char)
    return "".join(shown)
