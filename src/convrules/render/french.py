"""A little grammar: elision, contraction, agreement, lists."""

from collections.abc import Sequence
from dataclasses import dataclass

_VOWELS = "aàâäeéèêëiîïoôöuùûüyhœæAÀÂÄEÉÈÊËIÎÏOÔÖUÙÛÜYHŒÆ"
# Why: an aspirated h does not elide. Only words the vocabulary may bring.
_ASPIRATED = ("onz", "hors", "huit", "haut", "handicap", "hlm", "HLM", "hiérarch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Groupe:
    """A noun phrase with its article: « la surface », « les droits »."""

    texte: str
    feminin: bool = False
    pluriel: bool = False

    def accord(self, adjectif: str) -> str:
        """An adjective or participle in agreement: « inférieur » is « inférieure »."""
        mot = adjectif
        if self.feminin:
            mot = {"égal": "égale"}.get(mot, f"{mot}e")
        elif self.pluriel and mot == "égal":
            return "égaux"
        return f"{mot}s" if self.pluriel and not mot.endswith("s") else mot

    @property
    def est(self) -> str:
        return "sont" if self.pluriel else "est"

    @property
    def n_est_pas(self) -> str:
        return "ne sont pas" if self.pluriel else "n'est pas"


def elides(mot: str) -> bool:
    """Does an article or « de » lose its vowel before this word?"""
    return mot[:1] in _VOWELS and bool(mot) and not mot.startswith(_ASPIRATED)


def de(texte: str) -> str:
    """« de » before a phrase: du, des, de l', d', de la."""
    if texte.startswith("le "):
        return f"du {texte[3:]}"
    if texte.startswith("les "):
        return f"des {texte[4:]}"
    return f"d'{texte}" if elides(texte) else f"de {texte}"


def a(texte: str) -> str:
    """« à » before a phrase: au, aux, à l', à la."""
    if texte.startswith("le "):
        return f"au {texte[3:]}"
    if texte.startswith("les "):
        return f"aux {texte[4:]}"
    return f"à {texte}"


def que(proposition: str) -> str:
    return f"qu'{proposition}" if elides(proposition) else f"que {proposition}"


def si(proposition: str) -> str:
    """« si » elides before il and ils only."""
    return f"s'{proposition}" if proposition.startswith(("il ", "ils ")) else f"si {proposition}"


def cite(texte: str) -> str:
    """User text between French quotes, with no-break spaces."""
    return f"«\u00a0{texte}\u00a0»"


def listing(items: Sequence[str], lien: str = "et") -> str:
    """« a, b et c »."""
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {lien} {items[-1]}"


def sentence(texte: str) -> str:
    """A capital at the head (accents kept), a full stop at the end."""
    text = texte[:1].upper() + texte[1:]
    return text if text.endswith((".", "?", "!", "…", ":")) else f"{text}."
