"""Rows that add up the others: a printed report ends with them."""

import re
from typing import Final

from convrules.diagnostics.problems import donnees as problems
from convrules.facts.plan import Fichier
from convrules.facts.readers.lieux import Rangee

_TOTAL: Final = re.compile(r"(?i)\W*(?:sous[ -]?)?tota(?:l|ux)\b|\W*somme\b|\W*nombre (?:de|total)\b")


def note_total(fichier: Fichier, rangee: Rangee) -> None:
    """A row whose first filled cell among those that are read says that it is a total stays, and is told."""
    ranks = sorted(rank for _, rank, _ in fichier.colonnes if rangee.valeurs[rank])
    if ranks and _TOTAL.match(rangee.valeurs[ranks[0]]) is not None:
        nom = fichier.name_of(ranks[0])
        fichier.note(rangee, ranks[0], lambda *, span: problems.ligne_de_total(span=span, colonne=nom))
