"""What a missed obligation entails, today or once something more has come.

Source: docs/langage, « Les clauses ».
"""

from functools import partial

from convrules import ir
from convrules.base.dates import Evenement, inconnu, jamais
from convrules.base.outcomes import NON_APPLICABLE, Issue, NonApplicable, et, non
from convrules.compiler import ClauseCompilee
from convrules.runtime.coming import with_what_may_come
from convrules.runtime.context import Contexte
from convrules.runtime.dating import Prise, standing_since
from convrules.runtime.debtors import owed_by_holder_under_delegation
from convrules.runtime.decision import ResultatClause, ResultatEffet
from convrules.runtime.effects import effects_of, gives
from convrules.runtime.rules import judge


def judge_obligation(clause: ClauseCompilee, contexte: Contexte) -> ResultatClause:
    """Its outcome; not applicable where it is owed by a holder whose rights another exercises."""
    if owed_by_holder_under_delegation(clause, contexte):
        return ResultatClause(clause=clause.on(contexte.jour), issue=NON_APPLICABLE)
    return judge(clause, contexte)


def missed(result: ResultatClause) -> Issue:
    """An obligation that is kept, if it applies at all, is not missed."""
    return False if isinstance(result.issue, NonApplicable) else non(result.among_rules(silent=True))


def obligation_effects(
    clause: ClauseCompilee, result: ResultatClause, reference: Evenement, contexte: Contexte
) -> tuple[ResultatEffet, ...]:
    """What a missed obligation entails, from the day since which the miss is established; the reference date
    of the vacancy when it hangs on no event; then what it may entail later."""
    found = _entailed(clause, result, reference, contexte)
    return with_what_may_come(clause, found, partial(_effects, clause, reference), contexte)


def _effects(clause: ClauseCompilee, reference: Evenement, contexte: Contexte) -> tuple[ResultatEffet, ...]:
    return _entailed(clause, judge_obligation(clause, contexte), reference, contexte)


def _entailed(
    clause: ClauseCompilee, result: ResultatClause, reference: Evenement, contexte: Contexte
) -> tuple[ResultatEffet, ...]:
    def taken(effet: ir.Effet, issue: Issue) -> Prise:
        if issue is not True:
            # Why no day: what is not known to be missed may have been so from any day on.
            return Prise(issue=issue, quand=jamais() if issue is False else inconnu())

        def juge(then: Contexte) -> Issue:
            return et(missed(judge(clause, then)), gives(clause, "à défaut", effet, then))

        return Prise(issue=True, quand=standing_since(clause, juge, contexte) or reference)

    return effects_of(clause, "à défaut", missed(result), taken, contexte)
