"""Shares owed by one landlord, and what may be added up: bases that lie in one another, days in common."""

from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from convrules import ir
from convrules.analyses.corpus.demandes import Socles, inherited
from convrules.analyses.corpus.territoires import Contenants
from convrules.analyses.taux import Taux, parameters, taux_of
from convrules.base.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A share with the convention it stands in. `base`: the population it is a share of."""

    convention: ir.Convention
    clause: ir.Part | ir.Quota
    base: ir.Population
    taux: Taux

    def at(self, day: date) -> Fraction | None:
        """The rate on a day; None when it is not in force or not a constant."""
        periods = (self.convention.en_vigueur, self.clause.entete.en_vigueur)
        return self.taux.at(day) if all(p.contains(day) for p in periods) else None


def parts_of(convention: ir.Convention, socles: Socles) -> Iterator[Due]:
    """The parts of a convention that hold without condition."""
    params = parameters((convention, *inherited(convention, socles)))
    for clause in convention.clauses:
        if isinstance(clause, ir.Part) and clause.entete.si is None:
            yield Due(
                convention=convention,
                clause=clause,
                base=clause.regle.population,
                taux=taux_of(clause.regle.taux, params),
            )


def within(due: Due, pour: ir.Expr, socles: Socles) -> Iterator[Due]:
    """The quotas of a part that count these rows: what it gives them, as a share of its base."""
    if not isinstance(due.clause, ir.Part):
        return
    params = parameters((due.convention, *inherited(due.convention, socles)))
    for quota in due.clause.dont:
        if quota.regle.public == pour and quota.regle.taux is not None and quota.entete.si is None:
            yield Due(
                convention=due.convention,
                clause=quota,
                base=due.base,
                taux=taux_of(quota.regle.taux, params),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Exces:
    """A day on which shares sum to more than a cap, and those in force then. `noms`: what tells them from
    others."""

    jour: date
    parts: tuple[Due, ...]
    noms: frozenset[str]


class Sommes:
    """Shares owed by one landlord (or by one convention that names none), and how much they sum to. Shares of
    one base are asked about once."""

    def __init__(self, dues: Sequence[Due]) -> None:
        self.dues = dues
        self.contenants = Contenants([due.convention.territoire for due in dues])
        self.sums: dict[tuple[Hashable, Fraction | Taux], tuple[Exces, ...]] = {}

    def excess(self, due: Due, plafond: Fraction | Taux) -> Exces | None:
        """The first day on which a share and those that bear on all its base sum to more than the cap."""
        alone = id(due) if due.convention.bailleur is None else 0
        key = (due.convention.territoire, due.base, alone), plafond
        found = self.sums.get(key)
        if found is None:
            found = self.sums[key] = tuple(_over(self._covering(due), plafond))
        return next((one for one in found if due.at(one.jour) is not None), None)

    def _covering(self, due: Due) -> Sequence[Due]:
        """Those whose base holds every row of that of this one, itself among them."""
        if due.convention.bailleur is None:
            return (due,)
        others = map(self.dues.__getitem__, self.contenants.of(due.convention.territoire))
        return [other for other in others if _holds(other.base, due.base)]


def _holds(wide: ir.Population, narrow: ir.Population) -> bool:
    """Is every row of one base also in the other, wherever both are?"""
    classes = ir.Classe.VACANCES in wide.classes or set(narrow.classes) <= set(wide.classes)
    condition = wide.condition is None or wide.condition == narrow.condition
    return classes and condition and wide.base is narrow.base and wide.statut is narrow.statut


def _over(parts: Sequence[Due], plafond: Fraction | Taux) -> Iterator[Exces]:
    """The days on which something changes and the parts sum to more than the cap."""
    turning = {*_turning_days(parts), *(plafond.jours if isinstance(plafond, Taux) else ())}
    for day in sorted(turning):
        cap = plafond.at(day) if isinstance(plafond, Taux) else plafond
        rates = [(p, rate) for p in parts if (rate := p.at(day)) is not None]
        if cap is not None and sum((rate for _, rate in rates), Fraction(0)) > cap:
            summed = tuple(p for p, _ in rates)
            noms = frozenset(f"{p.convention.ident} {p.clause.entete.ident}" for p in summed)
            yield Exces(jour=day, parts=summed, noms=noms)


def _turning_days(parts: Sequence[Due]) -> Iterator[date]:
    """Days on which a part begins or a rate changes."""
    for part in parts:
        yield part.convention.en_vigueur.du or date.min
        yield part.clause.entete.en_vigueur.du or date.min
        yield from part.taux.jours
