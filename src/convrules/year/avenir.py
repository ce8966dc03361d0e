"""What may still happen before a period closes: a declared forecast of vacancies, or anything.

Source: docs/langage, « Verdict à la date » and « Vacances attendues ».
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import assert_never

from convrules import ir
from convrules.base.outcomes import Issue, NonApplicable, et, toutes
from convrules.base.values import Connu
from convrules.facts.records import Ligne, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.reading import event_of_cell
from convrules.runtime.rules import judge
from convrules.year.assiette import STOCK, Cadre
from convrules.year.bornes import ZERO, hull
from convrules.year.cellules import Clef, as_number, as_text
from convrules.year.communs import reads_household
from convrules.year.model import Bornes
from convrules.year.retraits import may_bear_on
from convrules.year.suivi import holds, rate
from convrules.year.textes import Textes
from convrules.year.verdict import Attendu, Avenir


def outlook(textes: Textes, clef: Clef, *, holder: bool) -> Avenir:
    """The future of one cell. `holder`: does only the convention's holder count?"""
    cadre = textes.cadre
    regle = _rule(textes)
    base_grows = not frozenset(regle.population.classes) & STOCK
    count_grows = _count_grows(textes, base_grows=base_grows)
    if not base_grows and not count_grows:
        return Avenir(clos=cadre.au >= cadre.periode.du)
    taux = future_rate(textes)
    declared = cadre.faits.vacances_attendues is not None
    rows = tuple(concerned(cadre))
    return Avenir(
        clos=cadre.au >= cadre.periode.au,
        attendus=tuple(_expected(r, regle, textes, clef, holder=holder) for r in rows) if declared else None,
        taux=taux,
        base_croit=base_grows,
        compte_croit=count_grows,
    )


def _rule(textes: Textes) -> ir.RegleQuota | ir.ReglePart:
    """The rule of the first day, or the one written when an exception hides it."""
    given = textes.at("règle", textes.premier_jour).given
    regle = given[0] if given else textes.clause.regles["règle"].on(textes.premier_jour).valeur
    assert isinstance(regle, ir.RegleQuota | ir.ReglePart), "checked: the rule of a part or quota"
    return regle


def _count_grows(textes: Textes, *, base_grows: bool) -> bool:
    compte = textes.at("compte", textes.premier_jour).given if "compte" in textes.clause.regles else ()
    if not compte:
        return base_grows
    population = compte[0]
    assert isinstance(population, ir.Population), "checked"
    return not frozenset(population.classes) & STOCK


def future_rate(textes: Textes) -> Bornes:
    """Rates that rows still to come may bring."""
    cadre = textes.cadre
    first = max(cadre.au, textes.premier_jour)
    days = {first, cadre.periode.au, *(d for d in cadre.versions if first < d <= cadre.periode.au)}
    found = [rate_on(textes, day) for day in sorted(days) if day <= cadre.periode.au]
    known = [b for b in found if b is not None]
    return hull(known) if known else ZERO


def rate_on(textes: Textes, day: date) -> Bornes | None:
    """Rate of the cell on a day; None when the clause says nothing then."""
    rates = []
    for regle in textes.at("règle", day).given:
        assert isinstance(regle, ir.RegleQuota | ir.ReglePart), "checked"
        rates.append(rate(regle.taux, textes.contexte(day))[0])
    return hull(rates) if rates else None


# --- expected vacancies ---------------------------------------------------------------------
def concerned(cadre: Cadre) -> Iterable[tuple[int, Ligne]]:
    """Rows whose period meets what remains of the year, with their rank in the table."""
    for rang, ligne in enumerate(cadre.faits.vacances_attendues or ()):
        first, last = _day(ligne, "du"), _day(ligne, "au")
        ended = last is not None and last <= cadre.au
        elsewhere = (last is not None and last < cadre.periode.du) or (
            first is not None and first > cadre.periode.au
        )
        if not ended and not elsewhere:
            yield rang, ligne


def _day(ligne: Ligne, nom: str) -> date | None:
    cellule = ligne.cellule(nom)
    return event_of_cell(cellule, nom).connu if isinstance(cellule, Connu) else None


