"""Midnights of Paris that an export wrote in universal time: 22:00 in summer and 23:00 in winter, of the day
before. The hour is left where a day is read: it shows here that every day of the column is one too early.

Source: docs/langage, « Correspondance »."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Final

from convrules.base.records import dataclass
from convrules.base.values import TDate, TEvenement
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import lecture
from convrules.facts.dates import ISO, read_format, read_hour
from convrules.facts.plan import Fichier
from convrules.facts.readers.lieux import Rangee, place_at_line

_VEILLE: Final = frozenset({"22:00:00", "23:00:00"})
MINUIT: Final = "00:00:00"
CASES_MIN: Final = 5
"""Hours other than midnight from which a column may show that it is in universal time."""
_PART: Final = (95, 100)
"""The share of its cells that has to be at these hours."""


@dataclass(slots=True)
class Heures:
    """The hours of one column. `veille`: how many are those of a midnight in universal time."""

    cases: int = 0
    heures: int = 0
    veille: int = 0
    ligne: int = 0

    def add(self, heure: str, ligne: int) -> None:
        self.cases += 1
        self.heures += heure != MINUIT
        if heure in _VEILLE:
            self.veille += 1
            self.ligne = self.ligne or ligne

    @property
    def avancees(self) -> bool:
        part, whole = _PART
        return self.heures >= CASES_MIN and self.veille * whole >= self.cases * part


@dataclass(slots=True)
class Minuits:
    """The columns of days of one file, while it is read; `motifs`: how their texts tell the hour."""

    motifs: Mapping[int, re.Pattern[str] | None]
    lues: dict[int, Heures] = field(default_factory=dict)

    @property
    def horaires(self) -> bool:
        """Does a text tell the hour?"""
        return any(motif is not None for motif in self.motifs.values())

    def note(self, rangee: Rangee) -> None:
        for rank, motif in self.motifs.items():
            text = rangee.valeurs[rank]
            if not text or (motif is None and rangee.brut):
                continue
            heure = rangee.heures.get(rank) or (read_hour(text, motif) if motif is not None else MINUIT)
            if heure is not None:
                self.lues.setdefault(rank, Heures()).add(heure, rangee.ligne)

    def early(self, fichier: Fichier) -> Iterator[Diagnostic]:
        """The columns in which every day is one too early."""
        for rank, found in self.lues.items():
            if found.avancees:
                yield lecture.minuits_en_temps_universel(
                    span=place_at_line(fichier.nom, found.ligne),
                    colonne=fichier.name_of(rank),
                    nombre=str(found.veille),
                    total=str(found.cases),
                )


def midnights(fichier: Fichier) -> Minuits:
    motifs: dict[int, re.Pattern[str] | None] = {}
    for colonne, rank, _ in fichier.colonnes:
        if isinstance(colonne.type, TDate | TEvenement):
            format = read_format(colonne.format or ISO)
            if format is not None:
                motifs.setdefault(rank, format.motif if "heure" in format.motif.groupindex else None)
    return Minuits(motifs=motifs)
