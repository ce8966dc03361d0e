"""Bytes to text. Nothing is guessed: UTF-8, or the encoding that the mapping declares."""

import re

from convrules.diagnostics.model import Checked, Diagnostic
from convrules.diagnostics.problems import donnees as problems
from convrules.facts.readers.lieux import place_at_line

UTF8, CP1252 = "utf-8", "cp1252"
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
_ABIMES = re.compile("Ã[\u00a0-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â‚¬|â€[™œ“”¦]|Å“|Â[\u00a0«»°²]")


def decode(nom: str, contenu: bytes, encodage: str | None) -> Checked[str | None]:
    """The text of a data file; None, with the reason, when it cannot be read.

    encodage: `utf-8`, `cp1252`, or None for UTF-8 without a declaration."""
    refused = _refuse_at_once(nom, contenu)
    if refused is not None:
        return Checked(value=None, diagnostics=(refused,))
    if encodage == CP1252 and _is_utf8(contenu):
        line = _line_of(contenu, _first_accent(contenu))
        return Checked(value=None, diagnostics=(problems.utf8_declare_cp1252(span=place_at_line(nom, line)),))
    try:
        text = contenu.removeprefix(_BOM).decode(encodage or UTF8)
    except UnicodeDecodeError as error:
        return Checked(value=None, diagnostics=(_undecodable(nom, error, encodage),))
    if not text.strip():
        return Checked(value=None, diagnostics=(problems.fichier_vide(span=place_at_line(nom, 1)),))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return Checked(value=None, diagnostics=(problems.octet_nul(span=place_at_line(nom, line)),))
    return Checked(value=text, diagnostics=_damaged(nom, text))


def _refuse_at_once(nom: str, contenu: bytes) -> Diagnostic | None:
    start = place_at_line(nom, 1)
    if not contenu.removeprefix(_BOM).strip():
        return problems.fichier_vide(span=start)
    for signature, nature in _SIGNATURES:
        if contenu.startswith(signature):
            return problems.pas_un_csv(span=start, nature=nature)
    return None


def _is_utf8(contenu: bytes) -> bool:
    """Accented text that UTF-8 accepts: no French text in cp1252 is valid UTF-8 by chance."""
    if contenu.isascii():
        return False
    try:
        contenu.decode(UTF8)
    except UnicodeDecodeError:
        return False
    return True


def _undecodable(nom: str, error: UnicodeDecodeError, encodage: str | None) -> Diagnostic:
    span = place_at_line(nom, _line_of(error.object, error.start))
    octet = f"0x{error.object[error.start]:02X}"
    if encodage is None:
        return problems.encodage_non_declare(span=span, octet=octet)
    return problems.octet_impossible(span=span, octet=octet, encodage=encodage)


def _damaged(nom: str, text: str) -> tuple[Diagnostic, ...]:
    found = _ABIMES.findall(text)
    if not found:
        return ()
    line = text.count("\n", 0, text.index(found[0])) + 1
    span = place_at_line(nom, line)
    return (problems.accents_abimes(span=span, trouve=found[0], nombre=str(len(found))),)


def _first_accent(contenu: bytes) -> int:
    return next(i for i, byte in enumerate(contenu) if byte > 127)


def _line_of(contenu: bytes, offset: int) -> int:
    return contenu.count(b"\n", 0, offset) + 1
