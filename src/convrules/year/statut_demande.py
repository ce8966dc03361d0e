"""Has a row the status that a population asks for? In doubt between several, under each.

Source: docs/langage, « L'année ».
"""

from typing import assert_never

from convrules import ir
from convrules.base.outcomes import Indetermine, Issue
from convrules.runtime.decision import Decision, Statut
from convrules.year.rangs import Option


def status_options(population: ir.Population, decision: Decision, *, prevision: bool) -> frozenset[Option]:
    """Per possible status: may the row be (counted, in the base)? Under `prévision` what was withdrawn
    stays in the base, from which the forecast number is taken."""
    return frozenset(status_option(population, s, prevision=prevision) for s in decision.statut.possibles)


def status_option(population: ir.Population, found: Statut, *, prevision: bool) -> Option:
    """The same under one status. A dwelling withdrawn is on no account."""
    if population.rattachement is ir.Rattachement.RESERVATAIRE and found is Statut.SOUSTRAIT:
        return False, False
    match population.statut:
        case None:
            return True, True
        case ir.StatutPopulation.CHAMP:
            inside = found is not Statut.HORS_CHAMP
            return inside, inside
        case ir.StatutPopulation.ASSIETTE:
            counted = found is Statut.DANS_L_ASSIETTE
            return counted, counted or (prevision and found is Statut.SOUSTRAIT)
        case _:
            assert_never(population.statut)


def owed_options(population: ir.Population, decision: Decision, *, prevision: bool) -> frozenset[Option]:
    """The same of the base of a part, which counts what goes to its holder: nothing that is withdrawn."""
    each = ((s, status_option(population, s, prevision=prevision)) for s in decision.statut.possibles)
    return frozenset((counted and s is not Statut.SOUSTRAIT, inside) for s, (counted, inside) in each)


def status_issue(population: ir.Population, decision: Decision) -> Issue:
    """Has the row the status that a population asks for?"""
    found = {inside for _, inside in status_options(population, decision, prevision=False)}
    if len(found) == 1:
        return found.pop()
    return Indetermine(decision.statut.causes)


def status_of(decision: Decision, statut: Statut) -> Issue:
    """Has the row this very status?"""
    if statut not in decision.statut.possibles:
        return False
    return True if len(decision.statut.possibles) == 1 else Indetermine(decision.statut.causes)
