"""One account of a split, judged: its share of the whole due, what is done on it, what it carries over.

Its due is whole already, by largest remainders; the rest is that of a part, in whole dwellings. While the
period is open, every dwelling still to come may go to any of the accounts.
Source: docs/langage, « Répartition ».
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.base.values import round_count
from convrules.year.base_vide import idle_target, may_be_empty, may_have_base, may_lapse, withdrawn_may_owe
from convrules.year.bornes import ZERO, at_least_zero, between, hull_known, minus, plus, times
from convrules.year.cellule import beyond, spread
from convrules.year.dossier import Dossier, Rendus
from convrules.year.minimum import may_stay_below
from convrules.year.model import Bornes, Lot, ResultatCellule, Verdict
from convrules.year.rangs import due_bounds
from convrules.year.report import Compte, Regime, conforms_at_least, target

NUL: Final = Fraction(0)
Parts: TypeAlias = Callable[[Bornes], Bornes]
"""The share of this account in any whole due of an interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fait:
    """Rows done on the account: for certain, once their day comes, or for want of data."""

    sur: int
    a_venir: int
    en_doute: int

    @property
    def bornes(self) -> Bornes:
        return between(self.sur, self.sur + self.a_venir + self.en_doute)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poste:
    """What an account is judged on. `part`: its share of a due; `poids`: its part of all the
    weights; `initial` None: the balance brought forward is not known."""

    part: Parts
    fait: Fait
    poids: Fraction
    initial: Bornes | None


def judged(lot: Lot, compte: Poste, cell: ResultatCellule, dossiers: Sequence[Dossier], *, juge: bool) -> Lot:
    """The account with its target, its balance and its verdict, in every way the text may be read."""
    silent = _silent(lot, compte, dossiers[0].regime, juge=juge)
    if cell.sous_minimum:
        return silent
    found = [_one(lot, compte, cell, dossier, juge=juge) for dossier in dossiers]
    if cell.sous_minimum is None:
        found.append(silent)
    first = found[0]
    if len(found) == 1:
        return first
    possibles = {v for one in found for v in one.verdicts_possibles}
    if juge and cell.sous_minimum is None and all(may_stay_below(dossier) for dossier in dossiers):
        possibles = {Verdict.EN_COURS}
    ordered = tuple(v for v in Verdict if v in possibles)
    return replace(
        first,
        cible=hull_known([one.cible for one in found]),
        solde_initial=hull_known([one.solde_initial for one in found]),
        solde=hull_known([one.solde for one in found]),
        solde_perdu=hull_known([one.solde_perdu for one in found]),
        verdict=(ordered[0] if len(ordered) == 1 else Verdict.INDETERMINE) if juge else None,
        verdicts_possibles=ordered,
        sauve_par_tolerance=any(one.sauve_par_tolerance for one in found),
    )


def _silent(lot: Lot, compte: Poste, regime: Regime, *, juge: bool) -> Lot:
    """The account of a part whose base is under its minimum, as its cell."""
    carries = regime.mode is not ir.ModeReport.AUCUN
    initial = compte.initial if carries else ZERO
    lost = regime.report.perdu if regime.report is not None else False
    return replace(
        lot,
        du=ZERO,
        cible=ZERO,
        solde_initial=initial,
        solde=ZERO if lost else initial,
        solde_perdu=initial if lost else ZERO,
        verdict=Verdict.NON_APPLICABLE if juge else None,
        verdicts_possibles=(Verdict.NON_APPLICABLE,) if juge else (),
    )


