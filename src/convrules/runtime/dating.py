"""The day on which what follows a condition takes effect: a function of the facts, not of the day one looks.

A clause is judged as it stood on each day: with the data held today, what is dated later being not there
yet. Between two days of the data an outcome that becomes known stays known, so the first such day is
found by halving. Source: docs/langage, « Le jour d'un effet ».
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Final, Protocol

from convrules.base.dates import JOUR_MIN, Evenement, connu
from convrules.base.outcomes import Cause, Indetermine, Issue
from convrules.base.records import dataclass, replace
from convrules.base.values import Connu
from convrules.compiler import ClauseCompilee, Programme
from convrules.facts.records import Ligne
from convrules.runtime.closing import A_VENIR, waits
from convrules.runtime.context import Contexte
from convrules.runtime.journal import days_recorded
from convrules.runtime.reading import demand_of

JOUR: Final = timedelta(days=1)
Jugement = Callable[[Contexte], Issue]
"""Does it take place, as the clause stood then?"""
Morceau = tuple[date, date]
Revue = Callable[[date], Contexte]
"""The row under one text as of a day, neighbours included, before its own clauses are judged."""


class _Vues(Protocol):
    def by(self, clause: ClauseCompilee) -> Contexte: ...


Vues = Callable[[Contexte], _Vues]
"""What each clause sees of a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prise:
    """Did it take effect by the day one looks, and when?"""

    issue: Issue
    quand: Evenement


@dataclass(frozen=True, slots=True, kw_only=True)
class Lecture:
    """A clause judged on the days from `debut` to the day one looks."""

    morceaux: tuple[Morceau, ...]
    juge: Callable[[date], Issue]
    au_mieux: Callable[[date], Issue]
    fait: str

    def possible(self, jour: date) -> frozenset[Cause] | None:
        """Why it may have taken place that day, no cause when it had; None when it had not: what only waits
        for later events, or would not hold if nothing more came, had not. What is to come is no cause."""
        issue = self.juge(jour)
        if issue is True:
            return frozenset()
        if not isinstance(issue, Indetermine) or waits(issue):
            return None
        closed = self.au_mieux(jour)
        if closed is not True and not isinstance(closed, Indetermine):
            return None
        return frozenset(c for c in issue.causes if c.genre not in A_VENIR)

    def first_in(self, morceau: Morceau) -> date | None:
        """The first day of a piece on which it had surely taken place."""
        return _first(morceau, lambda jour: self.juge(jour) is True)

    def first_possible_in(self, morceau: Morceau) -> date | None:
        """The first on which it may have."""
        return _first(morceau, lambda jour: self.possible(jour) is not None)


