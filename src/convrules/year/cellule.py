"""One cell of a part or quota: every number with its bounds, its verdict, the rows to complete."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import chain
from typing import Final

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import replace
from convrules.base.values import Arrondi, round_count
from convrules.year.a_completer import fix_first, still_open
from convrules.year.bornes import ZERO, between, exactly, hull_known, one_of
from convrules.year.dossier import Dossier, net_base, net_due
from convrules.year.model import Bornes, LigneIncertaine, ResultatCellule
from convrules.year.previsions_a_dire import untold
from convrules.year.priorites import with_returns, with_returns_to_come, with_settled
from convrules.year.rangs import (
    Rang,
    best,
    causes_of_rows,
    compact,
    counted_bounds,
    is_uncertain,
    joined,
    lots_of,
    share_bounds,
    sides,
    total,
    worst,
)
from convrules.year.reliquats import fractions_left
from convrules.year.report import Compte, Regime, balance_after, clip, target
from convrules.year.soldes import SOLDES
from convrules.year.tours_ouverts import turns_leave_open
from convrules.year.valeurs import sure_of
from convrules.year.verdict import due_unknown, judge, target_unknown

RIEN: Final = frozenset[Cause]()


def settle(dossier: Dossier, cellule: tuple[tuple[str, str], ...], *, juge: bool) -> ResultatCellule:
    """Numbers and verdict of a cell; no verdict when the force is `tendre vers` (`juge` False)."""
    rangs = dossier.rangs
    causes = dossier.causes | causes_of_rows(rangs) | dossier.rendus.causes
    whole, dossier = dossier, replace(dossier, rangs=compact(rangs))
    doubts = (*(a.doute for a in dossier.avenir.attendus or ()), *(r.doute for r in joined(rangs) if r.doute))
    ahead = dossier.avenir.suites.union(*doubts, RIEN if _brought_for_certain(dossier) else {SOLDES})
    jugement = judge(dossier, causes | ahead) if juge else None
    if jugement is not None and len(jugement.possibles) > 1:
        # Why only then: what a vacancy to come may be, and which balance was brought, matter to it alone.
        causes |= ahead
    du = net_due(dossier)
    solde, perdu = balance(dossier)
    if dossier.regime.nombre is not None and dossier.fragile:
        # A number is asked of a cell that is there: this one may turn out not to be.
        solde, perdu = one_of([solde, ZERO]), hull_known([perdu, ZERO])
    return ResultatCellule(
        sens=dossier.regime.sens,
        modes=frozenset({dossier.regime.mode}),
        cellule=cellule,
        base=net_base(dossier),
        du=du,
        du_arrondi=_rounded(du, dossier.regime.arrondi),
        cible=_target_bounds(dossier, du),
        realise=counted_bounds(dossier.rangs),
        solde_initial=dossier.apporte if dossier.regime.report is not None else None,
        restituees=dossier.restituees,
        solde=solde,
        part=_share(dossier),
        verdict=jugement.verdict if jugement else None,
        verdicts_possibles=jugement.possibles if jugement else (),
        sauve_par_tolerance=jugement.sauve if jugement else False,
        causes=causes,
        lignes_base=_named(rangs, 1),
        lignes_comptees=sure_of(_named(rangs, 0), (r.id for r in whole.rangs if is_uncertain(r))),
        lignes_restituees=dossier.rendus.surs,
        a_completer=with_others(whole, fix_first(whole), a_venir=False),
        lignes_a_venir=with_others(whole, still_open(whole), a_venir=True),
        previsions_a_dire=untold(dossier),
        ecart=slack(dossier),
        solde_perdu=perdu,
        regularisation=dossier.retenue.regularisation if dossier.regime.nombre is None else ZERO,
        reste=_still_to_do(dossier),
        tours_seuls=len(jugement.possibles) > 1 and turns_leave_open(dossier) if jugement else False,
    )


def with_others(
    dossier: Dossier, rows: Sequence[LigneIncertaine], *, a_venir: bool
) -> tuple[LigneIncertaine, ...]:
    """Rows of the cell in doubt, with others on which its target, or the gap that it settles, hangs."""
    rendus, regime = dossier.rendus.en_doute, dossier.regime
    given = with_returns_to_come(rows, rendus) if a_venir else with_returns(rows, rendus)
    settled = dossier.retenue.regularisees if regime.nombre is None else ()
    return with_settled(given, settled, a_venir=a_venir)


def _brought_for_certain(dossier: Dossier) -> bool:
    """Of one that is not known at all, the cause is of the cell whatever its verdict."""
    return dossier.initial is None or dossier.initial.valeur is not None


def _rounded(du: Bornes | None, arrondi: Arrondi) -> Bornes | None:
    if du is None:
        return None
    return Bornes(min=round_count(du.min, arrondi), max=round_count(du.max, arrondi))


def _target_bounds(dossier: Dossier, du: Bornes | None) -> Bornes | None:
    if du is None or target_unknown(dossier):
        return None
    initial = dossier.initial or ZERO
    return Bornes(
        min=target(dossier.regime, du.min, initial.min, dossier.restituees.min),
        max=target(dossier.regime, du.max, initial.max, dossier.restituees.max),
    )


def _share(dossier: Dossier) -> Bornes | None:
    """n over the base. Exact bounds for nested rows; otherwise only when both numbers are known."""
    if dossier.regime.nombre is not None or dossier.avenir.suites:
        return None
    if dossier.emboite and dossier.retenue.prevu == ZERO:
        return share_bounds(dossier.rangs)
    base, counted = net_base(dossier).valeur, counted_bounds(dossier.rangs).valeur
    return exactly(counted / base) if base and counted is not None else None


def slack(dossier: Dossier) -> Bornes | None:
    """What is done less the exact due, at its two corners; None when the due is not known."""
    if net_due(dossier) is None:
        return None
    owed_most, owed_least = (_corner(dossier, Fraction(0), low=low) for low in (False, True))
    return Bornes(min=owed_most.fait - owed_most.du, max=owed_least.fait - owed_least.du)


def _still_to_do(dossier: Dossier) -> Bornes | None:
    """The target less what is done, at its two corners (those of the verdict); None when it is not known."""
    if target_unknown(dossier) or dossier.avenir.suites:
        return None
    initial = dossier.initial or ZERO
    owed = (_corner(dossier, initial.min, low=True), _corner(dossier, initial.max, low=False))
    low, high = (
        max(Fraction(0), target(dossier.regime, c.du, c.initial, c.restituees)) - c.fait for c in owed
    )
    return Bornes(min=low, max=high)


def balance(dossier: Dossier) -> tuple[Bornes | None, Bornes | None]:
    """Balance after the period, and what the carry-over cut from it; None while they are not known."""
    regime = dossier.regime
    if regime.report is None:
        return None, ZERO
    if regime.mode is ir.ModeReport.AUCUN:
        return ZERO, ZERO
    if due_unknown(dossier) or dossier.avenir.suites:
        return None, None
    initial = dossier.initial
    if initial is None:
        return (_of_the_year(dossier) if regime.report.perdu else None), None
    if regime.fraction_tue:
        return None, ZERO
    if regime.mode is ir.ModeReport.FRACTIONS:
        return fractions_left(dossier, initial), ZERO
    return _between(dossier, initial)


def _of_the_year(dossier: Dossier) -> Bornes:
    """What a year leaves whatever it was brought, when what it was brought is lost at its end: as if a debt,
    or an advance, were too large for it to settle."""
    done = counted_bounds(dossier.rangs)
    return _between(dossier, beyond(known_due(dossier), done, dossier.restituees))[0]


def beyond(*numbers: Bornes) -> Bornes:
    """A balance that none of these numbers, all together, could settle: owed, or in advance."""
    most = 1 + 2 * sum(max(abs(one.min), abs(one.max)) for one in numbers)
    return Bornes(min=Fraction(-most), max=Fraction(most))


def _between(dossier: Dossier, initial: Bornes) -> tuple[Bornes, Bornes]:
    regime = dossier.regime
    assert regime.report is not None, "asked of a carry-over"
    low = _corner(dossier, initial.min, low=True)
    high = _corner(dossier, initial.max, low=False)
    if low != high and (regime.report.perdu or regime.report.plafond_du is not None):
        # Why: such a balance depends on the due and on what is done apart: each at its end, sound, if wide.
        done, du = counted_bounds(dossier.rangs), known_due(dossier)
        low, high = replace(low, du=du.min, fait=done.max), replace(high, du=du.max, fait=done.min)
    return spread(regime, low, high)


def spread(regime: Regime, least: Compte, most: Compte) -> tuple[Bornes, Bornes]:
    """The balance, and what is cut from it, when what is still owed is between two accounts: both grow with
    it. A cap that is a share of the due grows on both sides of zero, hence both ends of the due."""
    assert regime.report is not None, "asked of a carry-over"
    free = replace(regime, report=replace(regime.report, plafond_du=None))
    kept, cut = [], []
    for end in (least, most):
        solde, lost = balance_after(free, end)
        for due in (least.du, most.du):
            clipped = clip(regime, solde, due)
            kept.append(clipped)
            cut.append(lost + solde - clipped)
    return between(min(kept), max(kept)), between(min(cut), max(cut))


def _corner(dossier: Dossier, initial: Fraction, *, low: bool) -> Compte:
    """The account when what is still owed is at its lowest (or highest)."""
    retenue, regime = dossier.retenue, dossier.regime
    somme = total(dossier.rangs, best if low else worst)
    withdrawn = retenue.taux.max * retenue.prevu.max if low else retenue.taux.min * retenue.prevu.min
    given = retenue.regularisation or ZERO
    gap = given.min if low else given.max
    du = max(Fraction(0), somme.du - withdrawn) + gap
    if regime.nombre is not None:
        du = regime.nombre
    given_back = dossier.restituees.min if low else dossier.restituees.max
    return Compte(du=du, initial=initial, restituees=given_back, fait=Fraction(somme.compte))


def known_due(dossier: Dossier) -> Bornes:
    """The due of a year that owes nothing unknown to the year before."""
    du = net_due(dossier)
    assert du is not None, "asked once the target is known"
    return du


def _named(rangs: Iterable[Rang], place: int) -> tuple[str, ...]:
    """Identifiers of rows that certainly are counted (0), in the base (1), in their own order: that of the
    file's rows has no say."""
    kept = (names for r, names in lots_of(rangs) if sides(r.options)[place][0] and not r.excedent)
    return tuple(sorted(chain.from_iterable(kept)))
