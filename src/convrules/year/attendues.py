"""The vacancies that a forecast expects: what each may bring to a rule once it has come.

That a vacancy comes says nothing of what follows it: a lease, an attribution, an orientation may take place
within the period, after it, or never; so may its going to the holder. Source: docs/langage, « Ce qui peut
encore venir ».
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from convrules.base.outcomes import Indetermine, Issue, causes_of
from convrules.base.records import replace
from convrules.facts.records import Ligne
from convrules.year.annoncees import may_bear_on
from convrules.year.assiette import Cadre
from convrules.year.cellules import Clef, as_number, as_text, day_of, may_be_both
from convrules.year.dossier import Attendu, Jour, told_once
from convrules.year.hors_flux import Vu
from convrules.year.jour_attendu import Lecture, readings
from convrules.year.rangs import DEHORS, Option
from convrules.year.textes import Textes

SANS_BASE: Final = frozenset({(True, False)})


def concerned(cadre: Cadre) -> Iterable[tuple[int, Ligne]]:
    """Rows whose period meets what remains of the year, or may be counted there, with their rank in the
    table."""
    for rang, ligne in enumerate(cadre.faits.vacances_attendues or ()):
        if not _ended(ligne, cadre) and (_within(ligne, cadre) or _before(ligne, cadre)):
            yield rang, ligne


def _ended(ligne: Ligne, cadre: Cadre) -> bool:
    last = day_of(ligne, "au")
    return last is not None and last <= cadre.au


def _within(ligne: Ligne, cadre: Cadre) -> bool:
    """May its vacancies come in the period?"""
    first, last = day_of(ligne, "du"), day_of(ligne, "au")
    return (last is None or last >= cadre.periode.du) and (first is None or first <= cadre.periode.au)


def _beyond(ligne: Ligne, cadre: Cadre) -> bool:
    """May its vacancies come out of the period, in the same year: after it, or before it begins?"""
    last, first = day_of(ligne, "au"), max(cadre.au + timedelta(days=1), day_of(ligne, "du") or date.min)
    after = cadre.periode.au < date(cadre.annee, 12, 31) and (last is None or last > cadre.periode.au)
    return after or first < cadre.periode.du


def _before(ligne: Ligne, cadre: Cadre) -> bool:
    """May they come before the period, and what follows be counted in it, each event at its own date?"""
    return _first_before(ligne, cadre) < cadre.periode.du and not cadre.avec_leur_vacance


def _first_before(ligne: Ligne, cadre: Cadre) -> date:
    """The first of its days that is left, and on which the convention is in force."""
    ahead = cadre.au + timedelta(days=1)
    return max(ahead, day_of(ligne, "du") or date.min, cadre.en_vigueur.du or date.min)


def expected(row: tuple[int, Ligne], textes: Textes, clef: Clef, *, holder: bool) -> Attendu:
    """What a row of the forecast is to one cell, on any of the days that it may come. `holder`: does only the
    convention's holder count?"""
    (rang, ligne), cadre = row, textes.cadre
    low, high = as_number(ligne.cellule("min")), as_number(ligne.cellule("max"))
    assert low is not None and high is not None, "checked on reading: a forecast of vacancies has bounds"
    within, before = _within(ligne, cadre), _before(ligne, cadre)
    found = [
        lecture
        for day in (days_of_each_text(ligne, cadre) if within or not before else ())
        for lecture in readings(ligne, textes, day, holder=holder)
    ]
    left = frozenset[Vu]().union(*(x.hors_flux for x in found))
    if before:
        earlier = (
            _earlier(lecture)
            for day in _days_before(ligne, cadre)
            for lecture in readings(ligne, textes, day, holder=holder)
        )
        found = [*found, *earlier]
    by_day = told_once(map(_with_what_is_of_no_flow, found))
    inside = may_bear_on(ligne, cadre)
    here = _in_cell(ligne, clef, inside)
    out = here is False or all(jour.options == DEHORS for jour in by_day)
    bases = {x.base if isinstance(x.base, bool) else None for x in found}
    sure = out or (here is True and len(bases) == 1 and None not in bases)
    return Attendu(
        min=int(low) if sure and not out and _wholly_ahead(ligne, cadre) else 0,
        max=0 if out else int(high),
        selon_le_jour=by_day,
        hors_flux=left,
        rang=rang,
        sure=sure,
        manque=frozenset() if sure else frozenset(_columns(ligne, clef, inside, found)),
        manque_compte=frozenset() if out else frozenset[str]().union(*(x.manque_compte for x in found)),
        avant=before and not out,
        deborde=not out and _beyond(ligne, cadre),
    )


def _columns(ligne: Ligne, clef: Clef, inside: Issue, lectures: Iterable[Lecture]) -> Iterator[str]:
    """Those for want of which it is not known whether the row is of the base, or of the cell."""
    if isinstance(inside, Indetermine):
        yield "commune"
    yield from (nom for nom, _ in clef if as_text(ligne.cellule(nom)) is None)
    yield from (cause.fait for lecture in lectures for cause in causes_of(lecture.base))


def _earlier(lecture: Lecture) -> Lecture:
    """The same of a vacancy that comes before the period: what follows it may be counted there."""

    def seen(options: frozenset[Option]) -> frozenset[Option]:
        return DEHORS | {(a, b and not lecture.avec_la_vacance) for a, b in options}

    jour = lecture.jour
    left = None if jour.barrees is None else seen(jour.barrees)
    return replace(lecture, jour=replace(jour, options=seen(jour.options), barrees=left))


def _with_what_is_of_no_flow(lecture: Lecture) -> Jour:
    """Of the same day: one that turns out to be of no flow may be counted all the same."""
    jour = lecture.jour
    alone = any(vu.compte and not vu.base for vu in lecture.hors_flux) and jour.peut_compter
    return replace(jour, au_dela=DEHORS | SANS_BASE) if alone else jour


def days_of_each_text(ligne: Ligne, cadre: Cadre) -> tuple[date, ...]:
    """A day of each text that its vacancies may come under: of its period, what remains of the year."""
    first = max(cadre.au + timedelta(days=1), cadre.periode.du, day_of(ligne, "du") or cadre.periode.du)
    last = min(cadre.periode.au, day_of(ligne, "au") or cadre.periode.au)
    return _of_each_text(min(first, last), last, cadre)


def _days_before(ligne: Ligne, cadre: Cadre) -> tuple[date, ...]:
    """The same of those that come before the period, for what follows them there."""
    first = _first_before(ligne, cadre)
    eve = cadre.periode.du - timedelta(days=1)
    return _of_each_text(first, min(eve, day_of(ligne, "au") or eve), cadre)


def _of_each_text(first: date, last: date, cadre: Cadre) -> tuple[date, ...]:
    return (first, *(d for d in cadre.versions if first < d <= last))


def _wholly_ahead(ligne: Ligne, cadre: Cadre) -> bool:
    """Otherwise some of these vacancies may have come already, or come before or after the period."""
    first, last = day_of(ligne, "du"), day_of(ligne, "au")
    if first is None or last is None:
        return False
    return max(cadre.au + timedelta(days=1), cadre.periode.du) <= first and last <= cadre.periode.au


def _in_cell(ligne: Ligne, clef: Clef, inside: Issue) -> Issue | None:
    """None: perhaps, for want of a column."""
    for nom, valeur in clef:
        found = as_text(ligne.cellule(nom))
        perhaps = found is None or may_be_both(nom, found, valeur)
        if not perhaps and found != valeur:
            return False
        if perhaps and inside is True:
            return None
    return inside
