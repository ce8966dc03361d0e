"""Words by which software says that it does not know: they name nothing."""

import unicodedata
from typing import Final

from convrules.facts.titres import bare

MANQUANTS: Final = frozenset({
    "NC", "N.C.", "N/C", "NA", "N/A", "NR", "N.R.", "ND", "N.D.", "NULL", "(NULL)", "NAN", "?", "??", "-",
    "--", ".", "INCONNU", "INCONNUE", "NSP", "Z",
})  # fmt: skip


_LONGUEUR: Final = max(map(len, MANQUANTS))
_SANS: Final = frozenset({"SANS", "AUCUN", "AUCUNE", "NEANT", "VIDE", "NON RENSEIGNE", "A RENSEIGNER"})


def stands_for_nothing(texte: str) -> bool:
    """Is a text, of which many rows say that they are of it, what software writes for want of one? One sign
    again and again does too."""
    seen = texte.strip()
    return names_nothing(seen) or bare(seen) in _SANS or (len(seen) > 2 and len(set(seen)) == 1)


def names_nothing(texte: str) -> bool:
    """Is a text no identifier, whatever it stands under: nothing that is seen, no letter nor digit, zeros
    alone, or a word for the unknown?"""
    if texte.isalnum() and texte.isascii():
        return not texte.strip("0") or (len(texte) <= _LONGUEUR and texte.upper() in MANQUANTS)
    seen = "".join(c for c in unicodedata.normalize("NFKC", texte) if unicodedata.category(c) != "Cf").strip()
    if not any(map(str.isalnum, seen)) or not seen.strip("0.,"):
        return True
    return bare(seen) in MANQUANTS
