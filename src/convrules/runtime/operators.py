"""Strict operators on values: comparison, membership, arithmetic on numbers, days and durations.

Source: docs/langage, « Types et unités », « Dates et délais ».
"""

import operator
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, assert_never

from convrules import ir
from convrules.base.dates import (
    Calendrier,
    Duree,
    Evenement,
    before,
    connu,
    same_day,
    shift,
    why,
)
from convrules.base.outcomes import (
    NON_APPLICABLE,
    Cause,
    Genre,
    Indetermine,
    Issue,
    NonApplicable,
    causes_of,
    indetermine,
    non,
    ou,
)
from convrules.base.saisons import Saison
from convrules.base.values import Resultat
from convrules.runtime.numbers import Plage, add, equal, inverted, less, opposite, times

JOURS: Final = (Evenement, date)
NOMBRES: Final = (Plage, Fraction)
ARRETS: Final = (NonApplicable, Indetermine)
"""Of one of these kinds only are values that stop a strict operator."""


def strict(values: Sequence[Resultat]) -> NonApplicable | Indetermine | None:
    """What stops a strict operator: an operand that does not apply, else the causes united. Bounded
    numbers and events do not stop it: they may still decide."""
    blank = False
    for value in values:
        if isinstance(value, NonApplicable):
            return NON_APPLICABLE
        blank = blank or (isinstance(value, Indetermine) and not isinstance(value, Plage))
    if blank:
        return Indetermine(frozenset[Cause]().union(*(causes_of_value(v) for v in values)))
    return None


def causes_of_value(value: Resultat) -> frozenset[Cause]:
    """Causes of any result, an event whose day is not known included."""
    if isinstance(value, Evenement):
        return why(value).causes if value.low != value.high else frozenset()
    return causes_of(value)


# --- comparison -----------------------------------------------------------------------------
def compare(operateur: ir.Comparateur, a: Resultat, b: Resultat) -> Issue:
    """Outcome of `a operateur b`; decided for a set of dates or a bounded number when it is the same for
    every element."""
    return comparing(operateur)(a, b)


def comparing(operateur: ir.Comparateur) -> Callable[[Resultat, Resultat], Issue]:
    """What compares two values so."""
    compared, holds = _COMPARED[operateur], _HOLDS[operateur]

    def of(a: Resultat, b: Resultat) -> Issue:
        # Why first: nearly all that is compared is known, and one comparison then says it.
        if type(a) is Fraction and type(b) is Fraction:
            return holds(a.numerator * b.denominator, b.numerator * a.denominator)
        if type(a) is Evenement and type(b) is date:
            day = a.connu
            if day is not None:
                return holds(day, b)
        if isinstance(a, ARRETS) or isinstance(b, ARRETS):
            stopped = strict((a, b))
            if stopped is not None:
                return stopped
        return compared(a, b)

    return of


def _less(a: Resultat, b: Resultat) -> Issue:
    # Why in this order: asking whether what is not a `Fraction` is one takes long.
    if isinstance(a, JOURS) and isinstance(b, JOURS):
        return before(as_event(a), as_event(b))
    if isinstance(a, Duree):
        assert isinstance(b, Duree) and a.unite is b.unite, "checked: same unit"
        return a.nombre < b.nombre
    assert isinstance(a, NOMBRES) and isinstance(b, NOMBRES), "checked: same type"
    return less(a, b)


def equals(a: Resultat, b: Resultat) -> Issue:
    """Equality of two determined or bounded values; texts after NFC and trimming."""
    if isinstance(a, str) and isinstance(b, str):
        return normal_text(a) == normal_text(b)
    if isinstance(a, JOURS) and isinstance(b, JOURS):
        return same_day(as_event(a), as_event(b))
    if isinstance(a, NOMBRES) and isinstance(b, NOMBRES):
        return equal(a, b)
    assert type(a) is type(b), f"checked: one type on both sides, not {a!r} and {b!r}"
    return a == b


_COMPARED: Final[Mapping[ir.Comparateur, Callable[[Resultat, Resultat], Issue]]] = {
    ir.Comparateur.EGAL: equals,
    ir.Comparateur.DIFFERENT: lambda a, b: non(equals(a, b)),
    ir.Comparateur.INFERIEUR: _less,
    ir.Comparateur.SUPERIEUR_EGAL: lambda a, b: non(_less(a, b)),
    ir.Comparateur.SUPERIEUR: lambda a, b: _less(b, a),
    ir.Comparateur.INFERIEUR_EGAL: lambda a, b: non(_less(b, a)),
}

_HOLDS: Final[Mapping[ir.Comparateur, Callable[[Any, Any], bool]]] = {
    ir.Comparateur.EGAL: operator.eq,
    ir.Comparateur.DIFFERENT: operator.ne,
    ir.Comparateur.INFERIEUR: operator.lt,
    ir.Comparateur.SUPERIEUR_EGAL: operator.ge,
    ir.Comparateur.SUPERIEUR: operator.gt,
    ir.Comparateur.INFERIEUR_EGAL: operator.le,
}
"""Of two known values in one order."""


def normal_text(text: str) -> str:
    return text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()


def as_event(value: Evenement | date) -> Evenement:
    return value if isinstance(value, Evenement) else _on(value)


@lru_cache(maxsize=4_096)
def _on(day: date) -> Evenement:
    return connu(day)


