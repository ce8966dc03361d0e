"""Rows of a forecast in whose days the data have vacancies already: what is expected is counted beside them.

A declared choice, told where it may deceive: who wrote the forecast of the whole year counts them twice.
A row begins on the day after the last one of which the data say the vacancies; of those that the data have
after that day, it says itself how many its numbers leave out.
Source: docs/langage, « Ce qui peut encore venir ».
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Final

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.base.values import Cellule
from convrules.compiler import Programme
from convrules.facts.records import Ligne, Vacance
from convrules.runtime.lives import recorded_day
from convrules.runtime.places import on_territory
from convrules.year.assiette import Cadre
from convrules.year.attendues import concerned
from convrules.year.cellules import as_number, as_text, day_of, may_be_both
from convrules.year.model import BilanConvention
from convrules.year.ouverte import Hypothese, Recouverte
from convrules.year.periode import periods
from convrules.year.suivi import Suivi, firm

CITEES: Final = 4
"""Vacancies that have come that a row keeps at least, to name them and to say that there are others."""
_DEDUITES: Final = "deja_deduites"
_DE_LA_LIGNE: Final = frozenset({"id", "du", "au", "min", "max", _DEDUITES})
"""What a row of the forecast says of itself, and not of its vacancies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupes:
    """The last day of which the data say every vacancy, in order, with the territories of the conventions of
    which it is so: those whose year is open. `connues`: what `of` found, by the rank of the row."""

    jours: tuple[tuple[date, tuple[ir.Territoire, ...]], ...] = ()
    connues: dict[int, date] = field(default_factory=dict, compare=False, repr=False)

    def of(self, rang: int, ligne: Ligne) -> date:
        """The first of those of the conventions that a row bears on. Why not each its own: they read one
        first day, and of the days before it neither the data nor the row would speak."""
        if rang not in self.connues:
            there = (jour for jour, territoires in self.jours if _bears_on(ligne, territoires))
            # Why the last for want of any: whoever asks has found a vacancy that the row may speak of.
            self.connues[rang] = next(there, self.jours[-1][0])
        return self.connues[rang]


def cuts(programmes: Sequence[Programme], hypothese: Hypothese, annee: int, au: date) -> Coupes:
    """Of these conventions, for a year that is judged on a day."""
    found: dict[date, list[ir.Territoire]] = {}
    for convention in (p.convention for p in programmes):
        whole = periods(ir.Periode.ANNEE, annee, convention.en_vigueur)
        if convention.choix is not None and whole and au < whole[0].au:
            last = hypothese.covered(convention.choix.rattachement, whole[0].du, au)
            found.setdefault(last, []).append(convention.territoire)
    return Coupes(jours=tuple((last, tuple(found[last])) for last in sorted(found)))


def _bears_on(ligne: Ligne, territoires: Sequence[ir.Territoire]) -> bool:
    return any(on_territory(territoire, ligne.cellule) is not False for territoire in territoires)


def covered(cadre: Cadre, coupes: Coupes) -> tuple[Recouverte, ...]:
    """Of the rows that may still bring vacancies, those in whose days the territory has some, be they of the
    period or before: the row speaks of its days, whenever the convention began."""
    if cadre.au >= cadre.periode.au:
        return ()
    lignes = [(rang, ligne) for rang, ligne in concerned(cadre) if as_number(ligne.cellule("max"))]
    return tuple(_covered(lignes, cadre, coupes)) if lignes else ()


def _covered(lignes: Sequence[tuple[int, Ligne]], cadre: Cadre, coupes: Coupes) -> Iterator[Recouverte]:
    dated = sorted(
        (day, place)
        for place, suivi in enumerate(cadre.suivis)
        if (day := _day(suivi, cadre)) is not None and firm(suivi.dite.territoire) is not False
    )
    days = [day for day, _ in dated]
    names = sorted({nom for _, ligne in lignes for nom in ligne.cellules} - _DE_LA_LIGNE)
    classes = cadre.classes(*names)
    for rang, ligne in lignes:
        first, last = day_of(ligne, "du"), day_of(ligne, "au")
        if first is None or last is None:
            continue
        begin, end = bisect_left(days, first), bisect_right(days, last)
        if begin == end:
            continue
        coupe, alike = coupes.of(rang, ligne), _alike(ligne.cellules, cadre, classes)
        past = max(begin, bisect_right(days, coupe))
        come, announced = (
            tuple(_first_of((place for _, place in dated[low:high]), alike, cadre, most))
            for low, high, most in ((begin, past, _named(ligne)), (past, end, None))
        )
        if come or announced:
            yield Recouverte(
                rang=rang,
                ligne=ligne,
                coupe=coupe,
                venues=come,
                annoncees=announced,
                deduites=_left_out(ligne),
            )


