"""What may still happen before a period closes: a declared forecast of vacancies, or anything.

Source: docs/langage, « Verdict à la date » and « Vacances attendues ».
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from convrules import ir
from convrules.base.outcomes import Genre
from convrules.base.records import replace
from convrules.year.assiette import STOCK, Sujet
from convrules.year.attendues import concerned, counted_populations, expected
from convrules.year.bornes import ZERO, hull
from convrules.year.cellules import Clef
from convrules.year.dossier import Avenir
from convrules.year.model import Bornes
from convrules.year.rangs import Option, Rang
from convrules.year.restituees import may_be_given_back
from convrules.year.suivi import rate
from convrules.year.textes import Textes

SOUS_UNE_VACANCE: Final = frozenset({ir.Niveau.CANDIDATURE, ir.Niveau.REFUS})


def outlook(textes: Textes, clef: Clef, *, holder: bool) -> Avenir:
    """The future of one cell. `holder`: does only the convention's holder count?"""
    cadre = textes.cadre
    regle = _rule(textes)
    base_grows = not frozenset(regle.population.classes) & STOCK
    count_grows = _count_grows(textes, base_grows=base_grows)
    if not base_grows and not count_grows:
        return Avenir(clos=cadre.au >= cadre.periode.du)
    taux = future_rate(textes)
    bounded = cadre.faits.vacances_attendues is not None and not counts_several(textes)
    rows = tuple(concerned(cadre)) if bounded else ()
    attendus = tuple(expected(r, textes, clef, holder=holder) for r in rows)
    turns, ahead = may_be_given_back(textes, clef, regle.population, attendus)
    return Avenir(
        clos=cadre.au >= cadre.periode.au,
        attendus=attendus if bounded else None,
        tours=turns,
        tours_attendus=ahead,
        taux=taux,
        base_croit=base_grows,
        compte_croit=count_grows,
    )


def counts_several(textes: Textes) -> bool:
    """One vacancy may receive any number of candidatures, and of refusals: no forecast bounds them."""
    counted = counted_populations(textes, textes.premier_jour)
    return any(p.niveau in SOUS_UNE_VACANCE for p in (_rule(textes).population, *counted))


def with_rows_to_come(avenir: Avenir, rows: Iterable[tuple[Sujet, Rang]]) -> Avenir:
    """The same, once rows that vacancies of a closed period may still have are known (`Sujet.a_venir`)."""
    ahead = [rang for sujet, rang in rows if sujet.a_venir]
    if not ahead:
        return avenir
    options = frozenset[Option]().union(*(rang.options for rang in ahead))
    return replace(
        avenir,
        suites=frozenset(c for rang in ahead for c in rang.causes if c.genre is Genre.FUTUR),
        taux=hull(rang.taux for rang in ahead),
        base_croit=any(base for _, base in options),
        compte_croit=any(counted for counted, _ in options),
    )


def awaited(rows: Iterable[tuple[Sujet, Rang]]) -> tuple[str, ...]:
    """The vacancies of these rows."""
    found = (sujet.suivi for sujet, _ in rows if sujet.a_venir)
    return tuple(sorted({suivi.vacance.id for suivi in found if suivi is not None}))


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
        rates.append(rate(regle.taux, textes.contexte(day), textes.sauf)[0])
    return hull(rates) if rates else None
