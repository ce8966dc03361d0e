"""Bytes to text. Nothing is guessed: UTF-8, or the encoding that the mapping declares."""

import re
from collections.abc import Iterator

from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.diagnostics.model import Checked, Diagnostic
from convrules.diagnostics.problems import donnees as problems
from convrules.diagnostics.problems import lecture
from convrules.facts.chargement import FichierBrut
from convrules.facts.readers.lieux import place_at_line
from convrules.facts.readers.octets import LIGNE_MAX, FichierChange, debut, etat, lignes, ouvrir

VIDES_MAX = 1_000_000  # LIMIT: blank lines of a file.
UTF8, CP1252 = "utf-8", "cp1252"
# Accents of a French text in cp850, which in cp1252 are signs that no letter stands before.
_DOS = re.compile(rb"(?<=[A-Za-z])[\x82\x87\x88\x8a\x90]")
_WINDOWS = re.compile(rb"[\xc0-\xff]")
_BOM = b"\xef\xbb\xbf"
_SIGNATURES = (
    (b"PK\x03\x04", "un classeur Excel ou une archive"),
    (b"\xd0\xcf\x11\xe0", "un ancien classeur Excel"),
    (b"\xff\xfe", "un texte en UTF-16"),
    (b"\xfe\xff", "un texte en UTF-16"),
    (b"%PDF", "un document PDF"),
    (b"PAR1", "un fichier Parquet"),
)
# What UTF-8 looks like once read as cp1252 and saved again: « Ã© » for é, « â‚¬ » for €, « Å“ » for œ.
_ABIMES = Motif("Ã[\u00a0-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â‚¬|â€[™œ“”¦]|Å“|Â[\u00a0«»°²]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Texte:
    """A file whose every byte was found to be text: `lines` reads it, as often as needed."""

    brut: FichierBrut
    encodage: str
    etat: tuple[int, int] | None

    def lines(self) -> Iterator[str]:
        """Physical lines, each with its end."""
        try:
            if etat(self.brut) != self.etat:
                raise FichierChange
            with ouvrir(self.brut) as stream:
                for number, line in enumerate(lignes(stream)):
                    yield (line if number else line.removeprefix(_BOM)).decode(self.encodage)
            if etat(self.brut) != self.etat:
                raise FichierChange
        except (OSError, UnicodeDecodeError) as error:
            raise FichierChange from error


def examine(brut: FichierBrut, encodage: str | None) -> Checked[Texte | None]:
    """The text of a data file; None, with the reason, when it cannot be read.

    encodage: `utf-8`, `cp1252`, or None for UTF-8 without a declaration."""
    head = debut(brut, 8)
    for signature, nature in _SIGNATURES:
        if head.startswith(signature):
            span = place_at_line(brut.nom, 1)
            return Checked(value=None, diagnostics=(problems.pas_un_csv(span=span, nature=nature),))
    before = etat(brut)
    exam = _Examen(nom=brut.nom, encodage=encodage)
    with ouvrir(brut) as stream:
        for number, line in enumerate(lignes(stream), 1):
            exam.look(number, line if number > 1 else line.removeprefix(_BOM))
            if exam.longue or exam.vides > VIDES_MAX:
                break
    refused = exam.refused()
    if refused is not None:
        return Checked(value=None, diagnostics=(refused,))
    text = Texte(brut=brut, encodage=encodage or UTF8, etat=before)
    return Checked(value=text, diagnostics=exam.damaged())


@dataclass(slots=True, kw_only=True)
class _Examen:
    """What was seen of a file, line after line; each number is that of the first such line. `double`: accents
    that are UTF-8 and that cp1252 would damage; `autre`: those that are not UTF-8; `dos`: those of cp850."""

    nom: str
    encodage: str | None
    accent: int = 0
    utf8: bool = True
    double: int = 0
    autre: int = 0
    dos: int = 0
    accents_dos: int = 0
    accents_windows: int = 0
    plein: bool = False
    nul: int = 0
    longue: int = 0
    rate: tuple[int, int] | None = None
    abime: int = 0
    trouve: str = ""
    nombre: int = 0
    vides: int = 0
    derniere: int = 0

    def look(self, number: int, line: bytes) -> None:
        self.longue = self.longue or (number if len(line) > LIGNE_MAX else 0)
        if not line.strip():
            self.vides, self.derniere = self.vides + 1, number
            return
        self.nul = self.nul or (number if b"\0" in line else 0)
        if line.isascii():
            self.plein = self.plein or bool(line.decode("ascii").strip())
            return
        self.accent = self.accent or number
        if not _decodes(line):
            self.utf8, self.autre = False, self.autre or number
            found_dos = len(_DOS.findall(line))
            self.dos = self.dos or (number if found_dos else 0)
            self.accents_dos += found_dos
            self.accents_windows += len(_WINDOWS.findall(line))
        elif not self.double and _ABIMES.search(line.decode(CP1252, "replace")):
            self.double = number
        try:
            text = line.decode(self.encodage or UTF8)
        except UnicodeDecodeError as error:
            self.rate = self.rate or (number, line[error.start])
            return
        self.plein = self.plein or bool(text.strip())
        found = _ABIMES.findall(text)
        if found:
            self.abime, self.trouve = self.abime or number, self.trouve or found[0]
            self.nombre += len(found)

    def refused(self) -> Diagnostic | None:
        if self.longue:
            limite = t("{n}\u00a0{unite}", n=str(LIGNE_MAX // 1024 // 1024), unite="Mo")
            return lecture.ligne_trop_longue(span=self._at(self.longue), limite=limite)
        if self.double and self.autre:
            lines = {"utf8": str(self.double), "autre": str(self.autre)}
            return lecture.deux_encodages(span=self._at(max(self.double, self.autre)), **lines)
        if self.vides > VIDES_MAX:
            return lecture.trop_de_lignes_vides(span=self._at(self.derniere), limite=f"{VIDES_MAX:,}")
        if self.encodage == CP1252 and self.accent and self.utf8:
            return problems.utf8_declare_cp1252(span=self._at(self.accent))
        if self.accents_dos > self.accents_windows:
            return problems.accents_dos(span=self._at(self.dos), nombre=str(self.accents_dos))
        if self.rate is not None:
            number, byte = self.rate
            return _undecodable(self._at(number), f"0x{byte:02X}", self.encodage)
        if not self.plein:
            return problems.fichier_vide(span=self._at(1))
        return problems.octet_nul(span=self._at(self.nul)) if self.nul else None

    def damaged(self) -> tuple[Diagnostic, ...]:
        if not self.abime:
            return ()
        span = self._at(self.abime)
        return (problems.accents_abimes(span=span, trouve=self.trouve, nombre=str(self.nombre)),)

    def _at(self, number: int) -> Span:
        return place_at_line(self.nom, number)


def _decodes(line: bytes) -> bool:
    """Accented text that UTF-8 accepts: no French text in cp1252 is valid UTF-8 by chance."""
    try:
        line.decode(UTF8)
    except UnicodeDecodeError:
        return False
    return True


def _undecodable(span: Span, octet: str, encodage: str | None) -> Diagnostic:
    if encodage is None:
        return problems.encodage_non_declare(span=span, octet=octet)
    return problems.octet_impossible(span=span, octet=octet, encodage=encodage)