def counted_beside(conventions: Sequence[BilanConvention]) -> tuple[BilanConvention, ...]:
    """Each with those of its rows that leave out fewer vacancies than the data have. Why all together: of
    conventions of two territories each may have fewer than the row leaves out of both."""
    found = together(row for b in conventions for row in b.recouvertes)
    # Why a number that is too great counts for none: it is that of other data.
    valid = {r.rang: r.deduites if r.deduites <= len(all_of(r)) else 0 for r in found}
    beside = {r.rang for r in found if len(all_of(r)) > valid[r.rang]}

    def own(b: BilanConvention) -> BilanConvention:
        rows = (replace(r, deduites=valid[r.rang]) for r in b.recouvertes if r.rang in beside)
        return replace(b, recouvertes=tuple(rows)) if b.recouvertes else b

    return tuple(map(own, conventions))


def together(rows: Iterable[Recouverte]) -> list[Recouverte]:
    """In the order of the forecast, each row once with what all conventions make of it."""
    found: dict[int, Recouverte] = {}
    for row in rows:
        known = found.setdefault(row.rang, row)
        found[row.rang] = replace(
            known,
            venues=tuple(dict.fromkeys((*known.venues, *row.venues))),
            annoncees=tuple(dict.fromkeys((*known.annoncees, *row.annoncees))),
        )
    return [found[rang] for rang in sorted(found)]


def all_of(row: Recouverte) -> frozenset[str]:
    """The vacancies that the data have in its days, be they come or announced."""
    return frozenset((*row.venues, *row.annoncees))


def _left_out(ligne: Ligne) -> int:
    """How many vacancies that the data have already the row says that its numbers leave out."""
    return int(as_number(ligne.cellule(_DEDUITES)) or 0)


def _named(ligne: Ligne) -> int:
    """How many vacancies that have come are kept: one more than it may bring and leave out says that it may
    double all that it brings."""
    most = as_number(ligne.cellule("max"))
    return max(CITEES, int(most or 0) + _left_out(ligne) + 1)


def _day(suivi: Suivi, cadre: Cadre) -> date | None:
    """The day that dates the vacancy, or that the data announce: of the year, it may yet not come then."""
    return suivi.reference.connu or recorded_day(suivi.vacance.cellule(cadre.choix.rattachement))


def _first_of(
    places: Iterator[int], alike: Callable[[int], bool], cadre: Cadre, most: int | None
) -> Iterator[str]:
    """`most`: how many at most; None: all of them, for their number is told."""
    named = 0
    for place in places:
        if alike(place):
            yield cadre.suivis[place].vacance.id
            named += 1
        if named == most:
            return


def _alike(cellules: Mapping[str, Cellule], cadre: Cadre, classes: Sequence[int]) -> Callable[[int], bool]:
    """May the vacancy at a place be of those of the row? Asked once of all that say the same."""
    told = {nom: text for nom, cell in cellules.items() if (text := as_text(cell)) is not None}
    known: dict[int, bool] = {}

    def alike(place: int) -> bool:
        classe = classes[place]
        if classe not in known:
            known[classe] = _may_be(told, cadre.suivis[place].vacance)
        return known[classe]

    return alike


def _may_be(told: Mapping[str, str], vacance: Vacance) -> bool:
    own = {nom: as_text(vacance.cellule(nom)) for nom in told if nom not in _DE_LA_LIGNE}
    return all(
        text is None or text == told[nom] or may_be_both(nom, told[nom], text) for nom, text in own.items()
    )
