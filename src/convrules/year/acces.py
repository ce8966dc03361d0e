"""What a dwelling that the holder may not receive can still do to a rule: harm it, never serve it.

Nobody is sure that it will not be recorded on the holder's account, so nothing is held for certain against
it; but nothing is hoped from it either. Source: docs/langage, « Verdict à la date ».
"""

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, causes_of
from convrules.base.records import dataclass
from convrules.year.assiette import EVENEMENTS, Cadre, Sujet, belongs
from convrules.year.suivi import Monde

RIEN: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acces:
    """Is the row of a population, whoever may receive it? `barre`: it awaits its day, and eligibility keeps
    it from the holder; `doute`: facts for want of which one cannot tell."""

    issue: Issue
    barre: bool = False
    doute: frozenset[Cause] = RIEN


def waits_for(population: ir.Population, issue: Issue) -> bool:
    """Of a row of a population of events, or not: has the event not happened yet, whatever it may be?"""
    ahead = {c.fait for c in causes_of(issue) if c.genre is Genre.FUTUR}
    return bool(ahead) and all(EVENEMENTS.get(classe) in ahead for classe in population.classes)


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
