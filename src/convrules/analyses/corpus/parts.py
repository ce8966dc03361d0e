"""Shares owed by one landlord, and what may be added up: bases that lie in one another, days in common."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from convrules import ir
from convrules.analyses.corpus.demandes import Socles, inherited
from convrules.analyses.corpus.territoires import contains
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


def covers(other: Due, due: Due) -> bool:
    """Is every row of the base of `due` also in that of `other`?"""
    if other is due:
        return True
    a, b = other.convention.bailleur, due.convention.bailleur
    if a is None or b is None or a.siren != b.siren:
        return False
    wide, narrow = other.base, due.base
    classes = ir.Classe.VACANCES in wide.classes or set(narrow.classes) <= set(wide.classes)
    condition = wide.condition is None or wide.condition == narrow.condition
    same = wide.base is narrow.base and wide.statut is narrow.statut
    return classes and condition and same and contains(other.convention.territoire, due.convention.territoire)


def excess(due: Due, parts: Sequence[Due], plafond: Fraction | Taux) -> tuple[date, list[Due]] | None:
    """The first day on which the parts sum to more than the cap, with those in force then."""
    turning = {*_turning_days(parts), *(plafond.jours if isinstance(plafond, Taux) else ())}
    for day in sorted(turning):
        cap = plafond.at(day) if isinstance(plafond, Taux) else plafond
        if due.at(day) is None or cap is None:
            continue
        summed = [p for p in parts if p.at(day) is not None]
        if sum((p.at(day) or Fraction(0) for p in summed), Fraction(0)) > cap:
            return day, summed
    return None


def _turning_days(parts: Sequence[Due]) -> Iterator[date]:
    """Days on which a part begins or a rate changes."""
    for part in parts:
        yield part.convention.en_vigueur.du or date.min
        yield part.clause.entete.en_vigueur.du or date.min
        yield from part.taux.jours
