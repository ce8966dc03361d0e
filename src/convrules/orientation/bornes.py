"""What is claimed of deficits: the bound of the theorem when it holds, the measured gap otherwise.

Bound. For k holders, all eligible for every dwelling, whose deficits sum to nothing, advice that always
gives to the largest deficit keeps, for every j, the sum of any j deficits at most j × (H_k − H_j). Proof by
one step: a set that holds the chosen one gains at most 1 and loses 1; for another set of j, the chosen one
is at least as large as each, so the sum is at most j/(j+1) of that of the set with it, which is at most
(j+1)(H_k − H_{j+1}) + 1. So no deficit exceeds H_k − 1, nor any advance 1 − 1/k, whatever the rates.
Source: docs/langage, « L'orientation ».
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce

from convrules.orientation.comptes import Titulaire
from convrules.orientation.model import Candidat, Ecart, Orientation, Rangement
from convrules.orientation.tours_echanges import turns_so_far
from convrules.year.bornes import ZERO, plus


def harmonic(n: int) -> Fraction:
    """H_n = 1 + ½ + … + 1/n."""
    return sum((Fraction(1, i) for i in range(1, n + 1)), Fraction(0))


def harmonic_bound(holders: int) -> Fraction:
    """H_k − 1 = ½ + ⅓ + … + 1/k."""
    return harmonic(holders) - 1


def bound(count: int, everyone: Sequence[Candidat]) -> Fraction | None:
    """H_k − 1 when every holder of the landlord is eligible here and deficits keep to the invariant, the
    dwelling making due as much as it gives, whoever takes it (one due in another year gives, and makes
    nothing due)."""
    taux = reduce(plus, (c.compte.taux for c in everyone), ZERO)
    if any(taux.valeur != c.compte.compte for c in everyone):
        return None
    if len(everyone) != count or any(c.rangement is not Rangement.CLASSE for c in everyone):
        return None
    retards = [c.compte.retard for c in everyone]
    known = [retard for retard in retards if retard is not None]
    if len(known) < count or sum(known) != 0 or not keeps_invariant(known):
        return None
    return harmonic_bound(count)


def keeps_invariant(retards: Sequence[Fraction]) -> bool:
    """Are the j largest deficits at most j × (H_k − H_j) together, for every j?"""
    total, whole = Fraction(0), harmonic(len(retards))
    for j, retard in enumerate(sorted(retards, reverse=True), 1):
        total += retard
        if total > j * (whole - harmonic(j)):
            return False
    return True


def open_to_all(titulaires: Sequence[Titulaire]) -> bool:
    """From nothing, every vacancy of the assiette open to each holder."""
    # Why that last: it reads the parts of holders that have no vacancy, which nothing else does.
    return all(
        t.suivis[a.vacance].decision.eligible is True for t in titulaires for a in t.apports
    ) and from_nothing(titulaires)


def from_nothing(titulaires: Sequence[Titulaire]) -> bool:
    """One cell, nothing brought forward, no turn exchanged."""
    parts = [part for t in titulaires for part in t.parts]
    carried = (c.resultat.solde_initial for part in parts for c in part.cellules)
    if any(any(turns_so_far(t.tours)) for t in titulaires if t.tours is not None):
        return False
    return not any(part.dimensions for part in parts) and all(initial == ZERO for initial in carried)


def gap(orientation: Orientation) -> Ecart | None:
    """The largest deficit once the advice is followed, and had the deficit alone been followed. None when a
    deficit is known within bounds only."""
    chosen = orientation.propose
    if any(c.compte.doutes for c in orientation.candidats):
        return None
    known = [c for c in orientation.candidats if c.compte.sinon is not None]
    placed = [c for c in known if c.rangement is Rangement.CLASSE]
    if chosen is None or chosen not in known:
        return None
    largest = max(placed, key=lambda c: (c.compte.sinon, c.compte.taux.max, c.ident))
    retard, ident = _largest(known, chosen)
    return Ecart(retard=retard, ident=ident, retard_seul=_largest(known, largest)[0])


def _largest(candidats: Sequence[Candidat], chosen: Candidat) -> tuple[Fraction, str]:
    after = [(c.compte.sinon, int(c is chosen and c.compte.compte), c.ident) for c in candidats]
    return max((retard - taken, ident) for retard, taken, ident in after if retard is not None)
