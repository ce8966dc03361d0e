"""What effects of clauses do to accounts: a dwelling counted as done, or one more due.

Source: docs/langage, « Comptes ».
"""

from collections.abc import Callable
from datetime import date, timedelta

from convrules import ir
from convrules.base.dates import Evenement, between_days, why
from convrules.base.outcomes import Issue, et, ou
from convrules.compiler import cases
from convrules.runtime.closing import may_still
from convrules.runtime.decision import ResultatEffet
from convrules.runtime.events import last_of
from convrules.year.assiette import Cadre, event_in_period
from convrules.year.periode import falls_in
from convrules.year.suivi import Suivi, firm


def counted_by_effect(suivi: Suivi, cadre: Cadre, *, acquise: bool = False, a_venir: bool = False) -> Issue:
    """Does an effect count this vacancy as done for the holder, in this period? acquise: it is of it.
    a_venir: one that has yet to take place is not known to."""

    def when(day: Evenement) -> Issue:
        return event_in_period(day, suivi, None, cadre, acquise=acquise)

    return _effect(suivi, ir.Decompte.COMPTEE, when, cadre, a_venir=a_venir)


def counted_before(suivi: Suivi, cadre: Cadre) -> Issue:
    """Did an effect count this vacancy in a period before this one? Its letting then adds nothing."""
    if cadre.avec_leur_vacance:
        return False
    start, last = cadre.en_vigueur.du, cadre.periode.du - timedelta(days=1)
    return _effect(
        suivi, ir.Decompte.COMPTEE, lambda day: between_days(day, start, last), cadre, a_venir=True
    )


def first_counted(suivi: Suivi, jour: date | None) -> date | None:
    """The day on which the vacancy counts: that of its event (`jour`), or of the effect that counts it before
    (the last of the month, where that is what is known)."""
    days = [jour]
    if any(_counts(e) for e in suivi.dite.effets):
        days += [e.date.au_mois for e in suivi.decision.effets if _counts(e)]
    return min((day for day in days if day is not None), default=None)


def _counts(effet: ResultatEffet) -> bool:
    return effet.effet.decompte is ir.Decompte.COMPTEE


def given_back(suivi: Suivi, cadre: Cadre) -> Issue:
    """Does an effect add a dwelling to the target of this period?"""
    return _effect(suivi, ir.Decompte.RESTITUEE, lambda day: falls_in(day, cadre.periode), cadre)


def has_effect(cadre: Cadre, decompte: ir.Decompte) -> bool:
    """Has any text of the convention an effect of that kind?"""
    programme = cadre.programme
    return any(
        isinstance(cas.valeur, ir.Effet) and cas.valeur.decompte is decompte
        for clause in (*programme.clauses, *programme.par_ligne, *programme.elements)
        for regle in clause.regles.values()
        for cas in cases(*regle.versions)
    )


def _effect(
    suivi: Suivi,
    decompte: ir.Decompte,
    when: Callable[[Evenement], Issue],
    cadre: Cadre,
    *,
    a_venir: bool = False,
) -> Issue:
    result: Issue = False
    au = suivi.decision.au
    for effet in suivi.decision.effets:
        if effet.effet.decompte is not decompte:
            continue
        issue, day = firm(cadre.livre.taken(effet, au)), effet.date
        if a_venir and may_still(effet, au):
            # Why: a faculty may be used on any day from that on which it opens.
            day = last_of([day, effet.ouverture]) if effet.effet.faculte else day
            issue = why(day)
        result = ou(result, et(issue, when(day)))
    return result
