"""Rents held against floor areas: a rent by square metre that no dwelling has, on nearly every row of a file,
says that two titles were exchanged, or that a unit is not the one that the mapping says.

Source: docs/langage, « Correspondance »."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from statistics import median_low
from typing import Final

from convrules.base.values import Connu
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import donnees as problems
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Ligne

_PLAUSIBLE: Final = (Fraction(100), Fraction(6_000))
"""Centimes by square metre and month: from 1 to 60 euros."""
_LIGNES_MIN: Final = 20
_PRESQUE: Final = 10
"""Of so many rows, one may be plausible."""


def check_rents(lignes: Sequence[Ligne]) -> Iterator[Diagnostic]:
    """Told once a file, at its first such row."""
    found: dict[str, list[tuple[Ligne, Fraction]]] = defaultdict(list)
    for ligne in lignes:
        rent, area = _number(ligne, "loyer"), _number(ligne, "surface")
        if rent and area and ligne.place is not None:
            found[ligne.place.fichier].append((ligne, rent / area))
    for rows in found.values():
        out = [(ligne, ratio) for ligne, ratio in rows if not _PLAUSIBLE[0] <= ratio <= _PLAUSIBLE[1]]
        if len(rows) >= _LIGNES_MIN and (len(rows) - len(out)) * _PRESQUE <= len(rows):
            usual = median_low(ratio for _, ratio in out)
            yield problems.loyer_au_metre(
                span=row_span(out[0][0]),
                rapport=f"{round(usual) / 100:.2f}".replace(".", ","),
                nombre=str(len(out)),
                total=str(len(rows)),
            )


def _number(ligne: Ligne, champ: str) -> Fraction | None:
    cell = ligne.cellule(champ)
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, Fraction) else None
