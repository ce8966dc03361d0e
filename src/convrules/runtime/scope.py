"""A convention binds only the dwellings it is about: out of its `champ`, nothing is owed or opened.

Source: docs/langage, « Ce qui compte ».
"""

from typing import TypeVar

from convrules.base.dates import Evenement, inconnu
from convrules.base.outcomes import NON_APPLICABLE, Cause, Indetermine, NonApplicable, causes_of
from convrules.base.records import replace
from convrules.runtime.decision import (
    Decision,
    EtatDelai,
    ResultatClause,
    ResultatDelai,
    ResultatEffet,
    Statut,
)

Juge = TypeVar("Juge", bound=ResultatClause | ResultatDelai)


def within_scope(decision: Decision, inscrite: Evenement) -> Decision:
    """Deadlines, obligations and effects as they stand once the status is known: without object for what
    is out of scope; in doubt for what perhaps is, unless they are without object anyway. inscrite: when the
    turn closed as its records alone say, whatever the clauses bring about."""
    statut = decision.statut
    if Statut.HORS_CHAMP not in statut.possibles:
        return decision
    sure = statut.statut is Statut.HORS_CHAMP
    doubt = _doubt(decision)

    def judged(result: Juge) -> Juge:
        return out_of_scope(result) if sure else in_doubt(result, doubt)

    return replace(
        decision,
        delais=tuple(judged(d) for d in decision.delais),
        nouvelles_propositions=tuple(judged(d) for d in decision.nouvelles_propositions),
        obligations=tuple(judged(o) for o in decision.obligations),
        suites=tuple(judged(s) for s in decision.suites),
        elements=tuple(replace(e, resultat=judged(e.resultat)) for e in decision.elements),
        modes=tuple(replace(m, resultat=judged(m.resultat)) for m in decision.modes),
        effets=() if sure else decision.effets,
        tour_clos=inscrite if sure else _perhaps_later(decision.tour_clos, inscrite, doubt),
    )


def _perhaps_later(ended: Evenement | None, inscrite: Evenement, doubt: frozenset[Cause]) -> Evenement | None:
    """The end of a turn that the clauses closed, if they are about it, and its records otherwise."""
    if ended is None or ended == inscrite or not doubt:
        return ended
    cause = min(doubt)
    last = None if inscrite.jamais else inscrite.fin
    unknown = inconnu(cause.fait, cause.ligne, cause.genre)
    return replace(unknown, debut=ended.debut, fin=last, jamais=last is None)


def effects_told(decision: Decision) -> tuple[ResultatEffet, ...]:
    """Effects as they may be said: in doubt while the dwelling is perhaps out of the scope. Accounts read
    `effets`, and meet that doubt with the status of the row."""
    statut = decision.statut
    doubt = _doubt(decision) if len(statut.possibles) > 1 and Statut.HORS_CHAMP in statut.possibles else None
    if not doubt:
        return decision.effets
    cause = min(doubt)
    return tuple(
        e
        if e.issue is False
        else replace(
            e,
            issue=Indetermine(causes_of(e.issue) | doubt),
            date=replace(inconnu(cause.fait, cause.ligne, cause.genre), debut=e.date.debut, fin=e.date.fin),
        )
        for e in decision.effets
    )


def out_of_scope(result: Juge) -> Juge:
    """The result for what the clause is certainly not about: without object."""
    if isinstance(result, ResultatClause):
        return result if isinstance(result.issue, NonApplicable) else replace(result, issue=NON_APPLICABLE)
    if result.etat is EtatDelai.SANS_OBJET:
        return result
    return replace(
        result, etat=EtatDelai.SANS_OBJET, limite=None, retard_jours=None, candidats=(), effet=None
    )


def in_doubt(result: Juge, causes: frozenset[Cause]) -> Juge:
    """The result for what the clause is perhaps not about, for want of the facts named."""
    if isinstance(result, ResultatClause):
        if isinstance(result.issue, NonApplicable):
            return result
        return replace(result, issue=Indetermine(causes_of(result.issue) | causes))
    if result.etat is EtatDelai.SANS_OBJET:
        return result
    candidats = dict.fromkeys((*(result.candidats or (result.etat,)), EtatDelai.SANS_OBJET))
    return replace(
        result,
        etat=EtatDelai.INDETERMINE,
        limite=None,
        retard_jours=None,
        candidats=tuple(candidats),
        causes=result.causes | causes,
    )


def _doubt(decision: Decision) -> frozenset[Cause]:
    """Why it is not known whether the dwelling is in the scope; a withdrawal has no part in it."""
    return frozenset[Cause]().union(*(causes_of(c.issue) for c in decision.champs))