def _expected(
    row: tuple[int, Ligne], regle: ir.RegleQuota | ir.ReglePart, textes: Textes, clef: Clef, *, holder: bool
) -> Attendu:
    (rang, ligne), cadre = row, textes.cadre
    low, high = as_number(ligne.cellule("min")), as_number(ligne.cellule("max"))
    assert low is not None and high is not None, "checked on reading: a forecast of vacancies has bounds"
    contexte = _as_vacancy(ligne, textes)
    concerned = et(may_bear_on(ligne, cadre), holds(regle.population.condition, contexte))
    inside = _in_cell(ligne, clef, concerned)
    sure = inside is True and _wholly_ahead(ligne, cadre)
    return Attendu(
        min=int(low) if sure else 0,
        max=0 if inside is False else int(high),
        favorable=_favourable(regle, contexte, textes, holder=holder),
        taux=rate(regle.taux, contexte)[0],
        rang=rang,
        sure=inside is True or inside is False,
        d_office=_counted_anyway(regle, contexte, textes, holder=holder),
    )


def _counted_anyway(
    regle: ir.RegleQuota | ir.ReglePart, contexte: Contexte, textes: Textes, *, holder: bool
) -> bool:
    """Is every such vacancy of the base counted, whoever will live there? When the rule counts in its base,
    and the columns alone say that the row is of the public named."""
    if holder or not isinstance(regle, ir.RegleQuota) or _counted_populations(textes):
        return False
    about_who = reads_household(regle.public, textes.cadre.programme)
    return holds(regle.public, contexte) is True and not about_who


def _wholly_ahead(ligne: Ligne, cadre: Cadre) -> bool:
    """Otherwise some of these vacancies may have come already, or come after the year."""
    first, last = _day(ligne, "du"), _day(ligne, "au")
    return first is not None and first > cadre.au and last is not None and last <= cadre.periode.au


def _as_vacancy(ligne: Ligne, textes: Textes) -> Contexte:
    """The row seen as a vacancy of which only the columns are known."""
    row = Ligne(table="vacances", id=ligne.id, cellules=ligne.cellules)
    contexte = textes.contexte(textes.cadre.periode.au)
    return replace(contexte, vacance=Vacance(ligne=row))


def _in_cell(ligne: Ligne, clef: Clef, inside: Issue) -> Issue | None:
    """None: perhaps, for want of a column."""
    for nom, valeur in clef:
        found = as_text(ligne.cellule(nom))
        if found is not None and found != valeur:
            return False
        if found is None and inside is True:
            return None
    return inside


def _favourable(
    regle: ir.RegleQuota | ir.ReglePart, contexte: Contexte, textes: Textes, *, holder: bool
) -> bool | None:
    """May such a vacancy be counted? Who will live there is the future, not a missing fact."""
    if _left_out(contexte, textes):
        return False
    match regle:
        case ir.RegleQuota(public=public):
            if holds(public, contexte) is False:
                return False
        case ir.ReglePart():
            pass
        case _:
            assert_never(regle)
    if not holder:
        return True
    programme = textes.cadre.programme
    clauses = (c for c in programme.clauses if isinstance(c.clause, ir.Eligibilite))
    issues = [judge(c, contexte).among_rules(silent=True) for c in clauses if not is_household(c.clause)]
    issue = toutes(issues)
    if isinstance(issue, bool):
        return issue
    return True if isinstance(issue, NonApplicable) else None


def _left_out(contexte: Contexte, textes: Textes) -> bool:
    """Does the condition of what is counted leave such a vacancy out, in every version of it?"""
    populations = _counted_populations(textes)
    return bool(populations) and all(holds(p.condition, contexte) is False for p in populations)


def _counted_populations(textes: Textes) -> tuple[ir.Population, ...]:
    given = textes.at("compte", textes.premier_jour).given if "compte" in textes.clause.regles else ()
    return tuple(p for p in given if isinstance(p, ir.Population))


def is_household(clause: ir.Clause) -> bool:
    """Is it judged on candidatures, never on a dwelling alone?"""
    return isinstance(clause, ir.Eligibilite) and clause.menage
