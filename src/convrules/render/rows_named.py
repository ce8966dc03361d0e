"""Rows of the data in words, table by table; those that nothing identifies by their rank in their table."""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.french import joined

LIGNES_DITES: Final = 6
"""Rows named in one sentence before « et N autres »."""


def of_tables(lignes: Sequence[str]) -> str:
    """« droits D1, D2 »; « vacances_attendues 1 à 5 », of rows without identifier. The first of them, where
    they are many: the machine's result has all. lignes: « table identifier » each."""
    # Why by length: the second row comes before the tenth.
    asked = sorted(lignes, key=lambda ligne: (len(ligne), ligne))
    tables: dict[str, list[str]] = {}
    for ligne in asked:
        table, _, ident = ligne.partition(" ")
        tables.setdefault(table, []).append(ident)
    said: list[str] = []
    named = 0
    for table, idents in tables.items():
        parts: list[str] = []
        for part, n in _parts(table, idents):
            if named >= LIGNES_DITES:
                break
            parts.append(part)
            named += n
        if parts:
            said.append(t("{a} {b}", a=table, b=joined(parts, ", ")))
    left = len(asked) - named
    told = joined(said, ", ")
    return t("{rows} et {more}", rows=told, more=numbers.count(left, "autre")) if left > 0 else told


def _parts(table: str, idents: Sequence[str]) -> Iterator[tuple[str, int]]:
    """What is said of rows of one table, and of how many: one by one, or a run of ranks."""
    run: list[int] = []
    for ident in idents:
        rank = ident.removeprefix(f"{table}-")
        if rank == ident or not rank.isdecimal():
            yield from _run(run)
            run = []
            yield ident, 1
        elif run and int(rank) != run[-1] + 1:
            yield from _run(run)
            run = [int(rank)]
        else:
            run.append(int(rank))
    yield from _run(run)


def _run(ranks: Sequence[int]) -> Iterator[tuple[str, int]]:
    if len(ranks) > 2:
        yield t("{a} à {b}", a=numbers.group(ranks[0]), b=numbers.group(ranks[-1])), len(ranks)
    else:
        yield from ((numbers.group(rank), 1) for rank in ranks)
