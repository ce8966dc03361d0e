"""Words of the language that were probably meant by what stands where the grammar refuses it."""

import re
from collections.abc import Collection
from typing import Final

from convrules.base.ressemblance import likeness
from convrules.syntax.tournures import EN_CHIFFRES
from convrules.syntax.words import MOTS, fold

_ASSEZ: Final = 0.8
"""How alike two texts must be, of 1."""
_COURT: Final = 4
"""A shorter word is like too many others."""


_CONTRAIRES: Final = ("re", "non ", "non", "de", "in", "sous", "sur")
"""What, before a word, makes another one of it."""


def _says_another_thing(written: str, spelling: str) -> bool:
    """Is what differs a number, or what makes a word another: `reprise pour deux tours` for `pour un tour`,
    `mises en location` for `remises en location`?"""
    words, meant = ([w.rstrip("s") for w in text.split()] for text in (written, spelling))
    if any(w.isdigit() or w in EN_CHIFFRES for w in (*words, *meant) if (w in words) != (w in meant)):
        return True
    pairs = zip(words, meant, strict=False)
    return any(a != b and (f"{p}{a}" == b or f"{p}{b}" == a) for a, b in pairs for p in _CONTRAIRES)


def near_spelling(written: str, accepts: Collection[str]) -> tuple[str, int]:
    """The spelling that `written` begins with but for a slip, and how many characters the slip takes; nothing
    when none is near. accepts: the terminals that could stand there."""
    best, meant, length = _ASSEZ, "", 0
    for spelling in sorted(
        {s for name in MOTS.keys() & set(accepts) for s in MOTS[name] if len(s) >= _COURT}
    ):
        found = re.match(r"[^\s,()\[\]]+" + r"\s+[^\s,()\[\]]+" * spelling.count(" "), written)
        if found is None:
            continue
        alike = likeness(fold(" ".join(found[0].split())), fold(spelling))
        if alike > best and not _says_another_thing(fold(found[0]), fold(spelling)):
            best, meant, length = alike, spelling, found.end()
    return meant, length
