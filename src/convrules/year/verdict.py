"""Verdict of one cell: certain, possible, and what the rest of the year may still change.

Two corners per question: every uncertain row at its best, every one at its worst. While the period is
open, what is missing (*data*) and what has not happened (*future*) are two adversaries.
Source: docs/langage, « Verdict », « Verdict à la date ».
"""

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from typing import assert_never

from convrules import ir
from convrules.base.outcomes import Cause, Genre
from convrules.base.records import dataclass, replace
from convrules.base.values import Arrondi
from convrules.year.bornes import ZERO, at_least_zero, exactly, minus, plus, times
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
    base_bounds,
    best,
    due_bounds,
    extreme,
    total,
    worst,
)
from convrules.year.report import Regime, conforms_at_least, conforms_at_most, target
from convrules.year.sommes import Sommes, sums_of_rows, sums_to_come, together


@dataclass(frozen=True, slots=True, kw_only=True)
class Retenue:
    """Forecast withdrawals: `prevu` dwellings leave the base, `taux` being ρ₀, the rate of the first
    day; `regularisation` is the gap of the period before, in dwellings due (None: not known)."""

    prevu: Bornes = ZERO
    taux: Bornes = ZERO
    regularisation: Bornes | None = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendu:
    """Between `min` and `max` vacancies to come. `options`: possible (counted, in the base) of each that has
    come. `taux`: the rate they will bring. `doute`: facts for want of which none may be counted. `rang`: the
    row of the forecast; `sure`: is it known whether it bears on the base, and on the cell?"""

    min: int
    max: int
    options: frozenset[Option]
    taux: Bornes
    doute: frozenset[Cause] = frozenset()
    rang: int = 0
    sure: bool = True

    @property
    def base(self) -> Bornes:
        """How many come into the base: one whose event may not take place is not certain to."""
        inside = {b for _, b in self.options}
        return Bornes(
            min=Fraction(0 if False in inside else self.min), max=Fraction(self.max * (True in inside))
        )

    def total(self, *, data_high: bool, future_high: bool, shift: Fraction) -> Somme:
        """Where the slack n − dû is highest (or lowest)."""
        counted = not self.doute or data_high
        options = self.options if counted else frozenset((False, b) for _, b in self.options)
        taux = shifted(self.taux.min if data_high else self.taux.max, shift)
        result = VIDE
        for number, possibles in ((self.min, options), (self.max - self.min, options | DEHORS)):
            a, b = extreme(possibles, high=future_high)
            result = add(result, Somme(compte=number * a, base=number * b, du=number * b * taux))
        return result


