"""Dwellings to come as unknowns of rules that are met together: what the closed year says of all that they
may turn out to be, data that are missing taking one side. Source: docs/langage, « Tenir toutes les parts
ensemble ».
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import chain, islice, product
from typing import TypeAlias

from convrules.base.outcomes import Issue, et, indetermine
from convrules.base.records import dataclass, replace
from convrules.base.values import Connu, Inconnu
from convrules.compiler import is_holder
from convrules.facts.records import Faits, Ligne
from convrules.runtime.holders import COMPTE
from convrules.year.assiette import Cadre
from convrules.year.cellules import Clef, as_text
from convrules.year.comptes import Ordres
from convrules.year.comptes_ouverts import Vue, by_account, rows_as_seen, sorts_of_one_account, turned_out
from convrules.year.devenirs import (
    DEVENIRS_MAX,
    Scenario,
    Terrain,
    Unite,
    expected_units,
    row_units,
    scenarios,
)
from convrules.year.eligibles import eligible
from convrules.year.entiers import Apport, Certain, Devenir, Sorte
from convrules.year.hors_flux import Ecart
from convrules.year.imputation import ATTRIBUTION
from convrules.year.ouverte import RaisonSeules
from convrules.year.ouvertes import Ouverte, open_rows
from convrules.year.rangs import DEHORS, Option, Rang
from convrules.year.rapprochees import Relue
from convrules.year.suivi import Monde
from convrules.year.tours_communs import Ajoute, acts_to_come, hangs_on_more
from convrules.year.unites import Exigible, classes_withdrawn, rate_for, settled

Relire: TypeAlias = Callable[[Faits, date, frozenset[str]], Iterable[Relue]]
"""The rules of the landlord's conventions over the year, read anew on other facts, as of another day, where
these vacancies are of the flow."""
Regle: TypeAlias = tuple[str, str, Clef]
"""A rule in one cell: convention, clause, cell."""


class Imprecise(Exception):
    """A dwelling to come does not say enough for each rule to tell what it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Devenus:
    """What dwellings to come may be, and what of each rule they change nothing of."""

    sortes: tuple[Sorte, ...]
    certains: tuple[Certain, ...]


def become(
    found: Sequence[Exigible], terrain: Terrain, relire: Relire
) -> tuple[Devenus, Devenus, Devenus | None] | RaisonSeules:
    """Missing data at their worst, then at their best, then at their best where each row of the data is of
    one account (None: as before); or why nothing can be told."""
    rows = open_rows(found)
    expected = expected_units(found, terrain)
    units = row_units(rows, found, terrain) if rows is not None else None
    if rows is None or expected is None or units is None or hangs_on_more(found):
        return RaisonSeules.PREVISION_IMPRECISE
    if any(_perhaps_let(unite, terrain) for unite in units):
        # Why: it has the account that an order gives it if it is let, else that which a future chooses.
        return RaisonSeules.PREVISION_IMPRECISE
    if terrain.ordres is Ordres.LIMITES and any(map(_by_order, units)):
        # Why: read together, futures would fill for each other the limit that one of them meets.
        return RaisonSeules.COMPTES_LUS
    units = [*expected, *units]
    endless = chain.from_iterable(
        ((n, scenario) for scenario in scenarios(unite, terrain, n)) for n, unite in enumerate(units)
    )
    told = list(islice(endless, DEVENIRS_MAX + 1))
    if len(told) > DEVENIRS_MAX:
        return RaisonSeules.TROP_DE_CAS
    by_unit: list[list[Scenario]] = [[] for _ in units]
    for n, scenario in told:
        by_unit[n].append(scenario)
    pairs = list(zip(units, by_unit, strict=True))
    lettings = rows_as_seen(found, rows)
    try:
        lecture = _read([scenario for _, scenario in told], found, terrain, relire)
        worst, best = (_side(found, pairs, lecture, rows, favorable=f) for f in (False, True))
        if not lettings and not any(map(_by_order, units)):
            return worst, best, None
        return worst, best, _side(found, pairs, lecture, rows, favorable=True, lettings=lettings)
    except Imprecise:
        return RaisonSeules.PREVISION_IMPRECISE


