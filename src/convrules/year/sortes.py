"""Dwellings to come as unknowns of rules that are met together: what the closed year says of all that they
may turn out to be, data that are missing taking one side. Source: docs/langage, « Tenir toutes les parts
ensemble ».
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import chain, islice
from typing import TypeAlias

from convrules.base.outcomes import Issue, et
from convrules.base.records import dataclass
from convrules.facts.records import Faits
from convrules.runtime.context import Contexte
from convrules.year.assiette import Cadre
from convrules.year.cellules import Clef
from convrules.year.devenirs import (
    DEVENIRS_MAX,
    Scenario,
    Terrain,
    Unite,
    expected_units,
    facts_of,
    open_rows,
    row_units,
    scenarios,
)
from convrules.year.eligibles import eligible
from convrules.year.entiers import Devenir, Sorte
from convrules.year.ouverte import RaisonSeules
from convrules.year.rangs import DEHORS, Option, Rang, extreme
from convrules.year.rapprochees import Relue
from convrules.year.unites import Exigible, classes_withdrawn, rate_for, settled

Relire: TypeAlias = Callable[[Faits, date], Iterable[Relue]]
"""The rules of the landlord's conventions over the year, read anew on other facts, as of another day."""
Clauses: TypeAlias = Mapping[tuple[str, str, Clef], Mapping[str, Rang]]
"""By convention, clause and cell, what is read of each vacancy, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Devenus:
    """What dwellings to come may be, and what of each rule they change nothing of."""

    sortes: tuple[Sorte, ...]
    certains: tuple[tuple[int, Fraction], ...]


def become(
    found: Sequence[Exigible], terrain: Terrain, relire: Relire
) -> tuple[Devenus, Devenus] | RaisonSeules:
    """Missing data at their worst, then at their best; or why nothing can be told."""
    rows = open_rows(found)
    expected = expected_units(found, terrain)
    units = row_units(rows, found, terrain) if rows is not None else None
    if rows is None or expected is None or units is None:
        return RaisonSeules.PREVISION_IMPRECISE
    units = [*expected, *units]
    endless = chain.from_iterable(
        ((n, scenario) for scenario in scenarios(unite, terrain, n)) for n, unite in enumerate(units)
    )
    told = list(islice(endless, DEVENIRS_MAX + 1))
    if len(told) > DEVENIRS_MAX:
        return RaisonSeules.TROP_DE_CAS
    lecture = _read([scenario for _, scenario in told], terrain, relire)
    by_unit: list[list[Scenario]] = [[] for _ in units]
    for n, scenario in told:
        by_unit[n].append(scenario)
    sides = []
    for favorable in (False, True):
        side = _side(found, list(zip(units, by_unit, strict=True)), lecture, rows, favorable=favorable)
        if isinstance(side, RaisonSeules):
            return side
        sides.append(side)
    return sides[0], sides[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lecture:
    """What the closed year says. `titulaires`: by type of holder, its conventions, with the vacancies that
    each follows."""

    clauses: Clauses
    titulaires: Mapping[str, Sequence[tuple[Cadre, Mapping[str, Contexte]]]]

    def allowed(self, scenario: Scenario) -> Issue:
        """May the vacancy go to whom it goes, where a future alone says so?"""
        issue: Issue = True
        for cadre, contextes in self.titulaires.get(scenario.compte or "", ()):
            contexte = contextes.get(scenario.vacance.id)
            if contexte is not None:
                issue = et(issue, eligible(contexte, cadre.programme))
        return issue


def _read(told: Sequence[Scenario], terrain: Terrain, relire: Relire) -> Lecture:
    clauses: dict[tuple[str, str, Clef], dict[str, Rang]] = {}
    holders: dict[str, list[tuple[Cadre, Mapping[str, Contexte]]]] = {}
    seen: set[str] = set()
    for relue in relire(facts_of(told, terrain.cadres[0].faits), terrain.apres):
        convention = relue.cadre.programme.convention
        if convention.ident not in seen:
            seen.add(convention.ident)
            holder = convention.reservataire.type if convention.reservataire is not None else ""
            followed = {s.vacance.id: s.mondes[0].contexte for s in relue.cadre.suivis}
            holders.setdefault(holder, []).append((relue.cadre, followed))
        if relue.periode.nom:
            continue
        for cell in relue.lue.cellules:
            key = convention.ident, relue.lue.clause.ident, cell.resultat.cellule
            clauses[key] = {rang.id: rang for _, rang in cell.rangs}
    return Lecture(clauses=clauses, titulaires=holders)


def _side(
    found: Sequence[Exigible],
    units: Sequence[tuple[Unite, Sequence[Scenario]]],
    lecture: Lecture,
    rows: Mapping[str, object],
    *,
    favorable: bool,
) -> Devenus | RaisonSeules:
    alike: dict[frozenset[Devenir], tuple[int, int]] = {}
    for unite, told in units:
        kinds = frozenset(_kinds(unite, told, found, lecture, favorable=favorable))
        if not kinds:
            return RaisonSeules.PREVISION_IMPRECISE
        low, high = alike.get(kinds, (0, 0))
        alike[kinds] = low + unite.min, high + unite.max
    gone = classes_withdrawn(found, favorable=favorable)
    if gone is None:
        return RaisonSeules.PREVISION_IMPRECISE
    sortes = [Sorte(min=low, max=high, devenirs=tuple(sorted(k))) for k, (low, high) in alike.items()]
    for classe in gone:
        owed = tuple(
            (place, 0, rate_for(found[place], role.taux, favorable=favorable)) for place, role in classe.roles
        )
        sortes.append(Sorte(min=classe.min, max=classe.max, devenirs=(owed,)))
    certains: list[tuple[int, Fraction]] = []
    for exigible in found:
        sure = (rang for rang in exigible.dossier.rangs if rang.id not in rows)
        done, due = settled(exigible, sure, favorable=favorable)
        if done.denominator != 1:
            return RaisonSeules.PREVISION_IMPRECISE
        certains.append((int(done), due))
    return Devenus(sortes=tuple(s for s in sortes if s.max), certains=tuple(certains))


def _kinds(
    unite: Unite, told: Iterable[Scenario], found: Sequence[Exigible], lecture: Lecture, *, favorable: bool
) -> Iterable[Devenir]:
    for scenario in told:
        allowed = lecture.allowed(scenario)
        if allowed is False or (allowed is not True and not favorable):
            continue
        devenir = _seen(unite, scenario, found, lecture.clauses, favorable=favorable)
        if devenir is not None:
            yield devenir


def _seen(
    unite: Unite, scenario: Scenario, found: Sequence[Exigible], clauses: Clauses, *, favorable: bool
) -> Devenir | None:
    """What the vacancy is to each rule; None when a rule read alone would never have it be so."""
    told: list[tuple[int, int, Fraction]] = []
    for place, exigible in enumerate(found):
        cell = clauses.get((exigible.convention, exigible.clause, exigible.cellule), {})
        rang = cell.get(scenario.vacance.id)
        options: frozenset[Option] = rang.options if rang is not None else DEHORS
        kept = options & unite.options.get(place, DEHORS)
        if not kept and not favorable:
            return None
        # Why the highest slack: the side of the rule, which a ceiling has the other way.
        counted, inside = extreme(kept or options, high=favorable is not exigible.plafond)
        due = (
            rate_for(exigible, rang.taux, favorable=favorable) if inside and rang is not None else Fraction(0)
        )
        if counted or due:
            told.append((place, int(counted), due))
    return tuple(told)