def member(operand: Resultat, members: Sequence[Resultat]) -> Issue:
    """`dans`: strict in every operand, hence undetermined for one unknown member."""
    stopped = strict((operand, *members))
    if stopped is not None:
        return stopped
    found: Issue = False
    for candidate in members:
        found = ou(found, equals(operand, candidate))
    return found


def in_season(value: Resultat, saison: Saison) -> Issue:
    """Is a date among these days of any year? `jamais` is among no days."""
    stopped = strict((value,))
    if stopped is not None:
        return stopped
    assert isinstance(value, Evenement | date), "checked: a date"
    event = as_event(value)
    if event.est_jamais:
        return False
    if event.debut is None:
        return why(event)
    # Why: every run of a year meets both sides, unless the season is the whole of it.
    last = min(event.fin or date.max, event.debut + timedelta(days=366))
    days = (event.debut + timedelta(days=n) for n in range((last - event.debut).days + 1))
    found = {saison.contains(day) for day in days}
    if event.jamais:
        found.add(False)
    return found.pop() if len(found) == 1 else why(event)


# --- arithmetic -----------------------------------------------------------------------------
def calculate(
    operateur: ir.Operateur, a: Resultat, b: Resultat, calendrier: Calendrier, place: ir.Noeud
) -> Resultat:
    """Exact arithmetic; `place` is what a division by zero is blamed on."""
    if isinstance(a, ARRETS) or isinstance(b, ARRETS):
        stopped = strict((a, b))
        if stopped is not None:
            return stopped
    if isinstance(a, JOURS):
        return _from_day(operateur, as_event(a), b, calendrier)
    if isinstance(b, JOURS):
        assert operateur is ir.Operateur.PLUS, "checked: nothing is taken away from a duration but one"
        return _from_day(operateur, as_event(b), a, calendrier)
    if isinstance(a, Duree) or isinstance(b, Duree):
        return _durations(operateur, a, b)
    assert isinstance(a, NOMBRES) and isinstance(b, NOMBRES), "checked: numbers"
    return _numbers(operateur, a, b, place)


def _numbers(operateur: ir.Operateur, a: Fraction | Plage, b: Fraction | Plage, place: ir.Noeud) -> Resultat:
    match operateur:
        case ir.Operateur.PLUS:
            return add(a, b)
        case ir.Operateur.MOINS:
            return add(a, opposite(b))
        case ir.Operateur.FOIS:
            return times(a, b)
        case ir.Operateur.DIVISE:
            if isinstance(b, Plage):
                inverse = inverted(b)
                return times(a, inverse) if inverse is not None else Indetermine(causes_of(a) | b.causes)
            if b == 0:
                return indetermine(place.span.text or "division par zéro", Genre.ERREUR)
            return times(a, 1 / b)
        case _:
            assert_never(operateur)


def negate(value: Resultat) -> Resultat:
    """The opposite of a number or of a duration."""
    stopped = strict((value,))
    if stopped is not None:
        return stopped
    if isinstance(value, Duree):
        return Duree(nombre=-value.nombre, unite=value.unite)
    assert isinstance(value, Fraction | Plage), "checked: a number"
    return opposite(value)


def _durations(operateur: ir.Operateur, a: Resultat, b: Resultat) -> Resultat:
    if isinstance(a, Duree) and isinstance(b, Duree):
        assert a.unite is b.unite and operateur in (ir.Operateur.PLUS, ir.Operateur.MOINS)
        nombre = a.nombre + b.nombre if operateur is ir.Operateur.PLUS else a.nombre - b.nombre
        return Duree(nombre=nombre, unite=a.unite)
    duree, facteur = (a, b) if isinstance(a, Duree) else (b, a)
    assert isinstance(duree, Duree) and operateur is ir.Operateur.FOIS, "checked: a number times a duration"
    if isinstance(facteur, Plage):
        return Indetermine(facteur.causes)
    assert isinstance(facteur, Fraction) and facteur.denominator == 1, "checked: a whole number"
    return Duree(nombre=duree.nombre * facteur.numerator, unite=duree.unite)


def _from_day(operateur: ir.Operateur, a: Evenement, b: Resultat, calendrier: Calendrier) -> Resultat:
    if isinstance(b, Duree):
        nombre = b.nombre if operateur is ir.Operateur.PLUS else -b.nombre
        return shift_event(a, Duree(nombre=nombre, unite=b.unite), calendrier)
    assert isinstance(b, JOURS) and operateur is ir.Operateur.MOINS, "checked: days between"
    return _days_between(as_event(b), a)


def shift_event(event: Evenement, duree: Duree, calendrier: Calendrier) -> Evenement:
    """e ⊕ n for every possible date; ⊕ is monotone, so the ends move and `jamais` stays."""
    return Evenement(
        debut=None if event.debut is None else shift(event.debut, duree, calendrier),
        fin=None if event.fin is None else shift(event.fin, duree, calendrier),
        jamais=event.jamais,
        ouvert=event.ouvert,
        fait=event.fait,
        genre=event.genre,
        ligne=event.ligne,
    )


def _days_between(a: Evenement, b: Evenement) -> Resultat:
    """b − a in days. An event that never happens is at no distance from another."""
    if a.est_jamais or b.est_jamais:
        return NON_APPLICABLE
    if a.connu is not None and b.connu is not None:
        return Fraction((b.connu - a.connu).days)
    return Indetermine(causes_of_value(a) | causes_of_value(b))
