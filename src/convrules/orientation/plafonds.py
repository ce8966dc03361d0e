"""Caps on what goes to a holder.

A cap that is a number of dwellings is a hard rule. One that is a share is a hard rule against a declared
forecast of vacancies; on the flow to date it is a warning only, for 5 % would forbid the first 19 dwellings.
Source: docs/langage, « L'orientation ».
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, causes_of, et, indetermine
from convrules.base.records import dataclass, replace
from convrules.base.values import Connu, round_count
from convrules.compiler import ClauseCompilee, Programme
from convrules.orientation.model import Plafond
from convrules.orientation.quotas_lus import binds, in_cell, readings
from convrules.runtime.holders import COMPTE
from convrules.year.assiette import EVENEMENTS, Cadre, account, of_kind, vacancy
from convrules.year.avenir import outlook
from convrules.year.bornes import ZERO, between, plus, times
from convrules.year.cellules import Clef, Groupe, key_of, locate
from convrules.year.lectures import period_kind
from convrules.year.lues import CelluleLue, RegleLue
from convrules.year.model import Bornes
from convrules.year.periode import periods
from convrules.year.regles import read_rule
from convrules.year.suivi import Monde, Suivi, holds, rate
from convrules.year.textes import Cle, Textes, absolute, text_of_cell


@dataclass(frozen=True, slots=True, kw_only=True)
class PlafondLu:
    """A cap read over one period, for the cells where it is a number (`nombre`), or for those where it is a
    share. `part`: the one that it stands in."""

    lue: RegleLue
    cadre: Cadre
    nombre: bool
    part: RegleLue | None = None

    def in_cell(self, textes: Textes, jour: date) -> ir.Quota | None:
        """The quota as a cell reads it; None where it says nothing, or is read over another period."""
        signed = self.lue.clause.on(self.cadre.au)
        assert isinstance(signed, ir.Quota), "a cap is a quota"
        own = in_cell(signed, textes, jour)
        return own if own is not None and (own.regle.taux is None) is self.nombre else None


def read_caps(cadre: Cadre, parts: Sequence[RegleLue]) -> Iterator[PlafondLu]:
    """Ceilings on what the holder receives, those under `dont` included; one that is a number, over each of
    its own periods that the year meets."""
    yield from read_quotas(cadre, parts, caps_of(cadre.programme, cadre.au))


Ecrits: TypeAlias = Iterable[tuple[ClauseCompilee, tuple[ir.Quota, ...]]]
"""Quotas, with all that their exceptions may make of them."""


def read_quotas(cadre: Cadre, parts: Sequence[RegleLue], quotas: Ecrits) -> Iterator[PlafondLu]:
    """Quotas over the year, or over each of their own periods."""
    by_name = {part.clause.ident: part for part in parts}
    for clause, ways in quotas:
        parent = next((by_name[own.parent] for own in ways if own.parent in by_name), None)
        for nombre in sorted({own.regle.taux is None for own in ways}):
            for within in _periods(clause, cadre) if nombre and parent is None else (cadre,):
                lue = read_rule(clause, within, None, parent)
                yield PlafondLu(lue=lue, cadre=within, nombre=nombre, part=parent)


def _periods(clause: ClauseCompilee, cadre: Cadre) -> Iterator[Cadre]:
    for periode in periods(period_kind(clause, cadre), cadre.annee, cadre.en_vigueur):
        yield replace(cadre, periode=periode)


def caps_of(programme: Programme, au: date) -> Iterator[tuple[ClauseCompilee, tuple[ir.Quota, ...]]]:
    """The clauses that may bind, in some reading."""
    for clause in programme.clauses:
        ways = tuple(readings(clause, au))
        if any(binds(own, programme) for own in ways):
            yield clause, ways


@dataclass(frozen=True, slots=True, kw_only=True)
class Ici:
    """The text of the day, the dwellings that the advice before gave to the holder, those that wait for
    advice: nothing has happened to these, whatever the data leave open."""

    monde: Monde
    donnes: Sequence[Suivi] = ()
    attendent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaIci:
    """A quota as it reads for one dwelling, in the dwelling's cell."""

    lue: RegleLue
    cadre: Cadre
    clef: Clef
    textes: Textes
    cle: Cle
    clause: ir.Quota
    regle: ir.RegleQuota

    @property
    def cell(self) -> CelluleLue | None:
        return self.lue.cell(self.clef)


