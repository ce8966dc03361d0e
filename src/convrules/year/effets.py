"""What effects of clauses do to accounts: a dwelling counted as done, or one more due.

Source: docs/langage, « Comptes ».
"""

from collections.abc import Callable
from datetime import timedelta

from convrules import ir
from convrules.base.dates import Evenement, between_days, why
from convrules.base.outcomes import Issue, et, ou
from convrules.runtime.closing import may_still
from convrules.year.assiette import Cadre, event_in_period
from convrules.year.periode import falls_in
from convrules.year.suivi import Suivi, firm


def counted_by_effect(suivi: Suivi, cadre: Cadre, *, acquise: bool = False, a_venir: bool = False) -> Issue:
    """Does an effect count this vacancy as done for the holder, in this period? acquise: it is of it.
    a_venir: one that has yet to take place is not known to."""

    def when(day: Evenement) -> Issue:
        return event_in_period(day, suivi, None, cadre, acquise=acquise)

    return _effect(suivi, ir.Decompte.COMPTEE, when, a_venir=a_venir)


def counted_before(suivi: Suivi, cadre: Cadre) -> Issue:
    """Did an effect count this vacancy in a period before this one? Its letting then adds nothing."""
    if cadre.avec_leur_vacance:
        return False
    start, last = cadre.en_vigueur.du, cadre.periode.du - timedelta(days=1)
    return _effect(suivi, ir.Decompte.COMPTEE, lambda day: between_days(day, start, last), a_venir=True)


def given_back(suivi: Suivi, cadre: Cadre) -> Issue:
    """Does an effect add a dwelling to the target of this period?"""
    return _effect(suivi, ir.Decompte.RESTITUEE, lambda day: falls_in(day, cadre.periode))


def _effect(
    suivi: Suivi, decompte: ir.Decompte, when: Callable[[Evenement], Issue], *, a_venir: bool = False
) -> Issue:
    result: Issue = False
    for effet in suivi.decision.effets:
        if effet.effet.decompte is not decompte:
            continue
        taken, day = firm(effet.issue), effet.date
        if a_venir and may_still(effet, suivi.decision.au):
            # Why: a faculty has no day before it opens, and may be used on any from then on.
            day = effet.ouverture if day.est_jamais else day
            taken = why(day)
        result = ou(result, et(taken, when(day)))
    return result
