"""The same file written in another order: what an author may move without changing what is said.

Moved: keys of a table (the first of a file or of an item names it and stays), clauses, cases, operations
of an amendment, keys inside braces. Not moved: `entre`, whose order is declared (it decides ties), and every
list of facts or words, where a row without identifier takes that of its rank.
"""

import random
import re

LISTES = ("clauses", "cas", "modifications", "dont")
DECLARED = ("entre",)
NOMMES = ("ajoute",)
"""Keys that hold a whole clause, which its first key names."""
_KEY = re.compile(r"(?P<cle>[^\s#\"'{\[][^:#]*?|\"[^\"]*\")\s*:(?P<reste>\s.*|)$")
_BRACES = re.compile(r"(?P<avant>[^{]*?:\s+|\s*- )\{(?P<dedans>.*)\}\s*$")


def shuffle(text: str, rng: random.Random) -> str:
    """The whole file; its first key says what it is, and stays first."""
    return "".join(_table(text.splitlines(keepends=True), rng, pinned=True))


def _table(lines: list[str], rng: random.Random, *, pinned: bool) -> list[str]:
    """Entries of a table in block style, at the indent of its first line."""
    head, entries = _split(lines, _margin(lines))
    moved = [_entry(e, rng) for e in entries]
    first = moved[:1] if pinned else []
    rest = moved[len(first) :]
    rng.shuffle(rest)
    return [*head, *(line for entry in [*first, *rest] for line in entry)]


def _entry(lines: list[str], rng: random.Random) -> list[str]:
    """One key with what stands under it."""
    rank = next(i for i, line in enumerate(lines) if _written(line))
    found = _KEY.match(lines[rank].strip())
    assert found is not None, lines[rank]
    cle, under = found["cle"], lines[rank + 1 :]
    if cle in DECLARED:
        return lines
    if found["reste"].strip() or not any(_written(line) for line in under):
        return [*lines[:rank], _braces(lines[rank], rng), *under]
    inside = next(line for line in under if _written(line)).strip()
    if inside.startswith("- "):
        body = _list(under, rng, moved=cle in LISTES)
    else:
        body = _table(under, rng, pinned=cle in NOMMES)
    return [*lines[: rank + 1], *body]


def _list(lines: list[str], rng: random.Random, *, moved: bool) -> list[str]:
    head, items = _split(lines, _margin(lines))
    done = [_item(item, rng) for item in items]
    if moved:
        rng.shuffle(done)
    return [*head, *(line for item in done for line in item)]


def _item(lines: list[str], rng: random.Random) -> list[str]:
    """« - kind: name », then its keys; or a row in braces, or a word."""
    rank = next(i for i, line in enumerate(lines) if _written(line))
    first = lines[rank]
    if first.strip().startswith("- {"):
        return [*lines[:rank], _braces(first, rng), *lines[rank + 1 :]]
    if _KEY.match(first.strip()[2:]) is None:
        return lines
    body = [first.replace("- ", "  ", 1), *lines[rank + 1 :]]
    done = _table(body, rng, pinned=True)
    at = next(i for i, line in enumerate(done) if _written(line))
    done[at] = first[: first.index("-")] + "- " + done[at].lstrip(" ")
    return [*lines[:rank], *done]


def _braces(line: str, rng: random.Random) -> str:
    """Keys of `{ a: 1, b: 2 }`, braces inside braces included."""
    found = _BRACES.match(line.rstrip("\n"))
    if found is None or found["avant"].strip().rstrip(":") in DECLARED:
        return line
    return f"{found['avant']}{_inside(found['dedans'], rng)}\n"


def _inside(text: str, rng: random.Random) -> str:
    parts = [_part(p.strip(), rng) for p in _commas(text)]
    rng.shuffle(parts)
    return f"{{ {', '.join(parts)} }}" if parts else "{}"


def _part(text: str, rng: random.Random) -> str:
    cle, _, value = text.partition(": ")
    value = value.strip()
    if cle in DECLARED or not (value.startswith("{") and value.endswith("}")):
        return text
    return f"{cle}: {_inside(value[1:-1], rng)}"


def _commas(text: str) -> list[str]:
    """Parts between commas that stand outside brackets and quotes."""
    parts, depth, quoted, start = [], 0, False, 0
    for i, c in enumerate(text):
        quoted ^= c == '"'
        depth += (c in "[{") - (c in "]}") if not quoted else 0
        if c == "," and depth == 0 and not quoted:
            parts.append(text[start:i])
            start = i + 1
    return [p for p in [*parts, text[start:]] if p.strip()]


def _split(lines: list[str], margin: int) -> tuple[list[str], list[list[str]]]:
    """Chunks that begin at the margin; comments and blank lines go with what follows them."""
    chunks: list[list[str]] = []
    waiting: list[str] = []
    for line in lines:
        if not _written(line):
            waiting.append(line)
        elif _indent(line) == margin:
            chunks.append([*waiting, line])
            waiting = []
        else:
            chunks[-1] += [*waiting, line]
            waiting = []
    if chunks:
        chunks[-1] += waiting
        return [], chunks
    return waiting, []


def _margin(lines: list[str]) -> int:
    return next((_indent(line) for line in lines if _written(line)), 0)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _written(line: str) -> bool:
    return bool(line.strip()) and not line.strip().startswith("#")
