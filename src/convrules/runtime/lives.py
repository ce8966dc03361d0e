"""When the life of a vacancy ended, and what that leaves possible: what has not happened by then never will.

Source: docs/langage, « Événement », « Délai après une ancre ».
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from convrules.base.dates import Evenement, connu
from convrules.base.outcomes import Cause, Genre
from convrules.base.records import replace
from convrules.base.values import INCONNU, Cellule, Connu, Erreur, Inconnu
from convrules.facts.records import Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.events import days_within
from convrules.runtime.memoire import Fin

FINS_DE_VIE: Final = ("bail", "retrait", "abandon")
"""Events that close the life of a vacancy."""


def life_ended(vacance: Vacance, au: date) -> Fin:
    """The first day on which the life of the vacancy may have ended, by `au`, and the day by which it surely
    had, if it had by then; None where nothing recorded says that it may have."""
    low: date | None = None
    high: date | None = None
    for nom in FINS_DE_VIE:
        first, last = recorded_days(vacance.cellule(nom))
        if first is None or last is None or first > au:
            continue
        low = first if low is None or first < low else low
        if last <= au and (high is None or last < high):
            high = last
    return None if low is None else (low, high)


def life_closed(vacance: Vacance, au: date) -> date | None:
    """The day by which the life of the vacancy is known to have ended, by `au`."""
    ended = life_ended(vacance, au)
    return None if ended is None else ended[1]


def own_life_ended(contexte: Contexte) -> Fin:
    """When the life of the vacancy that is judged ended, asked once for all that asks it."""
    memoire, vacance = contexte.memoire, contexte.vacance
    if vacance is None:
        return None
    if memoire is None:
        return life_ended(vacance, contexte.au)
    return memoire.ended(vacance, contexte.au, life_ended)


def ends_in_doubt(contexte: Contexte) -> frozenset[Cause]:
    """Why the day on which the life of the vacancy ended is not known, where it may have."""
    ended, vacance = own_life_ended(contexte), contexte.vacance
    if vacance is None or ended is None or ended[0] == ended[1]:
        return frozenset()
    return frozenset(Cause(fait=nom) for nom in _not_to_the_day(vacance, contexte.au))


def ended_on(contexte: Contexte, day: date) -> Contexte:
    """The same vacancy, looked at on a day on which its life ended, of those on which it may have."""
    vacance = contexte.vacance
    assert vacance is not None, "only a vacancy has an end"
    ends = {nom: Connu(connu(day)) for nom in _not_to_the_day(vacance, contexte.au)}
    ligne = replace(vacance.ligne, cellules={**vacance.ligne.cellules, **ends})
    return replace(contexte, vacance=replace(vacance, ligne=ligne), au=day, lectures=None)


def _not_to_the_day(vacance: Vacance, au: date) -> Iterator[str]:
    for nom in FINS_DE_VIE:
        first, last = recorded_days(vacance.cellule(nom))
        if first is not None and last is not None and first < last and first <= au:
            yield nom


def ends_unrecorded(vacance: Vacance, au: date) -> tuple[str, ...]:
    """Of a life that is not known to have ended by `au`, the ends that are perhaps missing from the data: it
    is judged as one that goes on. A withdrawal that no column gives is not missed."""
    if life_closed(vacance, au) is not None:
        return ()
    told = (nom for nom in FINS_DE_VIE if nom == FINS_DE_VIE[0] or nom in vacance.ligne.cellules)
    return tuple(nom for nom in told if isinstance(vacance.cellule(nom), Inconnu | Erreur))


def recorded_days(cell: Cellule) -> tuple[date | None, date | None]:
    """The first and the last day of an event that surely took place, or takes place, within them."""
    if cell is INCONNU:
        return None, None
    value = cell.valeur if isinstance(cell, Connu) else None
    if isinstance(value, Evenement):
        return days_within(value) or (None, None)
    return (value, value) if isinstance(value, date) else (None, None)


def recorded_day(cell: Cellule) -> date | None:
    if cell is INCONNU:
        return None
    value = cell.valeur if isinstance(cell, Connu) else None
    if isinstance(value, Evenement):
        return value.connu
    return value if isinstance(value, date) else None


def within_life(event: Evenement, closed: date | None) -> Evenement:
    """What has not happened by the end of the life never will. What the data record stands, be its day known
    or not."""
    if closed is None or not event.jamais or event.est_jamais:
        return event
    if event.debut is not None and event.debut > closed:
        return replace(event, debut=None, fin=None, jamais=True, ouvert=False)
    last = closed if event.fin is None else min(event.fin, closed)
    return replace(event, fin=last, ouvert=True)


def as_life_goes(event: Evenement, vacance: Vacance, au: date) -> Evenement:
    """As far as the life of a vacancy is known to have gone, by `au`. What has not come where it may have
    ended is awaited or never comes: the day of that end is what one lacks."""
    ended = life_ended(vacance, au)
    if ended is None or ended[1] is not None:
        return within_life(event, None if ended is None else ended[1])
    if not event.jamais or event.est_jamais or event.low <= au.toordinal():
        return event
    return replace(event, fait=next(_not_to_the_day(vacance, au)), genre=Genre.MANQUANT, ligne="")


def nothing_more(event: Evenement, au: date) -> Evenement:
    """The same if nothing comes after a day, be it recorded or not."""
    if event.connu is None and not event.jamais and event.high > au.toordinal():
        event = replace(event, jamais=True, ouvert=True)
    return within_life(event, au)
