"""Periods of a year: the civil year, its quarters or the whole term, cut to the convention's validity."""

from datetime import date, timedelta
from typing import assert_never

from convrules import ir
from convrules.base.dates import JOUR_MAX, JOUR_MIN, Evenement, between_days
from convrules.base.outcomes import Issue
from convrules.base.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervalle:
    """From `du` to `au`, both included. `nom`: of a quarter, empty otherwise. `premier`: the
    convention's first period, in which nothing is brought forward."""

    du: date
    au: date
    nom: str = ""
    premier: bool = False

    def contains(self, day: date) -> bool:
        return self.du <= day <= self.au


def period_of(clause: ir.Clause, otherwise: ir.Periode) -> ir.Periode:
    """The period that a quota names; otherwise: that of the convention."""
    named = clause.periode if isinstance(clause, ir.Quota) else None
    return ir.Periode(named) if named is not None else otherwise


def periods(periode: ir.Periode, annee: int, en_vigueur: ir.Validite) -> tuple[Intervalle, ...]:
    """Periods that a year shows, empty when the convention is not in force in it. A term without both
    ends has no period."""
    civil: tuple[tuple[date, date, str], ...]
    match periode:
        case ir.Periode.ANNEE:
            civil = ((date(annee, 1, 1), date(annee, 12, 31), ""),)
        case ir.Periode.TRIMESTRE:
            civil = tuple(_quarter(annee, n) for n in range(4))
        case ir.Periode.CONVENTION:
            if en_vigueur.du is None or en_vigueur.au is None:
                return ()
            civil = ((en_vigueur.du, en_vigueur.au, ""),)
        case _:
            assert_never(periode)
    cut = (_cut(du, au, nom, en_vigueur) for du, au, nom in civil)
    return tuple(p for p in cut if p is not None)


def _quarter(annee: int, n: int) -> tuple[date, date, str]:
    after = date(annee + 1, 1, 1) if n == 3 else date(annee, 3 * n + 4, 1)
    return date(annee, 3 * n + 1, 1), after - timedelta(days=1), f"{annee}-T{n + 1}"


def quarter_on(jour: date) -> str:
    """« 2024-T1 », of a day."""
    return _quarter(jour.year, (jour.month - 1) // 3)[2]


def _cut(du: date, au: date, nom: str, en_vigueur: ir.Validite) -> Intervalle | None:
    first, last = en_vigueur.du or JOUR_MIN, en_vigueur.au or JOUR_MAX
    start, end = max(du, first), min(au, last)
    if start > end:
        return None
    return Intervalle(du=start, au=end, nom=nom, premier=en_vigueur.du == start)


def falls_in(evenement: Evenement, periode: Intervalle) -> Issue:
    """Is the day of the event in the period, for every day it may be?"""
    return between_days(evenement, periode.du, periode.au)


def since_its_term(periode: Intervalle, en_vigueur: ir.Validite, jour: date) -> Intervalle:
    """The period of a convention, until that day where its term ends it before: what goes to a holder since
    is still of it."""
    ended = en_vigueur.au == periode.au and periode.au < jour
    return Intervalle(du=periode.du, au=jour) if ended else periode
