"""Dwellings that effects add to the target of a part, cell by cell."""

from convrules import ir
from convrules.base.outcomes import Indetermine, Issue, et
from convrules.runtime.closing import waits
from convrules.year.assiette import Cadre, Sujet, in_flow, status_issue
from convrules.year.bornes import ZERO
from convrules.year.cellules import Groupe
from convrules.year.effets import given_back
from convrules.year.model import Bornes
from convrules.year.retraits import count
from convrules.year.textes import Textes


def added_to_target(
    textes: Textes, groupe: Groupe, population: ir.Population, *, a_ce_jour: bool = False
) -> Bornes:
    """Dwellings that effects add to the holder's target: for a part whose base may hold the vacancy, whatever
    its year. One withdrawn from the flow was nobody's turn. a_ce_jour: those that have been by the day one
    looks."""
    if not isinstance(textes.clause.clause, ir.Part):
        return ZERO
    here: list[tuple[Sujet, Issue]] = [(sujet, True) for sujet in groupe.surs]
    here += [(sujet, Indetermine(causes)) for sujet, causes in groupe.peut_etre]
    issues = (et(inside, _given_back(sujet, population, textes.cadre)) for sujet, inside in here)
    return count(False if a_ce_jour and waits(issue) else issue for issue in issues)


def _given_back(sujet: Sujet, population: ir.Population, cadre: Cadre) -> Issue:
    if sujet.suivi is None or (issue := given_back(sujet.suivi, cadre)) is False:
        return False
    issue = et(issue, in_flow(population, sujet, sujet.mondes[0], cadre))
    return et(issue, status_issue(population.statut, sujet.suivi.decision))
