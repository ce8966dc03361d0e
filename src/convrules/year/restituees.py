"""Dwellings that effects add to the target of a part, cell by cell."""

from collections.abc import Iterable
from typing import Final

from convrules import ir
from convrules.base.outcomes import Indetermine, Issue, et
from convrules.runtime.closing import may_still, taken, waits
from convrules.year.assiette import Sujet, vacancy
from convrules.year.cellules import Clef, Groupe, as_text, may_be_both
from convrules.year.de_la_base import of_base
from convrules.year.dossier import Attendu, Rendus
from convrules.year.effets import given_back, has_effect
from convrules.year.periode import falls_in
from convrules.year.retraits import count
from convrules.year.suivi import Suivi
from convrules.year.textes import Textes

AUCUN: Final = Rendus()


def added_to_target(textes: Textes, groupe: Groupe) -> Rendus:
    """Dwellings that effects add to the holder's target: for a part whose base may hold the vacancy, whatever
    its year. One withdrawn from the flow was nobody's turn."""
    if not gives_turns_back(textes):
        return AUCUN
    here: list[tuple[Sujet, Issue]] = [(sujet, True) for sujet in groupe.surs if _has_effects(sujet)]
    here += [(sujet, Indetermine(causes)) for sujet, causes in groupe.peut_etre if _has_effects(sujet)]
    found = [(s.id, et(inside, _given_back(s, textes))) for s, inside in here]
    return Rendus(
        total=count(issue for _, issue in found),
        a_ce_jour=count(False if waits(issue) else issue for _, issue in found),
        surs=tuple(sorted(ident for ident, issue in found if issue is True)),
        en_doute=tuple((ident, i.causes) for ident, i in found if isinstance(i, Indetermine)),
    )


def _has_effects(sujet: Sujet) -> bool:
    return sujet.suivi is not None and bool(sujet.suivi.dite.effets)


def _given_back(sujet: Sujet, textes: Textes) -> Issue:
    if sujet.suivi is None or (issue := given_back(sujet.suivi, textes.cadre)) is False:
        return False
    return et(issue, of_base(sujet, sujet.suivi, textes))


# --- in the days to come ----------------------------------------------------------------------
def may_be_given_back(textes: Textes, clef: Clef, attendus: Iterable[Attendu]) -> tuple[int, int]:
    """At most how many more effects may add before the period closes: one for each of the data that an effect
    may still give back, then one for each vacancy expected in the base (of a period before, too).
    `added_to_target` has the others."""
    cadre = textes.cadre
    if not gives_turns_back(textes):
        return 0, 0
    ahead = sum(a.max for a in attendus if a.avant or any(inside for _, inside in a.options))
    here = (suivi for suivi in cadre.suivis if _may_be_here(suivi, clef))
    return sum(_runs(suivi, textes) for suivi in here), ahead


def gives_turns_back(textes: Textes) -> bool:
    """May an effect add to the target of the rule?"""
    part = isinstance(textes.clause.clause, ir.Part)
    return part and has_effect(textes.cadre, ir.Decompte.RESTITUEE)


def _runs(suivi: Suivi, textes: Textes) -> bool:
    """May an effect that has not taken place still do, in the period? A faculty, from the day it opens."""
    cadre = textes.cadre
    ahead = any(
        e.effet.decompte is ir.Decompte.RESTITUEE
        and may_still(e, cadre.au)
        # Why: what may date from a day that is past is counted already, as perhaps given back.
        and taken(e, cadre.au) is False
        and (e.effet.faculte or falls_in(e.date, cadre.periode) is not False)
        for e in suivi.decision.effets
    )
    return ahead and of_base(vacancy(suivi), suivi, textes) is not False


def _may_be_here(suivi: Suivi, clef: Clef) -> bool:
    found = ((nom, as_text(suivi.vacance.cellule(nom)), valeur) for nom, valeur in clef)
    return all(text in (None, valeur) or may_be_both(nom, text, valeur) for nom, text, valeur in found)
