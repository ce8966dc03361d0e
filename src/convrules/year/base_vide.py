"""A base that may be empty: does the question of a cell arise all the same?

It does when balances are carried and the target is not nothing: a balance was brought forward, or what was
forecast to be withdrawn left what dwellings of a higher rate than that of the first day make due.
Source: docs/langage, « Report »; « Année close, année ouverte ».
"""

from collections.abc import Iterable
from fractions import Fraction

from convrules import ir
from convrules.base.records import replace
from convrules.base.values import Arrondi
from convrules.year.bornes import ZERO, at_least_zero, plus
from convrules.year.dossier import Attendu, Dossier, net_base
from convrules.year.model import Bornes
from convrules.year.rangs import DEHORS, Option, Rang, base_bounds, due_bounds, joined
from convrules.year.report import target


def may_be_empty(dossier: Dossier) -> bool:
    """Can the question not arise: no base, and nothing owed from before? A number is always asked."""
    sure = base_bounds(dossier.rangs).min + sum(a.base.min for a in _to_come(dossier))
    if dossier.regime.nombre is not None or sure > dossier.retenue.prevu.max:
        return False
    idle = idle_target(dossier)
    return idle is None or idle.min <= 0 <= idle.max


def may_have_base(dossier: Dossier) -> bool:
    """May anything be left in the base at the end, the withdrawals forecast being taken off?"""
    attendus = dossier.avenir.attendus
    if attendus is None:
        return dossier.avenir.base_croit or net_base(dossier).max > 0
    to_come = sum((a.base.max for a in attendus), Fraction(0))
    to_come += dossier.retenue.a_venir
    return base_bounds(dossier.rangs).max + to_come > dossier.retenue.prevu.min


def may_lapse(dossier: Dossier, *, donnees: bool, cede: bool = False) -> bool:
    """May nothing be asked in the end? Of a base that is left empty (a floor on no row is met, unless it was
    emptied by withdrawals of another rate, or turns were ceded); of a cell that no row turns out to be of: a
    number is asked whatever the base, but of a cell that is there. `donnees`: what is missing may help;
    otherwise the future alone does it. `cede`: turns were ceded on an account that is judged on this base."""
    expected = sum(a.base.min for a in _to_come(dossier))
    ahead = not dossier.avenir.clos
    free = [r for r in dossier.rangs if donnees or (r.futur and ahead)]
    bound = [r for r in dossier.rangs if not (donnees or (r.futur and ahead))]
    if dossier.regime.nombre is not None:
        out = (all(left >= DEHORS for left in r.selon) if r.selon and ahead else False for r in bound)
        return dossier.fragile and not expected and all(out)
    # Why: of a row that lacks a fact and awaits its day, the future still takes out what it may.
    bound = [r for r in bound if not (r.selon and ahead and not _stays(r))]
    left = base_bounds(free).min + base_bounds(bound).max + expected
    planned = dossier.retenue.prevu
    ceded = cede or any(rang.poids < 0 for rang in dossier.rangs)
    floor_of_nothing = dossier.regime.sens is ir.Sens.AU_MOINS and not planned.max and not ceded
    if floor_of_nothing or left > (planned.max if donnees else planned.min):
        return False
    return may_be_empty(dossier) and (donnees or idle_target(dossier) == ZERO)


def empty_at_most(dossier: Dossier, *, donnees: bool) -> Fraction | None:
    """At most so many rows of a base that is then empty and asks for nothing, the withdrawals forecast being
    taken off; None when something is asked all the same. `donnees`: what is missing may help."""
    idle, planned = idle_target(dossier), dossier.retenue.prevu
    if donnees:
        return planned.max if idle is None or idle.min <= 0 <= idle.max else None
    return planned.min if idle == ZERO else None


def is_kept_empty(dossier: Dossier) -> bool:
    """Is a rule without anything due kept of itself where its base has no row: is nothing counted, or is it a
    floor? Otherwise withdrawals take rows off, turns were ceded, or a ceiling counts what is of no base."""
    ceded = any(rang.poids < 0 for rang in joined(dossier.rangs))
    floor_or_nested = dossier.emboite or dossier.regime.sens is ir.Sens.AU_MOINS
    return floor_or_nested and not ceded and not dossier.retenue.prevu.max


def _stays(rang: Rang) -> bool:
    """May the data leave it in the base whatever comes?"""
    return any(map(_within, rang.selon))


def _within(left: frozenset[Option]) -> bool:
    return all(inside for _, inside in left)


def emptied(dossier: Dossier) -> Dossier | None:
    """Of an open period, those completions of the data that leave no row in the base for certain; None where
    there are none, or more than rows makes the base, and for a number, which is asked whatever the base."""
    if dossier.regime.nombre is not None or dossier.retenue.prevu.max > 0:
        return None
    rows = [_left_out(rang) for rang in joined(dossier.rangs)]
    kept = tuple(row for row in rows if row is not None and row.poids > 0)
    return replace(dossier, rangs=kept) if len(kept) == len(rows) else None


