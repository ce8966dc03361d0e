"""Names of files in a page, as they stand in what they belong to: not where they are on one computer."""

from collections.abc import Callable, Iterable
from typing import Final

QUOTES: Final = ("«\u00a0", "“")


def here(noms: Iterable[str]) -> Callable[[str], str]:
    """A name without the folders that all of these stand in; so are those that a sentence quotes."""
    folders = [nom.split("/")[:-1] for nom in noms]
    common = folders[0] if folders else []
    for folder in folders[1:]:
        alike = [a == b for a, b in zip(common, folder, strict=False)]
        common = common[: alike.index(False) if False in alike else len(alike)]
    prefix = "".join(f"{part}/" for part in common)

    def local(nom: str) -> str:
        if not prefix or prefix not in nom:
            return nom
        for quote in QUOTES:
            nom = nom.replace(f"{quote}{prefix}", quote)
        return nom.removeprefix(prefix)

    return local


def files(*tables: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(name, hash) of each file, table after table, each in order."""
    local = here(nom for table in tables for nom, _ in table)
    return [(local(nom), empreinte) for table in tables for nom, empreinte in sorted(table)]
