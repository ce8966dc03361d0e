"""A carry-over whose parts are all of the language, in another order than its own."""

from typing import Final

from convrules.syntax.arret import Arret
from convrules.syntax.kinds import Entree
from convrules.syntax.lecture import tree_of

_DEBUTS: Final = (("solde ", "fractions "), ("déficit ", "excédent "), ("plafonné ",), ("perdu ",))
"""How each part begins, in the order of the sentence."""


def in_order(stop: Arret) -> str:
    """`solde exact, plafonné à 1 logement, déficit seul`: the same, as it is written; empty when it is
    another mistake."""
    parts = [p.strip() for p in stop.text[stop.sentence.start : stop.sentence.end].split(",")]
    ranks = [next((n for n, begins in enumerate(_DEBUTS) if p.startswith(begins)), -1) for p in parts]
    if stop.entree is not Entree.REPORT or -1 in ranks or len(set(ranks)) < len(ranks):
        return ""
    found = ", ".join(part for _, part in sorted(zip(ranks, parts, strict=True)))
    return found if ranks != sorted(ranks) and tree_of(found, stop.entree) is not None else ""
