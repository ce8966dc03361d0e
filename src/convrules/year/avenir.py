"""What may still happen before a period closes: a declared forecast of vacancies, or anything.

Source: docs/langage, « Verdict à la date » and « Vacances attendues ».
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from convrules import ir
from convrules.base.outcomes import Cause, causes_of
from convrules.base.records import replace
from convrules.year.assiette import FLUX, STOCK, Cadre, Sujet
from convrules.year.attendues import concerned, expected
from convrules.year.bornes import ZERO, hull
from convrules.year.cellules import Clef, as_number
from convrules.year.couverture import RIEN, known_until, lacking
from convrules.year.dossier import Attendu, Avenir, Jour, TextesAVenir, told_once
from convrules.year.jour_attendu import counted_populations
from convrules.year.model import Bornes
from convrules.year.rangs import DEHORS, Option, Rang
from convrules.year.restituees import gives_turns_back, may_be_given_back
from convrules.year.suivi import rates_to_choose
from convrules.year.textes import Textes

SOUS_UNE_VACANCE: Final = frozenset({ir.Niveau.CANDIDATURE, ir.Niveau.REFUS})


def outlook(textes: Textes, clef: Clef, *, holder: bool) -> Avenir:
    """The future of one cell, and of a period that is over what may lack of its past. `holder`: does only the
    convention's holder count?"""
    cadre = textes.cadre
    base = _rule(textes).population
    counted = _counted(textes) or base
    if _is_stock(base) and _is_stock(counted):
        return Avenir(clos=cadre.au >= cadre.periode.du)
    several, lacks = counts_several(textes), lacking(cadre)
    bounded = cadre.faits.vacances_attendues is not None and not several and not lacks
    rows = tuple(concerned(cadre)) if bounded else ()
    attendus = tuple(expected(r, textes, clef, holder=holder) for r in rows)
    turns, ahead = may_be_given_back(textes, clef, attendus)
    clos = cadre.au >= cadre.periode.au
    nobody = several and not clos and not lacks and _nobody_comes(cadre)
    over = clos and not lacks
    base_grows, count_grows = (
        not _is_stock(p) and (over or (not nobody and _speaks(textes, p))) for p in (base, counted)
    )
    taux, lowest, highest = _rates_ahead(textes, base)
    return Avenir(
        clos=clos,
        attendus=attendus if bounded else None if base_grows or count_grows else (),
        tours=turns,
        tours_attendus=ahead,
        tours_sans_borne=base_grows and not bounded and gives_turns_back(textes),
        taux=taux,
        taux_bas=lowest,
        taux_haut=highest,
        base_croit=base_grows,
        compte_croit=count_grows,
        suites=lacks if clos and (base_grows or count_grows) else RIEN,
    )


def counts_several(textes: Textes) -> bool:
    """One vacancy may receive any number of candidatures, and of refusals: no forecast bounds them."""
    counted = counted_populations(textes, textes.premier_jour)
    return any(p.niveau in SOUS_UNE_VACANCE for p in (_rule(textes).population, *counted))


def _nobody_comes(cadre: Cadre) -> bool:
    """Does the forecast say that no further vacancy comes?"""
    if cadre.faits.vacances_attendues is None:
        return False
    return all(as_number(ligne.cellule("max")) == 0 for _, ligne in concerned(cadre))


def _is_stock(population: ir.Population) -> bool:
    return bool(frozenset(population.classes) & STOCK)


def _speaks(textes: Textes, population: ir.Population) -> bool:
    """Does the clause say anything of some vacancy still to come?"""
    keys = (textes.at("règle", day) for day in _days_ahead(textes.cadre, population))
    return any(key.given or key.conflit for key in keys)


def _days_ahead(cadre: Cadre, population: ir.Population) -> Iterator[date]:
    """A day of each text under which a vacancy still to come, or that lacks, may be of a population. What is
    counted at its own date may be of a vacancy that comes before the period, or after."""
    apart = not cadre.avec_leur_vacance and not frozenset(population.classes) <= FLUX
    first = known_until(cadre) + timedelta(days=1)
    last = (cadre.en_vigueur.au or date.max) if apart else cadre.periode.au
    first = first if apart else max(first, cadre.periode.du)
    if first <= last:
        yield first
        yield from (day for day in cadre.versions if first < day <= last)


def with_any_number(avenir: Avenir, rows: Sequence[tuple[Sujet, Rang]]) -> Avenir:
    """The same, once rows that stand for any number of others are known (`Sujet.sans_nombre`)."""
    ahead = [rang for sujet, rang in rows if sujet.sans_nombre]
    if not ahead:
        return avenir
    causes = frozenset[Cause]().union(*(causes_of(s.presence) for s, _ in rows if s.sans_nombre))
    options = frozenset[Option]().union(*(rang.options for rang in ahead))
    others = avenir.illimite and (avenir.base_croit or avenir.compte_croit)
    lowest, highest = min(rang.taux.max for rang in ahead), max(rang.taux.min for rang in ahead)
    return replace(
        avenir,
        attendus=None,
        suites=avenir.suites | causes,
        taux=hull((*([avenir.taux] if others else []), *(rang.taux for rang in ahead))),
        taux_bas=min(lowest, avenir.taux_bas) if others else lowest,
        taux_haut=max(highest, avenir.taux_haut) if others else highest,
        base_croit=(others and avenir.base_croit) or any(base for _, base in options),
        compte_croit=(others and avenir.compte_croit) or any(counted for counted, _ in options),
    )


