"""What a row of `vacances_attendues` must say to bound what is to come: how many, and between which days.

Source: docs/langage, « Ce qui peut encore venir »."""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import Final, TypeAlias

from convrules.base.source import Span
from convrules.base.texte import en_deux_langues, t
from convrules.base.values import Cellule, Connu, Erreur
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import attendues as problems

ATTENDUES_MAX: Final = 100_000
"""LIMIT: vacancies that one row expects, or leaves out: as many as a table of vacancies has rows."""
JOURS: Final = ("du", "au")
Cellules: TypeAlias = Callable[[str], Cellule]


def unbounded(cellule: Cellules, span: Span) -> Iterator[Diagnostic]:
    """Why the row, of which `cellule` gives the cells, bounds nothing."""
    low, high, left = (_number(cellule(nom)) for nom in ("min", "max", "deja_deduites"))
    wrong = isinstance(cellule("deja_deduites"), Erreur) or (left is not None and left < 0)
    if low is None or high is None or not 0 <= low <= high or wrong:
        yield problems.attente_illisible(span=span)
    for nom, value in (("max", high), ("deja_deduites", left)):
        if value is not None and value > ATTENDUES_MAX:
            yield problems.attente_demesuree(
                span=span, champ=nom, nombre=_grouped(int(value)), limite=_grouped(ATTENDUES_MAX)
            )
    for nom in JOURS:
        if isinstance(cellule(nom), Erreur):
            yield problems.attente_sans_periode(
                span=span, cause=t("«\u202f{champ}\u202f» ne se lit pas", champ=nom)
            )
    if is_backwards(cellule):
        first, last = (_day(cellule(nom)) for nom in JOURS)
        cause = t("«\u202fau\u202f» ({au}) vient avant «\u202fdu\u202f» ({du})", au=f"{last}", du=f"{first}")
        yield problems.attente_sans_periode(span=span, cause=cause)


def is_backwards(cellule: Cellules) -> bool:
    """Does its period end before it begins?"""
    first, last = (_day(cellule(nom)) for nom in JOURS)
    return first is not None and last is not None and last < first


def days_unsaid(cellule: Cellules) -> tuple[str, ...]:
    """Which of its first and last days a row leaves out; one that expects none at all needs neither."""
    if _number(cellule("max")) == 0:
        return ()
    return tuple(nom for nom in JOURS if _day(cellule(nom)) is None)


def _number(cell: Cellule) -> Fraction | None:
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, Fraction) else None


def _day(cell: Cellule) -> date | None:
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, date) else None


def _grouped(number: int) -> str:
    written = f"{number:,}"
    return en_deux_langues(written.replace(",", "\u202f"), written)
