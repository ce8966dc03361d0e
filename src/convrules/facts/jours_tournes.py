"""Days that a spreadsheet of another country turned: of a French file, opened where the month comes first,
« 03/02/2025 » became a true date, 2 March, and « 13/02/2025 », which is no date there, stayed a text.

Two marks. Dates and texts part by the day: dates up to the twelfth, texts after it. Where sound rows stand
among turned ones the texts alone show it: nobody types the second half of months only.
Source: docs/langage, « Correspondance »."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from fractions import Fraction
from math import comb
from typing import Final

from convrules.base.records import dataclass
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
"""The same, where some cells part them otherwise, or where texts alone speak."""
HASARDS_DOUTE: Final = 1_000
"""From how many on a doubt is told."""
_PARTS_MIN: Final = (Fraction(4, 5), Fraction(19, 20))
"""How many dates must be of a day up to the twelfth, and texts of one after it, to be so nearly."""
_DOUZE: Final = 12
_TARDIFS: Final = 62
"""Per hundred days, those after the twelfth, at most."""
_JOURS_DU_MOIS, _JOURS_DU_DOUTE, _TIERS, _DIXIEME = 8, 5, (18, 24), 10
"""Of the texts: different days of the month; and each third of what follows the twelfth has its share."""
_EPARS: Final = 4
"""Texts of which there are so many times fewer than dates, all early, were typed."""
_UN_JOUR: Final = Fraction(2, 3)
"""More early dates than this on one day of the month are dues."""
_AUTOUR: Final = timedelta(31)
_JOURS_MAX: Final = 5_000
"""LIMIT: different days of one column that are kept."""
_CITEES: Final = 3


@dataclass(slots=True)
class Jours:
    """One column: how many dates and texts it holds, and the different days that each show. A day said a
    thousand times (« 31/12/2099 ») is one. `ligne`: of the first early date; `tapees`: of the first texts."""

    dates: int = 0
    textes: int = 0
    jours: tuple[set[date], set[date]] = field(default_factory=lambda: (set(), set()))
    ligne: int = 0
    tapees: list[int] = field(default_factory=list)

    def add(self, is_date: bool, jour: date, ligne: int) -> None:
        self.dates += is_date
        self.textes += not is_date
        known = self.jours[is_date]
        if len(known) < _JOURS_MAX:
            known.add(jour)
        self.ligne = self.ligne or (ligne if is_date and jour.day <= _DOUZE else 0)
        if not is_date and len(self.tapees) < _CITEES:
            self.tapees.append(ligne)

    @property
    def late(self) -> int:
        return sum(jour.day > _DOUZE for jour in self.jours[0])

    @property
    def parted(self) -> bool:
        """Do dates and texts part by the day, but for a few?"""
        textes, dates = self.jours
        low = sum(jour.day <= _DOUZE for jour in dates)
        if low == len(dates) and self.late == len(textes):
            return comb(len(dates) + len(textes), len(dates)) >= HASARDS_MIN
        nearly = low >= _PARTS_MIN[0] * len(dates) and self.late >= _PARTS_MIN[1] * len(textes)
        return nearly and _unlikely(len(dates), len(textes), len(dates) - low, self.late)

    @property
    def possible(self) -> bool:
        """Could they have been turned? Dues on the first of a month, ends of the year, one month written both
        ways: there the day says nothing."""
        early = Counter(jour.day for jour in self.jours[1] if jour.day <= _DOUZE)
        if min(len({jour.day for jour in seen}) for seen in self.jours) < 2 or not early:
            return False
        return max(early.values()) <= _UN_JOUR * early.total() and not self._at_home

    @property
    def _at_home(self) -> bool:
        """Do early dates fall among the texts as they are read, and not once turned?"""
        textes, dates = self.jours
        first, last = min(textes) - _AUTOUR, max(textes) + _AUTOUR
        early = [jour for jour in dates if jour.day <= _DOUZE]
        here = sum(first <= jour <= last for jour in early)
        turned = sum(first <= date(jour.year, jour.day, jour.month) <= last for jour in early)
        return here >= _PARTS_MIN[1] * len(early) and 2 * turned <= len(early)


def _unlikely(dates: int, textes: int, dates_late: int, late: int) -> bool:
    """Would sharing these days out without looking give so many late texts less than once in so many?"""
    every = dates_late + late
    ways = sum(
        comb(every, n) * comb(dates + textes - every, textes - n) for n in range(late, min(every, textes) + 1)
    )
    return ways * HASARDS_PRESQUE < comb(dates + textes, textes)


def _seldom(columns: Sequence[Jours], others: int, hasards: int) -> bool:
    """Do texts of these columns, taken together among others, say late days that chance gives less than once
    in so many? The dates of the columns say how often a late day is, if more than usual."""
    total, late = sum(len(c.jours[0]) for c in columns), sum(c.late for c in columns)
    dates = [jour for c in columns for jour in c.jours[1]]
    usual = max(_TARDIFS, -(-100 * sum(jour.day > _DOUZE for jour in dates) // max(len(dates), 1)))
    ways = hasards * comb(len(columns) + others, others)
    for_late = sum(
        comb(total, n) * pow(usual, n) * pow(100 - usual, total - n) for n in range(late, total + 1)
    )
    return bool(ways * for_late < pow(100, total))


def _spread(columns: Sequence[Jours], differents: int) -> bool:
    """Are late texts of all days after the twelfth, and are there as many early dates as that supposes?"""
    late = [jour.day for c in columns for jour in c.jours[0] if jour.day > _DOUZE]
    low, high = _TIERS
    thirds = (sum(d <= low for d in late), sum(low < d <= high for d in late), sum(d > high for d in late))
    early = sum(jour.day <= _DOUZE for c in columns for jour in c.jours[1])
    return len(set(late)) >= differents and min(thirds) * _DIXIEME >= len(late) and early * 5 >= len(late)


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

    def refused(self, fichier: Fichier) -> Iterator[Diagnostic]:
        """Said once by file, of all its columns."""
        found = {rank: one for rank, one in self._parted().items() if not _typed(one)}
        found |= self._told_by_texts(_JOURS_DU_MOIS, HASARDS_PRESQUE)
        if found:
            first = min(found.values(), key=lambda one: one.ligne)
            yield lecture.jours_tournes(
                span=place_at_line(fichier.nom, first.ligne),
                colonnes=suite((cite(fichier.name_of(rank)) for rank in sorted(found)), "et"),
                dates=str(sum(one.dates for one in found.values())),
                textes=str(sum(one.textes for one in found.values())),
            )

    def doubted(self, fichier: Fichier) -> Iterator[Diagnostic]:
        """The same, where it may be chance: nothing is refused."""
        if next(self.refused(fichier), None) is not None:
            return
        found = self._parted() | self._told_by_texts(_JOURS_DU_DOUTE, HASARDS_DOUTE)
        if found:
            typed = sorted({ligne for one in found.values() for ligne in one.tapees})
            yield lecture.jours_peut_etre_tournes(
                span=place_at_line(fichier.nom, typed[0]),
                colonnes=suite((cite(fichier.name_of(rank)) for rank in sorted(found)), "et"),
                textes=str(sum(one.textes for one in found.values())),
                lignes=suite(map(str, typed[:_CITEES]), "et"),
            )

    def _parted(self) -> dict[int, Jours]:
        return {rank: one for rank, one in self.lues.items() if one.possible and one.parted}

    def _told_by_texts(self, differents: int, hasards: int) -> dict[int, Jours]:
        """Columns whose texts, together, are of late days alone."""
        written = {rank: one for rank, one in self.lues.items() if one.textes}
        found = {
            rank: one
            for rank, one in written.items()
            if one.possible and one.late >= _PARTS_MIN[1] * len(one.jours[0])
        }
        columns = list(found.values())
        if not found or not _spread(columns, differents):
            return {}
        return found if _seldom(columns, len(written) - len(found), hasards) else {}


def _typed(one: Jours) -> bool:
    """Dates of early days alone, and a few texts: turned, they would be more."""
    return len(one.jours[0]) * _EPARS < len(one.jours[1]) and all(j.day <= _DOUZE for j in one.jours[1])


def turned_days(fichier: Fichier) -> Tournes:
    formats: dict[int, FormatDate] = {}
    for colonne, rank, _ in fichier.colonnes:
        if isinstance(colonne.type, TDate | TEvenement):
            format = read_format(colonne.format or ISO)
            if format is not None and format.precision is Precision.JOUR:
                formats.setdefault(rank, format)
    return Tournes(formats=formats)
