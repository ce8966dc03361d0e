"""Signs that a reader takes for others (letters of another alphabet, signs that are not seen), and signs that
command what shows them: an escape that wipes a line, a mark that turns the direction of a text."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.texte import t

_ALPHABETS: Final = {
    "CYRILLIC": "lettre cyrillique",
    "GREEK": "lettre grecque",
    "FULLWIDTH": "signe pleine chasse",
}
_TRAITS: Final = frozenset("\u2044\u2215\u29f8\u2010\u2011\u2012\u2013\u2014\u2212")
"""Strokes and dashes that are not those of a keyboard."""
COMMANDE: Final = Motif(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Controls of a screen, and of the direction of what follows; no end of a line, no tab, no blank of French,
no sign that joins two others."""
SANS_TEXTE: Final = Motif(rf"{COMMANDE.texte}|[\ud800-\udfff]")
"""One of these, or half a character, which no file holds: a cell with it has no text."""
_RETOUR: Final = Motif(r"\r(?!\n)")
REMPLACANT: Final = "\ufffd"
_ECHAPPE: Final = Motif(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.S)
_PAR_LETTRE: Final = {
    "0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    "N": "\x85", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
"""SOURCE: YAML 1.2 §5.7; those that TOML has are the same."""
_COUPURE: Final = Motif(r"\s*\n\s*")


def inert(text: str) -> str:
    """A text as a person may be shown it: each sign that would command the screen or the page is U+FFFD, one
    for one, so that the rest stays in its place."""
    # Why first: such a sign is none that prints, and most texts are short and plain.
    if text.isprintable():
        return text
    shown = COMMANDE.sub(REMPLACANT, text)
    return _RETOUR.sub(REMPLACANT, shown) if "\r" in shown else shown


def one_line(text: str) -> str:
    """A name, a citation, a sentence, whatever lines its file writes it on: shown, it never begins a line."""
    return _COUPURE.sub(" ", text).strip() if "\n" in text else text


def written_commands(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Escapes, between double quotes, that stand for such a sign: their places, and the sign."""
    for found in _ECHAPPE.finditer(text, start, end):
        code = found[1] or found[2] or found[3]
        sign = _PAR_LETTRE.get(found[4], "") if code is None else chr(min(int(code, 16), 0x10FFFF))
        if inert(sign) != sign:
            yield found.start(), found.end(), sign


def escaped(text: str) -> str:
    """A text of JSON that says the same, with none of these signs as it is."""
    return COMMANDE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def strange_sign(texte: str) -> str:
    """The first sign that is not what it looks like, as a message names it; nothing when there is none."""
    if texte.isascii():
        return ""
    for sign in texte:
        code = f"U+{ord(sign):04X}"
        if unicodedata.category(sign) == "Cf":
            return t("{code}, signe qui ne se voit pas", code=code)
        said = _ALPHABETS.get(unicodedata.name(sign, "").partition(" ")[0])
        if said is None and unicodedata.category(sign) == "Nd" and not sign.isascii():
            said = "chiffre d'une autre écriture"
        if said is None and sign in _TRAITS:
            said = "un autre trait que celui du clavier"
        if said is not None:
            return t("« {signe} », {code}, {quoi}", signe=sign, code=code, quoi=said)
    return ""
