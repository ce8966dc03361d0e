"""Dwellings that effects add to the target of a part, cell by cell."""

from collections.abc import Iterable
from typing import Final

from convrules import ir
from convrules.base.outcomes import Indetermine, Issue, et
from convrules.compiler import cases
from convrules.runtime.closing import may_still, waits
from convrules.year.assiette import Cadre, Sujet, in_flow, status_issue, vacancy
from convrules.year.cellules import Clef, Groupe, as_text, may_be_both
from convrules.year.dossier import Attendu, Rendus
from convrules.year.effets import given_back
from convrules.year.periode import falls_in
from convrules.year.retraits import count
from convrules.year.suivi import Suivi
from convrules.year.textes import Textes

AUCUN: Final = Rendus()


def added_to_target(textes: Textes, groupe: Groupe, population: ir.Population) -> Rendus:
    """Dwellings that effects add to the holder's target: for a part whose base may hold the vacancy, whatever
    its year. One withdrawn from the flow was nobody's turn."""
    if not isinstance(textes.clause.clause, ir.Part):
        return AUCUN
    here: list[tuple[Sujet, Issue]] = [(sujet, True) for sujet in groupe.surs]
    here += [(sujet, Indetermine(causes)) for sujet, causes in groupe.peut_etre]
    found = [(s.id, et(inside, _given_back(s, population, textes.cadre))) for s, inside in here]
    return Rendus(
        total=count(issue for _, issue in found),
        a_ce_jour=count(False if waits(issue) else issue for _, issue in found),
        surs=tuple(sorted(ident for ident, issue in found if issue is True)),
        en_doute=tuple((ident, i.causes) for ident, i in found if isinstance(i, Indetermine)),
    )


def _given_back(sujet: Sujet, population: ir.Population, cadre: Cadre) -> Issue:
    if sujet.suivi is None or (issue := given_back(sujet.suivi, cadre)) is False:
        return False
    issue = et(issue, in_flow(population, sujet, sujet.mondes[0], cadre))
    return et(issue, status_issue(population.statut, sujet.suivi.decision))


# --- in the days to come ----------------------------------------------------------------------
def may_be_given_back(
    textes: Textes, clef: Clef, population: ir.Population, attendus: Iterable[Attendu]
) -> tuple[int, int]:
    """At most how many more effects may add before the period closes: one for each of the data that an effect
    may still give back, then one for each vacancy expected in the base (of a period before, too).
    `added_to_target` has the others."""
    cadre = textes.cadre
    if not isinstance(textes.clause.clause, ir.Part) or not _gives_back(cadre):
        return 0, 0
    ahead = sum(a.max for a in attendus if a.avant or any(inside for _, inside in a.options))
    here = (suivi for suivi in cadre.suivis if _may_be_here(suivi, clef))
    return sum(_runs(suivi, population, cadre) for suivi in here), ahead


def _gives_back(cadre: Cadre) -> bool:
    """Has any text of the convention an effect that gives a turn back?"""
    programme = cadre.programme
    return any(
        isinstance(cas.valeur, ir.Effet) and cas.valeur.decompte is ir.Decompte.RESTITUEE
        for clause in (*programme.clauses, *programme.par_ligne, *programme.elements)
        for regle in clause.regles.values()
        for cas in cases(*regle.versions)
    )


def _runs(suivi: Suivi, population: ir.Population, cadre: Cadre) -> bool:
    """May an effect that has not taken place still do, in the period? A faculty, from the day it opens."""
    sujet = vacancy(suivi)
    ahead = any(
        e.effet.decompte is ir.Decompte.RESTITUEE
        and may_still(e, cadre.au)
        and (e.effet.faculte or falls_in(e.date, cadre.periode) is not False)
        for e in suivi.decision.effets
    )
    inside = in_flow(population, sujet, sujet.mondes[0], cadre) if ahead else False
    return inside is not False and status_issue(population.statut, suivi.decision) is not False


def _may_be_here(suivi: Suivi, clef: Clef) -> bool:
    found = ((nom, as_text(suivi.vacance.cellule(nom)), valeur) for nom, valeur in clef)
    return all(text in (None, valeur) or may_be_both(nom, text, valeur) for nom, text, valeur in found)