def _left_out(rang: Rang) -> Rang | None:
    """The row that the data, or the future after them, leave out of the base."""
    if rang.futur:
        return rang
    if rang.barrees is not None:
        return None
    if rang.selon:
        free = frozenset(left for left in rang.selon if not _within(left))
        return replace(rang, options=frozenset[Option]().union(*free), selon=free) if free else None
    out = frozenset(o for o in rang.options if not o[1])
    return replace(rang, options=out) if out else None


def filled(dossier: Dossier) -> Iterable[Dossier]:
    """The other completions: in each variant, the data leave some row in the base whatever comes."""
    seen, rows = set(), tuple(joined(dossier.rangs))
    for place, rang in enumerate(rows):
        row = _left_in(rang)
        key = (rang.options, rang.selon, rang.taux.min, rang.taux.max, rang.par_option, rang.poids)
        if row is not None and key not in seen:
            seen.add(key)
            yield replace(dossier, rangs=(*rows[:place], row, *rows[place + 1 :]))


def _left_in(rang: Rang) -> Rang | None:
    if rang.futur:
        return None
    if rang.selon:
        held = frozenset(left for left in rang.selon if _within(left))
        return replace(rang, options=frozenset[Option]().union(*held), selon=held) if held else None
    inside = frozenset(o for o in rang.options if o[1])
    return replace(rang, options=inside) if inside else None


def withdrawn_may_owe(dossier: Dossier) -> bool:
    """May dwellings that will be withdrawn as was forecast, at the rate of the first day, come at a higher
    one? With a carry-over, what they leave is asked of a base that is empty."""
    ahead = not dossier.avenir.clos and dossier.retenue.a_venir > 0
    higher = dossier.retenue.plus_haut_taux > dossier.retenue.taux.min
    return ahead and higher and dossier.regime.mode is not ir.ModeReport.AUCUN


def idle_target(dossier: Dossier) -> Bornes | None:
    """Target of a year whose base is empty; None when what the year before leaves is unknown. Without a
    carry-over, a forecast that was too low asks for nothing: there is no advance."""
    du = _idle_due(dossier)
    if dossier.initial is None or du is None:
        return None
    found = Bornes(
        min=target(dossier.regime, du.min, dossier.initial.min, dossier.restituees.min),
        max=target(dossier.regime, du.max, dossier.initial.max, dossier.restituees.max),
    )
    return at_least_zero(found) if dossier.regime.mode is ir.ModeReport.AUCUN else found


def _idle_due(dossier: Dossier) -> Bornes | None:
    """Exact due of an empty base, of at most as many rows as withdrawals were forecast. Without a carry-over
    an empty base asks for nothing, whatever its rates."""
    retenue = dossier.retenue
    if retenue.regularisation is None:
        return None
    if dossier.regime.mode is ir.ModeReport.AUCUN or not retenue.prevu.max:
        return retenue.regularisation
    least = due_bounds(dossier.rangs).min + sum(a.base.min * a.taux.min for a in _to_come(dossier))
    low = max(Fraction(0), least - retenue.taux.max * retenue.prevu.max)
    return plus(Bornes(min=low, max=_most_due(dossier)), retenue.regularisation)


def _most_due(dossier: Dossier) -> Fraction:
    """Rows surely in the base, then those of the highest rates, as long as they bring more than one
    withdrawn takes off."""
    retenue = dossier.retenue
    first, places = retenue.taux.min, base_bounds(dossier.rangs).min
    perhaps = [(r.taux.max, r.poids) for r in dossier.rangs if len({b for _, b in r.options}) > 1]
    perhaps += [(a.taux.max, a.base.max) for a in _to_come(dossier)]
    places += sum(number for rate, number in perhaps if rate > first)
    taken = min(max(places, retenue.prevu.min), retenue.prevu.max)
    sure = [r for r in dossier.rangs if {b for _, b in r.options} == {True}]
    due, left = due_bounds(sure).max, taken - base_bounds(sure).min
    for rate, number in sorted(perhaps, reverse=True):
        used = max(Fraction(0), min(Fraction(number), left))
        due, left = due + rate * used, left - used
    return max(Fraction(0), due - first * taken)


def _to_come(dossier: Dossier) -> tuple[Attendu, ...]:
    return () if dossier.avenir.clos else dossier.avenir.attendus or ()


def judged_empty(dossier: Dossier) -> Iterable[Dossier]:
    """The very dossier, when a year whose base is empty may conform: an advance was brought forward, or a
    debt that rows out of the base can serve, that a tolerance excuses, or that a ceiling leaves unserved."""
    idle, regime = idle_target(dossier), dossier.regime
    served = any(counted for r in dossier.rangs for counted, _ in r.options)
    least = 0 if regime.arrondi is Arrondi.SANS else 1
    excused = regime.tolerance > 0 and regime.tolerance >= least
    kept = served or excused or regime.sens is ir.Sens.AU_PLUS
    if idle is None or idle.min < 0 or (idle.max > 0 and kept):
        yield dossier
