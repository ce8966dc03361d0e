"""What somebody writes and may write otherwise is looked at more closely than data: a first name tells, and a
birth.

In a file, it would be the name of a place too often (« Jean Jaurès »).
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from convrules.base.motifs import Motif
from convrules.facts.formes import Forme, personal_form, plain
from convrules.facts.mots import usual
from convrules.facts.noms import LIEU, MOT, first_name
from convrules.facts.personnel import personal_name
from convrules.facts.readers.lieux import MASQUE
from convrules.facts.titres import bare
from convrules.geographie import is_commune_name

_PARTICULES: Final = frozenset({"DE", "DU", "DA", "DOS", "EL", "BEN", "LE", "LA", "VAN", "VON"})
_CHOSES_AUSSI: Final = frozenset(
    {"CLAIRE", "PIERRE", "NOEL", "SAID", "VICTOR", "FLORENCE", "ROMAIN", "CHARLES"}
)
"""First names that are also words, or begin the names of places."""
_APPELES: Final = Motif(
    r"\b(?i:agence|antenne|b[âa]timent|loi|foyer|h[ôo]pital|ehpad) +[A-ZÀ-Ý][\w'-]+(?: [A-ZÀ-Ý][\w'-]+)?"
)
"""« agence Victor Hugo », « loi Alain Lambert »: what bears somebody's name."""
_JOUR: Final = (
    r"(?:\d{1,2}(?:er)?[ ./-]+(?:\d{1,2}\b|janv|f[ée]v|mars|avr|mai|juin|juil|ao[uû]t|sept|oct|nov|d[ée]c)"
    r"|(?:19|20)\d\d)"
)
_NAISSANCE: Final = Motif(
    rf"(?i)\bn[ée](?:e|\(e\))?s? +(?:(?:le|en|vers|au|depuis) +)?{_JOUR}|\bnaissance\W{{1,3}}(?:le +)?{_JOUR}"
)
_AGE: Final = Motif(r"(?i)\b[âa]g[ée](?:e|\(e\))?s? +d[e'] *(?!plus|moins|au)(?:\d|\w+(?:[ -]\w+)? +ans)")


def free_text_form(texte: str) -> Forme | None:
    """What a text looks like, a usual first name beside another word, and a birth, included."""
    forme, shown = personal_form(texte), plain(texte)
    if forme is not None:
        return forme
    if _NAISSANCE.search(shown):
        return Forme.NAISSANCE
    if _AGE.search(shown):
        return Forme.AGE
    return Forme.NOM if _named(shown) else None


def shown_word(texte: str) -> str:
    """What somebody typed, said again; dots in its place when it may identify a person."""
    return texte if free_text_form(texte) is None and personal_name(texte) is None else MASQUE * 3


def _named(texte: str) -> bool:
    """« Marie Durand », « DURAND Marie », « marie durand »; not « rue Marie Curie »."""
    for phrase in re.split(r"[;:.()]|, *(?=[a-zà-ÿ])", texte):
        words = MOT.findall(LIEU.split(_APPELES.sub(" ", phrase))[0])
        for rank, (one, other) in enumerate(pairwise(words)):
            if one[0].isupper() and other[0].isupper() and any(map(first_name, (one, other))):
                return True
            if first_name(one) and _surname(words[rank + 1 :]):
                return True
            if first_name(other) and bare(other) not in _CHOSES_AUSSI and not usual(one):
                return True
    return False


def _surname(after: Sequence[str]) -> bool:
    """Do words begin with one that no sentence has, after a particle perhaps?"""
    name = after[1:] if bare(after[0]) in _PARTICULES else after
    return bool(name) and not usual(name[0]) and (name is after or not is_commune_name(name[0]))
