"""JSON of what a clause says of one programme, one dwelling, or the convention."""

from collections.abc import Sequence

from convrules import ir
from convrules.base.outcomes import Indetermine
from convrules.render.clauses import genre
from convrules.render.machine import parts
from convrules.render.machine.parts import Json, Objet
from convrules.render.places import article
from convrules.render.words import OBLIGATION, word_of_obligation
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
    return {
        "element": e.element or None,
        "vacance": e.vacance or None,
        "etat": etat,
        "etats_possibles": [*_may_be(found)],
        "limite": parts.day(late.limite) if late is not None else None,
        "retard_jours": late.retard_jours if late is not None else None,
        "causes": parts.causes(e.causes),
        "cas": list(found.cas),
    }


def _may_be(found: ResultatClause | ResultatDelai) -> Sequence[str]:
    """States of which one is the true one, as far as is known."""
    if isinstance(found, ResultatDelai):
        return [c.value for c in found.candidats] or [found.etat.value]
    if not isinstance(found.issue, Indetermine):
        return [word_of_obligation(found.issue)]
    told = {word_of_obligation(i) for i in found.possibles}
    known = told and OBLIGATION["indetermine"] not in told and OBLIGATION["erreur"] not in told
    return [
        mot
        for mot in (OBLIGATION["vrai"], OBLIGATION["faux"], OBLIGATION["non_applicable"])
        if mot in told or not known
    ]
