"""When a deadline runs: its anchor, a forecast or a fixed day, and the limits these leave possible.

Source: docs/langage, « Délais ».
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import assert_never

from convrules import ir
from convrules.base.dates import (
    INFINI,
    Duree,
    Evenement,
    connu,
    why,
)
from convrules.base.outcomes import Cause, Genre, NonApplicable, causes_of
from convrules.base.records import dataclass, replace
from convrules.base.saisons import spans
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatSuspension
from convrules.runtime.events import days_within, first_of, last_of, may_be_after, may_be_by
from convrules.runtime.limits import (
    SANS_BORNE,
    Bornes,
    Compteur,
    day_of_year,
    limit_after,
    limit_before,
    limits_between,
    roll,
)
from convrules.runtime.lives import own_life_ended
from convrules.runtime.operators import causes_of_value
from convrules.runtime.parameters import table_in_force
from convrules.runtime.reading import known_ahead, read_event, recorded_within
from convrules.runtime.scalar import evaluate

RIEN: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fenetre:
    """What is known of a limit. `limites`: of the anchors that are days by `au` (None: there is none).
    `a_venir`: the anchor may still come. `jamais`: it may never come. `sans_objet`: there may be no duration,
    hence no deadline. `prevue`: where a forecast stands for it, the anchor itself, and `reelles` the limits
    that it leaves possible."""

    ancre: Evenement | None
    limites: Bornes | None
    a_venir: bool = False
    jamais: bool = False
    sans_objet: bool = False
    provisoire: bool = False
    causes: frozenset[Cause] = RIEN
    suspension: ResultatSuspension | None = None
    prevue: Evenement | None = None
    reelles: Bornes | None = None


def windows_of(echeance: ir.Echeance, suspension: ir.Suspension | None, contexte: Contexte) -> list[Fenetre]:
    """Possible windows of a due date: two when a fallback anchor may be the one that serves."""
    match echeance:
        case ir.EcheanceRelative():
            return _relative(echeance, suspension, contexte)
        case ir.EcheanceFixe():
            day = roll(_fixed_day(echeance, contexte), counter_of(None, contexte)).toordinal()
            return [Fenetre(ancre=None, limites=(day, day))]
        case ir.EcheancePeriodique():
            # LIMIT: « chaque trimestre » has no meaning on one vacancy; it serves transmissions.
            cause = Cause(fait="échéance périodique", genre=Genre.ERREUR)
            return [Fenetre(ancre=None, limites=SANS_BORNE, causes=frozenset({cause}))]
        case _:
            assert_never(echeance)


def _fixed_day(echeance: ir.EcheanceFixe, contexte: Contexte) -> date:
    """Last day to act. A day of each year is the first one on or after the reference date."""
    day = echeance.date
    if day is None:
        assert echeance.jour is not None and echeance.mois is not None
        day = day_of_year(contexte.jour.year, echeance.mois, echeance.jour)
        if day < contexte.jour:
            day = day_of_year(contexte.jour.year + 1, echeance.mois, echeance.jour)
    return day if echeance.inclus else day - timedelta(days=1)


def counter_of(duree: Duree | None, contexte: Contexte) -> Compteur:
    choix = contexte.programme.convention.choix
    return Compteur(
        duree=duree,
        calendrier=contexte.calendrier,
        report_jour_ouvre=choix is not None and choix.report_jour_ouvre,
        au=contexte.au,
    )


def _relative(
    echeance: ir.EcheanceRelative, suspension: ir.Suspension | None, contexte: Contexte
) -> list[Fenetre]:
    found = duration(echeance.duree, contexte)
    if isinstance(found, NonApplicable):
        return [Fenetre(ancre=None, limites=None, sans_objet=True)]
    if isinstance(found, Duree):
        return _lasting(echeance, suspension, counter_of(found, contexte), RIEN, contexte)
    unknown = _lasting(echeance, suspension, counter_of(None, contexte), found, contexte)
    table = None if isinstance(echeance.duree, Duree) else table_in_force(echeance.duree, contexte)
    if table is None:
        return unknown
    lines = dict.fromkeys(evaluate(line, contexte).valeur for line in table.valeurs)
    each = [
        _lasting(echeance, suspension, counter_of(line, contexte), found, contexte)
        for line in lines
        if isinstance(line, Duree)
    ]
    return [
        replace(window, limites=_spread(windows), sans_objet=table.sans_objet)
        for window, *windows in zip(unknown, *each, strict=True)
    ]


def _spread(windows: Iterable[Fenetre]) -> Bornes | None:
    """Of one anchor under each of several durations: from the earliest limit to the latest."""
    limits = [w.limites for w in windows if w.limites is not None]
    return (min(low for low, _ in limits), max(high for _, high in limits)) if limits else None


def _lasting(
    echeance: ir.EcheanceRelative,
    suspension: ir.Suspension | None,
    counter: Compteur,
    causes: frozenset[Cause],
    contexte: Contexte,
) -> list[Fenetre]:
    """The windows of each anchor. `causes`: why the duration is not known."""
    anchors = _anchors(echeance.instant, contexte)
    if not echeance.apres:
        return [_before(a, never, echeance.instant, counter, causes, contexte) for a, never in anchors]
    if suspension is not None:
        pairs = tuple((read_event(a, contexte), read_event(b, contexte)) for a, b in suspension.evenements)
        counter = replace(counter, suspensions=pairs, saisons=suspension.saisons)
    causes |= _of_several(echeance.instant, contexte)
    return [
        replace(_after(a, never, counter, causes), suspension=_pause(a, suspension, counter))
        for a, never in anchors
    ]


def _pause(
    anchor: Evenement, suspension: ir.Suspension | None, counter: Compteur
) -> ResultatSuspension | None:
    """The events and days of a suspension, and the limit that there would be without it."""
    if suspension is None:
        return None
    found = ResultatSuspension(clause=suspension, evenements=counter.suspensions)
    day = anchor.connu
    if day is None or day > counter.au or counter.duree is None:
        return found
    (plain, _), _ = limit_after(day, replace(counter, suspensions=(), saisons=()))
    (seasonal, _), _ = limit_after(day, replace(counter, suspensions=()))
    (_, high), _ = limit_after(day, counter)
    last = max(counter.au, date.fromordinal(seasonal)) if high == INFINI else date.fromordinal(high)
    return replace(
        found,
        initiale=date.fromordinal(plain),
        sans_evenement=date.fromordinal(seasonal),
        jours=tuple(spans(counter.saisons, day + timedelta(days=1), last)),
    )


def _of_several(instant: ir.Instant, contexte: Contexte) -> frozenset[Cause]:
    """Why the first or the last of several events is not known: each one that may have come by now."""
    if len(instant.evenements) == 1:
        return RIEN
    events = [read_event(nom, contexte) for nom in instant.evenements]
    return RIEN.union(*(causes_of_value(e) for e in events if may_be_by(e, contexte.au)))


def duration(duree: Duree | ir.Parametre, contexte: Contexte) -> Duree | NonApplicable | frozenset[Cause]:
    """A duration; not applicable, or the causes for which it is not known, when a parameter gives it."""
    if isinstance(duree, Duree):
        return duree
    valeur = evaluate(duree, contexte).valeur
    assert isinstance(valeur, Duree | NonApplicable) or causes_of(valeur), "checked: a duration"
    return valeur if isinstance(valeur, Duree | NonApplicable) else causes_of(valeur)


def _anchors(instant: ir.Instant, contexte: Contexte) -> list[tuple[Evenement, bool]]:
    """The anchor, and may it never come? The fallback one stands beside it while it may, and serves then."""
    events = [_anchor(nom, instant, contexte) for nom in instant.evenements]
    last = instant.genre is ir.GenreInstant.DERNIER
    main = last_of(events) if last else first_of(events)
    each = [_may_never_come(e, n, contexte) for e, n in zip(events, instant.evenements, strict=True)]
    never = any(each) if last else all(each)
    if instant.a_defaut is None:
        return [(main, never)]
    fallback = _anchor(instant.a_defaut, instant, contexte)
    other = fallback, _may_never_come(fallback, instant.a_defaut, contexte)
    if main.est_jamais:
        return [other]
    return [(main, False), other] if never else [(main, False)]


def _anchor(nom: str, instant: ir.Instant, contexte: Contexte) -> Evenement:
    """A day that is known as a fact is there or missing: it never fails to come."""
    event = read_event(nom, contexte)
    return replace(event, jamais=False) if nom in instant.dates and not event.est_jamais else event


def _may_never_come(event: Evenement, nom: str, contexte: Contexte) -> bool:
    """Of what is known not to have come, only knowing it says so; missing data may hide it. What they record
    within days comes on one of these, unless life ended before."""
    if event.est_jamais or not event.jamais or not may_be_by(event, contexte.au):
        return event.est_jamais
    ended = own_life_ended(contexte)
    over = ended is not None and ended[1] is not None
    return over or not recorded_within(nom, contexte)


def _after(anchor: Evenement, never: bool, counter: Compteur, causes: frozenset[Cause]) -> Fenetre:
    """A window that follows its anchor. `never`: it may never come."""
    base = Fenetre(ancre=anchor, limites=None, a_venir=may_be_after(anchor, counter.au), jamais=never)
    if not may_be_by(anchor, counter.au):
        return base if not never or anchor.est_jamais else replace(base, causes=causes)
    last = min(anchor.fin or counter.au, counter.au)
    (low, high), pushed = limits_between(anchor.debut or last, last, counter)
    if anchor.debut is None:
        low = -INFINI
    if anchor.debut != last:
        pushed |= _in_between(counter)
    return replace(base, limites=(low, high), causes=causes | pushed | causes_of_value(anchor))


def _in_between(counter: Compteur) -> frozenset[Cause]:
    """A suspension that is not known may push the limit of some anchor between the first and the last."""
    may_push = [pair for pair in counter.suspensions if may_be_by(pair[0], counter.au)]
    return RIEN.union(*(causes_of_value(e) for pair in may_push for e in pair))


def _before(
    anchor: Evenement,
    never: bool,
    instant: ir.Instant,
    counter: Compteur,
    causes: frozenset[Cause],
    contexte: Contexte,
) -> Fenetre:
    """A window that precedes its anchor, counted from a forecast until the anchor is known."""
    if anchor.est_jamais:
        return Fenetre(ancre=anchor, limites=None, jamais=True)
    if (known := days_within(anchor)) is not None:
        limits = limit_before(known[0], counter)[0], limit_before(known[1], counter)[1]
        return Fenetre(ancre=anchor, limites=limits, causes=causes | causes_of_value(anchor))
    facts = [known_ahead(nom, contexte) for nom in instant.evenements]
    days = [day for day in facts if day is not None]
    if len(days) == len(facts) and instant.a_defaut is None:
        # Why: a day that is a fact, and not an event to come, is no forecast.
        day = max(days) if instant.genre is ir.GenreInstant.DERNIER else min(days)
        return Fenetre(ancre=connu(day, anchor.fait), limites=limit_before(day, counter), causes=causes)
    forecast = _forecast(instant, contexte)
    if forecast is None:
        return Fenetre(ancre=anchor, limites=SANS_BORNE, jamais=never, causes=causes | why(anchor).causes)
    low, high, doubt = forecast
    if anchor.debut is not None and may_be_by(anchor, contexte.au):
        # Why: recorded within days of which some have come, it is one of these, or still awaited.
        low, high, doubt = min(low, anchor.debut), max(high, contexte.au), doubt | causes_of_value(anchor)
    limits = limit_before(low, counter)[0], limit_before(high, counter)[1]
    when = connu(low, anchor.fait) if low == high else anchor
    least = -INFINI if anchor.debut is None else limit_before(anchor.debut, counter)[0]
    return Fenetre(
        ancre=when,
        limites=limits,
        provisoire=True,
        causes=causes | doubt,
        prevue=anchor,
        reelles=(least, INFINI),
    )


def _forecast(instant: ir.Instant, contexte: Contexte) -> tuple[date, date, frozenset[Cause]] | None:
    """The day that the forecasts give to an anchor, of one event or of several: from the earliest to the
    latest, when they contradict one another or an event is not known to the day, and why. None when one of
    its events has none, and is not known."""
    found: list[tuple[date, date]] = []
    doubt: frozenset[Cause] = RIEN
    for nom in instant.evenements:
        event = read_event(nom, contexte)
        if event.est_jamais:
            continue
        if (within := days_within(event)) is not None:
            found.append(within)
            doubt |= causes_of_value(event)
            continue
        days = _forecast_days(nom, instant, contexte)
        if not days:
            return None
        found.append((min(days), max(days)))
        if len(days) > 1:
            doubt |= {Cause(fait=f"prévisions de {nom}", genre=Genre.ERREUR)}
    if not found:
        return None
    pick = max if instant.genre is ir.GenreInstant.DERNIER else min
    return pick(low for low, _ in found), pick(high for _, high in found), doubt


def _forecast_days(nom: str, instant: ir.Instant, contexte: Contexte) -> set[date]:
    """Of the forecasts of one event, the first made or the latest recorded by `au`; several days, when those
    made on that day do not agree: the order of rows decides nothing."""
    vacance = contexte.vacance
    made = [
        p
        for p in (vacance.previsions or () if vacance is not None else ())
        if p.evenement == nom and p.faite_le <= contexte.au
    ]
    if not made:
        return set()
    first = instant.genre is ir.GenreInstant.PREMIERE_PREVISION
    said = min(p.faite_le for p in made) if first else max(p.faite_le for p in made)
    return {p.jour for p in made if p.faite_le == said}
