"""Texts that name one thing and are not written alike: a spreadsheet took the first zeros of a number, or a
letter was mistyped."""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Final, TypeAlias

from convrules.facts.titres import bare

Trait: TypeAlias = tuple[str, ...]
_MORCEAU: Final = re.compile(r"\d+|[A-Z]+")
_DECIMALE: Final = re.compile(r"(?<=\d)[.,]0+$")
_MOT_MIN: Final = 4
_PROCHE: Final = 0.85
"""Letters of a word below which another may be near by chance; likeness from which two are perhaps one."""


def outline(*textes: str) -> Trait:
    """What is left of a key without the zeros that begin its numbers, capitals, accents and punctuation."""
    found: list[str] = []
    for text in textes:
        pieces = _MORCEAU.findall(bare(_DECIMALE.sub("", text)))
        found += (*(p.lstrip("0") or "0" if p[0].isdigit() else p for p in pieces), "|")
    return tuple(found)


def outlines(cles: Iterable[tuple[str, ...]]) -> Mapping[Trait, tuple[str, ...]]:
    """Keys by their outline, those that have one."""
    return {trait: cle for cle in cles if len(trait := outline(*cle)) > len(cle)}


def misspelt(texte: str, cites: Iterable[str]) -> str:
    """The text that one was to be: the same but for capitals, accents, signs and zeros, or with a letter more
    or less. Empty when there is none."""
    trait = outline(texte)
    for cite in sorted(cites):
        if cite and (outline(cite) == trait or _slip(bare(texte), bare(cite))):
            return cite
    return ""


def _slip(one: str, other: str) -> bool:
    """Words, never numbers: of those each is another."""
    if min(len(one), len(other)) < _MOT_MIN or re.search("[0-9]", one + other):
        return False
    return abs(len(one) - len(other)) <= 1 and SequenceMatcher(None, one, other).ratio() >= _PROCHE
