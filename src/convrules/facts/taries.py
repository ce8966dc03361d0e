"""What stops being recorded while vacancies go on, or was not for a while: an event, candidatures; and who
was retained without being a candidate.

Nothing proves that something is missing. Each of a run of vacancies lacks what nearly each of the others has.
Where all of them say nothing, those of each contingent are looked at.
Source: docs/langage, « Correspondance »."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.base.values import Connu, Erreur, SansObjet
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import suites as problems
from convrules.facts.coherence import happened
from convrules.facts.fraicheur import check_complete, declared
from convrules.facts.jours import Jours
from convrules.facts.muettes import TOUTES, Colonnes, Lecture, all_read, check_silent
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.facts.suites import VOISINS_MIN

SUIVIS: Final = ("information", "disponibilite", "orientation", "proposition", "attribution", "bail")
"""Events that nearly every vacancy comes to have; new dwellings have no departure."""
_REFERENCES: Final = ("information", "disponibilite", "proposition", "attribution", "bail")
_PRESQUE: Final = 10
"""Among the last ones, so many times fewer than one in one."""
_CENT: Final = 100
_SUITES: Final = ("attribution", "bail")
"""What a proposal leads to: a contingent may have no proposals at all, not proposals without these."""
_JOURS_MIN: Final = 10
"""Different days that a gap takes."""
_LENTS: Final = 95
"""Per hundred of those that have both, the lag within which an event follows another."""

_Vues: TypeAlias = Sequence[tuple[int, bool, Ligne]]
"""Vacancies: a day, whether what is looked for is there, the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fin:
    """The last vacancies, which lack what `part` per hundred of those before have. `premiere`: the first."""

    nombre: int
    part: int
    premiere: Ligne
    jour: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Trou:
    """Vacancies of some days that lack what `part` per hundred of the others have. `premiere`: the first."""

    nombre: int
    part: int
    premiere: Ligne
    du: date
    au: date


def ending(ordered: _Vues) -> Fin | None:
    """The longest end that nearly always lacks what is had most times before it, too long to be chance."""
    longest = held = having = 0
    for count, (_, there, _) in enumerate(reversed(ordered), 1):
        having += there
        if not there and having * _PRESQUE <= count:
            longest, held = count, having
    part = _unlike_others(ordered, longest, held)
    if part is None:
        return None
    jour, _, first = ordered[len(ordered) - longest]
    return Fin(nombre=longest, part=part, premiere=first, jour=date.fromordinal(jour))


def gap(ordered: _Vues) -> Trou | None:
    """The run, wherever it stands, that lacks most often what is had most times elsewhere."""
    best, bounds, run, start = 0, (0, 0), 0, 0
    for rank, (_, there, _) in enumerate(ordered):
        if run <= 0:
            run, start = 0, rank
        run += 1 - _PRESQUE if there else 1
        if run > best:
            best, bounds = run, (start, rank + 1)
    within = ordered[bounds[0] : bounds[1]]
    if len({day for day, _, _ in within}) < _JOURS_MIN:
        return None  # A programme that is delivered: many dwellings of one day, and nothing that is cut.
    part = _unlike_others(ordered, len(within), sum(there for _, there, _ in within))
    if part is None:
        return None
    days = date.fromordinal(within[0][0]), date.fromordinal(within[-1][0])
    return Trou(nombre=len(within), part=part, premiere=within[0][2], du=days[0], au=days[1])


def _in_order(vues: _Vues) -> _Vues:
    return sorted(vues, key=itemgetter(0, 1))


def _unlike_others(vues: _Vues, number: int, held: int) -> int | None:
    """Per hundred of the others, those that have what only `held` of `number` have; None when that may be
    chance."""
    others = len(vues) - number
    usual = sum(there for _, there, _ in vues) - held
    if others < VOISINS_MIN or 2 * usual < others or usual * number - held * others < VOISINS_MIN * others:
        return None
    return usual * _CENT // others


def lots(vues: _Vues) -> Iterator[tuple[str, _Vues]]:
    """All of them, then those of each contingent, as they are named."""
    yield TOUTES, vues
    apart: dict[str, list[tuple[int, bool, Ligne]]] = defaultdict(list)
    for vue in vues:
        cell = vue[2].cellule("contingent")
        if isinstance(cell, Connu) and isinstance(cell.valeur, str):
            apart[cell.valeur].append(vue)
    if len(apart) > 1:
        yield from ((t("vacances du contingent « {nom} »", nom=nom), apart[nom]) for nom in sorted(apart))


def found_in(vues: _Vues) -> Iterator[tuple[str, Fin | Trou]]:
    """What is told of all the vacancies, else of each contingent."""
    for quoi, own in lots(_in_order(vues)):
        one = ending(own) or gap(own)
        if one is not None:
            yield quoi, one
            if quoi is TOUTES:
                return


# --- events -----------------------------------------------------------------------------------
def check_events(correspondance: ir.Correspondance, jours: Jours) -> Iterator[Diagnostic]:
    """Events of vacancies, said to be recorded up to a day, that stop before it."""
    lignes, until = jours.lignes, _until(correspondance)
    if len(lignes) < 2 * VOISINS_MIN or not until:
        return
    days = {nom: dict(jours.known(nom)) for nom in {*SUIVIS, *_REFERENCES}}
    for champ in SUIVIS:
        if champ not in until or len(days[champ]) < VOISINS_MIN:
            continue
        autre = max((nom for nom in _REFERENCES if nom != champ), key=lambda nom: len(days[nom]))
        jour = until[champ][1]
        vues = _facing(lignes, champ, days[champ], days[autre], jour)
        told = list(found_in(vues))
        if not told and champ in _SUITES:
            proposed = {lignes[rank].id for rank in days["proposition"]}
            told = list(_whole([vue for vue in vues if vue[2].id in proposed]))
        for quoi, found in told:
            yield _event_told(champ, autre, until[champ], quoi, found)


