"""Is a row of the public named? Who will live in a dwelling that is not let yet is the future, no datum to
complete; of one that never will be, there is nobody.

Source: docs/langage, « Année close, année ouverte ».
"""

from collections.abc import Iterable
from typing import Final

from convrules import ir
from convrules.base.dates import why
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue
from convrules.compiler import Programme
from convrules.runtime.context import Contexte
from convrules.runtime.reading import read_event
from convrules.year.communs import household_facts
from convrules.year.suivi import holds

EVENEMENTS: Final = {
    ir.Classe.ORIENTATIONS: "orientation",
    ir.Classe.PROPOSITIONS: "proposition",
    ir.Classe.ATTRIBUTIONS: "attribution",
    ir.Classe.BAUX: "bail",
}
QUI_HABITE: Final = ("attribution", "bail")
"""Events by which one knows who lives there, or that nobody will."""
D_UN_CANDIDAT: Final = frozenset({ir.Classe.ORIENTATIONS, ir.Classe.PROPOSITIONS})


def of_public(
    condition: ir.Expr | None, contexte: Contexte, programme: Programme, classes: Iterable[ir.Classe]
) -> Issue:
    """Does the condition hold of a row of a population of these classes?"""
    found = holds(condition, contexte)
    if not isinstance(found, Indetermine) or contexte.vacance is None or contexte.ligne is not None:
        return found
    let, nobody = read_event("attribution", contexte), is_uninhabited(contexte)
    if not nobody and (let.connu is not None or let.est_jamais or let.genre is not Genre.FUTUR):
        return found
    facts = _facts(contexte, programme)
    awaited = {c for c in found.causes if c.genre is not Genre.ERREUR and _of_household(c.fait, facts)}
    # Why: the household to which a dwelling was proposed is known to whoever proposed it.
    met = (read_event(EVENEMENTS[c], contexte).connu for c in D_UN_CANDIDAT.intersection(classes))
    if not awaited or any(day is not None for day in met):
        return found
    left: frozenset[Cause] = found.causes - awaited
    if nobody:
        # Nobody will live there: the row is of no public, once nothing else is missing.
        return Indetermine(left) if left else False
    return Indetermine(left | why(let).causes)


def is_uninhabited(contexte: Contexte) -> bool:
    """Will nobody live there, for certain?"""
    return all(read_event(nom, contexte).est_jamais for nom in QUI_HABITE)


def _of_household(fait: str, facts: frozenset[str]) -> bool:
    return fait in facts or fait.startswith("demande.")


def _facts(contexte: Contexte, programme: Programme) -> frozenset[str]:
    """Asked once of a convention."""
    memoire = contexte.memoire
    if memoire is None:
        return household_facts(programme)
    return memoire.of(("ménages", id(programme)), programme, lambda: household_facts(programme))
