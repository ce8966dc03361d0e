"""What effects of clauses do to accounts: a dwelling counted as done, or one more due.

Source: docs/langage, « Comptes ».
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TypeAlias

from convrules import ir
from convrules.base.dates import JOUR_MIN, Evenement, between_days, why
from convrules.base.outcomes import Issue, et, ou
from convrules.compiler import cases
from convrules.runtime.closing import may_still
from convrules.runtime.decision import ResultatEffet
from convrules.runtime.events import last_of
from convrules.year.assiette import Cadre, event_in_period
from convrules.year.periode import falls_in
from convrules.year.suivi import Suivi, firm

Sur: TypeAlias = tuple[Evenement, bool]
"""An event, and whether it is sure to have come if its days are past."""


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


def days_counted(suivi: Suivi, cadre: Cadre) -> tuple[Sur, ...]:
    """Days of the effects that count the vacancy, or may have, each with: has it, for certain?"""
    effects = (
        (e, firm(cadre.livre.taken(e, suivi.decision.au))) for e in suivi.decision.effets if _counts(e)
    )
    return tuple((e.date, issue is True) for e, issue in effects if issue is not False)


def first_days(events: Iterable[Sur], au: date) -> tuple[tuple[date, date], ...]:
    """From a day to another, all those on which the first of some events may have come, of those that have
    by `au`."""
    found = tuple(events)
    last = min((e.fin for e, sure in found if sure and not e.jamais and e.fin is not None), default=au)
    days = ((e.debut or JOUR_MIN, min(e.fin or au, last, au)) for e, _ in found if not e.est_jamais)
    return tuple((first, until) for first, until in days if first <= until)


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
