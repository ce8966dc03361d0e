"""Signs that a reader takes for others: letters of another alphabet, signs that are not seen."""

import unicodedata
from typing import Final

from convrules.base.texte import t

_ALPHABETS: Final = {
    "CYRILLIC": "lettre cyrillique",
    "GREEK": "lettre grecque",
    "FULLWIDTH": "signe pleine chasse",
}
_TRAITS: Final = frozenset("\u2044\u2215\u29f8\u2010\u2011\u2012\u2013\u2014\u2212")
"""Strokes and dashes that are not those of a keyboard."""


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
