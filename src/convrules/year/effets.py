"""What effects of clauses do to accounts: a dwelling counted as done, or one more due.

Source: docs/langage, « Comptes ».
"""

from convrules import ir
from convrules.base.dates import why
from convrules.base.outcomes import Issue, et, ou
from convrules.runtime.closing import may_still
from convrules.year.assiette import Cadre, event_in_period
from convrules.year.periode import falls_in
from convrules.year.suivi import Suivi, firm


def counted_by_effect(suivi: Suivi, cadre: Cadre, *, acquise: bool = False, a_venir: bool = False) -> Issue:
    """Does an effect count this vacancy as done for the holder, in this period? acquise: it is of it.
    a_venir: one that has yet to take place is not known to."""
    return _effect(suivi, cadre, ir.Decompte.COMPTEE, whole_year=False, acquise=acquise, a_venir=a_venir)


def counted_before(suivi: Suivi, cadre: Cadre) -> Issue:
    """Did an effect count this vacancy in a period before this one? Its letting then adds nothing."""
    if cadre.avec_leur_vacance:
        return False
    first, start = cadre.periode.du, cadre.en_vigueur.du
    result: Issue = False
    for effet in suivi.decision.effets:
        day = effet.date
        of_before = day.low < first.toordinal() and (start is None or day.high >= start.toordinal())
        if effet.effet.decompte is ir.Decompte.COMPTEE and of_before:
            wholly = day.fin is not None and day.fin < first and not day.jamais
            result = ou(result, et(firm(effet.issue), True if wholly else why(day)))
    return result


def given_back(suivi: Suivi, cadre: Cadre) -> Issue:
    """Does an effect add a dwelling to the target of this period?"""
    return _effect(suivi, cadre, ir.Decompte.RESTITUEE, whole_year=True)


def _effect(
    suivi: Suivi,
    cadre: Cadre,
    decompte: ir.Decompte,
    *,
    whole_year: bool,
    acquise: bool = False,
    a_venir: bool = False,
) -> Issue:
    result: Issue = False
    for effet in suivi.decision.effets:
        if effet.effet.decompte is not decompte:
            continue
        if whole_year:
            when = falls_in(effet.date, cadre.periode)
        else:
            when = event_in_period(effet.date, suivi, None, cadre, acquise=acquise)
        taken = firm(effet.issue)
        if a_venir and may_still(effet, suivi.decision.au):
            taken = why(effet.date)
        result = ou(result, et(taken, when))
    return result
