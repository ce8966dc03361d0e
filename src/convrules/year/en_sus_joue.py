"""A quota and the one it comes on top of: every completion and every future of a few rows, played together.

Of two roundings no corner tells: a row may add one to what is done and two to what both ask for.
Source: docs/langage, « En sus de ».
"""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Final, TypeAlias

from convrules.base.values import round_count
from convrules.year.bornes import ZERO
from convrules.year.dossier import Attendu, Dossier, Jour
from convrules.year.model import Verdict
from convrules.year.rangs import DEHORS, Option, Rang
from convrules.year.report import conforms_at_least, target

Etat: TypeAlias = tuple[Fraction, Fraction, Fraction, Fraction, Fraction, Fraction]
"""Done of B, done of B or A, rows of B, rows of A, sums of rates of B and of A."""
RIEN: Final[Etat] = (Fraction(0),) * 6
CAP: Final = 4_096
"""LIMIT: futures told apart; beyond, bounds."""


def played(b: Dossier, a: Dossier | None, *, meme_base: bool) -> tuple[Verdict, ...]:
    """The verdicts of B that ways of completing the data may give, each in every future; nothing when there
    are too many, or when more is not known than rows. `meme_base`: both take their rates on the same rows."""
    if not all(_simple(d) for d in (b, a) if d is not None):
        return ()
    clos = b.avenir.clos
    data, futures = frozenset({RIEN}), frozenset({RIEN})
    for steps, ahead in _rows(b, a, meme_base=meme_base):
        data, futures = (data, _both(futures, steps)) if ahead and not clos else (_both(data, steps), futures)
    for steps in () if clos else _expected(b, a, meme_base=meme_base):
        futures = _both(futures, steps)
    if not data or not futures or len(data) * len(futures) > CAP:
        return ()
    ways = [frozenset(_verdict(_plus(d, f), b, a) for f in futures) for d in data]
    return tuple(v for v in Verdict if v in (frozenset().union(*ways) if clos else _in_time(ways)))


def _in_time(ways: Iterable[frozenset[Verdict]]) -> frozenset[Verdict]:
    """Of an open period: what each way of completing the data leaves to the future."""
    every = frozenset[Verdict]().union(*ways)
    if Verdict.NON_CONFORME not in every:
        return frozenset({Verdict.CONFORME}) if Verdict.CONFORME in every else every
    lost = [way == {Verdict.NON_CONFORME} for way in ways]
    return frozenset(Verdict.HORS_D_ATTEINTE if n else Verdict.EN_COURS for n in lost)


def _both(found: frozenset[Etat], steps: frozenset[Etat] | None) -> frozenset[Etat]:
    """Empty: too many."""
    if steps is None or len(found) * len(steps) > CAP:
        return frozenset()
    return frozenset(_plus(x, y) for x in found for y in steps)


def _simple(d: Dossier) -> bool:
    plain = d.retenue.prevu == ZERO and d.retenue.regularisation == ZERO and d.restituees == ZERO
    known = d.initial is not None and d.initial.valeur is not None and not d.solde_mouvant
    ahead = d.avenir.attendus is not None and not d.retenue.a_venir and not d.avenir.rendus
    bounded = not d.avenir.suites and (d.avenir.clos or ahead)
    return plain and known and bounded and d.regime.minimum is None and not d.regime.tolerance_points


def _verdict(etat: Etat, b: Dossier, a: Dossier | None) -> Verdict:
    done, either, rows, others, own, other = etat
    regime = b.regime
    due = own if regime.nombre is None else regime.nombre
    asked = target(regime, due, (b.initial or ZERO).min, Fraction(0))
    if rows == 0 and (b.par_lignes if regime.nombre is not None else asked == 0):
        return Verdict.NON_APPLICABLE
    beneath = Fraction(0)
    # Why not without a row: a number is asked of a cell that is there.
    if a is not None and (others or not a.par_lignes):
        beneath = round_count(other if a.regime.nombre is None else a.regime.nombre, a.regime.arrondi)
    enough = either >= round_count(due, regime.arrondi) + beneath
    kept = enough and conforms_at_least(asked, done, regime.tolerance)
    return Verdict.CONFORME if kept else Verdict.NON_CONFORME


# --- what each row may add ----------------------------------------------------------------------
def _rows(b: Dossier, a: Dossier | None, *, meme_base: bool) -> Iterator[tuple[frozenset[Etat] | None, bool]]:
    """Each row of one or the other, and is it uncertain for the only reason that its day has not come?"""
    ours = {r.id: r for r in b.rangs}
    theirs = {r.id: r for r in a.rangs} if a is not None else {}
    for ident in dict.fromkeys((*ours, *theirs)):
        pair = [ours.get(ident), theirs.get(ident)]
        known = [r for r in pair if r is not None]
        if any(r.doute or not _known_rate(r) for r in known) or len({r.poids for r in known}) > 1:
            yield None, False
            continue
        options = [r.options if r is not None else DEHORS for r in pair]
        rates = [r.taux.min if r is not None else Fraction(0) for r in pair]
        steps = _steps(options, rates, Fraction(known[0].poids), meme_base=meme_base and len(known) > 1)
        yield steps, all(len(r.options) == 1 or r.futur for r in known)


def _known_rate(rang: Rang) -> bool:
    return rang.taux.valeur is not None or not any(inside for _, inside in rang.options)


def _expected(b: Dossier, a: Dossier | None, *, meme_base: bool) -> Iterator[frozenset[Etat] | None]:
    ours = {x.rang: x for x in b.avenir.attendus or ()}
    theirs = {x.rang: x for x in (a.avenir.attendus or () if a is not None else ())}
    for rang in dict.fromkeys((*ours, *theirs)):
        pair = [ours.get(rang), theirs.get(rang)]
        known = [x for x in pair if x is not None]
        if any(x.doute or not _one_reading_a_day(x) or x.avant for x in known):
            yield None
            continue
        same = meme_base and len(known) > 1
        own, other = (x.selon_le_jour if x is not None else (_aside(known[0]),) for x in pair)
        together = [(x, y) for x in own for y in other if x.dates & y.dates]
        one = frozenset[Etat]().union(
            *(
                _steps((x.options, y.options), (x.taux.min, y.taux.min), Fraction(1), meme_base=same)
                for x, y in together
            )
        )
        yield _times(known[0], one)


def _one_reading_a_day(attendu: Attendu) -> bool:
    """Of a known rate?"""
    each = [jour.dates for jour in attendu.selon_le_jour]
    return attendu.taux_connus and sum(map(len, each)) == len(frozenset[date]().union(*each))


def _aside(attendu: Attendu) -> Jour:
    """What another rule reads nothing of, on any of its days."""
    every = frozenset[date]().union(*(jour.dates for jour in attendu.selon_le_jour))
    return Jour(options=DEHORS, dates=every)


def _steps(
    options: Iterable[frozenset[Option]], rates: Iterable[Fraction], poids: Fraction, *, meme_base: bool
) -> frozenset[Etat]:
    (own, other), (rate, beneath) = options, rates
    return frozenset(
        (
            poids * n,
            poids * (n or m),
            poids * (n or x),
            poids * (m or y),
            poids * x * rate,
            poids * y * beneath,
        )
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
    return x[0] + y[0], x[1] + y[1], x[2] + y[2], x[3] + y[3], x[4] + y[4], x[5] + y[5]
