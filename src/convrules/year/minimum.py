"""A cell whose base is too small says nothing: nothing due, no movement of its balance, no verdict to miss.

The base is that of the end of the period. In doubt, every completion is considered: those that reach the
minimum are judged as they are, the others say nothing.
Source: docs/langage, « Une base minimale ».
"""

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import islice
from math import inf

from convrules import ir
from convrules.base.records import replace
from convrules.year.bornes import ZERO, exactly, hull_known, minus
from convrules.year.cellule import settle, slack
from convrules.year.dossier import Dossier, net_base, net_due
from convrules.year.fusion import merge_variants
from convrules.year.model import Bornes, ResultatCellule, Verdict
from convrules.year.rangs import (
    Lots,
    Option,
    Rang,
    Rangs,
    base_bounds,
    best,
    counted_bounds,
    lots_of,
    worst,
)
from convrules.year.textes import Textes
from convrules.year.verdict import in_doubt

OUVERTS = frozenset({Verdict.EN_COURS, Verdict.CONFORME, Verdict.NON_APPLICABLE})


def settle_at_least(dossier: Dossier, cellule: tuple[tuple[str, str], ...], *, juge: bool) -> ResultatCellule:
    """Numbers and verdict of a cell, its minimum considered; without one, as `settle`."""
    least, whole = dossier.regime.minimum, settle(dossier, cellule, juge=juge)
    if least is None:
        return whole
    silent, judged = _readings(dossier, least)
    read = [_silent(dossier, whole, _counted_in_silence(dossier, least))] if silent else []
    read += [whole if one is dossier else settle(one, cellule, juge=juge) for one in judged]
    found = merge_variants(read, whole.causes, perhaps_none=False, clos=dossier.avenir.clos)
    sous = None if silent and judged else silent
    if not dossier.avenir.clos:
        found, sous = _open(dossier, (found, whole), least)
        if dossier.avenir.suites and dossier.avenir.base_croit:
            # Why: an open turn may bring rows enough for the base to reach its minimum.
            free = settle(dossier, cellule, juge=False)
            found = replace(found, solde=free.solde, solde_perdu=free.solde_perdu, reste=free.reste)
    return replace(found, base_minimale=exactly(least), sous_minimum=sous, tue=found.tue or sous is None)


def gap_and_due(dossier: Dossier) -> tuple[Bornes | None, Bornes | None]:
    """What is done less the exact due, and that due, as the cell has them, its minimum considered."""
    least = dossier.regime.minimum
    if least is None:
        return slack(dossier), net_due(dossier)
    silent, judged = _readings(dossier, least)
    both = [(slack(one), net_due(one)) for one in judged]
    if silent:
        both.append((_counted_in_silence(dossier, least), ZERO))
    return hull_known([gap for gap, _ in both]), hull_known([due for _, due in both])


def _readings(dossier: Dossier, least: Fraction) -> tuple[bool, tuple[Dossier, ...]]:
    """Of which the numbers of the day are made: may the cell say nothing, and what of it may be judged."""
    base, avenir = net_base(dossier), dossier.avenir
    silent = base.min < least
    judged: tuple[Dossier, ...] = (dossier,)
    if silent and not avenir.base_sans_borne:
        judged = () if base.max < least else _reaching(dossier, least)
    if not avenir.clos:
        data, (few, _) = _data(dossier), _future(dossier)
        if data.min + few >= least:
            return False, (dossier,)
        if data.max + few >= least and all(one is not dossier for one in judged):
            # Why: data alone may have the cell judged, and its numbers are then those.
            judged = (*judged, *_reaching(dossier, least - few, data=True))
    return silent, judged


def minima_within(
    part: ResultatCellule, dossiers: Iterable[Dossier], textes: Textes
) -> Iterable[Fraction | None]:
    """Bases under which a quota that stands in a part says nothing: where the part says nothing, nothing is
    asked within it; where it does, no base is. One that is not in force all the period long looks at fewer
    rows than its part, and its own base does not say whether the part is judged."""
    if part.sous_minimum is False:
        return (None,)
    life, periode = textes.clause.clause.entete.en_vigueur, textes.cadre.periode
    whole = life.contains(periode.du) and life.contains(periode.au)
    minima = dict.fromkeys(dossier.regime.minimum for dossier in dossiers)
    return (*minima, None) if part.sous_minimum is None and not whole else minima


