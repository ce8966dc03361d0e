"""Does the data cover the whole of the year that is judged?"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeAlias

from convrules import ir
from convrules.api.dossier import Dossier
from convrules.api.lacunes import cited, lacunes, recorded_in, uncovered_days
from convrules.base.dates import JOUR_MAX, JOUR_MIN
from convrules.base.records import replace
from convrules.base.texte import suite
from convrules.base.trous import first_gap
from convrules.base.values import Cellule
from convrules.compiler import ClauseCompilee
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import suites as problems
from convrules.facts.bords import check_edges
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Ligne, Vacance
from convrules.facts.suites import AN, last_day, month_of
from convrules.runtime.places import LIEUX, on_territory
from convrules.year.model import Bilan, BilanConvention
from convrules.year.partage import carries
from convrules.year.valeurs import Lacune


def uncovered(
    dossier: Dossier, annee: int, au: date, depuis: int | None = None, *, prevision: bool = True
) -> Iterator[Diagnostic]:
    """What `at_the_edges` finds; then the days after those up to which the data are complete. depuis: the
    first of the years judged, for what they leave to the next; prevision: does a forecast enter what is
    judged?"""
    yield from at_the_edges(dossier, annee, au)
    lacking = days_lacking(dossier, annee, au, depuis, prevision=prevision)
    yield from told_of(dossier, lacking, annee, prevision=prevision)


def days_lacking(
    dossier: Dossier, annee: int, au: date, depuis: int | None = None, *, prevision: bool = True
) -> tuple[Lacune, ...]:
    """Days that the data do not cover of a year, and of those judged before it, from `depuis` on. prevision:
    does a forecast enter what is judged?"""
    years = (annee if depuis is None else depuis, annee)
    return lacunes(dossier, years, au, prevision=prevision)


def uncovered_when_weighed(dossier: Dossier, au: date) -> tuple[Lacune, ...]:
    """Days that lack of the accounts that advice weighs on `au`: those of its year. Not that day alone, which
    is not over, though a period that ends with it is. They hold what has come: no forecast enters them."""
    return tuple(one for one in days_lacking(dossier, au.year, au, prevision=False) if one.du < au)


def uncovered_in(dossier: Dossier, annees: Sequence[int], au: date) -> Iterator[Diagnostic]:
    """Days that lack of several years, judged from the first on: each for the first year that supposes them,
    those that hold others in their place."""
    found: list[tuple[int, Lacune]] = []
    for annee in annees:
        for one in days_lacking(dossier, annee, au, annees[0]):
            if not any(_holds(other, one) for _, other in found):
                found = [pair for pair in found if not _holds(one, pair[1])] + [(annee, one)]
    for annee, one in found:
        yield from told_of(dossier, [one], annee)


def _holds(one: Lacune, other: Lacune) -> bool:
    within = one.evenement == other.evenement and one.du <= other.du and other.au <= one.au
    return within and {*other.conventions} <= {*one.conventions}


def told_of(
    dossier: Dossier, lacking: Iterable[Lacune], annee: int, *, prevision: bool = True
) -> Iterator[Diagnostic]:
    """Findings of days that several judgements of the year `annee` suppose: the same days, once. prevision:
    as they were looked for."""
    if dossier.correspondance is not None:
        once: dict[tuple[str, date, date, bool], Lacune] = {}
        for one in lacking:
            key = one.evenement, one.du, one.au, one.close
            also = once[key].conventions if key in once else ()
            once[key] = replace(one, conventions=tuple(sorted({*also, *one.conventions})))
        yield from uncovered_days([*once.values()], dossier, annee, prevision=prevision)


def at_the_edges(dossier: Dossier, annee: int, au: date) -> Iterator[Diagnostic]:
    """Months without a vacancy at the start or the end of the year, each event of reference once: as far as
    a convention is in force, the data are said to be complete, and the day has come."""
    conventions = [p.convention for p in dossier.programmes if p.convention.choix is not None]
    lignes = [v.ligne for v in dossier.faits.vacances if not v.ligne.refusee]
    names = [f.nom for f in dossier.fichiers if f.table == "vacances" and f.lisible and not f.jointe]
    complete = recorded_in(dossier)
    for event in dict.fromkeys(c.choix.rattachement for c in conventions if c.choix is not None):
        own = [c.en_vigueur for c in conventions if c.choix is not None and c.choix.rattachement == event]
        first = max(date(annee, 1, 1), min(v.du or JOUR_MIN for v in own))
        last = min(date(annee, 12, 31), max(v.au or JOUR_MAX for v in own))
        gap = first_gap([one.trou for one in complete.get(event, ())], first, last)
        until = gap[0] if gap is not None else None
        if event not in complete and au <= last:
            # An open year, of which nothing says up to when it is recorded.
            until = last_day(lignes, event)
        yield from check_edges(lignes, names, event, (first, min(last, au, until or last)))


def unread_years(dossier: Dossier, depuis: int, annee: int) -> Iterator[Diagnostic]:
    """Of the years before `annee`, judged for their balances: those in which a convention that carries one
    over is in force, and of which not one vacancy was read, together."""

    def carried(clause: ClauseCompilee) -> bool:
        return isinstance(clause.clause, ir.Part | ir.Quota) and carries(clause)

    lignes = [v.ligne for v in dossier.faits.vacances if not v.ligne.refusee]
    conventions = [p.convention for p in dossier.programmes if any(map(carried, p.clauses))]
    events = dict.fromkeys(c.choix.rattachement for c in conventions if c.choix is not None)
    months = {month: ligne for event in events for ligne in lignes if (month := month_of(ligne, event))}
    read = {month // AN for month in months}
    missing = [
        y
        for y in range(depuis, annee)
        if y not in read and any(_in_force(c.en_vigueur, y) for c in conventions)
    ]
    if missing and months:
        yield problems.annees_sans_vacance(
            span=row_span(months[min(months)]), annees=suite(map(str, missing), "et"), annee=str(annee)
        )


def unread_judged(dossier: Dossier, bilan: Bilan) -> Iterator[Diagnostic]:
    """Conventions whose period is over, on whose territory not one vacancy of the year judged was read though
    other years have some: all in one finding."""
    annee = bilan.annee
    asked = [b for b in bilan.conventions if not b.lignes and b.hors_periode and _is_over(b, bilan.au)]
    events = dict.fromkeys(b.convention.choix.rattachement for b in asked if b.convention.choix is not None)
    read = {event: _years_by_place(dossier, event) for event in events}
    unread: dict[str, Ligne] = {}
    for convention in (b.convention for b in asked):
        if convention.choix is not None:
            elsewhere = _in_other_years(convention.territoire, read[convention.choix.rattachement], annee)
            if elsewhere is not None:
                unread[convention.ident] = elsewhere
    if unread:
        some = any(b.lignes for b in bilan.conventions) or any(
            annee in years for places in read.values() for _, years in places
        )
        yield problems.annee_jugee_sans_vacance(
            span=row_span(next(iter(unread.values()))),
            annee=str(annee),
            conventions=cited(list(unread)) if some else "",
        )


def _is_over(b: BilanConvention, au: date) -> bool:
    return b.periode is not None and b.periode[1] < au


_Annees: TypeAlias = dict[int, Ligne]
"""The years of which there are vacancies, each with the first row of it."""


def _years_by_place(dossier: Dossier, event: str) -> list[tuple[Vacance, _Annees]]:
    """For each place that rows say: one of them, and their years."""
    found: dict[tuple[Cellule, ...], tuple[Vacance, _Annees]] = {}
    for v in dossier.faits.vacances:
        month = None if v.ligne.refusee else month_of(v.ligne, event)
        if month is not None:
            _, years = found.setdefault(tuple(map(v.cellule, LIEUX)), (v, {}))
            years.setdefault(month // AN, v.ligne)
    return list(found.values())


def _in_other_years(
    territoire: ir.Territoire, places: Sequence[tuple[Vacance, _Annees]], annee: int
) -> Ligne | None:
    """A row of the oldest other year; None without any, or if one of the year itself is perhaps there."""
    rows: _Annees = {}
    for v, years in places:
        inside = on_territory(territoire, v.cellule)
        if inside is not False and annee in years:
            return None
        if inside is True:
            rows = {**years, **rows}
    return rows[min(rows)] if rows else None


def _in_force(validite: ir.Validite, annee: int) -> bool:
    begun, ended = validite.du or JOUR_MIN, validite.au or JOUR_MAX
    return begun.year <= annee <= ended.year
