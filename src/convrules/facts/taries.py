"""What stops being recorded while vacancies go on, or was not for a while: an event, candidatures; and who
was retained without being a candidate.

Nothing proves that something is missing. Each of a run of vacancies lacks what nearly each of the others has.
Where all of them say nothing, those of each contingent are looked at.
Source: docs/langage, « Correspondance »."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.base.values import INCONNU, Connu, Erreur, SansObjet
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import suites as problems
from convrules.facts.chargement import FichierLu
from convrules.facts.coherence import happened
from convrules.facts.fraicheur import check_complete, limits, sources_of
from convrules.facts.jours import Jours
from convrules.facts.muettes import TOUTES, Colonnes, Lecture, all_read, check_silent
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.facts.suites import VOISINS_MIN

SUIVIS: Final = ("information", "disponibilite", "orientation", "proposition", "attribution", "bail")
"""Events that nearly every vacancy comes to have; new dwellings have no departure."""
_REFERENCES: Final = ("information", "disponibilite", "proposition", "attribution", "bail")
RIEN: Final[Mapping[str, str]] = {}
_PRESQUE: Final = 10
"""Among the last ones, so many times fewer than one in one."""
_CENT: Final = 100
_SUITES: Final = ("attribution", "bail")
"""What a proposal leads to: a contingent may have no proposals at all, not proposals without these."""
_JOURS_MIN: Final = 10
"""Different days that a gap takes."""
_LENTS: Final = 95
"""Per hundred of those that have both, the lag within which an event follows another."""


class _Vues(NamedTuple):
    """Vacancies, one column beside another: a day, whether what is looked for is there, the row."""

    jours: Sequence[int]
    la: Sequence[bool]
    lignes: Sequence[Ligne]

    @property
    def manques(self) -> int:
        """How many lack it: no end and no gap is told of fewer than `VOISINS_MIN` (`_unlike_others`)."""
        return len(self.la) - sum(self.la)

    def at(self, rangs: Sequence[int]) -> "_Vues":
        """Those of these ranks."""
        jours, la, lignes = self
        return _Vues([jours[n] for n in rangs], [la[n] for n in rangs], [lignes[n] for n in rangs])


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
    every = len(ordered.la)
    for count, there in enumerate(reversed(ordered.la), 1):
        if there:
            having += 1
            if having * _PRESQUE > every:
                break
        elif having * _PRESQUE <= count:
            longest, held = count, having
    part = _unlike_others(ordered, longest, held)
    if part is None:
        return None
    first = every - longest
    return Fin(
        nombre=longest,
        part=part,
        premiere=ordered.lignes[first],
        jour=date.fromordinal(ordered.jours[first]),
    )


def gap(ordered: _Vues) -> Trou | None:
    """The run, wherever it stands, that lacks most often what is had most times elsewhere."""
    best, bounds, run, start, last = 0, (0, 0), 0, 0, -1
    # Why those alone that lack it: a run begins and ends with one.
    for rank in [rank for rank, there in enumerate(ordered.la) if not there]:
        run += (1 - _PRESQUE) * (rank - last - 1)
        if run <= 0:
            run, start = 0, rank
        run, last = run + 1, rank
        if run > best:
            best, bounds = run, (start, rank + 1)
    within = slice(*bounds)
    days = ordered.jours[within]
    if len(set(days)) < _JOURS_MIN:
        return None  # A programme that is delivered: many dwellings of one day, and nothing that is cut.
    part = _unlike_others(ordered, len(days), sum(ordered.la[within]))
    if part is None:
        return None
    return Trou(
        nombre=len(days),
        part=part,
        premiere=ordered.lignes[bounds[0]],
        du=date.fromordinal(days[0]),
        au=date.fromordinal(days[-1]),
    )


def _in_order(vues: _Vues) -> _Vues:
    """By day; of one day, those that lack it first."""
    keys = [2 * day + there for day, there in zip(vues.jours, vues.la, strict=True)]
    return vues.at(sorted(range(len(keys)), key=keys.__getitem__))


def _unlike_others(vues: _Vues, number: int, held: int) -> int | None:
    """Per hundred of the others, those that have what only `held` of `number` have; None when that may be
    chance."""
    others = len(vues.la) - number
    usual = sum(vues.la) - held
    if others < VOISINS_MIN or 2 * usual < others or usual * number - held * others < VOISINS_MIN * others:
        return None
    return usual * _CENT // others


def lots(vues: _Vues) -> Iterator[tuple[str, _Vues]]:
    """All of them, then those of each contingent, as they are named."""
    yield TOUTES, vues
    # Why by cell first: reading makes one of each text of a column.
    cells = [ligne.cellules.get("contingent", INCONNU) for ligne in vues.lignes]
    same: dict[int, list[int]] = defaultdict(list)
    for rank, key in enumerate(map(id, cells)):
        same[key].append(rank)
    apart: dict[str, list[int]] = defaultdict(list)
    for ranks in same.values():
        cell = cells[ranks[0]]
        if isinstance(cell, Connu) and isinstance(cell.valeur, str):
            apart[cell.valeur] += ranks
    if len(apart) > 1:
        named = ((t("vacances du contingent « {nom} »", nom=nom), apart[nom]) for nom in sorted(apart))
        yield from ((quoi, vues.at(sorted(ranks))) for quoi, ranks in named)


def found_in(vues: _Vues) -> Iterator[tuple[str, Fin | Trou]]:
    """What is told of all the vacancies, else of each contingent."""
    if vues.manques < VOISINS_MIN:
        return
    for quoi, own in lots(_in_order(vues)):
        one = (ending(own) or gap(own)) if own.manques >= VOISINS_MIN else None
        if one is not None:
            yield quoi, one
            if quoi is TOUTES:
                return


# --- events -----------------------------------------------------------------------------------
def check_events(
    correspondance: ir.Correspondance, jours: Jours, sources: Mapping[str, str] = RIEN
) -> Iterator[Diagnostic]:
    """Events of vacancies, said to be recorded up to a day, that stop before it. sources: which one each file
    is of."""
    lignes, until = jours.lignes, limits(correspondance)
    if len(lignes) < 2 * VOISINS_MIN or not until:
        return
    days = {nom: [day.connu for day in jours.of(nom)] for nom in {*SUIVIS, *_REFERENCES}}
    known = {nom: len(column) - column.count(0) for nom, column in days.items()}
    for champ in SUIVIS:
        if champ not in until or known[champ] < VOISINS_MIN:
            continue
        autre = max((nom for nom in _REFERENCES if nom != champ), key=known.__getitem__)
        ends = until[champ].of_rows(lignes, sources)
        ranks = _facing(lignes, champ, days[champ], days[autre], ends)
        if [days[champ][rank] for rank in ranks].count(0) < VOISINS_MIN:
            continue  # As `manques`: nothing is told of so few.
        vues = _Vues(days[autre], list(map(bool, days[champ])), lignes)
        told = list(found_in(vues.at(ranks)))
        if not told and champ in _SUITES:
            # Why the identifiers: of two rows of one, either may be the one that is proposed.
            proposed = {ligne.id for ligne, day in zip(lignes, days["proposition"], strict=True) if day}
            told = list(_whole(vues.at([rank for rank in ranks if lignes[rank].id in proposed])))
        for quoi, found in told:
            yield _event_told(champ, autre, until[champ].of_row(found.premiere, sources), quoi, found)


def _whole(vues: _Vues) -> Iterator[tuple[str, Trou]]:
    """Contingents of which nearly no vacancy has what most of the others' have."""
    if vues.manques < VOISINS_MIN:
        return
    for quoi, own in lots(vues):
        number, held = len(own.la), sum(own.la)
        if quoi is TOUTES or number < VOISINS_MIN or held * _PRESQUE > number:
            continue
        part = _unlike_others(vues, number, held)
        if part is not None:
            ordered = _in_order(own)
            days = date.fromordinal(ordered.jours[0]), date.fromordinal(ordered.jours[-1])
            yield quoi, Trou(nombre=number, part=part, premiere=ordered.lignes[0], du=days[0], au=days[1])


