"""What names the rows that findings speak of, once all are read: findings made by holding rows against one
another know only where these stand."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.values import Connu
from convrules.diagnostics.model import Diagnostic
from convrules.facts.chargement import ChargementFaits
from convrules.facts.personnel import shown_cell
from convrules.facts.records import Lignes

Endroit: TypeAlias = tuple[str, int]
"""A file, and a line of it."""
_NOMMENT: Final = ("id", "vacance")
"""Fields that name a row for its reader, the best first."""


def places_of(constat: Diagnostic) -> tuple[Endroit, ...]:
    """The rows that a finding speaks of, its own first."""
    spans = (constat.span, *(label.span for label in constat.labels))
    return tuple(dict.fromkeys((s.source.name, s.position[0]) for s in spans))


def names_of(
    correspondance: ir.Correspondance, chargement: ChargementFaits, diagnostics: Iterable[Diagnostic]
) -> Mapping[Endroit, str]:
    """By place, what names each row that a finding speaks of: its identifier, its key or its vacancy."""
    known = {(f.nom, ligne): nom for f in chargement.fichiers for ligne, nom in f.cles.items() if nom}
    files = {f.nom for f in chargement.fichiers}
    wanted = {place for d in diagnostics for place in places_of(d) if place[0] in files} - known.keys()
    return {**known, **_found(correspondance, chargement, wanted)}


def _found(
    correspondance: ir.Correspondance, chargement: ChargementFaits, wanted: Collection[Endroit]
) -> dict[Endroit, str]:
    found: dict[Endroit, str] = {}
    tables = {f.table for f in chargement.fichiers if any(f.nom == nom for nom, _ in wanted)}
    for table, colonnes in correspondance.colonnes if wanted else ():
        titles = {c.champ: c.colonne or "" for c in colonnes if c.champ in _NOMMENT}
        rows = chargement.lignes(table)
        # Rows that are not in memory are never held against one another.
        if table not in tables or not titles or isinstance(rows, Lignes):
            continue
        for row in rows:
            place = (row.place.fichier, row.place.ligne) if row.place is not None else None
            if place is None or place not in wanted:
                continue
            cell = row.cellule("vacance")
            text = row.id if "id" in titles else cell.valeur if isinstance(cell, Connu) else ""
            if text and isinstance(text, str):
                found[place] = shown_cell(titles["id" if "id" in titles else "vacance"], text)
    return found
