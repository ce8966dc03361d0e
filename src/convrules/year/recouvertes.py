"""Rows of a forecast in whose days the data have vacancies already: what is expected is counted beside them.

A declared choice, told where it may deceive: who wrote the forecast of the whole year counts them twice.
Source: docs/langage, « Ce qui peut encore venir ».
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from convrules.base.values import Cellule
from convrules.facts.records import Ligne, Vacance
from convrules.runtime.lives import recorded_day
from convrules.year.assiette import Cadre, is_row
from convrules.year.attendues import concerned, day_of
from convrules.year.cellules import as_number, as_text, may_be_both
from convrules.year.ouverte import Recouverte
from convrules.year.suivi import Suivi

CITEES: Final = 4
"""LIMIT: vacancies of each sort that a row keeps, to name them and to say that there are others."""
_DE_LA_LIGNE: Final = frozenset({"id", "du", "au", "min", "max"})
"""What a row of the forecast says of itself, and not of its vacancies."""


def covered(cadre: Cadre) -> tuple[Recouverte, ...]:
    """Of the rows that may still bring vacancies, those in whose days the convention has some."""
    if cadre.au >= cadre.periode.au:
        return ()
    lignes = [ligne for _, ligne in concerned(cadre) if as_number(ligne.cellule("max"))]
    return tuple(_covered(lignes, cadre)) if lignes else ()


def _covered(lignes: Sequence[Ligne], cadre: Cadre) -> Iterator[Recouverte]:
    dated = sorted(
        (day, place)
        for place, suivi in enumerate(cadre.suivis)
        if (day := _day(suivi, cadre)) is not None and is_row(suivi) is not False
    )
    days = [day for day, _ in dated]
    names = sorted({nom for ligne in lignes for nom in ligne.cellules} - _DE_LA_LIGNE)
    classes = cadre.classes(*names)
    for ligne in lignes:
        first, last = day_of(ligne, "du"), day_of(ligne, "au")
        if first is None or last is None:
            continue
        begin, now, end = bisect_left(days, first), bisect_right(days, cadre.au), bisect_right(days, last)
        alike = _alike(ligne.cellules, cadre, classes)
        come, announced = (
            tuple(_first_of((place for _, place in dated[low:high]), alike, cadre))
            for low, high in ((begin, now), (max(begin, now), end))
        )
        if come or announced:
            yield Recouverte(ligne=ligne, venues=come, annoncees=announced)


def _day(suivi: Suivi, cadre: Cadre) -> date | None:
    """The day that dates the vacancy, or that the data announce: of the year, it may yet not come then."""
    return suivi.reference.connu or recorded_day(suivi.vacance.cellule(cadre.choix.rattachement))


def _first_of(places: Iterator[int], alike: Callable[[int], bool], cadre: Cadre) -> Iterator[str]:
    named = 0
    for place in places:
        if alike(place):
            yield cadre.suivis[place].vacance.id
            named += 1
        if named == CITEES:
            return


def _alike(cellules: Mapping[str, Cellule], cadre: Cadre, classes: Sequence[int]) -> Callable[[int], bool]:
    """May the vacancy at a place be of those of the row? Asked once of all that say the same."""
    told = {nom: text for nom, cell in cellules.items() if (text := as_text(cell)) is not None}
    known: dict[int, bool] = {}

    def alike(place: int) -> bool:
        classe = classes[place]
        if classe not in known:
            known[classe] = _may_be(told, cadre.suivis[place].vacance)
        return known[classe]

    return alike


def _may_be(told: Mapping[str, str], vacance: Vacance) -> bool:
    own = {nom: as_text(vacance.cellule(nom)) for nom in told if nom not in _DE_LA_LIGNE}
    return all(
        text is None or text == told[nom] or may_be_both(nom, told[nom], text) for nom, text in own.items()
    )
