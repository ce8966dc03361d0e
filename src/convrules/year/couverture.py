"""Days of a period of which neither the data nor the forecast say every vacancy: any number of rows may lack.

The period is then judged as one whose rows have no bound: a verdict is what holds whatever lacks.
Source: docs/langage, « Correspondance », « Année close, année ouverte ».
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import replace
from convrules.base.trous import UN_JOUR, Trou, days_within, first_gap, lacking_between, of_year
from convrules.facts.records import Ligne
from convrules.runtime.places import on_territory
from convrules.year.assiette import Cadre
from convrules.year.cellules import day_of
from convrules.year.periode import Intervalle, periods

RIEN: Final = frozenset[Cause]()


def lacking(cadre: Cadre, *, seule: bool = False) -> frozenset[Cause]:
    """Why any number of vacancies that the period reads may lack: nothing where data and forecast say them
    all, or where there is no forecast of a period that goes on, which nothing bounds. seule: of its own days
    alone."""
    expected, close = cadre.faits.vacances_attendues, cadre.au >= cadre.periode.au
    if not cadre.trous or (expected is None and not close):
        return RIEN
    whole = Intervalle(du=cadre.periode.du if seule else first_read(cadre), au=cadre.periode.au)
    territoire = cadre.programme.convention.territoire

    def look() -> Intervalle | None:
        return unsaid(whole, cadre.trous, cadre.au, expected or (), territoire)

    found = cadre.keep(("jours non couverts", cadre.periode, seule), expected, look)
    return frozenset({of_year(cadre.annee)}) if found is not None else RIEN


def known_until(cadre: Cadre) -> date:
    """The last day after which a vacancy may be of the period and of no row."""
    if cadre.faits.vacances_attendues is not None and not lacking(cadre):
        return cadre.au
    gap = first_gap(cadre.trous, first_read(cadre), min(cadre.au, cadre.periode.au))
    return gap[0] if gap is not None else cadre.au


def first_read(cadre: Cadre) -> date:
    """The first day of the vacancies that the period reads: of the year before too, where what follows them
    counts at its own date."""
    return cadre.periode.du if cadre.avec_leur_vacance else dated_before(cadre, cadre.periode.du)


def dated_before(cadre: Cadre, jour: date) -> date:
    """The first day of the vacancies of which an event may come on a day or after it: of the year before."""
    before = date(max(jour.year - 1, 1), 1, 1)
    return min(jour, max(before, cadre.en_vigueur.du or before))


def lacking_by(cadre: Cadre, du: date, jour: date) -> frozenset[Cause]:
    """Why any number of vacancies dated from one day to another, both included, may lack."""
    return lacking_between(cadre.trous, du, min(jour, cadre.au))


def lacks_before(cadre: Cadre, annee: int, jour: date, *, au_jour: bool, avant: bool) -> bool:
    """May a vacancy of no row be on an account of a civil year by this day? au_jour: the year of its event,
    and not that which the convention counts it in. avant: what is counted comes before the event that dates
    vacancies, else not."""
    if not cadre.trous:
        return False

    def look() -> tuple[Intervalle | None, Intervalle | None]:
        found = periods(ir.Periode.ANNEE, annee, cadre.en_vigueur)
        if not found:
            return None, None
        here = replace(cadre, periode=found[0], annee=annee)
        first = dated_before(here, here.periode.du) if au_jour else first_read(here)
        whole = Intervalle(du=first, au=found[0].au)
        over = [t for t in cadre.trous if t[1] is not None or whole.au <= cadre.au]
        territoire = cadre.programme.convention.territoire
        every, known = (unsaid(whole, x, cadre.au, expected, territoire) for x in (cadre.trous, over))
        return every, known

    expected = cadre.faits.vacances_attendues or ()
    every, over = cadre.keep(("jours d'avant", annee, au_jour), expected, look)
    return (every is not None and every.du <= jour) or (avant and over is not None)


def unsaid(
    periode: Intervalle, trous: Sequence[Trou], au: date, expected: Sequence[Ligne], territoire: ir.Territoire
) -> Intervalle | None:
    """From the first to the last of these days. trous: those of which the data do not say every vacancy;
    expected: what the forecast says, which counts for a period that goes on."""
    close = periode.au <= au
    # Why the day one looks from: it is not over, and a forecast alone says that none comes then.
    last = periode.au if close else au
    days = [days_within(trou, periode.du, last) for trou in trous]
    lacks = [one for one in days if one is not None]
    if not close:
        rows = [r for r in expected if not _ended(r, au) and is_here(territoire, r)]
        lacks = [found for one in lacks if (found := _between_rows(rows, *one)) is not None]
    if not lacks:
        return None
    return Intervalle(du=min(du for du, _ in lacks), au=max(au for _, au in lacks))


def unforeseen(periode: Intervalle, au: date, expected: Sequence[Ligne], territoire: ir.Territoire) -> bool:
    """Does no row speak of any day of what is left of a period, on the territory? One that says that none
    comes does."""
    first = max(periode.du, au + UN_JOUR)
    there = (
        r for r in expected if (day_of(r, "du") or first) <= periode.au and not _ended(r, first - UN_JOUR)
    )
    return not any(is_here(territoire, r) for r in there)


def _ended(row: Ligne, au: date) -> bool:
    """A forecast of days that are past no longer says that anything may come."""
    last = day_of(row, "au")
    return last is not None and last <= au


def is_here(territoire: ir.Territoire, row: Ligne) -> bool:
    """May its vacancies be on the territory? On a part of it is enough: what a forecast that speaks of the
    territory does not name, it expects none of."""
    return on_territory(territoire, row.cellule) is not False


def _between_rows(rows: Sequence[Ligne], first: date, last: date) -> tuple[date, date] | None:
    """From the first day to the last, within these, of which no row speaks."""
    spans = sorted((day_of(row, "du") or first, day_of(row, "au") or last) for row in rows)
    left = list[tuple[date, date]]()
    for du, au in spans:
        if du > first:
            left.append((first, min(last, du - UN_JOUR)))
        first = max(first, au + UN_JOUR)
        if first > last:
            break
    else:
        left.append((first, last))
    return (left[0][0], left[-1][1]) if left else None
