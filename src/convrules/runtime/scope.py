"""A convention binds only the dwellings it is about: out of its `champ`, nothing is owed or opened.

Source: docs/langage, « Ce qui compte ».
"""

from dataclasses import replace

from convrules.base.outcomes import NON_APPLICABLE, Cause, Indetermine, NonApplicable, causes_of
from convrules.runtime.decision import Decision, EtatDelai, ResultatClause, ResultatDelai, Statut


def within_scope(decision: Decision) -> Decision:
    """Deadlines, obligations and effects as they stand once the status is known: without object for what
    is out of scope; in doubt for what perhaps is, unless they are without object anyway."""
    statut = decision.statut
    if Statut.HORS_CHAMP not in statut.possibles:
        return decision
    sure = statut.statut is Statut.HORS_CHAMP
    return replace(
        decision,
        delais=tuple(_deadline(d, decision, sure) for d in decision.delais),
        nouvelles_propositions=tuple(_deadline(d, decision, sure) for d in decision.nouvelles_propositions),
        obligations=tuple(_obligation(o, decision, sure) for o in decision.obligations),
        suites=tuple(_obligation(s, decision, sure) for s in decision.suites),
        modes=tuple(replace(m, resultat=_obligation(m.resultat, decision, sure)) for m in decision.modes),
        effets=() if sure else decision.effets,
    )


def _obligation(result: ResultatClause, decision: Decision, sure: bool) -> ResultatClause:
    if isinstance(result.issue, NonApplicable):
        return result
    if sure:
        return replace(result, issue=NON_APPLICABLE)
    return replace(result, issue=Indetermine(causes_of(result.issue) | _doubt(decision)))


def _deadline(result: ResultatDelai, decision: Decision, sure: bool) -> ResultatDelai:
    if result.etat is EtatDelai.SANS_OBJET:
        return result
    if sure:
        return replace(
            result, etat=EtatDelai.SANS_OBJET, limite=None, retard_jours=None, candidats=(), effet=None
        )
    candidats = dict.fromkeys((*(result.candidats or (result.etat,)), EtatDelai.SANS_OBJET))
    return replace(
        result,
        etat=EtatDelai.INDETERMINE,
        limite=None,
        retard_jours=None,
        candidats=tuple(candidats),
        causes=result.causes | _doubt(decision),
    )


def _doubt(decision: Decision) -> frozenset[Cause]:
    """Why it is not known whether the dwelling is in the scope; a withdrawal has no part in it."""
    return frozenset[Cause]().union(*(causes_of(c.issue) for c in decision.champs))