def _event_told(champ: str, autre: str, until: tuple[Span, date], quoi: str, found: Fin | Trou) -> Diagnostic:
    """until: where the day is said up to which the file of the first row told of is recorded, and the day."""
    span, jour = until
    said = {"champ": champ, "autre": autre, "quoi": quoi, "jour": jour.isoformat()}
    said |= {"nombre": str(found.nombre), "part": str(found.part)}
    if isinstance(found, Fin):
        return problems.evenement_tari(span=span, depuis=found.jour.isoformat(), **said)
    return problems.evenement_absent(span=span, du=found.du.isoformat(), au=found.au.isoformat(), **said)


def _facing(
    lignes: Sequence[Ligne], champ: str, own: Sequence[int], other: Sequence[int], ends: Sequence[int]
) -> Sequence[int]:
    """Ranks of the vacancies whose other event is old enough for this one to have followed by the day that
    ends their file. own, other: the day of each event, 0 where it is not known."""
    both = zip(own, other, strict=True)
    lags = sorted([here - day for here, day in both if here and day])
    if not lags:
        return ()
    lag = max(lags[len(lags) * _LENTS // _CENT], 0)
    return [
        rank
        for rank, (here, day, end) in enumerate(zip(own, other, ends, strict=True))
        if 0 < day <= end - lag and (here or _empty(lignes[rank], champ))
    ]


def _empty(ligne: Ligne, champ: str) -> bool:
    cell = ligne.cellule(champ)
    return not isinstance(cell, Erreur | SansObjet) and happened(cell) is None


# --- candidatures -----------------------------------------------------------------------------
def check_candidates(faits: Faits) -> Iterator[Diagnostic]:
    """Candidatures that stop while vacancies go on; a household that is retained and was no candidate."""
    vacances = [v for v in faits.vacances if not v.ligne.refusee and v.candidatures is not None]
    dated = ((v, day) for v in vacances if (day := _proposed(v)) is not None)
    seen = [(day, bool(v.candidatures), v.ligne) for v, day in dated]
    vues = _Vues([day for day, _, _ in seen], [there for _, there, _ in seen], [row for *_, row in seen])
    for quoi, found in found_in(vues):
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
    fichiers: Sequence[FichierLu],
    aujourdhui: date | None = None,
    lit: Lecture = all_read,
) -> Iterator[Diagnostic]:
    """Is all recorded up to the day that a mapping says? fichiers: the files read. aujourdhui: None when no
    clock is read. lit: what rules read."""
    yield from check_complete(correspondance, faits, fichiers, aujourdhui)
    jours = Jours([v.ligne for v in faits.vacances if not v.ligne.refusee])
    sources = sources_of(fichiers, "vacances")
    told = tuple(check_events(correspondance, jours, sources))
    yield from told
    columns = {c.champ: c.span for table, cs in correspondance.colonnes if table == "vacances" for c in cs}
    until = {champ: replace(one, span=columns[champ]) for champ, one in limits(correspondance).items()}
    said = Colonnes(jusqua=until, lit=lit, sources=sources)
    yield from check_silent(said, jours, frozenset(str(d.args["champ"]) for d in told))
    yield from check_candidates(faits)