def quota_here(plafond: PlafondLu, suivi: Suivi, monde: Monde) -> QuotaIci | None:
    """None where its cell is not known for certain, out of the period of today, or where it is set aside, or
    the part that it stands in: it then says nothing either."""
    lue, cadre = plafond.lue, plafond.cadre
    sujet = vacancy(suivi)
    place = locate(sujet, lue.dimensions)
    if place is None or not place.sure or not cadre.periode.contains(cadre.au):
        return None
    clef = key_of(place, lue.dimensions)
    groupe = Groupe(clef=clef, surs=(sujet,), peut_etre=())
    textes = text_of_cell(lue.clause, groupe, cadre)
    own = plafond.in_cell(textes, monde.contexte.jour)
    if own is None:
        return None
    if plafond.part is not None:
        above = text_of_cell(plafond.part.clause, groupe, cadre)
        if not above.at("règle", monde.contexte.jour).given:
            return None
    cle = textes.at("règle", monde.contexte.jour)
    return QuotaIci(lue=lue, cadre=cadre, clef=clef, textes=textes, cle=cle, clause=own, regle=own.regle)


def caps_reached(plafonds: Sequence[PlafondLu], suivi: Suivi, ici: Ici) -> Iterator[Plafond]:
    """Caps that this dwelling would take the holder beyond, for certain or perhaps; those of the period of
    today."""
    for plafond in plafonds:
        quota = quota_here(plafond, suivi, ici.monde)
        found = _cap(quota, suivi, ici) if quota is not None else None
        if found is not None:
            yield found


def _cap(quota: QuotaIci, suivi: Suivi, ici: Ici) -> Plafond | None:
    monde = ici.monde
    own, regle, cadre = quota.clause, quota.regle, quota.cadre
    if not binds(own, cadre.programme):
        return None
    counts = would_count(own, regle, monde, cadre)
    if counts is False:
        return None
    fait = plus(given_so_far(quota, suivi, ici.donnes), amount(counts))
    if regle.taux is None:
        nombre = number_of(quota.textes, len(cadre.suivis))
        return _doubtful(_on_number(own, fait, nombre, counts), quota.cle)
    due = _foreseen(quota)
    if due is None:
        flow = _to_date(quota, suivi, rate(regle.taux, monde.contexte)[0], ici)
        return _on_flow(own, fait, flow) if counts is True else None
    return _doubtful(_on_forecast(own, fait, due, counts), quota.cle)


def _foreseen(quota: QuotaIci) -> Bornes | None:
    """What is due on the base to date and on the vacancies declared as expected; None without a forecast."""
    expected = outlook(quota.textes, quota.clef, holder=False).attendus
    if expected is None:
        return None
    due = _due(quota.cell)
    for attendu in expected:
        due = plus(due, times(attendu.taux, attendu.base))
    return due


def asked_to_date(quota: QuotaIci, suivi: Suivi, ici: Ici, inside: Issue) -> tuple[Bornes | None, bool]:
    """What the quota asks for or allows to this day, this dwelling included where it is `inside` its base,
    rounded, with what is brought forward: and is it against the declared forecast? None: not known."""
    own, regle, cell = quota.clause, quota.regle, quota.cell
    if regle.taux is None:
        nombre = number_of(quota.textes, len(quota.cadre.suivis))
        return (nombre.bornes if nombre is not None and nombre.dit else None), False
    due = _foreseen(quota) if regle.sens is ir.Sens.AU_PLUS else None
    if due is not None:
        return between(math.floor(due.min), math.floor(due.max)), True
    taux = rate(regle.taux, ici.monde.contexte)[0]
    flow = _to_date(quota, suivi, taux if inside is True else ZERO, ici)
    if flow is None:
        return None, False
    base = frozenset(cell.resultat.lignes_base) if cell is not None else frozenset()
    for before in ici.donnes:
        monde = before.mondes[0]
        if before.vacance.id not in base and would_count(own, regle, monde, quota.cadre, base=True) is True:
            flow = plus(flow, rate(regle.taux, monde.contexte)[0])
    brought = cell.resultat.solde_initial if cell is not None else None
    rounded = between(round_count(flow.min, own.arrondi), round_count(flow.max, own.arrondi))
    return plus(rounded, brought or ZERO), False


