"""French texts of ours that can also be said in English: each remembers how it was made.

A `Texte` is a `str`, the French sentence, wherever one is expected; `base/anglais.py` makes the English one
from its template and what fills it. A text without holes needs no mark: the catalogue knows it as it is.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

_SANS_TROUS: Final[Mapping[str, str]] = MappingProxyType({})

_BOUT_A_BOUT: Final = "{a}{b}"


class Langue(StrEnum):
    """What messages are written in. Conventions, codes and JSON are French whatever it is."""

    FR = "fr"
    EN = "en"


class Texte(str):
    """French text. `modele`: as the catalogue knows it; `trous`: what fills its holes. `anglais`: the
    English itself, where it follows from no catalogue (a number, a date)."""

    __slots__ = ("anglais", "modele", "trous")

    modele: str
    trous: Mapping[str, str]
    anglais: str | None

    def __new__(
        cls,
        francais: str,
        modele: str | None = None,
        trous: Mapping[str, str] = _SANS_TROUS,
        anglais: str | None = None,
    ) -> "Texte":
        made = super().__new__(cls, francais)
        made.modele = francais if modele is None else modele
        made.trous, made.anglais = trous, anglais
        return made

    def __add__(self, other: str) -> "Texte":
        """Two texts put together are one, in every language."""
        return Texte(str(self) + str(other), _BOUT_A_BOUT, {"a": self, "b": other})

    def __radd__(self, other: str) -> "Texte":
        return Texte(str(other) + str(self), _BOUT_A_BOUT, {"a": other, "b": self})


def t(modele: str, /, **trous: str) -> Texte:
    """« {a} dépasse {b} » with what fills its holes. Always called with a literal, which a test looks up."""
    return Texte(modele.format_map(trous), modele, trous)


def compte(n: int, modele: str, pluriel: str, /, **trous: str) -> Texte:
    """One of two templates by the number, which fills the hole `n`; English has its own plural."""
    filled = {**trous, "n": trous.get("n", str(n))}
    return Texte((modele if -2 < n < 2 else pluriel).format_map(filled), modele, {**filled, "#": str(n)})


def en_deux_langues(francais: str, anglais: str) -> Texte:
    """What follows from no catalogue: « 7,5 » and "7.5"."""
    return Texte(francais, anglais=anglais)


def tel_quel(mot: str) -> Texte:
    """A name out of a file, or what a person wrote: the same in every language, even if a word of ours."""
    return Texte(mot, anglais=mot)


def majuscule(texte: str) -> Texte:
    """The same text at the head of a sentence."""
    capital = texte[:1].upper() + texte[1:]
    if isinstance(texte, Texte):
        return Texte(capital, texte.modele, texte.trous, texte.anglais)
    return Texte(capital, texte)


def cite(texte: str) -> Texte:
    """A word of a file, between quotation marks: it is the same in every language."""
    return t("« {cite} »", cite=texte)


def suite(textes: Iterable[str], lien: str = "") -> str:
    """« a, b et c »; `lien`: « et », « ou », or nothing for commas only."""
    items = list(textes)
    if not items:
        return ""
    told, last = items[0], len(items) - 1
    for rank, item in enumerate(items[1:], start=1):
        if rank < last or not lien:
            told = t("{a}, {b}", a=told, b=item)
        elif lien == "et":
            told = t("{a} et {b}", a=told, b=item)
        else:
            told = t("{a} ou {b}", a=told, b=item)
    return told


def plus(textes: Iterable[str]) -> str:
    """« a + b »: what adds up."""
    told = ""
    for one in textes:
        told = t("{a} + {b}", a=told, b=one) if told else one
    return told


def fleche(noms: Iterable[str]) -> str:
    """« a » → « b » → « a »: names of a file, the way from one to the next."""
    told = ""
    for nom in noms:
        told = t("{a} → {b}", a=told, b=cite(nom)) if told else cite(nom)
    return told


def masked(texte: str, dit: str, points: str) -> str:
    """The same text, in every language, without what it quotes."""
    shown = texte.replace(f"« {dit} »", f"« {points} »")
    if not isinstance(texte, Texte):
        return shown
    trous = {k: points if v == dit else masked(v, dit, points) for k, v in texte.trous.items()}
    return Texte(shown, texte.modele, trous, texte.anglais)
