"""JSON of what a clause says of one programme, one dwelling, or the convention."""

from collections.abc import Sequence

from convrules import ir
from convrules.render.clauses import genre
from convrules.render.machine import parts
from convrules.render.machine.parts import Json, Objet
from convrules.render.places import article
from convrules.render.words import word_of_obligation
from convrules.runtime.decision import ResultatDelai, ResultatElement


def groups(found: Sequence[tuple[ir.Convention, Sequence[ResultatElement]]]) -> Json:
    """What each convention says of elements, clause by clause."""
    return [
        {
            "convention": convention.ident,
            "clauses": [judged(e) for e in results],
        }
        for convention, results in found
        if results
    ]


def judged(e: ResultatElement) -> Objet:
    """One element with the clause that judges it."""
    clause = e.resultat.clause
    return {
        "clause": clause.entete.ident,
        "genre": genre(clause),
        "article": article(clause.entete),
        "porte_sur": e.niveau.value,
        **element(e),
    }


def element(e: ResultatElement) -> Objet:
    """`element` null: the table that would list them was not supplied."""
    found = e.resultat
    if not isinstance(found, ResultatDelai):
        return {
            "element": e.element or None,
            "vacance": e.vacance or None,
            "etat": word_of_obligation(found.issue),
            "etats_possibles": [word_of_obligation(found.issue)],
            "limite": None,
            "retard_jours": None,
            "causes": parts.causes(e.causes),
            "cas": list(found.cas),
        }
    candidats: list[Json] = [c.value for c in found.candidats]
    return {
        "element": e.element or None,
        "vacance": e.vacance or None,
        "etat": found.etat.value,
        "etats_possibles": candidats or [found.etat.value],
        "limite": parts.day(found.limite),
        "retard_jours": found.retard_jours,
        "causes": parts.causes(e.causes),
        "cas": list(found.cas),
    }
