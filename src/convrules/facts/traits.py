"""Texts that name one thing and are not written alike: a spreadsheet took the first zeros of a number, or a
letter was mistyped."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from convrules.base.motifs import Motif
from convrules.base.ressemblance import likeness
from convrules.facts.titres import bare

Trait: TypeAlias = tuple[str, ...]
_MORCEAU: Final = Motif(r"\d+|[A-Z]+")
_DECIMALE: Final = Motif(r"(?<=\d)[.,]0+$")
_NUMERO: Final = Motif("([A-Za-z]+)0*([0-9]+)")
"""Most identifiers: a prefix, then a number."""
_MOT_MIN: Final = 4
_PROCHE: Final = 0.85
"""Letters of a word below which another may be near by chance; likeness from which two are perhaps one."""


def outline(*textes: str) -> Trait:
    """What is left of a key without the zeros that begin its numbers, capitals, accents and punctuation."""
    found: list[str] = []
    for text in textes:
        plain = _NUMERO.fullmatch(text)
        if plain is not None:
            found += (plain[1].upper(), plain[2], "|")
            continue
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


_CONTENU_MIN: Final = 3
"""Letters of a text that another may be written around."""


def written_around(texte: str, cites: Iterable[str]) -> str:
    """The text that one is written around (« ANNULE le 3/2 », « LOGORD »), cut short from (« ANN. »), or one
    sign away from. Empty when there is none; of short texts, each is another."""
    plain = bare(texte)
    for cite in sorted(cites):
        known = bare(cite)
        if min(len(plain), len(known)) < _CONTENU_MIN or known.isdigit() or plain == known:
            continue
        if (
            known in plain
            or plain.strip(" .") in known
            or _same_stem(plain, known)
            or _one_sign(plain, known)
        ):
            return cite
    return ""


def _alike(one: str, other: str) -> int:
    """How many signs two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _same_stem(one: str, other: str) -> bool:
    """« ANNULATION » beside « ANNULE »."""
    common = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return common >= _MOT_MIN and 3 * common >= 2 * len(other)


def _one_sign(one: str, other: str) -> bool:
    """One sign more, less, or in the place of another: never a digit in the place of a digit."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] and not (a[0].isdigit() and b[0].isdigit())
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[1:] == shorter and not longer[0].isdigit()


def _slip(one: str, other: str) -> bool:
    """Words, never numbers: of those each is another."""
    if min(len(one), len(other)) < _MOT_MIN or re.search("[0-9]", one + other):
        return False
    return abs(len(one) - len(other)) <= 1 and likeness(one, other) >= _PROCHE
