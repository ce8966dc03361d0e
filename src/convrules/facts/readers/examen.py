"""What is looked at in a workbook before any library opens it: its size once unpacked, and the cells whose
nature the library does not tell (errors, formulas without a result, merged cells)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import field
from functools import partial
from typing import Final

from convrules.base.records import dataclass
from convrules.base.texte import t
from convrules.diagnostics.problems import lecture
from convrules.facts.readers.octets import LIGNE_MAX, Refuse

DEPLIE_MAX: Final = 1024**3  # LIMIT: bytes of a workbook once unpacked; also of the texts of its cells.
CELLULES_MAX: Final = 20_000_000  # LIMIT: cells of a sheet, from its first filled row and column to its last.
PARTIES_MAX: Final = 10_000  # LIMIT: files inside a workbook.


def too_big(mesure_: str, limite: str) -> Refuse:
    return Refuse(partial(lecture.classeur_trop_gros, mesure=mesure_, limite=limite))


def broken(raison: str = "il est tronqué ou abîmé") -> Refuse:
    return Refuse(partial(lecture.classeur_illisible, raison=raison))


def mesure(octets: int) -> str:
    """« 100 Mo », « 1 Go »."""
    unite, nom = (1024**3, "Go") if octets >= 1024**3 else (1024**2, "Mo")
    return t("{n}\u00a0{unite}", n=str(-(-octets // unite)), unite=nom)


def _cells(n: int) -> str:
    return t("{n} cellules", n=f"{n:,}".replace(",", "\u00a0"))


def check_length(signes: int) -> None:
    """One text of a workbook, a cell's or one that cells share, is no longer than a line of a CSV file."""
    if signes > LIGNE_MAX:
        raise too_big(
            t("un texte de plus de {mesure}", mesure=mesure(LIGNE_MAX)),
            t("{mesure} par texte", mesure=mesure(LIGNE_MAX)),
        )


@dataclass(slots=True, kw_only=True)
class Examen:
    """Of one sheet, by (row, column) from 0. `erreurs`: texts such as `#N/A`. `sans_resultat`: formulas that
    nobody has computed. `couvertes`: cells that a merged one hides. `pourcents`: cells that show 30 % where
    0.3 is kept."""

    erreurs: dict[tuple[int, int], str] = field(default_factory=dict)
    sans_resultat: set[tuple[int, int]] = field(default_factory=set)
    couvertes: set[tuple[int, int]] = field(default_factory=set)
    pourcents: set[tuple[int, int]] = field(default_factory=set)
    _par_ligne: dict[int, set[int]] | None = None

    def colonnes(self, ligne: int) -> Iterable[int]:
        """Columns of a row that this knows something of."""
        return self._rows().get(ligne, ())

    def derniere(self) -> int:
        """The last row that this knows something of: the library ends a sheet at its last value, and formulas
        that nobody has computed have none."""
        return max(self._rows(), default=-1)

    def _rows(self) -> dict[int, set[int]]:
        if self._par_ligne is None:
            self._par_ligne = defaultdict(set)
            for row, column in (*self.erreurs, *self.sans_resultat):
                self._par_ligne[row].add(column)
        return self._par_ligne

    def covered(
        self, ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]
    ) -> frozenset[tuple[int, int]]:
        """Cells under merged ones, the first of each excepted."""
        found = set(self.couvertes)
        for (top, left), (bottom, right) in ranges:
            if (bottom - top + 1) * (right - left + 1) + len(found) > CELLULES_MAX:
                raise too_big("trop de cellules fusionnées", _cells(CELLULES_MAX))
            found |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)} - {(top, left)}
        return frozenset(found)


@dataclass(slots=True, kw_only=True)
class ExamenClasseur:
    feuilles: dict[str, Examen] = field(default_factory=dict)

    def feuille(self, nom: str) -> Examen:
        return self.feuilles.get(nom, Examen())


@dataclass(slots=True)
class Etendue:
    """The rectangle that holds every filled cell, and the length of the texts in it."""

    haut: int = -1
    bas: int = -1
    gauche: int = -1
    droite: int = -1
    textes: int = 0

    def add(self, ligne: int, colonne: int, lignes: int = 1, colonnes: int = 1) -> None:
        bas, droite = ligne + lignes - 1, colonne + colonnes - 1
        if self.haut < 0:
            self.haut, self.bas, self.gauche, self.droite = ligne, bas, colonne, droite
        else:
            self.haut, self.bas = min(self.haut, ligne), max(self.bas, bas)
            self.gauche, self.droite = min(self.gauche, colonne), max(self.droite, droite)
        # From the first row of the sheet: empty rows above the table are given too.
        if (self.bas + 1) * (self.droite - self.gauche + 1) > CELLULES_MAX:
            area = (self.bas + 1) * (self.droite - self.gauche + 1)
            raise too_big(_cells(area), _cells(CELLULES_MAX))

    def count(self, signes: int) -> None:
        self.textes += signes
        if self.textes > DEPLIE_MAX:
            raise too_big(t("plus de {mesure} de textes", mesure=mesure(DEPLIE_MAX)), mesure(DEPLIE_MAX))
