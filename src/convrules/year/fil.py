"""A part over the year and town by town: what its vacancies made due, and what was done.

Withdrawals are those made, never those forecast; balances and turns exchanged are not there.
Source: docs/langage, « Au fil de l'année et par commune ».
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.base.values import INCONNU, Cellule
from convrules.runtime.decision import ResultatEffet, Statut
from convrules.runtime.reading import read_event
from convrules.year.assiette import EVENEMENTS, Cadre, Sujet
from convrules.year.bornes import hull
from convrules.year.cellules import as_text
from convrules.year.ecrite import counted_population
from convrules.year.livres import Fil, Jalon, Lieu
from convrules.year.lues import RegleLue
from convrules.year.periode import Intervalle
from convrules.year.rangs import DEHORS, Rang, sides, sums

RETIRE = (Statut.SOUSTRAIT,)


def along(lue: RegleLue, cadre: Cadre) -> tuple[Fil, tuple[Lieu, ...]]:
    """A part over the year, then town by town."""
    rows = tuple(_rows(lue))
    return _over_the_year(rows, lue, cadre), tuple(_by_town(rows, lue))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lecture:
    """What a row makes due if it is in the base; `cotes`: is it counted, and in the base (`sides`)?"""

    cotes: tuple[tuple[bool, bool], tuple[bool, bool]]
    du: Fraction | None


def _read(rang: Rang) -> _Lecture:
    taux = rang.taux.valeur
    return _Lecture(cotes=sides(rang.options), du=None if taux is None else Fraction(rang.poids) * taux)


def _over_the_year(rows: Iterable[tuple[Sujet, Rang]], lue: RegleLue, cadre: Cadre) -> Fil:
    """From the first month of the period to the day one looks, or to its last day. What is due for certain is
    there although one does not know yet whether it was done; such rows are counted in doubt."""
    due: list[tuple[date, Fraction | int]] = []
    done: list[tuple[date, Fraction | int]] = []
    doubt = 0
    event = _event(lue, cadre)
    # Why by identity: rows read alike share what they are made of.
    known: dict[tuple[object, ...], _Lecture] = {}
    for sujet, rang in rows:
        key = id(rang.options), id(rang.taux), rang.poids
        read = known.get(key)
        if read is None:
            read = known[key] = _read(rang)
        (counted, perhaps), (inside, inside_perhaps) = read.cotes
        reference = None
        if inside_perhaps and sujet.suivi is not None:
            reference = sujet.suivi.reference.connu
        day = _day_counted(sujet, event) if perhaps else None
        settled = inside is inside_perhaps and read.du is not None
        settled = settled and (reference is not None or not inside_perhaps)
        if settled and reference is not None and read.du is not None:
            due.append((reference, read.du))
        if counted and day is not None:
            done.append((min(day, cadre.periode.au), rang.poids))
        if not settled or counted is not perhaps or (perhaps and day is None):
            doubt += 1
    days = tuple(_days(cadre.periode, cadre.au))
    totals = zip(days, _until_each(days, due), _until_each(days, done), strict=True)
    jalons = tuple(Jalon(jour=jour, du=du, fait=fait) for jour, du, fait in totals)
    return Fil(clause=lue.clause.ident, jalons=jalons, en_doute=doubt)


def _by_town(rows: Iterable[tuple[Sujet, Rang]], lue: RegleLue) -> Iterator[Lieu]:
    """Towns in the order of their codes, then what is of none that is known."""
    # Why by identity: reading makes one cell of each town of a column.
    cells: dict[int, tuple[Cellule, list[Rang]]] = {}
    for sujet, rang in rows:
        cell = INCONNU if sujet.suivi is None else sujet.suivi.vacance.cellule("commune")
        cells.setdefault(id(cell), (cell, []))[1].append(rang)
    towns: dict[str, list[Rang]] = {}
    for cell, same in cells.values():
        towns.setdefault(as_text(cell) or "", []).extend(same)
    for commune, rangs in sorted(towns.items(), key=lambda found: (not found[0], found[0])):
        found = sums(rangs)
        yield Lieu(clause=lue.clause.ident, commune=commune, base=found.base, du=found.du, fait=found.fait)


def _rows(lue: RegleLue) -> Iterator[tuple[Sujet, Rang]]:
    """Each row once, whichever cell it may be in, that may count for something; what was withdrawn makes
    nothing due."""
    found: dict[str, tuple[Sujet, Rang]] = {}
    for cell in lue.cellules:
        for sujet, rang in cell.rangs:
            before = found.get(rang.id)
            found[rang.id] = sujet, rang if before is None else _either(before[1], rang)
    for sujet, rang in found.values():
        if sujet.suivi is not None and sujet.suivi.dite.statut.possibles == RETIRE and not sujet.excedent:
            continue
        if rang.options != DEHORS:
            yield sujet, rang


def _either(a: Rang, b: Rang) -> Rang:
    return replace(a, options=a.options | b.options, taux=hull((a.taux, b.taux)))


def _event(lue: RegleLue, cadre: Cadre) -> str:
    classe = counted_population(lue.clause, None, cadre.periode.du).classes[0]
    return EVENEMENTS.get(classe, cadre.choix.rattachement)


def _day_counted(sujet: Sujet, event: str) -> date | None:
    """Of the event, else of the effect that counts the dwelling without it."""
    if sujet.suivi is None:
        return None
    day = read_event(event, sujet.mondes[0].contexte).connu
    suivi, days = sujet.suivi, [day]
    if any(_counts(e) for e in suivi.dite.effets):
        days += [e.date.connu for e in suivi.decision.effets if _counts(e)]
    return min((d for d in days if d is not None), default=None)


def _counts(effet: ResultatEffet) -> bool:
    return effet.effet.decompte is ir.Decompte.COMPTEE


def _until_each(jours: Iterable[date], found: Iterable[tuple[date, Fraction | int]]) -> Iterator[Fraction]:
    """What there is by each of some days."""
    # Why by identity: most rows make the very same due, and fractions take long to add and to compare.
    alike: dict[int, tuple[Fraction | int, list[date]]] = {}
    for day, value in found:
        alike.setdefault(id(value), (value, []))[1].append(day)
    for _, days in alike.values():
        days.sort()
    for jour in jours:
        total = Fraction(0)
        for value, days in alike.values():
            total += value * bisect_right(days, jour)
        yield total


def _days(periode: Intervalle, au: date) -> Iterator[date]:
    """The last day of each month of the period, then the day on which it stops."""
    last = min(periode.au, au)
    day = periode.du
    while day <= last:
        after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        yield min(after - timedelta(1), last)
        day = after
