"""Clauses about a household, on each candidature: its own flags in the place of those retained.

Source: docs/langage, « Fichiers et clauses » (an `éligibilité` that reads a flag of a household).
"""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules import ir, vocabulary
from convrules.base.outcomes import toutes
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee
from convrules.facts.records import Ligne
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatMenage
from convrules.runtime.reading import SENS_REPUTE
from convrules.runtime.rules import judge

DE_LA_CANDIDATURE: Final = frozenset(
    {SENS_REPUTE, *(c.nom for (n, _), c in vocabulary.CHAMPS.items() if n == "candidature" and not c.menage)}
)
"""What a candidature says of itself, and not of its household."""


def evaluate_households(clauses: Sequence[ClauseCompilee], contexte: Contexte) -> Iterator[ResultatMenage]:
    """One result per candidature known, in the order of the data; none without a clause about households."""
    about = [c for c in clauses if isinstance(c.clause, ir.Eligibilite) and c.clause.menage]
    vacance = contexte.vacance
    if not about or vacance is None:
        return
    for ligne in vacance.candidatures or ():
        seen = _facing(ligne, contexte)
        results = tuple(judge(clause, seen) for clause in about)
        yield ResultatMenage(candidature=ligne.id, issue=toutes(r.issue for r in results), resultats=results)


def _facing(ligne: Ligne, contexte: Contexte) -> Contexte:
    """The vacancy with this household: a flag that the candidature lacks is missing, not borrowed."""
    flags = {*vocabulary.DRAPEAUX_MENAGE, *ligne.cellules} - DE_LA_CANDIDATURE
    return replace(contexte, ligne=ligne, cellule={nom: ligne.cellule(nom) for nom in flags})
