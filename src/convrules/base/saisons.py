"""The same days of every year: « entre le 1er août et le 31 août », both included; and days as a reader says
them.

An interval whose last day comes before its first one crosses the year. 29 February is the last day of
February when the year has no such day. Source: docs/langage, « Dates, événements et délais ».
"""

from collections.abc import Iterator
from datetime import date, timedelta
from heapq import merge
from re import Match
from typing import Final

from convrules.base.dates import days_of_month
from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.base.texte import Langue, Texte, en_deux_langues

UN_JOUR: Final = timedelta(days=1)
INSECABLE: Final = "\u00a0"
MOIS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_CITE: Final = Motif("«[^»]*»|“[^”]*”")
_JOUR: Final = Motif(r"(?<![\w/.:-])(\d{4})-(\d{2})-(\d{2})(?![\w/-])")
_MOIS: Final = Motif(r"(?<=\b(?:en|in)[ \u00a0])(\d{4})-(\d{2})(?![\w/-])")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Quantieme:
    """A day of each year."""

    mois: int
    jour: int

    def of(self, year: int) -> date:
        return date(year, self.mois, min(self.jour, days_of_month(year, self.mois)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Saison:
    """From `debut` to `fin`, both included, every year."""

    debut: Quantieme
    fin: Quantieme

    def contains(self, day: date) -> bool:
        after, before = self.debut.of(day.year) <= day, day <= self.fin.of(day.year)
        return after and before if self.debut <= self.fin else after or before

    def since(self, day: date) -> Iterator[tuple[date, date]]:
        """Its first and last days of each year, from the last that may hold `day` on. LIMIT: not of the last
        years of the calendar of the machine."""
        over = self.debut > self.fin
        for year in range(max(day.year - 1, date.min.year), date.max.year - over):
            yield self.debut.of(year), self.fin.of(year + over)


def runs(saisons: tuple[Saison, ...], day: date) -> Iterator[tuple[date, date]]:
    """First and last days of the seasons of each year, by their first days; from the last that may hold
    `day` on."""
    return merge(*(saison.since(day) for saison in saisons))


def spans(saisons: tuple[Saison, ...], first: date, last: date) -> Iterator[tuple[date, date]]:
    """Runs of days between two days, both included, that some season holds."""
    start, end = first, first - UN_JOUR
    for begin, close in runs(saisons, first):
        if begin > last:
            break
        if begin > end + UN_JOUR:
            if end >= first:
                yield start, end
            start = max(begin, first)
        end = max(end, close)
    if end >= first:
        yield start, min(end, last)


def whole_year(saisons: tuple[Saison, ...]) -> bool:
    """Is every day of a year held by some season?"""
    days = (date(2023, 1, 1) + UN_JOUR * i for i in range(365))
    return all(any(s.contains(day) for s in saisons) for day in days)


def jour(day: date) -> Texte:
    """« 1er mars 2025 »; in English "1 March 2025"."""
    first = "1er" if day.day == 1 else str(day.day)
    french = f"{first}{INSECABLE}{MOIS[day.month - 1]}{INSECABLE}{day.year}"
    return en_deux_langues(french, f"{day.day}{INSECABLE}{MONTHS[day.month - 1]}{INSECABLE}{day.year}")


def en_toutes_lettres(texte: str, langue: Langue) -> str:
    """A sentence whose days and months are said, and not written as a file does; between quotation marks they
    are those of a file."""
    if not _JOUR.search(texte) and not _MOIS.search(texte):
        return texte
    told, last = "", 0
    for cited in _CITE.finditer(texte):
        told += _said(texte[last : cited.start()], langue) + cited.group()
        last = cited.end()
    return told + _said(texte[last:], langue)


def _said(texte: str, langue: Langue) -> str:
    def day(found: Match[str]) -> str:
        try:
            said = jour(date(*map(int, found.groups())))
        except ValueError:
            return found.group()
        return said if langue is Langue.FR or said.anglais is None else said.anglais

    def month(found: Match[str]) -> str:
        year, rank = found.group(1), int(found.group(2))
        names = MOIS if langue is Langue.FR else MONTHS
        return f"{names[rank - 1]}{INSECABLE}{year}" if 1 <= rank <= 12 else found.group()

    return _MOIS.sub(month, _JOUR.sub(day, texte))