def _one(lot: Lot, compte: Poste, cell: ResultatCellule, dossier: Dossier, *, juge: bool) -> Lot:
    regime = dossier.regime
    if lot.du is None:
        return replace(
            lot,
            solde_initial=compte.initial,
            verdict=Verdict.INDETERMINE if juge else None,
            verdicts_possibles=_anything(dossier) if juge else (),
        )
    if dossier.avenir.base_sans_borne:
        return replace(
            lot,
            solde_initial=compte.initial,
            verdict=Verdict.INDETERMINE if juge else None,
            verdicts_possibles=_anything(dossier) if juge else (),
        )
    if compte.initial is None and regime.mode is not ir.ModeReport.AUCUN:
        found = _whatever_is_brought(compte, dossier) if juge else ()
        verdict = found[0] if len(found) == 1 else Verdict.INDETERMINE
        lost = regime.report is not None and regime.report.perdu
        fait = compte.fait.bornes
        solde = _balance(regime, lot.du, beyond(lot.du, fait), fait)[0] if lost else None
        return replace(
            lot, solde_initial=None, solde=solde, verdict=verdict if juge else None, verdicts_possibles=found
        )
    initial = compte.initial if compte.initial is not None else ZERO
    cible = _target(regime, lot.du, initial)
    possibles = _verdicts(compte, cell, dossier, (cible, initial)) if juge else ()
    strict = replace(dossier, regime=replace(regime, tolerance=Fraction(0)))
    without = _verdicts(compte, cell, strict, (cible, initial)) if juge else ()
    solde, perdu = _balance(regime, lot.du, initial, compte.fait.bornes)
    return replace(
        lot,
        cible=cible,
        solde_initial=initial,
        solde=solde,
        solde_perdu=perdu,
        verdict=(possibles[0] if len(possibles) == 1 else Verdict.INDETERMINE) if juge else None,
        verdicts_possibles=possibles,
        sauve_par_tolerance=possibles == (Verdict.CONFORME,) and without != possibles,
    )


def _whatever_is_brought(compte: Poste, dossier: Dossier) -> tuple[Verdict, ...]:
    """For want of its balance: a future without bound is enough to meet any."""
    avenir = dossier.avenir
    unbounded = not avenir.clos and avenir.attendus is None and avenir.base_croit
    if unbounded and 0 < compte.poids * avenir.taux_bas < 1:
        return (Verdict.EN_COURS,)
    return _anything(dossier)


def _anything(dossier: Dossier) -> tuple[Verdict, ...]:
    """Of an account of which nothing is known of what is asked."""
    if dossier.avenir.clos:
        return (Verdict.NON_CONFORME, Verdict.CONFORME)
    return (Verdict.HORS_D_ATTEINTE, Verdict.EN_COURS)


def _target(regime: Regime, du: Bornes, initial: Bornes) -> Bornes:
    return Bornes(
        min=target(regime, du.min, initial.min, NUL),
        max=target(regime, du.max, initial.max, NUL),
    )


def _balance(regime: Regime, du: Bornes, initial: Bornes, fait: Bornes) -> tuple[Bornes, Bornes]:
    if regime.mode is ir.ModeReport.AUCUN:
        return ZERO, ZERO
    if regime.report is not None and regime.mode is ir.ModeReport.SOLDE_EXACT:
        # Why: an account carries whole dwellings, and is cut at whole ones.
        regime = replace(regime, report=replace(regime.report, mode=ir.ModeReport.SOLDE_ARRONDI))
    low = Compte(du=du.min, initial=initial.min, restituees=NUL, fait=fait.max)
    high = Compte(du=du.max, initial=initial.max, restituees=NUL, fait=fait.min)
    return spread(regime, low, high)


# --- verdicts ---------------------------------------------------------------------------------
def _verdicts(
    compte: Poste, cell: ResultatCellule, dossier: Dossier, owed: tuple[Bornes, Bornes]
) -> tuple[Verdict, ...]:
    cible, initial = owed
    if dossier.avenir.clos:
        return _closed(compte.fait, cell, dossier.regime, cible)
    if dossier.solde_mouvant:
        return (Verdict.EN_COURS,)
    return _open(compte, cell, dossier, initial)


def _closed(fait: Fait, cell: ResultatCellule, regime: Regime, cible: Bornes) -> tuple[Verdict, ...]:
    idle = cible.min <= 0 <= cible.max
    asked = cible.min != 0 or cible.max != 0
    if regime.mode is ir.ModeReport.AUCUN:
        # Why the part's: an empty base asks for nothing but what the gap of a forecast leaves due.
        gap = cell.regularisation
        idle = idle or gap is None or round_count(gap.min, regime.arrondi) <= 0
        asked = asked and (gap is None or round_count(gap.max, regime.arrondi) > 0)
    if cell.base.max == 0 and not asked:
        return (Verdict.NON_APPLICABLE,)
    found = []
    if not conforms_at_least(cible.max, fait.bornes.min, regime.tolerance):
        found.append(Verdict.NON_CONFORME)
    if conforms_at_least(cible.min, fait.bornes.max, regime.tolerance):
        found.append(Verdict.CONFORME)
    if cell.base.min == 0 and idle:
        found.append(Verdict.NON_APPLICABLE)
    return tuple(found)


