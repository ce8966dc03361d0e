"""Rows of a table as a finding names them: by their line, with the file where there are several."""

from collections.abc import Iterable, Iterator

from convrules.base.texte import cite, suite, t
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Ligne


def place(ligne: Ligne) -> tuple[str, int]:
    """Its file, and its line there."""
    span = row_span(ligne)
    return span.source.name, span.position[0]


def of_several(lignes: Iterable[Ligne]) -> bool:
    """Are they of several files? Each numbers its own lines."""
    return len({fichier for fichier, _ in map(place, lignes)}) > 1


def numbered(lignes: Iterable[Ligne], *, fichiers: bool) -> Iterator[str]:
    """« 2 », « 3 »; with their file, « 2 et 3 de « a.csv » », « 2 de « b.csv » »."""
    by_file: dict[str, list[str]] = {}
    for fichier, line in map(place, lignes):
        by_file.setdefault(fichier, []).append(str(line))
    for fichier, numbers in by_file.items():
        if fichiers:
            yield t("{lignes} de {fichier}", lignes=suite(numbers, "et"), fichier=cite(fichier))
        else:
            yield from numbers