def _first(morceau: Morceau, holds: Callable[[date], bool]) -> date | None:
    """The first day of a piece on which something holds, that lasts there once it does."""
    low, high = morceau
    if holds(low):
        return low
    if not holds(high):
        return None
    while (high - low).days > 1:
        middle = low + timedelta(days=(high - low).days // 2)
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


# --- what happened once -------------------------------------------------------------------------
def first_taken(
    clause: ClauseCompilee, juge: Jugement, issue: Issue, since: Evenement, contexte: Contexte
) -> Prise:
    """The first day, from an event on, on which it took place; what happens later does not undo it.
    issue: what is known of it on the day one looks."""
    if since.est_jamais or since.low > contexte.au.toordinal():
        return Prise(issue=issue, quand=since)
    if not clause.situee and since.connu is not None:
        return Prise(issue=issue, quand=since)
    lasts = not (clause.reversible or looks_back(clause, contexte))
    if issue is False and lasts:
        return Prise(issue=issue, quand=since)
    start = max(since.low, JOUR_MIN.toordinal())
    lecture = _reading(clause, juge, date.fromordinal(start), contexte)
    if issue is not True and lasts:
        return Prise(issue=issue, quand=_not_before(lecture, since))
    low: date | None = None
    causes: frozenset[Cause] = frozenset()
    for morceau in lecture.morceaux:
        why = lecture.possible(morceau[0])
        if why and low is None:
            low, causes = morceau[0], why
        day = lecture.first_in(morceau)
        if day is not None:
            return Prise(issue=True, quand=_between(low or day, day, causes, lecture))
    if issue is True:
        return Prise(issue=True, quand=_between(low, None, causes, lecture))
    if low is not None and not isinstance(issue, Indetermine):
        return Prise(issue=Indetermine(causes), quand=since)
    return Prise(issue=issue, quand=since)


def _not_before(lecture: Lecture, since: Evenement) -> Evenement:
    """What is not known to have taken place has not before the first piece in which it may have."""
    days = (jours[0] for jours in lecture.morceaux if any(lecture.possible(j) is not None for j in jours))
    first = next(days, None)
    if first is None or since.low >= first.toordinal() or first == lecture.morceaux[0][0]:
        return since
    return replace(since, debut=first, fin=None if since.fin is None else max(since.fin, first), ouvert=True)


# --- what stands --------------------------------------------------------------------------------
def standing_since(clause: ClauseCompilee, juge: Jugement, contexte: Contexte) -> Evenement | None:
    """Since which day what stands on the day one looks has stood without a break; None when it needs no
    event of the data."""
    if not clause.situee:
        return None
    days = list(_days(clause, contexte))
    start = min(days) - JOUR if days else JOUR_MIN
    lecture = _reading(clause, juge, start, contexte)
    sure, low, causes = _last_run(lecture)
    if sure == start:
        return None
    return _between(None if low == start else low, sure, causes, lecture)


def _last_run(lecture: Lecture) -> tuple[date | None, date | None, frozenset[Cause]]:
    """The first day of the last run on which it surely stands, and of the run on which it may."""
    sure: date | None = None
    low: date | None = None
    causes: frozenset[Cause] = frozenset()
    unbroken = True
    for first, last in reversed(lecture.morceaux):
        if lecture.possible(last) is None:
            break
        day = lecture.first_in((first, last)) if unbroken else None
        sure = day or sure
        unbroken = day == first
        why = lecture.possible(first)
        if why is None:
            low = day or lecture.first_possible_in((first, last))
            break
        low = first
        causes |= why
    return sure, low, causes


# --- earlier days ---------------------------------------------------------------------------------
def looking_back(contexte: Contexte, ecartes: Sequence[Programme], on: Revue, vues: Vues) -> Contexte:
    """The same context, from which its clauses may be seen as they stood on earlier days, what others bring
    about being found again as of then: each once, whatever asks for it. ecartes: the neighbours for which
    this convention is judged. vues: what each clause sees of a row."""
    programme = contexte.programme
    if not (programme.relues or (programme.relues_recues and programme.recoit)):
        return contexte
    revues = {} if contexte.revues is None else contexte.revues
    programmes = (programme, *programme.voisins), ecartes
    key = (contexte.jour, *(tuple(p.convention.ident for p in some) for some in programmes))

    def seen(clause: ClauseCompilee, jour: date) -> Contexte:
        found = revues.get((*key, jour))
        if found is None:
            found = revues[*key, jour] = vues(replace(on(jour), revoir=seen, revues=revues)).by
        return found(clause)

    return replace(contexte, revoir=seen, revues=revues)


# --- days ---------------------------------------------------------------------------------------
def looks_back(clause: ClauseCompilee, contexte: Contexte) -> bool:
    """Does it read what other clauses bring about, which was perhaps otherwise on an earlier day?"""
    return contexte.revoir is not None and contexte.programme.hangs_on_others(clause.ident)


def _reading(clause: ClauseCompilee, juge: Jugement, start: date, contexte: Contexte) -> Lecture:
    au, revoir = contexte.au, contexte.revoir if looks_back(clause, contexte) else None
    then = replace(contexte, retrospectif=contexte.retrospectif or au)

    def seen(jour: date) -> Contexte:
        return replace(then, au=jour) if revoir is None or jour >= au else revoir(clause, jour)

    @cache
    def on(jour: date) -> Issue:
        return juge(seen(jour))

    @cache
    def closed(jour: date) -> Issue:
        return juge(replace(seen(jour), clos=connu(jour), sans_suite=True))

    begins = sorted({start, *(d for d in _days(clause, contexte) if start < d <= au)})
    if revoir is not None:
        known = (_bounds(seen(d - JOUR).evenements.values(), d - JOUR) for d in begins[1:])
        begins = sorted({*begins, *(d for days in known for d in days if start < d)})
    ends = [*(d - JOUR for d in begins[1:]), au]
    return Lecture(
        morceaux=tuple(zip(begins, ends, strict=True)), juge=on, au_mieux=closed, fait=clause.ident
    )


def _between(low: date | None, high: date | None, causes: Iterable[Cause], lecture: Lecture) -> Evenement:
    """Every day from the first possible to the first sure one; open where none is."""
    cause = min(causes, default=Cause(fait=lecture.fait))
    return Evenement(
        debut=low,
        fin=high,
        jamais=False,
        ouvert=low is None or low != high,
        fait=cause.fait,
        genre=cause.genre,
        ligne=cause.ligne,
    )


def _days(clause: ClauseCompilee, contexte: Contexte) -> Iterator[date]:
    """Days of the data on which something that a clause reads may become another, up to the day one looks."""
    events = [*contexte.evenements.values(), *((contexte.clos,) if contexte.clos is not None else ())]
    for ligne in _rows(contexte):
        for cell in ligne.cellules.values():
            if isinstance(cell, Connu):
                if isinstance(cell.valeur, Evenement):
                    events.append(cell.valeur)
                elif isinstance(cell.valeur, date) and cell.valeur <= contexte.au:
                    yield cell.valeur
    yield from _bounds(events, contexte.au)
    programmes = (contexte.programme, *contexte.programme.voisins) if looks_back(clause, contexte) else ()
    for one in (clause, *(c for p in programmes for c in p.clauses)):
        for nom in one.decisions:
            yield from (d for d in days_recorded(contexte.faits, "decision", nom) if d <= contexte.au)


def _bounds(events: Iterable[Evenement], au: date) -> Iterator[date]:
    """The first days, up to one, on which they may have come, and have."""
    for event in events:
        bounds = (event.debut, event.fin and event.fin + JOUR)
        yield from (d for d in bounds if d is not None and d <= au)


def _rows(contexte: Contexte) -> Sequence[Ligne]:
    vacance = contexte.vacance
    if vacance is None:
        return ()
    upper = [r for r in (vacance.logement, vacance.programme) if r is not None]
    own = [vacance.ligne, *(vacance.candidatures or ())]
    demandes = [d for row in own if (d := demand_of(row, contexte.faits)) is not None]
    return [*own, *upper, *demandes, *(vacance.refus or ())]
