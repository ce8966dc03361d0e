"""Verdict of one cell: certain, possible, and what the rest of the year may still change.

Two corners per question: every uncertain row at its best, every one at its worst. While the period is
open, what is missing (*data*) and what has not happened (*future*) are two adversaries.
Source: docs/langage, « Verdict », « Verdict à la date ».
"""

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from typing import Final, assert_never

from convrules import ir
from convrules.base.outcomes import Cause, Genre
from convrules.base.records import dataclass, replace
from convrules.year.base_vide import (
    emptied,
    filled,
    idle_target,
    judged_empty,
    may_be_empty,
    may_have_base,
    may_lapse,
    withdrawn_may_owe,
)
from convrules.year.bornes import ZERO, exactly
from convrules.year.dossier import Dossier, net_base, shifted
from convrules.year.exact import hoped, may_be_exact
from convrules.year.model import Bornes, Verdict
from convrules.year.ouverte import Position
from convrules.year.rangs import (
    DEHORS,
    VIDE,
    Choix,
    Option,
    Rang,
    Somme,
    add,
    best,
    facing,
    only_to_harm,
    total,
    worst,
)
from convrules.year.report import conforms_at_least, conforms_at_most, target

CAP: Final = 64
"""LIMIT: balances brought that are judged one by one; beyond, by their ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coin:
    """Which side the data and the future take: True, the side of conformity."""

    donnees: bool
    avenir: bool


TOUT_FAVORABLE = Coin(donnees=True, avenir=True)
TOUT_DEFAVORABLE = Coin(donnees=False, avenir=False)
DONNEES_DEFAVORABLES = Coin(donnees=False, avenir=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Jugement:
    """A verdict, those that completions may give, and whether a tolerance alone excuses."""

    verdict: Verdict
    possibles: tuple[Verdict, ...]
    sauve: bool


def judge(dossier: Dossier, causes: frozenset[Cause]) -> Jugement:
    """`causes`: every cause of the cell, to tell a decision awaited from a missing fact."""
    possibles = _possibles(dossier)
    verdict = possibles[0] if len(possibles) == 1 else in_doubt(causes, clos=dossier.avenir.clos)
    sauve = verdict is Verdict.CONFORME and not _always_conforms(without_tolerance(dossier))
    return Jugement(verdict=verdict, possibles=possibles, sauve=sauve)


def _possibles(dossier: Dossier) -> tuple[Verdict, ...]:
    """With each balance that may have been brought, where they are told one by one."""
    brought = dossier.initial.parmi if dossier.initial is not None else ()
    if not brought or len(brought) > CAP:
        return _with_one(dossier)
    found = {v for s in brought for v in _with_one(replace(dossier, initial=exactly(s)))}
    if not dossier.avenir.clos and len(found) > 1:
        kept = found & {Verdict.EN_COURS, Verdict.CONFORME}
        if Verdict.HORS_D_ATTEINTE in found and kept:
            found.add(Verdict.EN_COURS)
        if Verdict.EN_COURS in found:
            found.discard(Verdict.CONFORME)
    return tuple(v for v in Verdict if v in found)


def _with_one(dossier: Dossier) -> tuple[Verdict, ...]:
    possibles = _closed(dossier) if dossier.avenir.clos else _open(dossier)
    if possibles[0] is Verdict.NON_CONFORME and may_lapse(dossier, donnees=True):
        return tuple(dict.fromkeys((*possibles, Verdict.NON_APPLICABLE)))
    return possibles


def in_doubt(causes: frozenset[Cause], *, clos: bool) -> Verdict:
    """The verdict that completions do not share: a closed period may wait for people alone."""
    human = bool(causes) and all(c.genre is Genre.HUMAIN for c in causes)
    return Verdict.DECISION_HUMAINE if clos and human else Verdict.INDETERMINE


def without_tolerance(dossier: Dossier) -> Dossier:
    strict = replace(dossier.regime, tolerance=Fraction(0), tolerance_points=Fraction(0))
    return replace(dossier, regime=strict)


def _closed(dossier: Dossier) -> tuple[Verdict, ...]:
    # Why without a balance: it may make the cell, where no row does.
    by_rows = dossier.fragile and bool(dossier.rangs) and dossier.initial == ZERO
    if dossier.regime.nombre is not None and by_rows and not unbounded(dossier):
        return tuple(_of_a_cell_perhaps(dossier))
    empty = may_be_empty(dossier)
    grows = dossier.avenir.base_sans_borne
    if empty and net_base(dossier).max == 0 and idle_target(dossier) == exactly(0) and not grows:
        return (Verdict.NON_APPLICABLE,)
    possibles = []
    if not _always_conforms(dossier):
        possibles.append(Verdict.NON_CONFORME)
    filled = _judged(dossier) if net_base(dossier).max > 0 else ()
    variants = (*filled, *judged_empty(dossier)) if empty and not grows else (dossier,)
    if any(conforms(d, TOUT_FAVORABLE) for d in variants):
        possibles.append(Verdict.CONFORME)
    if empty:
        possibles.append(Verdict.NON_APPLICABLE)
    return tuple(possibles)


def _of_a_cell_perhaps(dossier: Dossier) -> Iterable[Verdict]:
    """A number asked of a cell that is there only if some row is of it: then that row is."""
    rows = dossier.rangs
    there = [
        replace(dossier, rangs=(*rows[:n], replace(row, options=row.options - DEHORS), *rows[n + 1 :]))
        for n, row in enumerate(rows)
    ]
    if any(not conforms(d, TOUT_DEFAVORABLE) for d in there):
        yield Verdict.NON_CONFORME
    if any(conforms(d, TOUT_FAVORABLE) for d in there):
        yield Verdict.CONFORME
    yield Verdict.NON_APPLICABLE


def _open(dossier: Dossier) -> tuple[Verdict, ...]:
    if dossier.solde_mouvant:
        return (Verdict.EN_COURS,)
    if not may_have_base(dossier) and may_be_empty(dossier):
        idle = idle_target(dossier) == exactly(0)
        ahead = dossier.avenir.rendus or withdrawn_may_owe(dossier)
        if idle and ahead and _asked(dossier) != (Verdict.CONFORME,):
            return (Verdict.EN_COURS,)
        found = {Verdict.NON_APPLICABLE, *(() if idle else _asked(dossier))}
        return tuple(v for v in Verdict if v in found)
    return _asked(dossier)


def _asked(dossier: Dossier) -> tuple[Verdict, ...]:
    """Of an open period, when something is asked."""
    if _always_conforms(dossier):
        return (Verdict.CONFORME,)
    if _each_may_do(dossier):
        return (Verdict.EN_COURS,)
    if not conforms(dossier, TOUT_FAVORABLE) and not may_lapse(dossier, donnees=True):
        return (Verdict.HORS_D_ATTEINTE,)
    return (Verdict.HORS_D_ATTEINTE, Verdict.EN_COURS)


def _each_may_do(dossier: Dossier) -> bool:
    """Does every completion of the data leave a future that conforms, or that asks for nothing? Those whose
    base the future may leave empty are asked apart from those in which some row stays of it."""
    if _may_do(dossier):
        return True
    empty = emptied(dossier)
    if empty is None or not _may_do(empty):
        return False
    return all(conforms(d, DONNEES_DEFAVORABLES) for d in filled(dossier))


def _may_do(dossier: Dossier) -> bool:
    return conforms(dossier, DONNEES_DEFAVORABLES) or may_lapse(dossier, donnees=False)


def _always_conforms(dossier: Dossier) -> bool:
    """At its worst: of a base that may be left empty, and then asks for nothing, where some row is of it.
    One that is counted without being of the base passes no ceiling of a base without any."""
    if conforms(dossier, TOUT_DEFAVORABLE):
        return True
    avenir = dossier.avenir
    grows = avenir.base_sans_borne if avenir.clos else (avenir.attendus is None or _expects(dossier))
    asks_nothing = may_be_empty(dossier) and idle_target(dossier) == ZERO and not avenir.rendus
    if grows or not asks_nothing or dossier.retenue.prevu.max > 0 or net_base(dossier).max <= 0:
        return False
    return all(conforms(d, TOUT_DEFAVORABLE) for d in _judged(dossier))


def _expects(dossier: Dossier) -> bool:
    """May a row that is declared to come be of the base?"""
    return any(a.base.max > 0 for a in dossier.avenir.attendus or ())


def _judged(dossier: Dossier) -> Iterable[Dossier]:
    """Variants in which some row is surely in the base, so that the question does arise."""
    if dossier.retenue.prevu.max > 0:
        yield dossier
        return
    seen = set()
    for place, rang in enumerate(dossier.rangs):
        inside = frozenset(o for o in rang.options if o[1])
        key = (inside, rang.options, rang.selon, rang.taux.min, rang.taux.max, rang.par_option, rang.poids)
        if inside and key not in seen:
            seen.add(key)
            left = frozenset(kept for one in rang.selon if (kept := one & inside))
            row = replace(rang, options=inside, selon=left)
            yield replace(dossier, rangs=(*dossier.rangs[:place], row, *dossier.rangs[place + 1 :]))


# --- corners --------------------------------------------------------------------------------
def conforms(dossier: Dossier, coin: Coin) -> bool:
    """Does the rule hold when data and future take these sides?"""
    match dossier.regime.sens:
        case ir.Sens.AU_MOINS:
            return _at_least(dossier, coin)
        case ir.Sens.AU_PLUS:
            return _at_most(dossier, coin)
        case ir.Sens.EXACTEMENT:
            return _exactly(dossier, coin)
        case _:
            assert_never(dossier.regime.sens)


def _exactly(dossier: Dossier, coin: Coin) -> bool:
    """Neither missed nor passed: when the future is for it, by what eligibility lets the holder have."""
    seen = hoped(dossier, donnees=coin.donnees) if coin.avenir else dossier
    if not _at_least(seen, coin) or not _at_most(seen, coin):
        return False
    told = coin.avenir and not unbounded(dossier) and not target_unknown(dossier)
    return not told or may_be_exact(seen, donnees=coin.donnees)


def _at_least(dossier: Dossier, coin: Coin) -> bool:
    avenir, regime = dossier.avenir, dossier.regime
    if unbounded(dossier):
        points = -regime.tolerance_points
        lowest = shifted(avenir.taux.min if coin.donnees else avenir.taux_bas, points)
        gains = lowest < 1 or _counts_more(dossier)
        if coin.avenir and avenir.compte_croit and gains:
            return True
        owes = regime.nombre is None and shifted(avenir.taux.max, points) > 0
        if not coin.avenir and ((avenir.base_croit and owes) or avenir.tours_sans_borne):
            return False
    if target_unknown(dossier):
        return coin.donnees
    found = at_least_position(dossier, coin)
    return conforms_at_least(found.cible, found.fait, regime.tolerance)


def _counts_more(dossier: Dossier) -> bool:
    """May what comes be counted without making as much due, were the rate 100 %? Withdrawals that were
    forecast are taken off the base, and off nothing that is counted."""
    return dossier.regime.nombre is not None or not dossier.emboite or dossier.retenue.prevu.max > 0


def at_least_position(dossier: Dossier, coin: Coin) -> Position:
    """What is done and asked of a floor when data and future take these sides; the target is known."""
    shift = -dossier.regime.tolerance_points
    somme = _total(dossier, coin.donnees, coin.avenir, shift)
    cible = target_at(dossier, somme.du, high=not coin.donnees, shift=shift)
    more = 0 if coin.avenir or dossier.avenir.clos else dossier.avenir.rendus
    return Position(fait=Fraction(somme.compte), cible=cible + more)


def _at_most(dossier: Dossier, coin: Coin) -> bool:
    avenir, regime = dossier.avenir, dossier.regime
    if unbounded(dossier):
        points = regime.tolerance_points
        highest = shifted(avenir.taux.max if coin.donnees else avenir.taux_haut, points)
        if coin.avenir and avenir.base_croit and regime.nombre is None and highest > 0:
            return True
        gains = shifted(avenir.taux.min, points) < 1 or _counts_more(dossier)
        if not coin.avenir and avenir.compte_croit and gains:
            return False
    if target_unknown(dossier):
        return coin.donnees
    found = at_most_position(dossier, coin)
    return conforms_at_most(found.cible, found.fait, regime.tolerance)


def at_most_position(dossier: Dossier, coin: Coin) -> Position:
    """The same of a ceiling."""
    shift = dossier.regime.tolerance_points
    somme = _total(dossier, not coin.donnees, not coin.avenir, shift)
    cible = target_at(dossier, somme.du, high=coin.donnees, shift=shift)
    return Position(fait=Fraction(somme.compte), cible=cible)


def due_unknown(dossier: Dossier) -> bool:
    """Does one not know by how much the forecast of the year before is settled?"""
    return dossier.regime.nombre is None and dossier.retenue.regularisation is None


def target_unknown(dossier: Dossier) -> bool:
    """May the year before leave anything at all? An unbounded future decides all the same."""
    if due_unknown(dossier):
        return True
    return dossier.initial is None and dossier.regime.mode is not ir.ModeReport.AUCUN


def unbounded(dossier: Dossier) -> bool:
    return dossier.avenir.illimite


def _total(dossier: Dossier, data_high: bool, future_high: bool, shift: Fraction) -> Somme:
    """Sum where data rows take their highest slack n − dû (or lowest), future rows and those to come
    likewise."""

    def choose(rang: Rang) -> tuple[Option, Fraction]:
        ahead = not dossier.avenir.clos
        if ahead and rang.doute and data_high and not future_high:
            # Why: of a ceiling alone is it asked what data against it leave to a future that is for it.
            rang = only_to_harm(rang)
        if ahead and rang.selon:
            option = facing(rang.selon, data_high=data_high, future_high=future_high)
            rate = rang.rate(option)
            return option, shifted(rate.min if data_high else rate.max, shift)
        option, taux = best(rang) if (future_high if ahead and rang.futur else data_high) else worst(rang)
        return option, shifted(taux, shift)

    choix: Choix = choose
    to_come = _expected(dossier, data_high=data_high, future_high=future_high, shift=shift)
    if not future_high and not dossier.avenir.clos:
        # Why: what those that were forecast make due is taken off already, wherever they come.
        withdrawn = dossier.retenue.viendront(haut=not data_high, points=shift)
        to_come = add(to_come, Somme(compte=0, base=0, du=withdrawn))
    return add(total(dossier.rangs, choix), to_come)


def target_at(dossier: Dossier, gross: Fraction, *, high: bool, shift: Fraction) -> Fraction:
    """Target for this sum of rates, with what is not of rows at its highest (or lowest)."""
    regime, terms = dossier.regime, terms_at(dossier, high=high, shift=shift)
    du = max(Fraction(0), gross - terms.retire) + terms.ecart
    if regime.nombre is not None:
        du = regime.nombre
    return target(regime, du, terms.initial, terms.rendus)


@dataclass(frozen=True, slots=True, kw_only=True)
class Termes:
    """What makes a target with the sum of rates: what is withdrawn from that sum (never below nothing), the
    gap of a forecast that is settled, the balance brought, dwellings given back."""

    retire: Fraction
    ecart: Fraction
    initial: Fraction
    rendus: Fraction


def terms_at(dossier: Dossier, *, high: bool, shift: Fraction) -> Termes:
    """Each at what makes the target highest (or lowest). shift: by which a tolerance moves the rates."""
    retenue = dossier.retenue
    prevu = retenue.prevu.min if high else retenue.prevu.max
    rate = shifted(retenue.taux.min if high else retenue.taux.max, shift)
    brought = dossier.initial if dossier.initial is not None else ZERO
    return Termes(
        retire=rate * prevu,
        ecart=_end(retenue.regularisation or ZERO, high=high),
        initial=_end(brought, high=high),
        rendus=_end(dossier.restituees, high=high),
    )


def _end(bornes: Bornes, *, high: bool) -> Fraction:
    return bornes.max if high else bornes.min


def _expected(dossier: Dossier, *, data_high: bool, future_high: bool, shift: Fraction) -> Somme:
    """Rows to come, where the slack is highest (or lowest)."""
    attendus = () if dossier.avenir.clos else dossier.avenir.attendus or ()
    sums = (a.total(data_high=data_high, future_high=future_high, shift=shift) for a in attendus)
    return reduce(add, sums, VIDE)