def _open(compte: Poste, cell: ResultatCellule, dossier: Dossier, initial: Bornes) -> tuple[Verdict, ...]:
    """What is asked of the account, unless its base may be left empty."""
    own = replace(dossier, initial=initial, rendus=Rendus())
    if not may_have_base(own) and may_be_empty(own):
        idle = idle_target(own) == ZERO
        if idle and withdrawn_may_owe(own) and _asked(compte, cell, dossier, initial) != (Verdict.CONFORME,):
            return (Verdict.EN_COURS,)
        asked = () if idle else _asked(compte, cell, dossier, initial)
        return tuple(v for v in Verdict if v in {Verdict.NON_APPLICABLE, *asked})
    found = _asked(compte, cell, dossier, initial)
    ceded = compte.fait.bornes.min < 0
    if Verdict.HORS_D_ATTEINTE not in found or not may_lapse(own, donnees=True, cede=ceded):
        return found
    if may_lapse(own, donnees=False, cede=ceded):
        return (Verdict.EN_COURS,)
    return (Verdict.HORS_D_ATTEINTE, Verdict.EN_COURS)


def _asked(compte: Poste, cell: ResultatCellule, dossier: Dossier, initial: Bornes) -> tuple[Verdict, ...]:
    """Data at their worst or best, and the dwellings to come as they may be shared."""
    avenir = dossier.avenir
    if avenir.attendus is None and avenir.base_croit:
        if compte.poids * avenir.taux_bas < 1:
            return (Verdict.EN_COURS,) if compte.poids else _settled(compte, cell, dossier, initial)
        return (Verdict.HORS_D_ATTEINTE, Verdict.EN_COURS)
    return _settled(compte, cell, dossier, initial)


def _due_with(more: Bornes, cell: ResultatCellule, dossier: Dossier) -> Bornes:
    """The due of the cell, once what is to come adds so much to it: what a forecast takes off is taken off
    all of it, of which there may not be as much yet."""
    assert cell.du is not None, "a share is known"
    retenue = dossier.retenue
    if not retenue.prevu.max or retenue.regularisation is None:
        return plus(cell.du, more)
    withdrawn = times(retenue.taux, retenue.prevu)
    gross = plus(due_bounds(dossier.rangs), more)
    return plus(at_least_zero(minus(gross, withdrawn)), retenue.regularisation)


def _settled(compte: Poste, cell: ResultatCellule, dossier: Dossier, initial: Bornes) -> tuple[Verdict, ...]:
    """What a bounded flow leaves possible."""
    attendus, fait, regime = dossier.avenir.attendus or (), compte.fait, dossier.regime
    least, most = (
        int(sum(n)) for n in zip((0, 0), *((a.base.min, a.base.max) for a in attendus), strict=True)
    )
    # Those that come before the period are counted in it without being of its base.
    apart = sum(a.max for a in attendus if a.avant)
    every = sum(a.max for a in attendus if a.avant or a.base.max)

    def asked(few: int, many: int, *, retires: bool = False) -> Bornes:
        """The target when so many dwellings come, and those whose withdrawal was forecast (`retires`), which
        no forecast of dwellings counts."""
        low = few * min((a.taux.min for a in attendus), default=NUL)
        high = many * max((a.taux.max for a in attendus), default=NUL)
        high += dossier.retenue.viendront(haut=True, points=NUL) if retires else NUL
        du = _due_with(Bornes(min=low, max=high), cell, dossier)
        whole = Bornes(min=round_count(du.min, regime.arrondi), max=round_count(du.max, regime.arrondi))
        return _target(regime, compte.part(whole), initial)

    def held(cible: Fraction, done: int) -> bool:
        return conforms_at_least(cible, Fraction(done), regime.tolerance)

    if held(asked(least, most, retires=True).max, fait.sur):
        return (Verdict.CONFORME,)
    if any(
        held(asked(k, k).max, fait.sur + fait.a_venir + n) for k, n in ((least, least + apart), (most, every))
    ):
        return (Verdict.EN_COURS,)
    everything = fait.sur + fait.a_venir + fait.en_doute + every
    if not held(asked(least, most).min, everything):
        return (Verdict.HORS_D_ATTEINTE,)
    return (Verdict.HORS_D_ATTEINTE, Verdict.EN_COURS)
