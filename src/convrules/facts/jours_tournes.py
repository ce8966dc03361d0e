"""Days that a spreadsheet of another country turned: of a French file, opened where the month comes first,
« 03/02/2025 » became a true date, 2 March, and « 13/02/2025 », which is no date there, stayed a text.

Source: docs/langage, « Correspondance »."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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
"""Ways of sharing the same cells out between dates and texts, of which one alone parts the days so: from how
many on chance is not believed."""
_DOUZE: Final = 12


@dataclass(slots=True)
class Jours:
    """One column: its dates and its texts, and whether they part the days of the month at the twelfth."""

    dates: int = 0
    textes: int = 0
    partagee: bool = True
    ligne: int = 0

    def add(self, date: bool, jour: int, ligne: int) -> None:
        self.dates += date
        self.textes += not date
        self.partagee = self.partagee and date == (jour <= _DOUZE)
        self.ligne = self.ligne or (ligne if date else 0)

    @property
    def tournee(self) -> bool:
        return self.partagee and comb(self.dates + self.textes, self.dates) >= HASARDS_MIN


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
                known.add(rank in rangee.dates, read.debut.day, rangee.ligne)

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