def _until(correspondance: ir.Correspondance) -> dict[str, tuple[Span, date]]:
    """Events said to be complete: where, and up to which day at least."""
    until: dict[str, tuple[Span, date]] = {}
    for (span, day), champs in declared(correspondance, "vacances").items():
        for champ in champs:
            if champ not in until or day < until[champ][1]:
                until[champ] = (span, day)
    return until


def _whole(vues: _Vues) -> Iterator[tuple[str, Trou]]:
    """Contingents of which nearly no vacancy has what most of the others' have."""
    for quoi, own in lots(vues):
        held = sum(there for _, there, _ in own)
        if quoi is TOUTES or len(own) < VOISINS_MIN or held * _PRESQUE > len(own):
            continue
        part = _unlike_others(vues, len(own), held)
        if part is not None:
            ordered = _in_order(own)
            days = date.fromordinal(ordered[0][0]), date.fromordinal(ordered[-1][0])
            yield quoi, Trou(nombre=len(own), part=part, premiere=ordered[0][2], du=days[0], au=days[1])


def _event_told(champ: str, autre: str, until: tuple[Span, date], quoi: str, found: Fin | Trou) -> Diagnostic:
    said = {"champ": champ, "autre": autre, "quoi": quoi, "jour": until[1].isoformat()}
    said |= {"nombre": str(found.nombre), "part": str(found.part)}
    if isinstance(found, Fin):
        return problems.evenement_tari(span=until[0], depuis=found.jour.isoformat(), **said)
    return problems.evenement_absent(span=until[0], du=found.du.isoformat(), au=found.au.isoformat(), **said)


def _facing(
    lignes: Sequence[Ligne], champ: str, own: dict[int, int], other: dict[int, int], jour: date
) -> _Vues:
    """Vacancies whose other event is old enough for this one to have followed by the day."""
    lags = sorted(own[rank] - day for rank, day in other.items() if rank in own)
    if not lags:
        return ()
    limit = jour.toordinal() - max(lags[len(lags) * _LENTS // _CENT], 0)
    return [
        (day, rank in own, lignes[rank])
        for rank, day in other.items()
        if day <= limit and (rank in own or _empty(lignes[rank], champ))
    ]


def _empty(ligne: Ligne, champ: str) -> bool:
    cell = ligne.cellule(champ)
    return not isinstance(cell, Erreur | SansObjet) and happened(cell) is None


# --- candidatures -----------------------------------------------------------------------------
def check_candidates(faits: Faits) -> Iterator[Diagnostic]:
    """Candidatures that stop while vacancies go on; a household that is retained and was no candidate."""
    vacances = [v for v in faits.vacances if not v.ligne.refusee and v.candidatures is not None]
    dated = ((v, day) for v in vacances if (day := _proposed(v)) is not None)
    for quoi, found in found_in([(day, bool(v.candidatures), v.ligne) for v, day in dated]):
        said = {"quoi": quoi, "nombre": str(found.nombre), "part": str(found.part)}
        span = row_span(found.premiere)
        if isinstance(found, Fin):
            yield problems.candidatures_taries(span=span, depuis=found.jour.isoformat(), **said)
        else:
            yield problems.candidatures_absentes(
                span=span, du=found.du.isoformat(), au=found.au.isoformat(), **said
            )
    named = any("demande" in row.cellules for v in vacances for row in v.candidatures or ())
    strangers = [v for v in vacances if named and v.candidatures and _is_no_candidate(v)]
    if strangers:
        first = strangers[0]
        yield problems.retenu_sans_candidature(
            span=row_span(first.ligne), vacance=first.id, nombre=str(len(strangers))
        )


def _proposed(vacance: Vacance) -> int | None:
    """The day of the proposal, else of the attribution."""
    events = (happened(vacance.ligne.cellule(nom)) for nom in ("proposition", "attribution"))
    return next((e.connu.toordinal() for e in events if e is not None and e.connu is not None), None)


def _is_no_candidate(vacance: Vacance) -> bool:
    retained = vacance.ligne.cellule("demande")
    asked = [row.cellule("demande") for row in vacance.candidatures or ()]
    return isinstance(retained, Connu) and all(isinstance(c, Connu) and c != retained for c in asked)


def check_recorded(
    correspondance: ir.Correspondance,
    faits: Faits,
    aujourdhui: date | None = None,
    lit: Lecture = all_read,
) -> Iterator[Diagnostic]:
    """Is all recorded up to the day that a mapping says? aujourdhui: None when no clock is read. lit: what
    rules read."""
    yield from check_complete(correspondance, faits, aujourdhui)
    jours = Jours([v.ligne for v in faits.vacances if not v.ligne.refusee])
    told = tuple(check_events(correspondance, jours))
    yield from told
    columns = {c.champ: c.span for table, cs in correspondance.colonnes if table == "vacances" for c in cs}
    until = {champ: (columns[champ], day) for champ, (_, day) in _until(correspondance).items()}
    said = Colonnes(jusqua=until, lit=lit)
    yield from check_silent(said, jours, frozenset(str(d.args["champ"]) for d in told))
    yield from check_candidates(faits)
