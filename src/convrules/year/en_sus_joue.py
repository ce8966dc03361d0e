"""A quota and the one it comes on top of, in an open year: every future of a few rows, played together.

Of two roundings no corner tells: a row may add one to what is done and two to what both ask for.
Source: docs/langage, « En sus de ».
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final, TypeAlias

from convrules.base.values import round_count
from convrules.year.bornes import ZERO
from convrules.year.dossier import Attendu, Dossier
from convrules.year.rangs import DEHORS, Option, Rang
from convrules.year.report import conforms_at_least, target

Etat: TypeAlias = tuple[Fraction, Fraction, Fraction, Fraction, Fraction]
"""Done of B, done of B or A, base of B, sums of rates of B and of A."""
RIEN: Final[Etat] = (Fraction(0),) * 5
CAP: Final = 4_096
"""LIMIT: futures told apart; beyond, bounds."""


def kept_in_futures(b: Dossier, a: Dossier | None, *, meme_base: bool) -> frozenset[bool] | None:
    """Is B kept, in each future: all, none or both? None when there are too many futures, or when more than
    days is not known. `meme_base`: both take their rates on the same rows."""
    dossiers = [d for d in (b, a) if d is not None]
    if not all(_simple(d) for d in dossiers):
        return None
    found = frozenset({RIEN})
    for steps in (*_rows(b, a, meme_base=meme_base), *_expected(b, a, meme_base=meme_base)):
        if steps is None or len(found) * len(steps) > CAP:
            return None
        found = frozenset(_plus(x, y) for x in found for y in steps)
    return frozenset(_kept(etat, b, a) for etat in found)


def _simple(d: Dossier) -> bool:
    plain = d.retenue.prevu == ZERO and d.retenue.regularisation == ZERO and d.restituees == ZERO
    known = d.initial is not None and d.initial.valeur is not None and not d.solde_mouvant
    bounded = d.avenir.attendus is not None and not d.retenue.a_venir and not d.avenir.rendus
    return plain and known and bounded and d.regime.minimum is None and not d.regime.tolerance_points


def _kept(etat: Etat, b: Dossier, a: Dossier | None) -> bool:
    done, either, base, own, other = etat
    regime = b.regime
    due = own if regime.nombre is None else regime.nombre
    asked = target(regime, due, (b.initial or ZERO).min, Fraction(0))
    if regime.nombre is None and base == 0 and asked == 0:
        return True
    beneath = Fraction(0)
    if a is not None:
        beneath = round_count(other if a.regime.nombre is None else a.regime.nombre, a.regime.arrondi)
    enough = either >= round_count(due, regime.arrondi) + beneath
    return enough and conforms_at_least(asked, done, regime.tolerance)


# --- what each row may add ----------------------------------------------------------------------
def _rows(b: Dossier, a: Dossier | None, *, meme_base: bool) -> Iterator[frozenset[Etat] | None]:
    ours = {r.id: r for r in b.rangs}
    theirs = {r.id: r for r in a.rangs} if a is not None else {}
    for ident in dict.fromkeys((*ours, *theirs)):
        pair = [ours.get(ident), theirs.get(ident)]
        known = [r for r in pair if r is not None]
        if not all(_only_days(r) for r in known) or len({r.poids for r in known}) > 1:
            yield None
            continue
        options = [r.options if r is not None else DEHORS for r in pair]
        rates = [r.taux.min if r is not None else Fraction(0) for r in pair]
        yield _steps(options, rates, Fraction(known[0].poids), meme_base=meme_base and len(known) > 1)


def _only_days(rang: Rang) -> bool:
    certain = len(rang.options) == 1 or rang.futur
    return certain and not rang.doute and (rang.taux.valeur is not None or rang.options <= DEHORS)


def _expected(b: Dossier, a: Dossier | None, *, meme_base: bool) -> Iterator[frozenset[Etat] | None]:
    ours = {x.rang: x for x in b.avenir.attendus or ()}
    theirs = {x.rang: x for x in (a.avenir.attendus or () if a is not None else ())}
    for rang in dict.fromkeys((*ours, *theirs)):
        pair = [ours.get(rang), theirs.get(rang)]
        known = [x for x in pair if x is not None]
        if any(x.doute or x.taux.valeur is None or x.avant for x in known):
            yield None
            continue
        options = [x.options if x is not None else DEHORS for x in pair]
        rates = [x.taux.min if x is not None else Fraction(0) for x in pair]
        one = _steps(options, rates, Fraction(1), meme_base=meme_base and len(known) > 1)
        yield _times(known[0], one)


def _steps(
    options: Iterable[frozenset[Option]], rates: Iterable[Fraction], poids: Fraction, *, meme_base: bool
) -> frozenset[Etat]:
    (own, other), (rate, beneath) = options, rates
    return frozenset(
        (poids * n, poids * (n or m), poids * x, poids * x * rate, poids * y * beneath)
        for n, x in own
        for m, y in other
        if x == y or not meme_base
    )


def _times(attendu: Attendu, one: frozenset[Etat]) -> frozenset[Etat] | None:
    """As many as may come."""
    every: set[Etat] = set()
    found = frozenset({RIEN})
    for number in range(attendu.max + 1):
        every |= found if number >= attendu.min else frozenset()
        if len(found) * len(one) > CAP:
            return None
        found = frozenset(_plus(x, y) for x in found for y in one)
    return frozenset(every)


def _plus(x: Etat, y: Etat) -> Etat:
    return x[0] + y[0], x[1] + y[1], x[2] + y[2], x[3] + y[3], x[4] + y[4]
