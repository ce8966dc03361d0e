"""Rents held against floor areas: a rent by square metre that no dwelling has, on nearly every row of a file,
says that two titles were exchanged, or that a unit is not the one that the mapping says.

Source: docs/langage, « Correspondance »."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from convrules.base.values import Connu
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import donnees as problems
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Ligne

_PLAUSIBLE: Final = (100, 6_000)
"""Centimes by square metre and month: from 1 to 60 euros."""
_LIGNES_MIN: Final = 20
_PRESQUE: Final = 10
"""Of so many rows, one may be plausible."""


def check_rents(lignes: Sequence[Ligne]) -> Iterator[Diagnostic]:
    """Told once a file, at its first such row."""
    found: dict[str, tuple[Counter[bool], list[tuple[Ligne, Fraction]]]] = {}
    # Why counted first: of a file in which more than this may be plausible, nothing will be told.
    most = Counter([ligne.place.fichier for ligne in lignes if ligne.place is not None])
    for ligne in lignes:
        if ligne.place is None or not most[ligne.place.fichier]:
            continue
        rent, area = _number(ligne, "loyer"), _number(ligne, "surface")
        if rent and area:
            known, out = found.setdefault(ligne.place.fichier, (Counter(), []))
            plausible = _plausible(rent, area)
            known[plausible] += 1
            if not plausible:
                out.append((ligne, rent / area))
            elif known[True] * _PRESQUE > most[ligne.place.fichier]:
                del found[ligne.place.fichier], most[ligne.place.fichier]
    for known, out in found.values():
        total = known.total()
        if total >= _LIGNES_MIN and known[True] * _PRESQUE <= total:
            usual = sorted(ratio for _, ratio in out)[(len(out) - 1) // 2]
            yield problems.loyer_au_metre(
                span=row_span(out[0][0]),
                rapport=f"{round(usual) / 100:.2f}".replace(".", ","),
                nombre=str(len(out)),
                total=str(total),
            )


def _plausible(rent: Fraction, area: Fraction) -> bool:
    # Why whole numbers: a fraction takes long to make, and nearly all of these are not told.
    by_metre, unit = rent.numerator * area.denominator, rent.denominator * area.numerator
    if unit < 0:
        by_metre, unit = -by_metre, -unit
    return _PLAUSIBLE[0] * unit <= by_metre <= _PLAUSIBLE[1] * unit


def _number(ligne: Ligne, champ: str) -> Fraction | None:
    cell = ligne.cellule(champ)
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, Fraction) else None
