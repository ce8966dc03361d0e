"""« Exactement »: what may be had of a number or a rate that is neither to be missed nor to be passed.

Two corners do not tell: the number may be missed between them. What eligibility keeps from the holder may yet
be recorded on its account, and so harm the rule; it never serves it. Source: docs/langage, « Verdict ».
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from convrules.base.records import dataclass, replace
from convrules.year.bornes import ZERO
from convrules.year.dossier import Attendu, Dossier, Jour, Retenue
from convrules.year.model import Bornes
from convrules.year.ouverte import Position
from convrules.year.rangs import DEHORS, Option, Rang, Rangs, lots_of
from convrules.year.report import Regime, conforms_at_least, conforms_at_most, target
from convrules.year.sommes import Paire, Sommes, many, sums_of_rows, sums_to_come, together

CAP: Final = 65_536
"""LIMIT: completions of the data and of the future looked at to tell the nearest."""
LEFT: Final = 4_096
"""LIMIT: futures told apart by what rows that lack a fact and await their day leave to them."""


def hoped(dossier: Dossier, *, donnees: bool) -> Dossier:
    """As a future that is for the rule may have it: nothing that eligibility bars is counted. `donnees`: of
    what it may bar, do the data take the side of conformity?"""
    attendus = dossier.avenir.attendus
    if attendus is not None and any(j.barrees is not None for a in attendus for j in a.selon_le_jour):
        left = tuple(
            replace(a, selon_le_jour=tuple(_hoped_day(j, donnees=donnees) for j in a.selon_le_jour))
            for a in attendus
        )
        dossier = replace(dossier, avenir=replace(dossier.avenir, attendus=left))
    lots = tuple(lots_of(dossier.rangs))
    if all(rang.barrees is None for rang, _ in lots):
        return dossier
    kept = tuple((_hoped_row(rang, donnees=donnees), idents) for rang, idents in lots)
    return replace(dossier, rangs=Rangs(kept))


def _hoped_day(jour: Jour, *, donnees: bool) -> Jour:
    if jour.barrees is None or (jour.doute and donnees):
        return jour
    beyond = jour.au_dela if any(counted for counted, _ in jour.barrees) else DEHORS
    return replace(jour, options=jour.barrees, au_dela=beyond)


def _hoped_row(rang: Rang, *, donnees: bool) -> Rang:
    if rang.barrees is None or (rang.doute and donnees):
        return rang
    return replace(rang, options=rang.barrees, selon=frozenset(), par_option=rang.par_barree)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completions:
    """Every completion of the data, every future of each, and how the two make what is done and asked.
    `avenirs`: the futures that the data leave, one of which is that of each completion, where rows lack a
    fact and await their day besides."""

    donnees: Sommes
    avenirs: frozenset[Sommes]
    regime: Regime
    retire: Fraction
    regularisation: Fraction
    initial: Fraction
    restituees: Fraction

    def position(self, data: Paire, ahead: Paire) -> Position:
        """`data`, `ahead`: what is counted, and the sum of the rates."""
        (n, d), (m, e) = data, ahead
        du = self.regime.nombre
        if du is None:
            du = max(Fraction(0), d + e - self.retire) + self.regularisation
        return Position(fait=n + m, cible=target(self.regime, du, self.initial, self.restituees))

    def hits(self, data: Paire, ahead: Paire) -> bool:
        found, tolerance = self.position(data, ahead), self.regime.tolerance
        return conforms_at_least(found.cible, found.fait, tolerance) and conforms_at_most(
            found.cible, found.fait, tolerance
        )

    @property
    def chacune(self) -> Iterator[tuple[Paire, Sommes]]:
        """Each completion of the data, with the future that it leaves."""
        return ((data, ahead) for data in self.donnees for ahead in self.avenirs)

    @property
    def nombre(self) -> int:
        return len(self.donnees) * sum(map(len, self.avenirs))


def completions(dossier: Dossier) -> Completions | None:
    """Of a future that is bounded, and a balance that is known. None where there are too many to tell apart,
    or something else is not known."""
    regime, retenue = dossier.regime, dossier.retenue
    counted_alone = regime.nombre is not None
    if regime.tolerance_points:
        return None
    retire = _times(retenue.taux, retenue.prevu)
    known = (retire, retenue.regularisation) if not counted_alone else (ZERO, ZERO)
    taken, gap, brought, back = (
        b.valeur if b is not None else None for b in (*known, dossier.initial or ZERO, dossier.restituees)
    )
    data, future = _apart(dossier, counted_alone=counted_alone)
    if retenue.a_venir and not dossier.avenir.clos and not counted_alone:
        future = _with_each(future, _withdrawn(retenue))
        if data is None or future is None or len(data) * sum(map(len, future)) > CAP:
            return None
    if taken is None or gap is None or brought is None or back is None or data is None or future is None:
        return None
    return Completions(
        donnees=data,
        avenirs=future,
        regime=regime,
        retire=taken,
        regularisation=gap,
        initial=brought,
        restituees=back,
    )


def _times(taux: Bornes, prevu: Bornes) -> Bornes | None:
    if taux.valeur is None or prevu.valeur is None:
        return None
    return Bornes(min=taux.valeur * prevu.valeur, max=taux.valeur * prevu.valeur)


def may_be_exact(dossier: Dossier, *, donnees: bool) -> bool:
    """Between its two corners, does some completion hit the number? With the data against it (`donnees`
    False): does each leave a future that does? True where that is not told."""
    found = completions(dossier)
    if found is None:
        return True
    each = (any(found.hits(data, one) for one in ahead) for data, ahead in found.chacune)
    return any(each) if donnees else all(each)


def nearest(dossier: Dossier, *, donnees: bool) -> Position | None:
    """What would be done and asked in the future that comes nearest to the number; the data being at their
    best, or at their worst."""
    found = completions(dossier)
    if found is None or found.nombre > CAP:
        return None
    each = [min((found.position(data, one) for one in ahead), key=_missed) for data, ahead in found.chacune]
    return (min if donnees else max)(each, key=_missed)


def _missed(position: Position) -> tuple[Fraction, Fraction, Fraction]:
    """By how much, then the most that is done."""
    cible = max(Fraction(0), position.cible)
    return abs(position.fait - cible), -position.fait, cible


def _apart(dossier: Dossier, *, counted_alone: bool) -> tuple[Sommes | None, frozenset[Sommes] | None]:
    """Completions of the data, and what the future may add to each. `counted_alone`: a number is asked,
    whatever the base."""
    clos = dossier.avenir.clos
    rows = [_seen(rang) if counted_alone else rang for rang in dossier.rangs]
    future = sums_of_rows(rang for rang in rows if rang.futur and not clos)
    for a in () if clos else dossier.avenir.attendus or ():
        future = together(future, sums_to_come(_seen_day_by_day(a) if counted_alone else a))
    mixed = [rang for rang in rows if rang.selon and not clos]
    left = _left(future, mixed)
    # Why alone: too many to tell apart, they are as data are, which puts more in doubt, never less.
    alone = [rang for rang in rows if clos or not (rang.futur or (rang.selon and left is not None))]
    if left is None:
        left = None if future is None else frozenset({future})
    return sums_of_rows(alone), left


def _left(future: Sommes | None, mixed: Sequence[Rang]) -> frozenset[Sommes] | None:
    """The futures that rows leave which lack a fact and await their day: the data choose what each may still
    be. None where there are too many."""
    found = frozenset({future}) if future is not None else None
    for rang in mixed:
        each = (sums_of_rows([replace(rang, options=left)]) for left in rang.selon)
        ways = [_with_each(found, one) for one in each]
        found = frozenset[Sommes]().union(*(way for way in ways if way is not None))
        if None in ways or sum(map(len, found)) > LEFT:
            return None
    return found


def _with_each(futures: frozenset[Sommes] | None, more: Sommes | None) -> frozenset[Sommes] | None:
    each = [together(future, more) for future in futures or ()]
    return None if not each or None in each else frozenset(one for one in each if one is not None)


def _withdrawn(retenue: Retenue) -> Sommes | None:
    """What withdrawals forecast may add as they come, none or some, each at a rate of a day that is left."""
    rates = retenue.taux_connus
    number = retenue.a_venir
    if rates is None or number.denominator > 1 or any(a.reste != a.reste_sur for a in retenue.annonces):
        return None
    steps = frozenset((Fraction(0), rate) for rate in (Fraction(0), *rates))
    return many(steps, int(number))


def _seen(rang: Rang) -> Rang:
    selon = frozenset(_counted_alone(left) for left in rang.selon)
    return replace(rang, options=_counted_alone(rang.options), selon=selon)


def _counted_alone(options: frozenset[Option]) -> frozenset[Option]:
    return frozenset((counted, False) for counted, _ in options)


def _seen_day_by_day(attendu: Attendu) -> Attendu:
    days = (
        replace(j, options=_counted_alone(j.options), au_dela=_counted_alone(j.au_dela))
        for j in attendu.selon_le_jour
    )
    return replace(attendu, selon_le_jour=tuple(days))
