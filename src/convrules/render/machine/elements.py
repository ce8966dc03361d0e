"""JSON of what a clause says of one programme, one dwelling, or the convention."""

from collections.abc import Sequence

from convrules import ir
from convrules.render.clauses import genre
from convrules.render.machine import parts
from convrules.render.machine.parts import Json, Objet
from convrules.render.places import article
from convrules.render.words import word_of_obligation
from convrules.runtime.decision import ResultatClause, ResultatDelai, ResultatElement


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
    late = found if isinstance(found, ResultatDelai) else None
    etat = word_of_obligation(found.issue) if isinstance(found, ResultatClause) else found.etat.value
    possibles: list[Json] = [c.value for c in late.candidats] if late is not None else []
    return {
        "element": e.element or None,
        "vacance": e.vacance or None,
        "etat": etat,
        "etats_possibles": possibles or [etat],
        "limite": parts.day(late.limite) if late is not None else None,
        "retard_jours": late.retard_jours if late is not None else None,
        "causes": parts.causes(e.causes),
        "cas": list(found.cas),
    }
