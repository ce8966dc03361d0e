"""Which rows may change a verdict that is not known: a row that narrows a figure may well settle nothing.

What a row may be is read off what it narrows, and every way of completing the others beside it; where that
does not give the figures of the cell back, or there are too many ways, every row is kept.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.outcomes import Genre
from convrules.base.records import dataclass
from convrules.year.bornes import ZERO
from convrules.year.model import (
    ACompleter,
    BilanConvention,
    Bornes,
    LigneIncertaine,
    ResultatCellule,
    ResultatRegle,
    Verdict,
)
from convrules.year.report import Regime, conforms_at_least, conforms_at_most, target

TENUE_OU_MANQUEE: Final = frozenset({Verdict.CONFORME, Verdict.NON_CONFORME})
"""What is open of a period that is over, in a cell whose question does arise."""
AU_DELA: Final = frozenset(
    {"commune", "epci", "ept", "departement", "programme", "reservataire", "convention"}
)
"""What a decision may bear on that is more than a vacancy."""
LIGNES_MAX: Final = 200
MONDES_MAX: Final = 4_096
"""LIMIT: rows, and ways of completing them, that are told apart."""
Somme: TypeAlias = tuple[Fraction, Fraction]
"""What is done, and the exact due."""
Sorte: TypeAlias = tuple[Fraction, Fraction, Fraction]
"""Rows that narrow alike: what is done, the due, and the gap of the two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compte:
    """How a cell is judged, from what is done and due at the least. `points`: by how much of a due a
    tolerance in points moves it, as it moves the rate."""

    regime: Regime
    fait: Fraction
    du: Fraction
    initial: Fraction
    points: Fraction = Fraction(0)

    def cible(self, du: Fraction) -> Fraction:
        return target(self.regime, du, self.initial, Fraction(0))

    def kept(self, somme: Somme) -> bool:
        fait, du, marge = self.fait + somme[0], self.du + somme[1], self.regime.tolerance
        least = conforms_at_least(self.cible(du - du * self.points), fait, marge)
        most = conforms_at_most(self.cible(du + du * self.points), fait, marge)
        match self.regime.sens:
            case ir.Sens.AU_MOINS:
                return least
            case ir.Sens.AU_PLUS:
                return most
            case ir.Sens.EXACTEMENT:
                return least and most


def deciding(cell: ResultatCellule, regle: ResultatRegle, b: BilanConvention) -> Sequence[LigneIncertaine]:
    """Rows to complete that may change the verdict of the cell, for some way of completing the others; every
    row, where it is not certain that one may not."""
    rows = cell.a_completer
    if frozenset(cell.verdicts_possibles) != TENUE_OU_MANQUEE or len(rows) > LIGNES_MAX:
        return rows
    compte = _account(cell, regle, b)
    if compte is None:
        return rows
    kinds = Counter(map(_kind, rows))
    live = {kind for kind in kinds if _may_decide(kind, kinds, compte)}
    return [row for row in rows if _kind(row) in live] or rows


def _kind(row: LigneIncertaine) -> Sorte:
    return row.realise, row.du, row.ecart


def _account(cell: ResultatCellule, regle: ResultatRegle, b: BilanConvention) -> _Compte | None:
    """None where the figures are not those of rows alone, or more than a row leaves the verdict open."""
    clause = cell.dites[0].clause if cell.dites else regle.signee
    choix, marge = b.convention.choix, clause.tolerance
    taux = clause.regle.taux
    if choix is None or choix.soustractions is not ir.ModeSoustraction.REALISE:
        return None
    if len(cell.dites) > 1 or not (taux is None or isinstance(taux, ir.Litteral)):
        return None
    if cell.en_sus is not None or cell.restituees != ZERO:
        return None
    if cell.du is None or cell.cible is None or cell.lignes_a_venir or cell.en_attente or cell.sans_nombre:
        return None
    brought = cell.solde_initial.valeur if cell.solde_initial is not None else None
    if clause.report is None:
        brought = Fraction(0)
    if brought is None or any(row.au_plus for row in cell.a_completer):
        return None
    points, rate = Fraction(0), taux.valeur if taux is not None else None
    if marge is not None and marge.points and rate is not None:
        if not isinstance(rate, Fraction) or not _moves(rate, marge.valeur, cell.sens):
            return None
        points = marge.valeur / rate
    regime = Regime(
        sens=cell.sens,
        arrondi=clause.arrondi,
        report=clause.report,
        tolerance=marge.valeur if marge is not None and not marge.points else Fraction(0),
    )
    found = _Compte(regime=regime, fait=cell.realise.min, du=cell.du.min, initial=brought, points=points)
    whole = (
        (cell.realise, sum(row.realise for row in cell.a_completer)),
        (cell.du, sum(row.du for row in cell.a_completer)),
    )
    told = Bornes(min=found.cible(cell.du.min), max=found.cible(cell.du.max))
    return found if told == cell.cible and all(b.max - b.min == n for b, n in whole) else None


def _moves(rate: Fraction, points: Fraction, sens: ir.Sens) -> bool:
    """Does the rate stay a share, moved by so many points the way that is asked?"""
    down, up = sens is not ir.Sens.AU_PLUS, sens is not ir.Sens.AU_MOINS
    return rate > 0 and not (down and rate < points) and not (up and rate + points > 1)


def _may_decide(kind: Sorte, kinds: Mapping[Sorte, int], compte: _Compte) -> bool:
    others = _sums({**kinds, kind: kinds[kind] - 1})
    if others is None:
        return True
    ways = _ways(kind)
    return any(len({compte.kept((n + done, d + due)) for done, due in ways}) > 1 for n, d in others)


def _sums(kinds: Mapping[Sorte, int]) -> Iterable[Somme] | None:
    """What these rows may add; None where there are too many sums."""
    found: set[Somme] = {(Fraction(0), Fraction(0))}
    for kind, count in kinds.items():
        ways = _ways(kind)
        for _ in range(count):
            found = {(n + done, d + due) for n, d in found for done, due in ways}
            if len(found) > MONDES_MAX:
                return None
    return found


def _ways(kind: Sorte) -> Sequence[Somme]:
    """What a row may add to what is done and to what is due: both or neither, where they part no further."""
    done, due, gap = kind
    none = Fraction(0)
    if done and due and gap != done - due:
        return [(none, none), (done, none), (none, due), (done, due)]
    return [(none, none), (done, due)]


def waits_for_others(row: ACompleter, b: BilanConvention) -> bool:
    """Is all that the row lacks a decision about more than it (its commune, the convention), which no vacancy
    is completed with?"""
    if any(c.genre is not Genre.HUMAIN for c in row.causes):
        return False
    levels = {c.entete.ident: c.porte_sur for c in b.convention.clauses if isinstance(c, ir.DecisionHumaine)}
    return all(levels.get(c.fait) in AU_DELA for c in row.causes)