def given_so_far(quota: QuotaIci, suivi: Suivi, donnes: Sequence[Suivi]) -> Bornes:
    """What is counted in the cell, this dwelling apart: by the data, by what somebody decided and nobody
    signed yet, by the advice before (`donnes`)."""
    ident, cadre = suivi.vacance.id, quota.cadre
    fait = _counted(quota.cell, ident)
    decided = (s for s in _awaited(quota.cell, ident) if account(s, cadre) is True)
    for before in (*decided, *donnes):
        fait = plus(fait, _given(quota, before))
    return fait


def _doubtful(found: Plafond | None, cle: Cle) -> Plafond | None:
    """A cap of which one does not know whether it applies forbids perhaps, and permits perhaps."""
    if found is None or len(cle.valeurs) == 1:
        return found
    return replace(found, issue=Indetermine(cle.causes | causes_of(found.issue)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Nombre:
    """The number of dwellings that a cap allows, or the two ends of it, for `causes`. `dit`: is it known at
    all?"""

    bornes: Bornes
    causes: frozenset[Cause] = frozenset()
    dit: bool = True


def number_of(textes: Textes, every: int) -> Nombre | None:
    """What a cap that is a number allows in a cell; None when it asks nothing. `every`: how many dwellings
    there are, which a cap of which nothing is known may allow."""
    beyond = Fraction(every + 1)
    given = textes.at("règle", textes.premier_jour).given
    found = [absolute(regle, textes.contexte(textes.premier_jour), textes.sauf) for regle in given]
    causes = frozenset[Cause]().union(*(demande.causes for demande in found))
    ends: list[Fraction] = []
    for demande in found:
        if demande.nombres is None:
            return Nombre(bornes=between(0, beyond), causes=causes, dit=False)
        ends += [nombre for nombre in demande.nombres if nombre is not None]
        ends += [beyond] if demande.rien else []
    return Nombre(bornes=between(min(ends), max(ends)), causes=causes) if ends else None


def _on_number(own: ir.Quota, fait: Bornes, nombre: Nombre | None, counts: Issue) -> Plafond | None:
    """n + 1 ≤ N, whatever is not known proves to be."""
    if nombre is None or fait.max <= nombre.bornes.min:
        return None
    certain = counts is True and fait.min > nombre.bornes.max
    open_ = causes_of(counts) | nombre.causes
    return Plafond(
        clause=own,
        fait=fait.min if certain else fait.max,
        plafond=(nombre.bornes.max if certain else nombre.bornes.min) if nombre.dit else None,
        absolu=True,
        issue=False if certain else Indetermine(open_ or frozenset({Cause(fait=own.entete.ident)})),
    )


def would_count(
    own: ir.Quota, regle: ir.RegleQuota, monde: Monde, cadre: Cadre, *, base: bool = False
) -> Issue:
    """Given to the holder, would the dwelling be counted, or be in the base? What only the days to come will
    tell, yes."""
    vacance = monde.contexte.vacance
    assert vacance is not None, "a cap is read on a vacancy"
    cells = {**vacance.ligne.cellules, COMPTE: Connu(cadre.programme.convention.ident)}
    given = replace(vacance, ligne=replace(vacance.ligne, cellules=cells))
    contexte = replace(monde.contexte, vacance=given)
    counted = [regle.population if base else own.compte or regle.population]
    parent = next((c for c in cadre.programme.clauses if own.parent and c.ident == own.parent), None)
    part = parent.on(cadre.au) if parent is not None else None
    if isinstance(part, ir.Part):
        counted += [part.compte, part.regle.population]
    issue: Issue = True if base else holds(regle.public, contexte)
    for population in counted:
        issue = et(issue, et(of_kind(population, contexte, cadre), holds(population.condition, contexte)))
    if isinstance(issue, Indetermine) and all(c.genre is Genre.FUTUR for c in issue.causes):
        return True
    return issue


def _given(quota: QuotaIci, suivi: Suivi) -> Bornes:
    """What a dwelling that a decision, or the advice before, gave to the holder adds in this cell."""
    place = locate(vacancy(suivi), quota.lue.dimensions)
    if place is None or not place.may_be(quota.clef):
        return ZERO
    added = amount(would_count(quota.clause, quota.regle, suivi.mondes[0], quota.cadre))
    return added if place.sure else between(0, added.max)


def amount(counts: Issue) -> Bornes:
    return between(int(counts is True), int(counts is not False))


def _awaited(cell: CelluleLue | None, without: str) -> Iterator[Suivi]:
    """Dwellings, this one apart, that only the days to come may have counted: perhaps given already."""
    for sujet, rang in cell.rangs if cell is not None else ():
        open_ = {counted for counted, _ in rang.options} == {True, False} and rang.futur
        if sujet.id != without and sujet.suivi is not None and open_:
            yield sujet.suivi


def _counted(cell: CelluleLue | None, without: str) -> Bornes:
    """Dwellings counted so far, this one apart. What has not happened yet is not counted yet; what is not
    recorded perhaps is."""
    low = high = Fraction(0)
    for sujet, rang in cell.rangs if cell is not None else ():
        if sujet.id == without or not any(counted for counted, _ in rang.options):
            continue
        if all(counted for counted, _ in rang.options):
            low += rang.poids
            high += rang.poids
        elif all(c.genre is not Genre.FUTUR for c in rang.causes):
            high += rang.poids
    return Bornes(min=low, max=high)


def _due(cell: CelluleLue | None) -> Bornes:
    du = cell.resultat.du if cell is not None else ZERO
    assert du is not None, "withdrawals are taken as they are: nothing comes from the year before"
    return du


def _to_date(quota: QuotaIci, suivi: Suivi, taux: Bornes, ici: Ici) -> Bornes | None:
    """Exact due with the dwelling in the base; None when its rate is not known. Of those that only the days
    to come may bring into the base, or that wait, those given already are in it."""
    if taux.valeur is None:
        return None
    cell, own, cadre = quota.cell, suivi.vacance.id, quota.cadre
    # Why: of a vacancy in the flow, waiting says nothing; of an event of it, that it has not come.
    of_events = any(EVENEMENTS.get(c) is not None for c in quota.regle.population.classes)
    waiting = ici.attendent if of_events else frozenset()
    inside = cell is not None and own in cell.resultat.lignes_base
    du = _due(cell)
    most = du.max
    for sujet, rang in cell.rangs if cell is not None else ():
        waits = rang.futur or sujet.id in waiting
        open_ = {base for _, base in rang.options} == {True, False} and waits
        given = sujet.id != own and sujet.suivi is not None and account(sujet.suivi, cadre) is True
        if open_ and not given:
            most -= rang.taux.max * rang.poids
    du = between(min(du.min, most), most)
    return du if inside else plus(du, taux)


def _on_flow(own: ir.Quota, fait: Bornes, du: Bornes | None) -> Plafond | None:
    if du is None or fait.min <= du.max:
        return None
    return Plafond(clause=own, fait=fait.min, plafond=du.max)


def _on_forecast(own: ir.Quota, fait: Bornes, du: Bornes, counts: Issue) -> Plafond | None:
    """n + 1 ≤ ⌊ρF̂⌋, whatever the forecast proves to be: only then may the dwelling go there. The rounding
    of the clause judges the year; a dwelling given beyond the exact cap cannot be taken back."""
    least, most = (d.numerator // d.denominator for d in (du.min, du.max))
    if fait.max <= least:
        return None
    issue: Issue = False
    if counts is not True or fait.min <= most:
        open_ = indetermine("vacances_attendues", Genre.FUTUR) if fait.min <= most else None
        issue = Indetermine(causes_of(counts) | causes_of(open_ or counts))
    plafond = Fraction(most if issue is False else least)
    return Plafond(
        clause=own, fait=fait.min if issue is False else fait.max, plafond=plafond, prevu=True, issue=issue
    )