@dataclass(frozen=True, slots=True, kw_only=True)
class Avenir:
    """What may still happen. `clos`: nothing. `attendus` None: no forecast, so any number of rows.
    `base_croit`, `compte_croit`: can the base, the numerator, still grow (a stock does not)?"""

    clos: bool
    attendus: tuple[Attendu, ...] | None = None
    taux: Bornes = ZERO
    base_croit: bool = True
    compte_croit: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that the verdict of one cell depends on. `initial` None: the balance brought forward is not
    known. `emboite`: the rows counted are rows of the base. `causes`: other than those of rows."""

    rangs: tuple[Rang, ...]
    regime: Regime
    avenir: Avenir
    retenue: Retenue = Retenue()
    initial: Bornes | None = ZERO
    restituees: Bornes = ZERO
    emboite: bool = True
    causes: frozenset[Cause] = frozenset()


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
    possibles = _closed(dossier) if dossier.avenir.clos else _open(dossier)
    verdict = possibles[0] if len(possibles) == 1 else in_doubt(causes, clos=dossier.avenir.clos)
    sauve = verdict is Verdict.CONFORME and not conforms(without_tolerance(dossier), TOUT_DEFAVORABLE)
    return Jugement(verdict=verdict, possibles=possibles, sauve=sauve)


def in_doubt(causes: frozenset[Cause], *, clos: bool) -> Verdict:
    """The verdict that completions do not share: a closed period may wait for people alone."""
    human = bool(causes) and all(c.genre is Genre.HUMAIN for c in causes)
    return Verdict.DECISION_HUMAINE if clos and human else Verdict.INDETERMINE


def without_tolerance(dossier: Dossier) -> Dossier:
    strict = replace(dossier.regime, tolerance=Fraction(0), tolerance_points=Fraction(0))
    return replace(dossier, regime=strict)


def _closed(dossier: Dossier) -> tuple[Verdict, ...]:
    empty = _may_be_empty(dossier)
    if empty and net_base(dossier).max == 0 and _idle_target(dossier) == exactly(0):
        return (Verdict.NON_APPLICABLE,)
    possibles = []
    if not conforms(dossier, TOUT_DEFAVORABLE):
        possibles.append(Verdict.NON_CONFORME)
    variants = (*_judged(dossier), *_judged_empty(dossier)) if empty else (dossier,)
    if any(conforms(d, TOUT_FAVORABLE) for d in variants):
        possibles.append(Verdict.CONFORME)
    if empty:
        possibles.append(Verdict.NON_APPLICABLE)
    return tuple(possibles)


def _open(dossier: Dossier) -> tuple[Verdict, ...]:
    if not _may_have_base(dossier) and _may_be_empty(dossier):
        return (Verdict.NON_APPLICABLE,)
    if conforms(dossier, TOUT_DEFAVORABLE):
        return (Verdict.CONFORME,)
    if conforms(dossier, DONNEES_DEFAVORABLES):
        return (Verdict.EN_COURS,)
    if not conforms(dossier, TOUT_FAVORABLE):
        return (Verdict.HORS_D_ATTEINTE,)
    return (Verdict.HORS_D_ATTEINTE, Verdict.EN_COURS)


def _may_have_base(dossier: Dossier) -> bool:
    """May anything be left in the base at the end, the withdrawals forecast being taken off?"""
    attendus = dossier.avenir.attendus
    if attendus is None:
        return dossier.avenir.base_croit or net_base(dossier).max > 0
    to_come = sum((a.base.max for a in attendus), Fraction(0))
    return base_bounds(dossier.rangs).max + to_come > dossier.retenue.prevu.min


def net_base(dossier: Dossier) -> Bornes:
    """Rows of the base, less the withdrawals forecast."""
    return at_least_zero(minus(base_bounds(dossier.rangs), dossier.retenue.prevu))


def net_due(dossier: Dossier) -> Bornes | None:
    """Exact due, withdrawals and the gap of the period before included; None when that gap is not known."""
    if dossier.regime.nombre is not None:
        return exactly(dossier.regime.nombre)
    if dossier.retenue.regularisation is None:
        return None
    withdrawn = times(dossier.retenue.taux, dossier.retenue.prevu)
    return plus(at_least_zero(minus(due_bounds(dossier.rangs), withdrawn)), dossier.retenue.regularisation)


def _may_be_empty(dossier: Dossier) -> bool:
    """Can the question not arise: no base, and nothing owed from before? A number is always asked."""
    if dossier.regime.nombre is not None or net_base(dossier).min > 0:
        return False
    idle = _idle_target(dossier)
    return idle is None or idle.min <= 0 <= idle.max


def _idle_target(dossier: Dossier) -> Bornes | None:
    """Target of a year whose base is empty; None when what the year before leaves is unknown."""
    gap = dossier.retenue.regularisation
    if dossier.initial is None or gap is None:
        return None
    return Bornes(
        min=target(dossier.regime, gap.min, dossier.initial.min, dossier.restituees.min),
        max=target(dossier.regime, gap.max, dossier.initial.max, dossier.restituees.max),
    )


def _judged_empty(dossier: Dossier) -> Iterable[Dossier]:
    """The very dossier, when a year whose base is empty may conform: an advance was brought forward, or a
    debt that rows out of the base can serve, that a tolerance excuses, or that a ceiling leaves unserved."""
    idle, regime = _idle_target(dossier), dossier.regime
    served = any(counted for r in dossier.rangs for counted, _ in r.options)
    least = 0 if regime.arrondi is Arrondi.SANS else 1
    excused = regime.tolerance > 0 and regime.tolerance >= least
    kept = served or excused or regime.sens is ir.Sens.AU_PLUS
    if idle is None or idle.min < 0 or (idle.max > 0 and kept):
        yield dossier


def _judged(dossier: Dossier) -> Iterable[Dossier]:
    """Variants in which some row is surely in the base, so that the question does arise."""
    if dossier.retenue.prevu.max > 0:
        yield dossier
        return
    seen = set()
    for place, rang in enumerate(dossier.rangs):
        inside = frozenset(o for o in rang.options if o[1])
        key = (inside, rang.options, rang.taux.min, rang.taux.max, rang.poids)
        if inside and key not in seen:
            seen.add(key)
            rows = (*dossier.rangs[:place], replace(rang, options=inside), *dossier.rangs[place + 1 :])
            yield replace(dossier, rangs=rows)


# --- corners --------------------------------------------------------------------------------
def conforms(dossier: Dossier, coin: Coin) -> bool:
    """Does the rule hold when data and future take these sides?"""
    match dossier.regime.sens:
        case ir.Sens.AU_MOINS:
            return _at_least(dossier, coin)
        case ir.Sens.AU_PLUS:
            return _at_most(dossier, coin)
        case ir.Sens.EXACTEMENT:
            return _at_least(dossier, coin) and _at_most(dossier, coin) and _may_be_exact(dossier, coin)
        case _:
            assert_never(dossier.regime.sens)


def _may_be_exact(dossier: Dossier, coin: Coin) -> bool:
    """Between its two corners, does some completion hit the number? With the data against it: does each leave
    a future that does? True where there are too many to tell apart, or something else is not known."""
    if not coin.avenir or unbounded(dossier) or dossier.regime.tolerance_points or target_unknown(dossier):
        return True
    retenue, initial, regime = dossier.retenue, dossier.initial or ZERO, dossier.regime
    known = (retenue.prevu, retenue.taux, retenue.regularisation, initial, dossier.restituees)
    planned, rate, gap, brought, given_back = (b.valeur if b is not None else None for b in known)
    data, future = _apart(dossier)
    if data is None or future is None:
        return True
    if planned is None or rate is None or gap is None or brought is None or given_back is None:
        return True

    def hits(done: Fraction, gross: Fraction) -> bool:
        du = max(Fraction(0), gross - rate * planned) + gap if regime.nombre is None else regime.nombre
        cible = target(regime, du, brought, given_back)
        return conforms_at_least(cible, done, regime.tolerance) and conforms_at_most(
            cible, done, regime.tolerance
        )

    each = (any(hits(n + m, d + e) for m, e in future) for n, d in data)
    return any(each) if coin.donnees else all(each)


def _apart(dossier: Dossier) -> tuple[Sommes | None, Sommes | None]:
    """Completions of the data, and what the future may add to each."""
    ahead = [r for r in dossier.rangs if r.futur and not dossier.avenir.clos]
    future = sums_of_rows(ahead)
    for a in () if dossier.avenir.clos else dossier.avenir.attendus or ():
        known = None if a.doute or a.taux.valeur is None else a.taux.valeur
        more = None if known is None else sums_to_come(a.min, a.max, a.options, known)
        future = together(future, more)
    return sums_of_rows(r for r in dossier.rangs if r not in ahead), future


def _at_least(dossier: Dossier, coin: Coin) -> bool:
    avenir, regime = dossier.avenir, dossier.regime
    if unbounded(dossier):
        if coin.avenir and avenir.compte_croit and (regime.nombre is not None or _may_gain(dossier)):
            return True
        if not coin.avenir and avenir.base_croit and regime.nombre is None and avenir.taux.max > 0:
            return False
    if target_unknown(dossier):
        return coin.donnees
    found = at_least_position(dossier, coin)
    return conforms_at_least(found.cible, found.fait, regime.tolerance)


def at_least_position(dossier: Dossier, coin: Coin) -> Position:
    """What is done and asked of a floor when data and future take these sides; the target is known."""
    shift = -dossier.regime.tolerance_points
    somme = _total(dossier, coin.donnees, coin.avenir, shift)
    cible = target_at(dossier, somme.du, high=not coin.donnees, shift=shift)
    return Position(fait=Fraction(somme.compte), cible=cible)


def _at_most(dossier: Dossier, coin: Coin) -> bool:
    avenir, regime = dossier.avenir, dossier.regime
    if unbounded(dossier):
        if coin.avenir and avenir.base_croit and regime.nombre is None and avenir.taux.min > 0:
            return True
        if not coin.avenir and avenir.compte_croit and (regime.nombre is not None or _may_gain(dossier)):
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


def target_unknown(dossier: Dossier) -> bool:
    """May the year before leave anything at all? An unbounded future decides all the same."""
    if dossier.regime.nombre is None and dossier.retenue.regularisation is None:
        return True
    return dossier.initial is None and dossier.regime.mode is not ir.ModeReport.AUCUN


def unbounded(dossier: Dossier) -> bool:
    return not dossier.avenir.clos and dossier.avenir.attendus is None


def _may_gain(dossier: Dossier) -> bool:
    """Can a further counted row bring more than it makes due?"""
    return dossier.avenir.taux.min < 1 or not dossier.emboite


def _total(dossier: Dossier, data_high: bool, future_high: bool, shift: Fraction) -> Somme:
    """Sum where data rows take their highest slack n − dû (or lowest), future rows and those to come
    likewise."""

    def choose(rang: Rang) -> tuple[Option, Fraction]:
        high = future_high if rang.futur and not dossier.avenir.clos else data_high
        option, taux = best(rang) if high else worst(rang)
        return option, shifted(taux, shift)

    choix: Choix = choose
    to_come = _expected(dossier, data_high=data_high, future_high=future_high, shift=shift)
    return add(total(dossier.rangs, choix), to_come)


def shifted(taux: Fraction, points: Fraction) -> Fraction:
    """The rate moved by a tolerance in points, kept within 0..1."""
    return max(Fraction(0), min(Fraction(1), taux + points)) if points else taux


def target_at(dossier: Dossier, gross: Fraction, *, high: bool, shift: Fraction) -> Fraction:
    """Target for this sum of rates, with what is not of rows at its highest (or lowest)."""
    retenue, regime = dossier.retenue, dossier.regime
    prevu = retenue.prevu.min if high else retenue.prevu.max
    rate = shifted(retenue.taux.min if high else retenue.taux.max, shift)
    given = retenue.regularisation or ZERO
    gap = given.max if high else given.min
    du = max(Fraction(0), gross - rate * prevu) + gap
    if regime.nombre is not None:
        du = regime.nombre
    initial = dossier.initial if dossier.initial is not None else ZERO
    given_back = dossier.restituees.max if high else dossier.restituees.min
    return target(regime, du, initial.max if high else initial.min, given_back)


def _expected(dossier: Dossier, *, data_high: bool, future_high: bool, shift: Fraction) -> Somme:
    """Rows to come, where the slack is highest (or lowest)."""
    attendus = () if dossier.avenir.clos else dossier.avenir.attendus or ()
    sums = (a.total(data_high=data_high, future_high=future_high, shift=shift) for a in attendus)
    return reduce(add, sums, VIDE)