def within(own: Avenir, part: Avenir) -> Avenir:
    """The future of a quota under `dont`: rows of its part alone may come in it."""
    base, count = own.base_croit and part.base_croit, own.compte_croit and part.compte_croit
    of_part = {a.rang: a for a in part.attendus or ()}
    expected = tuple(_of_both(a, of_part.get(a.rang)) for a in own.attendus or ())
    free = own.attendus is None and (base or count)
    return replace(own, attendus=None if free else expected, base_croit=base, compte_croit=count)


def _of_both(own: Attendu, part: Attendu | None) -> Attendu:
    """Day by day: of a day on which nothing of it is of the part, it is out."""
    of_part = part.selon_le_jour if part is not None else ()
    days, read = (frozenset[date]().union(*(j.dates for j in each)) for each in (own.selon_le_jour, of_part))
    pairs = ((a, b) for a in own.selon_le_jour for b in (*of_part, Jour(options=DEHORS, dates=days - read)))
    return replace(own, selon_le_jour=told_once(_of_one_day(a, b) for a, b in pairs if a.dates & b.dates))


def _of_one_day(own: Jour, part: Jour) -> Jour:
    return replace(
        own,
        dates=own.dates & part.dates,
        options=_both(own.options, part.options),
        barrees=None if own.barrees is None else _both(own.barrees, part.options),
        au_dela=part.au_dela if own.peut_compter else DEHORS,
    )


def _both(own: frozenset[Option], part: frozenset[Option]) -> frozenset[Option]:
    """A row is counted, or in the base, if the part has it so."""
    counted, inside = (any(o[side] for o in part) for side in (0, 1))
    return frozenset((a and counted, b and inside) for a, b in own) | (part & DEHORS)


def awaited(rows: Sequence[tuple[Sujet, Rang]]) -> tuple[str, ...]:
    """The vacancies whose rows these are, when they may still have some."""
    found = (sujet.suivi for sujet, _ in rows if sujet.sans_nombre)
    return tuple(sorted({suivi.vacance.id for suivi in found if suivi is not None}))


def not_numbered(rows: Sequence[tuple[Sujet, Rang]]) -> tuple[str, ...]:
    """Rows of the stock that do not say how many they are."""
    return tuple(sorted(sujet.id for sujet, _ in rows if sujet.sans_nombre and sujet.suivi is None))


def _rule(textes: Textes) -> ir.RegleQuota | ir.ReglePart:
    """The rule of the first day, or the one written when an exception hides it."""
    given = textes.at("règle", textes.premier_jour).given
    regle = given[0] if given else textes.clause.regles["règle"].on(textes.premier_jour).valeur
    assert isinstance(regle, ir.RegleQuota | ir.ReglePart), "checked: the rule of a part or quota"
    return regle


def _counted(textes: Textes) -> ir.Population | None:
    compte = textes.at("compte", textes.premier_jour).given if "compte" in textes.clause.regles else ()
    population = compte[0] if compte else None
    assert population is None or isinstance(population, ir.Population), "checked"
    return population


def _rates_ahead(textes: Textes, base: ir.Population) -> tuple[Bornes, Fraction, Fraction]:
    """Rates that rows still to come may bring: all of them, the lowest and the highest that they may have
    whatever is missing of the data. What is missing chooses between the texts of a day, what comes its day,
    and what it is."""
    found: list[Bornes] = []
    lowest, highest = [Fraction(1)], [Fraction(0)]
    for texts in rates_by_text(textes, base):
        found += [b for rates in texts for b in rates]
        lowest.append(max(min(b.max for b in rates) for rates in texts))
        highest.append(min(max(b.min for b in rates) for rates in texts))
    return (hull(found) if found else ZERO), min(lowest), max(highest)


def rates_by_text(textes: Textes, base: ir.Population) -> TextesAVenir:
    """Rates that a row of the base still to come may bring, by the text that it comes under."""
    days = ((day, textes.at("règle", day).given) for day in _days_ahead(textes.cadre, base))
    found = (tuple(_rates_of(regle, textes, day) for regle in given) for day, given in days)
    return tuple(dict.fromkeys(texts for texts in found if texts))


def _rates_of(regle: ir.CleValeur, textes: Textes, day: date) -> tuple[Bornes, ...]:
    assert isinstance(regle, ir.RegleQuota | ir.ReglePart), "checked"
    return rates_to_choose(regle.taux, textes.contexte(day), textes.sauf)


def rate_on(textes: Textes, day: date) -> Bornes | None:
    """Rate of the cell on a day; None when the clause says nothing then."""
    rates = [b for regle in textes.at("règle", day).given for b in _rates_of(regle, textes, day)]
    return hull(rates) if rates else None
