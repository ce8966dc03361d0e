"""Tables that some clause counts, or judges, row by row: those that must be in memory whole."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from convrules import ir
from convrules.compiler import Programme
from convrules.ir.parcours import everything
from convrules.runtime.reading import TABLES

AU_FIL: Final = frozenset({"logements", "programmes"})
"""Tables of which a vacancy needs one row."""


def counted_whole(programmes: Iterable[Programme]) -> Mapping[str, str]:
    """Each such table, and the first clause that looks at all its rows."""
    found: dict[str, str] = {}
    for programme in programmes:
        for convention in (programme.convention, *programme.socles):
            for table, clause in _looked_at(convention):
                found.setdefault(table, clause)
    return found


def _looked_at(convention: ir.Convention) -> Iterator[tuple[str, str]]:
    clause = convention.ident
    for node in everything(convention):
        entete = getattr(node, "entete", None)
        clause = entete.ident if entete is not None else clause
        if isinstance(node, ir.Population) and ir.Classe.LOGEMENTS in node.classes:
            yield "logements", clause
        if isinstance(node, ir.Delai | ir.Obligation) and TABLES.get(node.porte_sur) in AU_FIL:
            yield TABLES[node.porte_sur], clause
