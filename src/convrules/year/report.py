"""Target and balance of a period: the table of carry-over (`report`).

s is what is still owed (negative: an advance), t the target, n what is done.
Source: docs/langage, « Report »; invariants are tested over years.
"""

from fractions import Fraction
from math import floor
from typing import assert_never

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.values import Arrondi, round_count


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """How an exact due becomes a target and is compared: the resolved keys of a part or quota.
    `tolerance_points` moves the rate, `tolerance` the number of dwellings; 0 when there is none.
    `minimum`: rows under which the base says nothing. `fraction_tue`: of « fractions cumulées », the fraction
    that was brought is not known. R(x + s) is then the whole number under x or the one above, whichever the
    rounding: `initial` says which, 0 or 1."""

    sens: ir.Sens
    arrondi: Arrondi
    report: ir.Report | None
    tolerance: Fraction = Fraction(0)
    tolerance_points: Fraction = Fraction(0)
    nombre: Fraction | None = None
    minimum: Fraction | None = None
    fraction_tue: bool = False

    @property
    def mode(self) -> ir.ModeReport:
        return self.report.mode if self.report is not None else ir.ModeReport.AUCUN


def target(regime: Regime, du: Fraction, initial: Fraction, restituees: Fraction) -> Fraction:
    """t: what is to be done in the period, in dwellings. `restituees` enter whole, after rounding."""
    within, arrondi, after = around_rounding(regime, initial, restituees)
    return round_count(du + within, arrondi) + after


def around_rounding(
    regime: Regime, initial: Fraction, restituees: Fraction
) -> tuple[Fraction, Arrondi, Fraction]:
    """What is added to the exact due before it is rounded, how it is, and what is added after."""
    if regime.fraction_tue:
        return Fraction(0), Arrondi.SUPERIEUR if initial > 0 else Arrondi.INFERIEUR, restituees
    within, after = _added(regime, initial, restituees)
    return within, regime.arrondi, after


def _added(regime: Regime, initial: Fraction, restituees: Fraction) -> tuple[Fraction, Fraction]:
    match regime.mode:
        case ir.ModeReport.AUCUN:
            return Fraction(0), restituees
        case ir.ModeReport.SOLDE_ARRONDI:
            return Fraction(0), initial + restituees
        case ir.ModeReport.SOLDE_EXACT | ir.ModeReport.FRACTIONS:
            return initial, restituees
        case _:
            assert_never(regime.mode)


def raw_balance(
    regime: Regime, du: Fraction, initial: Fraction, restituees: Fraction, fait: Fraction
) -> Fraction:
    """s before any clip."""
    cible = target(regime, du, initial, restituees)
    match regime.mode:
        case ir.ModeReport.AUCUN:
            return Fraction(0)
        case ir.ModeReport.SOLDE_ARRONDI:
            return cible - fait
        case ir.ModeReport.SOLDE_EXACT:
            return du + initial + restituees - fait
        case ir.ModeReport.FRACTIONS:
            # Dwellings given back are owed this year and done with: they leave no fraction.
            return du + initial - (cible - restituees)
        case _:
            assert_never(regime.mode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compte:
    """What makes a balance: the exact due, what was brought, dwellings given back, what was done."""

    du: Fraction
    initial: Fraction
    restituees: Fraction
    fait: Fraction


def balance_after(regime: Regime, compte: Compte) -> tuple[Fraction, Fraction]:
    """s, and what of it is lost: `perdu`, then `plafonné à`, then `déficit seul` or `excédent seul`."""
    raw = raw_balance(regime, compte.du, compte.initial, compte.restituees, compte.fait)
    report = regime.report
    solde = raw
    if report is not None and report.perdu:
        own = raw - compte.initial + compte.fait
        done, ceded = max(Fraction(0), compte.fait), max(Fraction(0), -compte.fait)
        # Why: what is done serves the oldest debt, what was done ahead the oldest due; of a count below
        # nothing, what was ceded is owed by the year itself.
        solde = max(-done, min(own + ceded, raw))
    solde = clip(regime, solde, compte.du)
    return solde, raw - solde


def clip(regime: Regime, solde: Fraction, du: Fraction = Fraction(0)) -> Fraction:
    """s after `plafonné à`, `déficit seul`, `excédent seul`, which only the two `solde` modes know."""
    report = regime.report
    if report is None or report.mode not in (ir.ModeReport.SOLDE_ARRONDI, ir.ModeReport.SOLDE_EXACT):
        return solde
    most = cap(report, du)
    if most is not None:
        solde = max(-most, min(most, solde))
    match report.sens:
        case None:
            return solde
        case ir.SensReport.DEFICIT:
            return max(Fraction(0), solde)
        case ir.SensReport.EXCEDENT:
            return min(Fraction(0), solde)
        case _:
            assert_never(report.sens)


def cap(report: ir.Report, du: Fraction) -> Fraction | None:
    """The greatest balance, in dwellings: whole ones where the balance counts whole ones."""
    if report.plafond is not None:
        return Fraction(report.plafond)
    if report.plafond_du is None:
        return None
    most = report.plafond_du * max(Fraction(0), du)
    return most if report.mode is ir.ModeReport.SOLDE_EXACT else Fraction(floor(most))


def conforms_at_least(cible: Fraction, fait: Fraction, tolerance: Fraction) -> bool:
    """A target below zero asks for nothing."""
    return fait >= max(Fraction(0), cible) - tolerance


def conforms_at_most(cible: Fraction, fait: Fraction, tolerance: Fraction) -> bool:
    return fait <= max(Fraction(0), cible) + tolerance
