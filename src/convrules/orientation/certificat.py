"""How far the advice of a replayed year is from the best that could be, the whole year being known.

Where dwellings are not open to everybody no bound can be promised: this is what is shown instead. To keep
every deficit at a level, each holder must have had its j-th dwelling by the step at which it would pass it;
dwellings are matched to these dates, the earliest first. A level that cannot be kept so, none could keep.
Source: docs/langage, « Rejouer une année ».
"""

import math
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from convrules.base.flows import all_served
from convrules.base.records import dataclass
from convrules.orientation.comptes import Titulaire, brought_forward
from convrules.orientation.etapes import Lecture
from convrules.orientation.flux import Clefs
from convrules.orientation.model import BAILLEUR
from convrules.orientation.replayed import Certificat, Rejeu

COUPLES_MAX: Final = 25_000  # LIMIT: dwellings of a year times holders; beyond, the best is not looked for.
FIN: Final = 100
"""Levels are tried by hundredths of a dwelling."""
Compte: TypeAlias = tuple[str, Clefs]
PROPRE: Final[Compte] = BAILLEUR, frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pas:
    """A dwelling: who may have it, and what it makes due, by account. `sur`: by holder, the account on
    which it counts then."""

    ouverts: frozenset[str]
    dus: Mapping[Compte, Fraction]
    sur: Mapping[str, Compte]


def certify(r: Rejeu) -> Certificat | None:
    """None where a bound is promised, where there are too many dwellings, or where the accounts of a holder
    cross, so that its deficits are not those of the replay."""
    if r.borne is not None or not r.pas or len(r.pas) * len(r.titulaires) > COUPLES_MAX or r.lues is None:
        return None
    lues = r.lues()
    steps = [
        _step(p.fait if p.conseil is None else None, found) for p, found in zip(r.pas, lues, strict=True)
    ]
    if crossing({compte for step in steps for compte in step.dus}):
        return None
    start = _starts(steps, {x.titulaire.programme.convention.ident: x.titulaire for f in lues for x in f})
    advised = _peak(steps, start, [p.conseil or p.fait for p in r.pas])
    done = _peak(steps, start, [p.fait for p in r.pas])
    if advised is None or advised != r.pire_conseil or done != r.pire:
        return None
    return Certificat(mieux=_least(_Annee(steps, start), advised), conseil=advised, fait=done)


def _step(parti: str | None, found: Sequence[Lecture]) -> _Pas:
    """parti: to whom the dwelling goes though the advice names nobody."""
    dus: dict[Compte, Fraction] = {}
    sur: dict[str, Compte] = {}
    open_to = {parti} if parti is not None else set[str]()
    own = Fraction(1)
    for lecture in found:
        if not lecture.offre.comptes:
            continue
        ident, total = lecture.titulaire.programme.convention.ident, lecture.offre.total.min
        compte = ident, lecture.offre.comptes[0]
        dus[compte] = total
        own -= total
        sur[ident] = compte if lecture.offre.compte else PROPRE
        if lecture.eligible:
            open_to.add(ident)
    if own < 0:
        sur = {ident: compte for ident, compte in sur.items() if compte != PROPRE}
    else:
        sur[BAILLEUR] = PROPRE
        dus[PROPRE] = own
        open_to.add(BAILLEUR)
    return _Pas(ouverts=frozenset(open_to), dus=dus, sur=sur)


def crossing(comptes: Collection[Compte]) -> bool:
    """Has a holder two accounts that share a cell? What is given on one then counts on the other."""
    cells = [(ident, cell) for ident, held in comptes for cell in held]
    return len(set(cells)) < len(cells)


def _starts(steps: Sequence[_Pas], holders: Mapping[str, Titulaire]) -> Mapping[Compte, Fraction]:
    """Deficits before the first dwelling."""
    found: dict[Compte, Fraction] = {}
    for compte in (compte for step in steps for compte in step.dus):
        if compte not in found:
            titulaire = holders.get(compte[0])
            brought = brought_forward(titulaire, compte[1]) if titulaire is not None else None
            found[compte] = brought or Fraction(0)
    return found


def _peak(steps: Sequence[_Pas], start: Mapping[Compte, Fraction], choix: Sequence[str]) -> Fraction | None:
    """The largest deficit after a dwelling, given so."""
    late = dict(start)
    worst: Fraction | None = None
    for step, chosen in zip(steps, choix, strict=True):
        for compte, taux in step.dus.items():
            late[compte] += taux
        if chosen in step.sur:
            late[step.sur[chosen]] -= 1
        shown = max(late[compte] for compte in step.dus)
        worst = shown if worst is None else max(worst, shown)
    return worst


# --- what can be kept -------------------------------------------------------------------------
class _Annee:
    """By account: its deficit were it given nothing, step by step, in whole parts of a dwelling; the steps
    whose dwelling it may have."""

    def __init__(self, steps: Sequence[_Pas], start: Mapping[Compte, Fraction]) -> None:
        rates = (taux for step in steps for taux in step.dus.values())
        self.un = math.lcm(FIN, *{x.denominator for x in (*rates, *start.values())})
        self.rangs: dict[Compte, list[int]] = {compte: [] for compte in start}
        self.retards: dict[Compte, list[int]] = {compte: [] for compte in start}
        self.places: dict[Compte, list[int]] = {compte: [] for compte in start}
        self.number = len(steps)
        late = {compte: int(x * self.un) for compte, x in start.items()}
        for rang, step in enumerate(steps):
            for compte, taux in step.dus.items():
                late[compte] += int(taux * self.un)
                self.rangs[compte].append(rang)
                self.retards[compte].append(late[compte])
            for compte in {step.sur[ident] for ident in step.ouverts & step.sur.keys()}:
                self.places[compte].append(rang)

    def keeps(self, level: Fraction) -> bool:
        """Can no deficit pass the level after any dwelling?"""
        most = math.floor(level * self.un)
        due: list[tuple[int, Compte]] = []
        for compte, late in self.retards.items():
            before = most
            while (place := bisect_right(late, before)) < len(late):
                due.append((self.rangs[compte][place], compte))
                if len(due) > self.number:
                    return False
                before += self.un
        due.sort(key=lambda one: (one[0], one[1][0], sorted(one[1][1])))
        return all_served(due, self.places, self.number)


def _least(annee: _Annee, reached: Fraction) -> Fraction:
    """The least level that can be kept, rounded up to a hundredth; what was reached, if none is lower."""
    high, step = math.ceil(reached * FIN), 1
    if not annee.keeps(Fraction(high - 1, FIN)):
        return reached
    high -= 1
    while annee.keeps(Fraction(high - step, FIN)):
        high, step = high - step, 2 * step
        if step > FIN * (annee.number + 1):
            return Fraction(high, FIN)
    low = high - step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if annee.keeps(Fraction(middle, FIN)) else (middle, high)
    return Fraction(high, FIN)
