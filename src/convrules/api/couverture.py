"""Does the data cover the whole of the year that is judged?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from convrules import ir
from convrules.api.dossier import Dossier
from convrules.api.lacunes import cited, lacunes, recorded_in, uncovered_days
from convrules.base.dates import JOUR_MAX, JOUR_MIN, as_of
from convrules.base.records import dataclass, replace
from convrules.base.source import Span
from convrules.base.texte import suite
from convrules.base.trous import first_gap
from convrules.compiler import ClauseCompilee
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import suites as problems
from convrules.facts.bords import check_edges
from convrules.facts.coherence import happened
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Ligne, Vacance
from convrules.facts.suites import AN, last_day, month_of
from convrules.runtime.lives import life_closed, within_life
from convrules.runtime.reading import event_of_cell
from convrules.year.annuel.model import AnneeNonLue
from convrules.year.parc import stock_of
from convrules.year.partage import carries
from convrules.year.periode import Intervalle, falls_in, periods
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
    missing, first = _unread_for_balances(dossier, depuis, annee)
    if missing and first is not None:
        yield problems.annees_sans_vacance(
            span=row_span(first), annees=suite(map(str, missing), "et"), annee=str(annee)
        )


def unread_side_by_side(dossier: Dossier, annees: Sequence[int], au: date) -> Iterator[Diagnostic]:
    """What `unread_years` finds of years compared, and what `unread_judged` finds of each before the last of
    which that was not said."""
    *before, last = annees
    yield from unread_years(dossier, annees[0], last)
    said, _ = _unread_for_balances(dossier, annees[0], last)
    for annee in before:
        if annee not in said:
            yield from unread_judged(dossier, annee, au)


def _unread_for_balances(dossier: Dossier, depuis: int, annee: int) -> tuple[list[int], Ligne | None]:
    """The years, and a row of the first month of which one was read; none where no row was."""

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
    return (missing, months[min(months)]) if months else ([], None)


def unread_judged(dossier: Dossier, annee: int, au: date) -> Iterator[Diagnostic]:
    """Conventions on whose territory not one vacancy of the year judged was read: all in one finding."""
    found = _unread(dossier, annee, au)
    if found.conventions:
        yield problems.annee_jugee_sans_vacance(
            span=found.span, annee=str(annee), conventions=found.named, peut_etre=found.peut_etre
        )


def unread_reported(dossier: Dossier, annee: int, au: date) -> Iterator[Diagnostic]:
    """The same of the year of an annual report."""
    found = _unread(dossier, annee, au)
    if found.conventions:
        yield problems.annee_du_bilan_sans_vacance(
            span=found.span,
            annee=str(annee),
            conventions=found.named,
            peut_etre=found.peut_etre,
            declaree=_said_empty(dossier),
        )


def year_not_read(dossier: Dossier, annee: int, au: date) -> AnneeNonLue | None:
    """What an annual report lacks of its year, as far as no mapping says that there was nothing in it."""
    found = _unread(dossier, annee, au)
    if not found.conventions or _said_empty(dossier):
        return None
    return AnneeNonLue(conventions=tuple(found.conventions), ailleurs=found.ailleurs)


def _said_empty(dossier: Dossier) -> bool:
    """Was a file read that has titles only, and of which the mapping says that it may?"""
    mapping = dossier.correspondance
    empty = {f.nom for f in mapping.fichiers if f.vide} if mapping is not None else set()
    return any(f.source in empty and f.lisible and not f.lues for f in dossier.fichiers)


@dataclass(frozen=True, slots=True, kw_only=True)
class _NonLues:
    """`conventions`: of which no vacancy of a year was read, each with a row of the oldest other year.
    `ailleurs`: one of the year was read elsewhere. `peut_etre`: rows, refused or without a sure day, that are
    perhaps of the year and of one of these."""

    conventions: Mapping[str, Ligne]
    ailleurs: bool
    peut_etre: int

    @property
    def span(self) -> Span:
        return row_span(next(iter(self.conventions.values())))

    @property
    def named(self) -> str:
        return cited(list(self.conventions)) if self.ailleurs else ""


def _unread(dossier: Dossier, annee: int, au: date) -> _NonLues:
    """Conventions in force in a civil year, their days of it over, on whose territory not one vacancy that is
    of it for certain was read though other years have some."""
    parc = stock_of(dossier.faits, au)
    year_of = cache(lambda nom, rank: _year_of(parc.vues[rank], nom))
    events: dict[str, None] = {}
    unread: dict[str, Ligne] = {}
    perhaps: set[int] = set()
    for convention in (p.convention for p in dossier.programmes):
        of_year = periods(ir.Periode.ANNEE, annee, convention.en_vigueur)
        if convention.choix is None or not of_year or of_year[0].au >= au:
            continue
        nom, there = convention.choix.rattachement, parc.ranks(convention.territoire)
        events[nom] = None
        # Why first: of nearly every convention, one of its first rows is of the year.
        if any(year_of(nom, rank) == annee for rank in there):
            continue
        read = {rank: year for rank in there if (year := year_of(nom, rank)) is not None}
        others = [rank for rank in sorted(read) if there[rank] is True]
        if others:
            unread[convention.ident] = parc.vues[min(others, key=read.__getitem__)].ligne
            undated = there.keys() - read.keys()
            perhaps |= {rank for rank in undated if _may_be_in(parc.vues[rank], nom, of_year[0], au)}
    ranks = range(len(parc.vues)) if unread else ()
    somewhere = any(year_of(nom, rank) == annee for nom in events for rank in ranks)
    return _NonLues(conventions=unread, ailleurs=somewhere, peut_etre=len(perhaps))


def _year_of(vacance: Vacance, evenement: str) -> int | None:
    """The year in which an event happened for certain; None of a row that was refused."""
    event = None if vacance.ligne.refusee else happened(vacance.cellule(evenement))
    if event is None or event.debut is None or event.fin is None:
        return None
    return event.debut.year if event.debut.year == event.fin.year else None


def _may_be_in(vacance: Vacance, evenement: str, periode: Intervalle, au: date) -> bool:
    """May an event be of a period, as far as the life of the vacancy went?"""
    event = as_of(event_of_cell(vacance.cellule(evenement), evenement), au)
    return falls_in(within_life(event, life_closed(vacance, au)), periode) is not False


def _in_force(validite: ir.Validite, annee: int) -> bool:
    begun, ended = validite.du or JOUR_MIN, validite.au or JOUR_MAX
    return begun.year <= annee <= ended.year