def _silent(dossier: Dossier, found: ResultatCellule, counted: Bornes) -> ResultatCellule:
    """The balance brought stays as it is, but for one that serves no longer than a year. counted: where it
    says nothing."""
    regime, initial = dossier.regime, dossier.apporte
    report, solde = regime.report, found.solde
    lost: Bornes | None = ZERO
    if report is not None and regime.mode is not ir.ModeReport.AUCUN:
        solde = initial
        if report.perdu:
            solde, lost = ZERO, initial
    verdict = Verdict.NON_APPLICABLE if found.verdict is not None else None
    return replace(
        found,
        du=ZERO,
        du_arrondi=ZERO,
        cible=ZERO,
        solde=solde,
        solde_perdu=lost,
        ecart=counted,
        reste=ZERO,
        verdict=verdict,
        verdicts_possibles=() if verdict is None else (verdict,),
        sauve_par_tolerance=False,
    )


# --- bases that reach it, or do not -----------------------------------------------------------
def _reaching(dossier: Dossier, least: Fraction, *, data: bool = False) -> tuple[Dossier, ...]:
    """Completions whose base reaches the minimum (data: by what is not to come): the most favourable, and the
    least. As few more rows as are needed are put in the base, those that move the slack least: n − R(dû) is
    at its ends there, rates being up to 1. The very dossier, hence wider bounds, where rows do not count for
    one or withdrawals are not known."""
    lots = tuple(lots_of(dossier.rangs))
    known = tuple((rang, idents) for rang, idents in lots if not (data and rang.futur))
    loose, withdrawn = _loose(known), dossier.retenue.prevu.valeur
    if withdrawn is None or any(rang.poids != 1 for rang, _ in loose):
        return (dossier,)
    sure = sum(rang.poids * len(idents) for rang, idents in known if not _may_be_out(rang))
    missing = max(0, -((sure - least - withdrawn) // 1))
    return tuple(
        replace(dossier, rangs=_with(lots, _inside, _cheapest(loose, missing, _slack_cost(high=high))))
        for high in (True, False)
    )


def _counted_in_silence(dossier: Dossier, least: Fraction) -> Bornes:
    """What is counted in completions whose base does not reach the minimum: as few rows as are needed are put
    out of the base, those that change it least. Whatever the base, hence wider, where `_reaching` is, and of
    a year that is not over."""
    lots = tuple(lots_of(dossier.rangs))
    loose, withdrawn = _loose(lots), dossier.retenue.prevu.valeur
    if withdrawn is None or not dossier.avenir.clos or any(rang.poids != 1 for rang, _ in loose):
        return counted_bounds(dossier.rangs)
    most = -int(-(least + withdrawn) // 1) - 1
    inside = sum(int(rang.poids) * len(idents) for rang, idents in lots if _may_be_in(rang))
    few, many = (
        counted_bounds(_with(lots, _outside, _cheapest(loose, max(0, inside - most), cost)))
        for cost in (_least_cost, _most_cost)
    )
    return Bornes(min=few.min, max=many.max)


def _loose(lots: Lots) -> Lots:
    return tuple((rang, idents) for rang, idents in lots if _may_be_out(rang) and _may_be_in(rang))


def _may_be_out(rang: Rang) -> bool:
    return any(not inside for _, inside in rang.options)


def _may_be_in(rang: Rang) -> bool:
    return any(inside for _, inside in rang.options)


def _with(lots: Lots, how: Callable[[Rang], Rang], which: frozenset[str]) -> Rangs:
    """The rows, some of which are put in the base, or out of it."""
    split: list[tuple[Rang, tuple[str, ...]]] = []
    for rang, idents in lots:
        split.append((how(rang), tuple(ident for ident in idents if ident in which)))
        split.append((rang, tuple(ident for ident in idents if ident not in which)))
    return Rangs(tuple((rang, idents) for rang, idents in split if idents))


def _inside(rang: Rang) -> Rang:
    return replace(rang, options=frozenset(o for o in rang.options if o[1]), selon=frozenset())


def _outside(rang: Rang) -> Rang:
    return replace(rang, options=frozenset(o for o in rang.options if not o[1]), selon=frozenset())


def _cheapest(loose: Lots, number: int, cost: Callable[[Rang], Fraction]) -> frozenset[str]:
    """Of the rows that may be in the base or not, so many, of those that change least what is looked for."""
    costs: dict[Fraction, list[str]] = {}
    for rang, idents in loose:
        costs.setdefault(cost(rang), []).extend(idents)
    ordered = (ident for value in sorted(costs) for ident in sorted(costs[value]))
    return frozenset(islice(ordered, number))


def _slack_cost(*, high: bool) -> Callable[[Rang], Fraction]:
    """By how much the best (or worst) slack changes when a row is put in the base."""
    choose = best if high else worst
    return lambda rang: abs(_slack(*choose(rang)) - _slack(*choose(_inside(rang))))


def _least_cost(rang: Rang) -> Fraction:
    return counted_bounds((_outside(rang),)).min - counted_bounds((rang,)).min


def _most_cost(rang: Rang) -> Fraction:
    return counted_bounds((rang,)).max - counted_bounds((_outside(rang),)).max


def _slack(option: Option, taux: Fraction) -> Fraction:
    counted, inside = option
    return Fraction(counted) - (taux if inside else 0)


# --- while the period is open -------------------------------------------------------------------
def _open(
    dossier: Dossier, readings: tuple[ResultatCellule, ResultatCellule], least: Fraction
) -> tuple[ResultatCellule, bool | None]:
    """The cell of today (`readings`: as it is, and as judged whatever its base), and whether it will be under
    the minimum. Data and future are two adversaries: a completion of the data that leaves both open is « en
    cours »."""
    today, judged = readings
    data, (few, many) = _data(dossier), _future(dossier)
    if data.min + few >= least:
        return judged, False
    sous = True if data.max + many < least else None
    # Why: whether vacancies expected are of this base may be data.
    unsure = sous is None and any(not a.sure and a.max > 0 for a in dossier.avenir.attendus or ())
    verdicts = set(judged.verdicts_possibles) if unsure or data.max + few >= least else set()
    if few < many and data.min + few < least <= data.max + many:
        verdicts.add(Verdict.EN_COURS)
    if data.min + many < least:
        verdicts.add(Verdict.NON_APPLICABLE)
    if Verdict.EN_COURS in verdicts and verdicts <= OUVERTS:
        verdicts = {Verdict.EN_COURS}
    possibles = tuple(v for v in Verdict if v in verdicts)
    verdict = possibles[0] if len(possibles) == 1 else in_doubt(today.causes, clos=False)
    if judged.verdict is None:
        return today, sous
    return replace(today, verdict=verdict, verdicts_possibles=possibles, sauve_par_tolerance=False), sous


def may_stay_below(dossier: Dossier) -> bool:
    """While the period is open: is there, whatever the data, a future in which the cell says nothing?"""
    least = dossier.regime.minimum
    return least is not None and not dossier.avenir.clos and _data(dossier).max + _future(dossier)[0] < least


def _data(dossier: Dossier) -> Bornes:
    """The base that data make, less the withdrawals forecast."""
    return minus(base_bounds(r for r in dossier.rangs if not r.futur), dossier.retenue.prevu)


def _future(dossier: Dossier) -> tuple[Fraction, Fraction | float]:
    """What the days to come may add to the base."""
    rows, avenir = base_bounds(r for r in dossier.rangs if r.futur), dossier.avenir
    if avenir.attendus is None:
        return rows.min, inf if avenir.base_croit else rows.max
    come = avenir.attendus
    # Withdrawals announced that no vacancy has borne yet are of vacancies that no forecast counts.
    most = rows.max + sum(a.base.max for a in come) + dossier.retenue.a_venir
    return rows.min + sum(a.base.min for a in come), most