def _by_order(unite: Unite) -> bool:
    """Is it a row of which no account is recorded, nor chosen by a future: may an order of accounts give it
    one?"""
    canevas = unite.canevas
    return bool(unite.ligne) and not canevas.comptes and isinstance(canevas.vacance.cellule(COMPTE), Inconnu)


def _perhaps_let(unite: Unite, terrain: Terrain) -> bool:
    """Is it a row of such an account of which the data do not say whether it is let, where an order gives
    accounts?"""
    missing = isinstance(unite.canevas.connue.cellule(ATTRIBUTION), Inconnu)
    return terrain.ordres is not Ordres.AUCUN and missing and _by_order(unite)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lecture:
    """What the closed year says: of each vacancy, by name, what rules read of it, by their places. `suivies`:
    of each convention, the names of the vacancies that it follows. `cadres`: the conventions on the day of
    observation. `textes`: of each, by row of the data, a day of each text that it may be of."""

    rangs: Mapping[str, Mapping[int, Rang]]
    suivies: Mapping[str, frozenset[str]]
    cadres: tuple[Cadre, ...]
    textes: Mapping[str, Mapping[str, tuple[date, ...]]]

    def in_force(self, jour: date) -> frozenset[str]:
        """The conventions in whose period a day is."""
        return frozenset(c.programme.convention.ident for c in self.cadres if c.periode.contains(jour))

    def allowed(self, scenario: Scenario) -> Issue:
        """May the vacancy go to whom it goes, where a future alone says so? Asked of what is known of it, as
        when a rule is read alone: no day is supposed. Of a row whose day lacks, the data choose the text."""
        issue: Issue = True
        for cadre in self.cadres if scenario.compte is not None else ():
            programme = cadre.programme
            if not is_holder(programme, scenario.compte or "", cadre.finer) or cadre.malgre:
                continue
            if scenario.vacance.id in self.suivies.get(programme.convention.ident, ()):
                seen = (
                    replace(cadre.contexte(d), vacance=scenario.connue) for d in self._days(scenario, cadre)
                )
                each = [eligible(contexte, programme) for contexte in seen]
                issue = et(issue, _one_of(each, cadre.choix.rattachement))
        return issue

    def _days(self, scenario: Scenario, cadre: Cadre) -> tuple[date, ...]:
        if scenario.lue is not None:
            return (scenario.lue,)
        return self.textes[cadre.programme.convention.ident].get(scenario.origine, (scenario.jour,))


def _one_of(issues: Sequence[Issue], dates: str) -> Issue:
    """One of these, by a day that lacks."""
    return issues[0] if len(set(issues)) == 1 else indetermine(dates)


def _texts(cadre: Cadre, rows: Collection[str]) -> dict[str, tuple[date, ...]]:
    """Of each of these rows, a day of each text that it may be of."""
    return {
        suivi.vacance.id: tuple(monde.contexte.jour for monde in _that_count(suivi.mondes, cadre))
        for suivi in cadre.suivis
        if suivi.vacance.id in rows
    }


def _that_count(mondes: Sequence[Monde], cadre: Cadre) -> Sequence[Monde]:
    """Those of the period, where what follows a vacancy is of its year: of another, rules count nothing."""
    here = [monde for monde in mondes if monde.meets(cadre.periode)] if cadre.avec_leur_vacance else ()
    return here or mondes


