"""What is left of French in an English sentence: function words and accented words, outside quotations."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from convrules.base.texte import Langue
from convrules.checking.words import GENRES
from convrules.diagnostics.catalogue import aide, message
from convrules.diagnostics.model import Diagnostic

_CITATIONS: Final = re.compile(
    '“[^”]*”|«[^»]*»|"[^"]*"|`[^`]*`|```.*?```|<[^>]*>|\\[[^]]*\\]|--[a-z-]+', re.DOTALL
)
_MOT: Final = re.compile(r"(?<!\w)[A-Za-zÀ-ÖØ-öø-ÿœŒ]+(?:-[A-Za-zÀ-ÖØ-öø-ÿœŒ0-9]+)*(?!\w)")
_ELISION: Final = re.compile(r"\b[ldnsjcmtLDNSJCMT]['’][a-zéèêàâîôûœ]")
_PETITS: Final = frozenset(
    re.findall(
        r"\w+",
        "le la les un une des du de est sont pas ni dans qui que quand avec sur ou et au aux ne se sa ses ce "
        "ces cette il elle ils elles leur leurs vers sous entre après avant aucun aucune où dont",
    )
)
ADMIS: Final = frozenset(
    {
        "département",
        "départements",
        "réservataire",
        "réservataires",
        "établissement",
        *" ".join(GENRES.values()).split(),
    }
)
"""Words of French law, and the kinds of clauses: they stay as they are."""
NOMS: Final = ("fondement", "bailleur", "fichier", "colonne", "champ", "exemple", "designe", "nomme")
"""Arguments that are names: of a text of law, of a landlord, of a place, of a column."""


def left(texte: str, names: Iterable[str] = ()) -> Iterator[str]:
    """Words of French found in a text that should be English. names: what it says that is a name."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        texte = texte.replace(name, " ")
    texte = _CITATIONS.sub(" ", texte)
    yield from (found[0] for found in _ELISION.finditer(texte))
    for found in _MOT.finditer(texte):
        word = found[0]
        accented = word.islower() and not word.isascii() and word not in ADMIS
        if word.lower() in _PETITS or accented:
            yield word


def left_in(d: Diagnostic) -> list[str]:
    """What is left of French in a finding: its sentence, its remedy, what is said beside its places."""
    from convrules.base.anglais import anglais

    names = [d.args[nom] for nom in NOMS if nom in d.args]
    told = [message(d, Langue.EN), aide(d, Langue.EN) or "", *(anglais(label.texte) for label in d.labels)]
    return [f"{word}: {text}" for text in told for word in left(text, names)]
