"""What a dwelling that the holder may not receive can still do to a rule: harm it, never serve it.

Nobody is sure that it will not be recorded on the holder's account, so nothing is held for certain against
it; but nothing is hoped from it either. Source: docs/langage, « Verdict à la date ».
"""

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, causes_of
from convrules.base.records import dataclass
from convrules.runtime.events import is_to_come
from convrules.runtime.holders import within
from convrules.year.assiette import (
    EVENEMENTS,
    FLUX,
    Cadre,
    Sujet,
    account,
    belongs,
    reference_in_period,
)
from convrules.year.imputation import FAIT, awaits
from convrules.year.suivi import Monde, Suivi

RIEN: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acces:
    """Is the row of a population, whoever may receive it? `barre`: it awaits its day, and eligibility keeps
    it from the holder; `doute`: facts for want of which one cannot tell."""

    issue: Issue
    barre: bool = False
    doute: frozenset[Cause] = RIEN


def waits_for(population: ir.Population, issue: Issue, sujet: Sujet, monde: Monde, cadre: Cadre) -> bool:
    """Of a row of a population, or not: does that ask for an event that has not happened yet, whatever it may
    be? Its own, or the one that dates the vacancy."""
    if not isinstance(issue, Indetermine):
        return False
    dated = not sujet.acquise and (cadre.avec_leur_vacance or frozenset(population.classes) <= FLUX)
    return _is_ahead(population, issue) or comes_later(sujet, monde, cadre, dated=dated)


def waits_for_account(population: ir.Population, issue: Issue, suivi: Suivi | None, cadre: Cadre) -> bool:
    """The same of a row of which the event is asked elsewhere: will the future say on whose account it is,
    nothing known saying anything of it?"""
    if suivi is None or not _is_ahead(population, issue) or not awaits(suivi.vacance, suivi.decision):
        return False
    said = causes_of(account(suivi, cadre)) - suivi.decision.statut.causes
    return {c.fait for c in said} == {FAIT}


def _is_ahead(population: ir.Population, issue: Issue) -> bool:
    """Has what it counts not happened yet?"""
    ahead = {c.fait for c in causes_of(issue) if c.genre is Genre.FUTUR}
    return bool(ahead) and all(EVENEMENTS.get(classe) in ahead for classe in population.classes)


def comes_later(sujet: Sujet, monde: Monde, cadre: Cadre, *, dated: bool) -> bool:
    """Is the event that dates the vacancy still to come, so that nothing known yet puts it under the
    convention, where that is asked, nor in the period (`dated`: is that asked)?"""
    suivi = sujet.suivi
    if suivi is None or not is_to_come(suivi.reference):
        return False
    if not sujet.couverte and isinstance(within(cadre.en_vigueur, suivi.reference), Indetermine):
        return True
    return dated and isinstance(reference_in_period(suivi, monde, cadre), Indetermine)


def access(population: ir.Population, sujet: Sujet, monde: Monde, cadre: Cadre, sens: ir.Sens) -> Acces:
    if population.rattachement is not ir.Rattachement.RESERVATAIRE:
        return Acces(issue=belongs(population, sujet, monde, cadre, malgre=True))
    found = belongs(population, sujet, monde, cadre, malgre=True)
    if not isinstance(found, Indetermine):
        return Acces(issue=found)
    allowed = belongs(population, sujet, monde, cadre)
    if allowed is False:
        return Acces(issue=found, barre=True)
    if sens is ir.Sens.AU_MOINS:
        return Acces(issue=allowed)
    return Acces(issue=found, doute=causes_of(allowed) - found.causes)
