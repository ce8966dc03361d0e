"""Days that a spreadsheet of another country turned: of a French file, opened where the month comes first,
« 03/02/2025 » became a true date, 2 March, and « 13/02/2025 », which is no date there, stayed a text.

Source: docs/langage, « Correspondance »."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import comb
from typing import Final

from convrules.base.texte import cite, suite
from convrules.base.values import TDate, TEvenement
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import lecture
from convrules.facts.dates import ISO, FormatDate, Intervalle, Precision, read_date, read_format
from convrules.facts.plan import Fichier
from convrules.facts.readers.lieux import Rangee, place_at_line

HASARDS_MIN: Final = 200
"""Ways of sharing the same days out between dates and texts, of which one alone parts them so: from how many
on chance is not believed."""
HASARDS_PRESQUE: Final = 1_000_000
"""The same, where some cells part them otherwise: put right by hand, or pasted from a sound book."""
_PARTS_MIN: Final = (Fraction(4, 5), Fraction(19, 20))
"""How many dates must be of a day up to the twelfth, and texts of one after it, to be so nearly."""
_DOUZE: Final = 12
_JOURS_DU_MOIS, _ENTRE_MIN, _HASARD_TEXTES, _PART_ENTRE = 8, 5, 1_000, Fraction(3, 4)
"""Of rows turned after sound ones: different days of the month of the texts, early dates among them, how rare
texts of late days alone must be, and how many of the dates among them must be early."""
_JOURS_MAX: Final = 5_000
"""LIMIT: different days of one column that are kept."""


@dataclass(slots=True)
class Jours:
    """One column: how many dates and texts it holds, and the different days that each show. A day said a
    thousand times (« 31/12/2099 ») is one. `entre`: dates among the texts, of a late day and of an early one;
    `depuis`: the same since the last text."""

    dates: int = 0
    textes: int = 0
    jours: tuple[set[date], set[date]] = field(default_factory=lambda: (set(), set()))
    ligne: int = 0
    entre: list[int] = field(default_factory=lambda: [0, 0])
    depuis: list[int] = field(default_factory=lambda: [0, 0])

    def add(self, is_date: bool, jour: date, ligne: int) -> None:
        self.dates += is_date
        self.textes += not is_date
        known = self.jours[is_date]
        if len(known) < _JOURS_MAX:
            known.add(jour)
        self.ligne = self.ligne or (ligne if is_date and jour.day <= _DOUZE else 0)
        if is_date:
            self.depuis[jour.day <= _DOUZE] += self.textes > 0
        else:
            self.entre = [a + b for a, b in zip(self.entre, self.depuis, strict=True)]
            self.depuis = [0, 0]

    @property
    def tournee(self) -> bool:
        textes, dates = self.jours
        if min(len({jour.day for jour in seen}) for seen in self.jours) < 2:
            return False  # Dues on the first of a month, ends of the year: the day says nothing.
        low = sum(jour.day <= _DOUZE for jour in dates)
        late = sum(jour.day > _DOUZE for jour in textes)
        if self._turned_from_a_row_on(late):
            return True
        if low == len(dates) and late == len(textes):
            return comb(len(dates) + len(textes), len(dates)) >= HASARDS_MIN
        nearly = Fraction(low, len(dates)) >= _PARTS_MIN[0] and Fraction(late, len(textes)) >= _PARTS_MIN[1]
        return nearly and _unlikely(len(dates), len(textes), len(dates) - low, late)

    def _turned_from_a_row_on(self, late: int) -> bool:
        """A sound book, then rows that were turned: no text is of a day up to the twelfth, too often to be
        chance, and nearly every date that stands among these texts is."""
        textes, (high, low) = self.jours[0], self.entre
        if len({jour.day for jour in textes}) < _JOURS_DU_MOIS or low < _ENTRE_MIN:
            return False
        chance = Fraction(31 - _DOUZE, 31) ** len(textes)
        rare = Fraction(late, len(textes)) >= _PARTS_MIN[1] and chance * _HASARD_TEXTES < 1
        return rare and Fraction(low, low + high) >= _PART_ENTRE


def _unlikely(dates: int, textes: int, dates_late: int, late: int) -> bool:
    """Would sharing these days out without looking give so many late texts less than once in so many?"""
    every = dates_late + late
    ways = sum(
        comb(every, n) * comb(dates + textes - every, textes - n) for n in range(late, min(every, textes) + 1)
    )
    return ways * HASARDS_PRESQUE < comb(dates + textes, textes)


@dataclass(slots=True)
class Tournes:
    """The columns of days of one file, while it is read."""

    formats: Mapping[int, FormatDate]
    lues: dict[int, Jours] = field(default_factory=dict)

    def note(self, rangee: Rangee) -> None:
        if rangee.brut:
            return
        for rank, format in self.formats.items():
            text = rangee.valeurs[rank]
            read = read_date(text, format) if text else None
            if isinstance(read, Intervalle):
                known = self.lues.setdefault(rank, Jours())
                known.add(rank in rangee.dates, read.debut, rangee.ligne)

    def told(self, fichier: Fichier) -> Iterator[Diagnostic]:
        """Said once by file, of all its columns."""
        found = {rank: one for rank, one in self.lues.items() if one.tournee}
        if found:
            first = min(found.values(), key=lambda one: one.ligne)
            yield lecture.jours_tournes(
                span=place_at_line(fichier.nom, first.ligne),
                colonnes=suite((cite(fichier.name_of(rank)) for rank in found), "et"),
                dates=str(sum(one.dates for one in found.values())),
                textes=str(sum(one.textes for one in found.values())),
            )


def turned_days(fichier: Fichier) -> Tournes:
    formats: dict[int, FormatDate] = {}
    for colonne, rank, _ in fichier.colonnes:
        if isinstance(colonne.type, TDate | TEvenement):
            format = read_format(colonne.format or ISO)
            if format is not None and format.precision is Precision.JOUR:
                formats.setdefault(rank, format)
    return Tournes(formats=formats)
