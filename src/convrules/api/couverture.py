"""Does the data cover the whole of the year that is judged?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from convrules.runtime.reading import event_of_cell
from convrules.year.annuel.model import AnneeNonLue
from convrules.year.model import Bilan, BilanConvention
from convrules.year.partage import carries
from convrules.year.periode import periods
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
    unread, some = _unread(dossier, [b.convention for b in asked], annee)
    if unread:
        yield problems.annee_jugee_sans_vacance(
            span=row_span(next(iter(unread.values()))),
            annee=str(annee),
            conventions=cited(list(unread)) if some or any(b.lignes for b in bilan.conventions) else "",
        )


def unread_reported(dossier: Dossier, annee: int, au: date) -> Iterator[Diagnostic]:
    """The same of the year of an annual report."""
    unread, some = _unread(dossier, _silent(dossier, annee, au), annee)
    if unread:
        yield problems.annee_du_bilan_sans_vacance(
            span=row_span(next(iter(unread.values()))),
            annee=str(annee),
            conventions=cited(list(unread)) if some else "",
            declaree=_said_empty(dossier),
        )


def year_not_read(dossier: Dossier, annee: int, au: date) -> AnneeNonLue | None:
    """What an annual report lacks of its year, as far as no mapping says that there was nothing in it."""
    if _said_empty(dossier):
        return None
    unread, some = _unread(dossier, _silent(dossier, annee, au), annee)
    return AnneeNonLue(conventions=tuple(unread), ailleurs=some) if unread else None


def _said_empty(dossier: Dossier) -> bool:
    """Was a file read that has titles only, and of which the mapping says that it may?"""
    mapping = dossier.correspondance
    empty = {f.nom for f in mapping.fichiers if f.vide} if mapping is not None else set()
    return any(f.source in empty and f.lisible and not f.lues for f in dossier.fichiers)


def _silent(dossier: Dossier, annee: int, au: date) -> Iterator[ir.Convention]:
    """Conventions in force in a civil year, their days of it over, on whose territory no vacancy is
    of these days even perhaps."""
    rows = dossier.faits.vacances
    if any(v.ligne.refusee for v in rows):
        return
    for convention in (p.convention for p in dossier.programmes):
        of_year = periods(ir.Periode.ANNEE, annee, convention.en_vigueur)
        if convention.choix is None or not of_year or of_year[0].au >= au:
            continue
        first, last, nom = of_year[0].du.toordinal(), of_year[0].au.toordinal(), convention.choix.rattachement
        days = ((v, event_of_cell(v.cellule(nom), nom)) for v in rows)
        within = (v for v, day in days if day.low <= last and day.high >= first)
        if not any(on_territory(convention.territoire, v.cellule) is not False for v in within):
            yield convention


def _unread(
    dossier: Dossier, conventions: Iterable[ir.Convention], annee: int
) -> tuple[Mapping[str, Ligne], bool]:
    """Of conventions without a vacancy of a year, those on whose territory other years have some, each with a
    row of the oldest; and whether a vacancy of the year was read anywhere."""
    asked = [(c, c.choix.rattachement) for c in conventions if c.choix is not None]
    read = {event: _years_by_place(dossier, event) for event in dict.fromkeys(nom for _, nom in asked)}
    found = ((c.ident, _in_other_years(c.territoire, read[event], annee)) for c, event in asked)
    some = any(annee in years for places in read.values() for _, years in places)
    return {ident: row for ident, row in found if row is not None}, some


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
