"""The same kinds of lines laid out anyhow: breaks, spaces, blocks and comments where an author may put them.

Some of what comes out no longer reads, or says something else: what is asked of a layout holds of any text.
"""

import random
import re

NOTES = ("# note", "#note", "# convrules: ignore[CR504] motif: x", "# à compléter : quoi ?")
FINS = ("  # fin", " # convrules: ignore[CR504, CR505] motif: y", "   #x", "  ")


def derange(text: str, rng: random.Random) -> str:
    if rng.random() < 0.2:
        step = rng.choice((2, 3, 4))
        text = "\n".join(re.sub("^ +", lambda m: " " * (len(m[0]) * step // 2), x) for x in text.split("\n"))
    lines = text.split("\n")
    for _ in range(rng.randrange(1, 8)):
        at = rng.randrange(len(lines))
        change = rng.choice((_note, _note, _blank, _end, _broken, _broken, _valued, _dashed, _braced))
        lines[at : at + 1] = change(lines[at], rng).split("\n")
    if rng.random() < 0.1:
        lines.insert(0, "---")
    return "\n".join(lines)


def _indent(line: str) -> str:
    return " " * (len(line) - len(line.lstrip()))


def _note(line: str, rng: random.Random) -> str:
    return f"{' ' * rng.choice((0, 1, 2, 3, 4, 6, 8))}{rng.choice(NOTES)}\n{line}"


def _blank(line: str, rng: random.Random) -> str:
    return f"{rng.choice(('', ' ', '     '))}\n{line}"


def _end(line: str, rng: random.Random) -> str:
    return line + rng.choice(FINS)


def _broken(line: str, rng: random.Random) -> str:
    """The line cut at one of its spaces."""
    spaces = [m.start() for m in re.finditer(" ", line.rstrip()) if line[: m.start()].strip()]
    if not spaces:
        return line
    at = rng.choice(spaces)
    return f"{line[:at]}\n{_indent(line)}{' ' * rng.choice((1, 2, 3, 4, 6, 9))}{line[at + 1 :]}"


def _valued(line: str, rng: random.Random) -> str:
    """What follows the key further on, or in a block."""
    below = _indent(line) + " " * rng.choice((1, 2, 3, 4, 7))
    after = rng.choice((":   ", f": >-\n{below}", f": |\n{below}", f": >+\n{below}"))
    return re.sub(r": (?=[^ >|{\[\"'])", lambda _: after, line, count=1)


def _dashed(line: str, rng: random.Random) -> str:
    def after(match: re.Match[str]) -> str:
        below = " " * (match.start() + rng.choice((2, 3, 5)))
        return rng.choice(("-   ", f"-\n{below}", f"- # tiret\n{below}"))

    return re.sub(r"- (?=\w)", after, line, count=1)


def _braced(line: str, rng: random.Random) -> str:
    line = line.replace("{ ", rng.choice(("{", "{\n        ", "{ # accolade\n        ")), 1)
    return line.replace(", ", rng.choice((", ", ",\n        ", ",  # virgule\n          ")), rng.randrange(3))
