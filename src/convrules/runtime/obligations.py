"""What a missed obligation entails, and what may still come of what clauses ask about."""

from convrules import ir
from convrules.base.dates import Evenement, inconnu, jamais
from convrules.base.outcomes import NON_APPLICABLE, Issue
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee
from convrules.runtime.closing import both, missed, waits, with_what_may_come
from convrules.runtime.context import Contexte
from convrules.runtime.dating import Prise, standing_since
from convrules.runtime.debtors import owed_by_holder_under_delegation
from convrules.runtime.decision import ResultatClause, ResultatEffet
from convrules.runtime.effects import effects_of, gives, perhaps_brought, run_chain
from convrules.runtime.rules import judge


def judge_obligation(clause: ClauseCompilee, contexte: Contexte) -> ResultatClause:
    """Its outcome; not applicable where it is owed by a holder whose rights another exercises."""
    if owed_by_holder_under_delegation(clause, contexte):
        return ResultatClause(clause=clause.on(contexte.jour), issue=NON_APPLICABLE)
    return judge(clause, contexte)


def entailed(
    clause: ClauseCompilee, result: ResultatClause, reference: Evenement, contexte: Contexte
) -> tuple[ResultatEffet, ...]:
    """What a missed obligation entails, from the day since which the miss is established; the reference date
    of the vacancy when it hangs on no event."""

    def taken(effet: ir.Effet, issue: Issue) -> Prise:
        if issue is False or waits(issue):
            return Prise(issue=issue, quand=jamais() if issue is False else inconnu())

        def juge(then: Contexte) -> Issue:
            return both(missed(judge(clause, then)), gives(clause, "à défaut", effet, then))

        return Prise(issue=issue, quand=standing_since(clause, juge, contexte) or reference)

    return effects_of(clause, "à défaut", missed(result), taken, contexte)


def with_what_may_come_of(
    found: tuple[ResultatEffet, ...], reference: Evenement, contexte: Contexte
) -> tuple[ResultatEffet, ...]:
    """The effects of a row, beside those of the same row had what clauses ask about perhaps come."""
    asking = [c for c in contexte.programme.clauses if c.guette]
    # Why not of an earlier day: what has come since then is known.
    if contexte.retrospectif is not None or not (asking or contexte.recue_au_guet is not None):
        return found
    recue = contexte.recue if contexte.recue_au_guet is None else contexte.recue_au_guet
    chain = run_chain(replace(contexte, guet=True, recue=recue))
    then = chain.voir()
    owed = contexte.programme.of(ir.Obligation)
    owing = (e for c in owed for e in entailed(c, judge_obligation(c, then), reference, then))
    # Why: what follows an event on a day stands, whatever comes later; not an event that may be undone.
    after = (c for c in contexte.programme.chaine if isinstance(c.clause, ir.Suite))
    acquis = frozenset(c.ident for c in after if not perhaps_brought(c, then))
    return with_what_may_come(found, (*chain.effets, *owing), acquis, contexte.au)