def _read(told: Sequence[Scenario], found: Sequence[Exigible], terrain: Terrain, relire: Relire) -> Lecture:
    """Raises Imprecise where a vacancy may be of a cell that none shows, for want of what tells its cell."""
    places: dict[Regle, list[int]] = {}
    for place, e in enumerate(found):
        places.setdefault((e.convention, e.clause, e.cellule), []).append(place)
    rangs: dict[str, dict[int, Rang]] = {}
    followed: dict[str, frozenset[str]] = {}
    expected = frozenset(scenario.vacance.id for scenario in told if not scenario.origine)
    for relue in relire(_facts(told, terrain.cadres[0].faits), terrain.apres, expected):
        ident = relue.cadre.programme.convention.ident
        if ident not in followed:
            followed[ident] = frozenset(s.vacance.id for s in relue.cadre.suivis)
        if relue.periode.nom:
            continue
        if _may_be_elsewhere(relue) and any(key[:2] == (ident, relue.lue.clause.ident) for key in places):
            raise Imprecise
        for cell in relue.lue.cellules:
            here = places.get((ident, relue.lue.clause.ident, cell.resultat.cellule), ())
            for _, rang in cell.rangs if here else ():
                rangs.setdefault(rang.id, {}).update((place, rang) for place in here)
    rows = {scenario.origine for scenario in told if scenario.origine}
    textes = {cadre.programme.convention.ident: _texts(cadre, rows) for cadre in terrain.cadres}
    return Lecture(rangs=rangs, suivies=followed, cadres=terrain.cadres, textes=textes)


def _may_be_elsewhere(relue: Relue) -> bool:
    """May one of the vacancies be of a cell that none shows?"""
    # Why its rows alone: read anew, no year before says what it leaves, and a balance that is not known would
    # make such a cell by itself.
    return bool(relue.lue.egares) or (relue.lue.autre is not None and bool(relue.lue.autre.rangs))


def _facts(told: Sequence[Scenario], faits: Faits) -> Faits:
    """The landlord's facts, with these vacancies instead of its own. What the journal says of a row, it says
    of all that the row may turn out to be."""
    by_row: dict[str, list[str]] = {}
    for scenario in told:
        if scenario.origine:
            by_row.setdefault(scenario.origine, []).append(scenario.vacance.id)
    actes = faits.actes
    if actes:
        actes = tuple(copy for acte in actes for copy in _acts(acte, by_row))
    return replace(
        faits,
        vacances=tuple(s.vacance for s in told),
        vacances_attendues=None,
        actes=actes,
        comptes=None,
    )


def _acts(acte: Ligne, by_row: Mapping[str, Sequence[str]]) -> Iterator[Ligne]:
    named = as_text(acte.cellule("vacance"))
    if named is None:
        yield acte
    for ident in by_row.get(named, ()) if named is not None else ():
        yield replace(acte, cellules={**acte.cellules, "vacance": Connu(ident)})


def _side(
    found: Sequence[Exigible],
    units: Sequence[tuple[Unite, Sequence[Scenario]]],
    lecture: Lecture,
    rows: Mapping[str, Ouverte],
    *,
    favorable: bool,
    lettings: Mapping[str, Sequence[Vue]] | None = None,
) -> Devenus:
    """lettings: rows each of one account; None where every rule has what it may count. Raises Imprecise."""
    alike: dict[frozenset[Devenir], tuple[int, int]] = {}
    one = lettings is not None
    for unite, told in units:
        kinds = frozenset(_kinds(unite, told, found, lecture, favorable=favorable, one=one))
        if not kinds:
            raise Imprecise
        low, high = alike.get(kinds, (0, 0))
        alike[kinds] = low + unite.min, high + unite.max
    gone = classes_withdrawn(found, favorable=favorable)
    if gone is None:
        raise Imprecise
    sortes = [Sorte(min=low, max=high, devenirs=tuple(sorted(k))) for k, (low, high) in alike.items()]
    for classe in gone:
        owed = tuple(
            Apport(
                place=place,
                compte=0,
                du=rate_for(found[place], role.taux, favorable=favorable),
                base=int(role.venu.base and found[place].vide(favorable=favorable) is not None),
            )
            for place, role in classe.roles
        )
        sortes.append(Sorte(min=classe.min, max=classe.max, devenirs=(owed,)))
    sortes += [_of_act(added) for added in acts_to_come(found, favorable=favorable)]
    shared = lettings or {}
    sortes += sorts_of_one_account(shared.values(), found)
    certains: list[Certain] = []
    for exigible in found:
        rangs = exigible.dossier.rangs
        sure = [rang for rang in rangs if rang.id not in rows and rang.id not in shared]
        done, due = settled(exigible, sure, favorable=favorable)
        if done.denominator != 1:
            raise Imprecise
        base = exigible.based(sure, favorable=favorable)
        certains.append(Certain(fait=int(done), du=due, base=base))
    return Devenus(sortes=tuple(s for s in sortes if s.max), certains=tuple(certains))


