"""What a forecast of withdrawals does not tell, and by how much that widens the intervals of a rule.

Source: docs/langage, « Données manquantes ».
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TypeAlias

from convrules.base.outcomes import Cause
from convrules.base.records import dataclass, replace
from convrules.year.a_completer import Retire
from convrules.year.dossier import Dossier, net_due
from convrules.year.model import Bornes, PrevisionIncertaine, ResultatRegle
from convrules.year.valeurs import PrevisionEnDoute

Sorte: TypeAlias = tuple[int, tuple[tuple[str, str, str], ...], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReductionPrevue:
    """What telling it does to one cell of a rule."""

    clause: str
    cellule: tuple[tuple[str, str], ...]
    prevue: PrevisionIncertaine


@dataclass(frozen=True, slots=True, kw_only=True)
class PrevisionADire:
    """What the rows of a year's forecast lack, for all the rules of a convention: the most narrowed first.
    `dite`: is the number of dwellings told?"""

    annee: int
    causes: frozenset[Cause]
    dite: bool
    reductions: tuple[ReductionPrevue, ...]


def untold(dossier: Dossier) -> tuple[PrevisionIncertaine, ...]:
    """By what lacks, the widest first; nothing where the due is a number, or is not known."""
    retenue = dossier.retenue
    if dossier.regime.nombre is not None or net_due(dossier) is None:
        return ()
    found = [_withdrawn(dossier, each) for each in _together(retenue.doutes)]
    found += [_settled(retenue.taux_avant, each) for each in _together(retenue.doutes_avant)]
    kept = (p for p in found if p.ecart or p.base or p.du)
    return tuple(sorted(kept, key=lambda p: (-p.ecart, _sorte(p.prevision))))


def _together(doubts: Iterable[PrevisionEnDoute]) -> Iterator[PrevisionEnDoute]:
    """Rows that lack the same, as one."""
    found: dict[Sorte, PrevisionEnDoute] = {}
    for one in doubts:
        before = found.get(_sorte(one))
        number = one.nombre if before is None else before.nombre + one.nombre
        found[_sorte(one)] = replace(one, nombre=number)
    yield from found.values()


def _sorte(p: PrevisionEnDoute) -> Sorte:
    return p.annee, tuple(sorted((c.fait, c.genre.value, c.ligne) for c in p.causes)), p.dite


def _withdrawn(dossier: Dossier, doute: PrevisionEnDoute) -> PrevisionIncertaine:
    """Of the year: exact when it is the same however many of them turn out to be of the base."""
    retenue, whole = dossier.retenue, Retire.of(dossier)
    before, low, high = whole.widths(), retenue.prevu.min, retenue.prevu.max - doute.nombre
    found = {
        tuple(
            x - y
            for x, y in zip(
                before,
                whole.withdrawing(retenue.taux, Bornes(min=low + n, max=high + n)).widths(),
                strict=True,
            )
        )
        for n in _numbers(whole, retenue.taux, doute.nombre, Bornes(min=low, max=high))
    }
    ecart, base, du = (max(told) for told in zip(*found, strict=True))
    return PrevisionIncertaine(prevision=doute, ecart=ecart, base=base, du=du, au_plus=len(found) > 1)


def _numbers(whole: Retire, taux: Bornes, nombre: Fraction, others: Bornes) -> Iterator[Fraction]:
    """None, all, and those at which nothing is left of the base, or of the due: between them, widths go
    straight from one to the other."""
    stops = [whole.base.min - others.max, whole.base.max - others.min]
    for du, rate, other in (
        *((d, taux.max, others.max) for d in (whole.haut.du, whole.du.min)),
        *((d, taux.min, others.min) for d in (whole.bas.du, whole.du.max)),
    ):
        stops += [du / rate - other] if rate else []
    yield from {Fraction(0), nombre, *(n for n in stops if 0 < n < nombre)}


def _settled(taux: Bornes, doute: PrevisionEnDoute) -> PrevisionIncertaine:
    """Of the year before: it is of the gap that this one settles."""
    width = taux.max * doute.nombre
    return PrevisionIncertaine(
        prevision=doute, ecart=width, base=Fraction(0), du=width, au_plus=taux.valeur is None
    )


def forecasts_to_tell(regles: Iterable[ResultatRegle]) -> tuple[PrevisionADire, ...]:
    """For all the rules of a convention, by what each alone narrows of one rule."""
    found: dict[Sorte, list[ReductionPrevue]] = {}
    for regle in regles:
        for cell in regle.cellules:
            for prevue in cell.previsions_a_dire:
                one = ReductionPrevue(clause=regle.clause.entete.ident, cellule=cell.cellule, prevue=prevue)
                found.setdefault(_sorte(prevue.prevision), []).append(one)
    told = [
        PrevisionADire(
            annee=same[0].prevue.prevision.annee,
            causes=same[0].prevue.prevision.causes,
            dite=same[0].prevue.prevision.dite,
            reductions=tuple(sorted(same, key=lambda r: (-r.prevue.ecart, r.clause, r.cellule))),
        )
        for _, same in sorted(found.items())
    ]
    return tuple(sorted(told, key=lambda p: -p.reductions[0].prevue.ecart))
