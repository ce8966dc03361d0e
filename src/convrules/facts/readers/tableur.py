"""What a spreadsheet adds to a CSV that it writes: a line that tells the separator, and columns that no line
fills."""

import re
from collections.abc import Iterable
from typing import Final

from convrules import ir
from convrules.base.motifs import Motif
from convrules.base.records import dataclass, replace
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import lecture
from convrules.facts.readers.decoding import Texte
from convrules.facts.readers.lieux import Rangee, place_at_line

_SEP: Final = Motif(r'\s*"?sep=(?P<signe>.)"?[;,\t ]*[\r\n]*', re.I | re.S)


def without_own_line(text: Texte, fichier: ir.FichierSource) -> ir.FichierSource:
    """The file as the mapping describes it, its « sep=; » passed over, unless it passes lines itself.
    A separator that the mapping does not say is the one that the line says."""
    if fichier.passees:
        return fichier
    first = next((line for line in text.lines() if line.strip()), "")
    found = _SEP.fullmatch(first)
    if found is None:
        return fichier
    return replace(fichier, passees=1, separateur=fichier.separateur or found["signe"])


@dataclass(slots=True)
class Largeur:
    """How many columns of a file hold something: up to its last title, unless a cell beyond is filled."""

    entete: Rangee
    utile: int

    @classmethod
    def of(cls, entete: Rangee) -> "Largeur":
        last = max((n for n, title in enumerate(entete.valeurs, 1) if title), default=0)
        return cls(entete, last or len(entete.valeurs))

    @property
    def vides(self) -> int:
        return len(self.entete.valeurs) - self.utile

    def note(self, rangee: Rangee) -> None:
        if self.vides and any(rangee.valeurs[self.utile :]):
            self.utile = len(self.entete.valeurs)

    def cut(self, rangee: Rangee) -> Rangee:
        """The row without these columns. Spreadsheets leave some of their separators out: any number of them
        will do, but no more than in the titles."""
        if not self.vides or not self.utile < len(rangee.valeurs) <= len(self.entete.valeurs):
            return rangee
        return replace(rangee, valeurs=rangee.valeurs[: self.utile])

    def told(self, nom: str) -> Iterable[Diagnostic]:
        if self.vides:
            span = place_at_line(nom, self.entete.ligne)
            yield lecture.colonnes_vides(span=span, nombre=str(self.vides))