def _of_act(added: Sequence[Ajoute]) -> Sorte:
    """An act of exchange to come, by the days on which it may take place."""
    ways = (tuple(Apport(place=p, compte=n, du=Fraction(0)) for p, n in each) for each in added)
    return Sorte(min=0, max=1, devenirs=tuple(ways), acte=True)


def _kinds(
    unite: Unite,
    told: Iterable[Scenario],
    found: Sequence[Exigible],
    lecture: Lecture,
    *,
    favorable: bool,
    one: bool,
) -> Iterable[Devenir]:
    """one: is a row of the data of one account?"""
    for scenario in told:
        allowed = lecture.allowed(scenario)
        if allowed is False or (allowed is not True and not favorable):
            continue
        seen = _seen(unite, scenario, found, lecture, favorable=favorable)
        if seen is None:
            continue
        for vues in by_account(seen, found) if one and unite.ligne else (seen,):
            yield from _or_apart(turned_out(vues, favorable=favorable), unite, found)


def _or_apart(devenir: Devenir, unite: Unite, found: Sequence[Exigible]) -> Iterator[Devenir]:
    """The same, of the flow of each convention or, where the forecast leaves that open, of none of some.
    Raises Imprecise."""
    ways = [[(c, None), *((c, e) for e in Ecart if e in kinds)] for c, kinds in unite.ecarts.items()]
    for chosen in map(dict, product(*ways)):
        left = (_left(a, chosen.get(found[a.place].convention), unite) for a in devenir)
        yield tuple(apport for apport in left if apport is not None)


def _left(apport: Apport, ecart: Ecart | None, unite: Unite) -> Apport | None:
    """What is left of it to a rule once it is of no flow."""
    if ecart is None:
        return apport
    seen = [vu for vu in unite.hors_flux.get(apport.place, ()) if vu.ecart is ecart]
    if len(seen) > 1:
        raise Imprecise
    counts, inside = (seen[0].compte, seen[0].base) if seen else (False, False)
    left = apport._replace(
        compte=apport.compte if counts else 0,
        du=apport.du if inside else Fraction(0),
        base=apport.base if inside else 0,
    )
    return left if left.compte or left.du or left.base else None


def _seen(
    unite: Unite, scenario: Scenario, found: Sequence[Exigible], lecture: Lecture, *, favorable: bool
) -> Sequence[Vue] | None:
    """What the vacancy is to each rule; None when a rule read alone would never have it be so."""
    told: list[Vue] = []
    read = lecture.rangs.get(scenario.vacance.id, {})
    in_force = lecture.in_force(scenario.jour)
    # Why no other: to a rule that sees it neither way, it is nothing.
    for place in sorted(unite.options.keys() | read.keys()):
        exigible, rang = found[place], read.get(place)
        options: frozenset[Option] = rang.options if rang is not None else DEHORS
        alone = unite.options.get(place, DEHORS)
        if exigible.convention not in in_force:
            alone |= DEHORS
        kept = options & alone
        if place in unite.en_doute:
            # Why as it was read: what data alone leave open, no future settles.
            rang, kept = unite.en_doute[place], alone
        elif len(kept) > 1 and not unite.ligne:
            raise Imprecise
        # Why never of what is expected: its options alone are all that it may be.
        if not kept and not (favorable and unite.ligne):
            return None
        told.append(Vue(place=place, exigible=exigible, rang=rang, options=kept or options))
    return told
