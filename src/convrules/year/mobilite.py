"""Of the vacancies that have come by the day, the share that a rule has in its base or counts: as large a one
of those that a mobility rate brings.

A vacancy of which it is not known whether it has come is of both numbers of that share, of the second alone,
or of neither: each end is that of a completion, not a quotient of two ends.
Source: docs/langage, « Projection au terme ».
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.dates import between_days
from convrules.base.outcomes import Issue, causes_of
from convrules.base.records import dataclass, replace
from convrules.compiler import ClauseCompilee
from convrules.year.assiette import Cadre, Sujet, is_row
from convrules.year.cadence import Reste
from convrules.year.cellules import Groupe
from convrules.year.ouverte import Cadence, SansProjection
from convrules.year.pareils import RangsLus
from convrules.year.periode import Intervalle
from convrules.year.rangees import own_rows, rows_within
from convrules.year.rangs import Rang, only_future, sides
from convrules.year.suivi import Suivi, firm
from convrules.year.textes import text_of_cell

Facon: TypeAlias = tuple[Fraction | int, int]
"""What a vacancy adds to what a rule has, and to those that have come."""
Lue: TypeAlias = tuple[Sujet, Rang]
PEUT_ETRE_VENUE: Final = frozenset[Facon]({(0, 0), (0, 1)})


# --- those that have come -------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A vacancy that has perhaps come. `suivi`: as it is if it has; `datee`: is its day, for certain, one of
    those looked at? If it has not come, it is then not under the convention, and counts nowhere."""

    suivi: Suivi
    datee: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Venues:
    """Vacancies of the convention from the first day of the period to the day one looks: how many have come
    for certain; by identity, those that may have."""

    sures: int
    en_doute: Mapping[int, Venue]

    def doubt(self, sujet: Sujet) -> Venue | None:
        return self.en_doute.get(_key(sujet)) if self.en_doute else None


def come_by(cadre: Cadre) -> Venues:
    sures = 0
    doubt: dict[int, Venue] = {}
    window = Intervalle(du=cadre.periode.du, au=cadre.au)
    for suivi in cadre.suivis:
        dated = between_days(suivi.decision.reference, window.du, window.au)
        covered = firm(is_row(suivi))
        if any(one is False or _waits(one) for one in (dated, covered)):
            continue
        if dated is True and covered is True:
            sures += 1
        else:
            doubt[id(suivi.vacance)] = Venue(suivi=_if_come(suivi, window), datee=dated is True)
    return Venues(sures=sures, en_doute=doubt)


def _waits(issue: Issue) -> bool:
    return only_future(causes_of(issue))


def _if_come(suivi: Suivi, window: Intervalle) -> Suivi:
    """Without a mark nor a rank: of rows that say the same, it is not known that they have come."""
    own = suivi.decision.reference
    first, last = max(own.debut or window.du, window.du), min(own.fin or window.au, window.au)
    within = replace(own, debut=first, fin=last, jamais=False, ouvert=False)
    return Suivi(
        vacance=suivi.vacance,
        decision=replace(suivi.decision, reference=within),
        mondes=tuple(monde for monde in suivi.mondes if monde.meets(window)) or suivi.mondes,
        couverte=True,
        causes=suivi.causes,
    )


def read_if_come(
    clause: ClauseCompilee, part: ClauseCompilee | None, groupe: Groupe, cadre: Cadre, venues: Venues
) -> Iterator[Lue] | None:
    """Rows of a cell as those that may have come are, if they have. part: that a quota stands in. None where
    nothing more is known of them: rows below a vacancy are not looked at."""
    every = (*groupe.surs, *(sujet for sujet, _ in groupe.peut_etre))
    if not venues.en_doute or any(sujet.niveau is not ir.Niveau.VACANCE for sujet in every):
        return None

    def seen(sujet: Sujet) -> Sujet | None:
        found = venues.doubt(sujet)
        return None if found is None else replace(sujet, suivi=found.suivi)

    surs = (seen(sujet) for sujet in groupe.surs)
    others = ((seen(sujet), causes) for sujet, causes in groupe.peut_etre)
    narrow = replace(
        groupe,
        surs=tuple(sujet for sujet in surs if sujet is not None),
        peut_etre=tuple((sujet, causes) for sujet, causes in others if sujet is not None),
    )
    textes = text_of_cell(clause, groupe, cadre)
    if part is None:
        return iter(RangsLus(own_rows(textes, narrow)))
    above = RangsLus(own_rows(text_of_cell(part, groupe, cadre), narrow))
    return rows_within(textes, narrow, part, above)


# --- the share of them that a rule has ------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`sure`: that of what is certain, which one of the completions may not give."""

    bas: Fraction
    sure: Fraction
    haut: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesure:
    """What the rows of a cell are measured by. `si_venues`: by identity of their vacancy, the rows of those
    that may have come, if they have; None where that says no more. `dedans`: has the vacancy of a row that
    is counted, that is in the base, come for certain?"""

    venues: Venues
    si_venues: Mapping[int, Sequence[Rang]] | None
    dedans: tuple[bool, bool]

    def cadence(self, rows: Iterable[Lue], side: int, reste: Reste) -> Cadence | SansProjection:
        """Rows to come by the end of the period, counted (0), in the base (1), or why nothing is said."""
        park, rate = reste.hypothese.dwellings(reste.convention), reste.hypothese.mobilite
        if park is None or rate is None:
            return SansProjection.PARC_NON_DECLARE
        if not self.venues.sures:
            return SansProjection.AUCUNE_VACANCE
        year = 366 if monthrange(reste.au.year, 2)[1] == 29 else 365
        come = Fraction((reste.periode.au - reste.couvert).days, year) * park
        part = self.part(rows, side)
        return Cadence(
            bas=rate.min * come * part.bas,
            moyen=(rate.min + rate.max) / 2 * come * part.sure,
            haut=rate.max * come * part.haut,
            couvert=reste.couvert if reste.couvert < reste.au else None,
        )

    def part(self, rows: Iterable[Lue], side: int) -> Part:
        sure: Fraction | int = 0
        free: Counter[frozenset[Facon]] = Counter()
        doubt: dict[int, list[Rang]] = {}
        for sujet, rang in rows:
            always, perhaps = sides(rang.options)[side]
            if perhaps and self.venues.doubt(sujet) is not None:
                doubt.setdefault(_key(sujet), []).append(rang)
            elif always:
                sure += rang.poids
            elif perhaps:
                free[frozenset({(0, 0), (rang.poids, 0)})] += 1
        for key, rangs in doubt.items():
            free[self._ways(key, rangs, side)] += 1
        free[PEUT_ETRE_VENUE] += len(self.venues.en_doute) - len(doubt)
        start = (sure, self.venues.sures)
        least, most = (extreme_share(start, free, high=high) for high in (False, True))
        certain = sure + sum(_weighed(rangs, side)[0] for rangs in doubt.values())
        middle = Fraction(certain) / self.venues.sures
        return Part(bas=least, sure=min(max(least, middle), most), haut=most)

    def _ways(self, key: int, rangs: Sequence[Rang], side: int) -> frozenset[Facon]:
        apart = self.dedans[side] or self.venues.en_doute[key].datee
        without = (0,) if apart else _weighed(rangs, side)
        come = rangs if self.si_venues is None else self.si_venues.get(key, ())
        return frozenset((*((a, 0) for a in without), *((a, 1) for a in _weighed(come, side))))


def by_vacancy(
    rows: Iterable[Lue] | None, seen: Callable[[Rang], Rang]
) -> Mapping[int, Sequence[Rang]] | None:
    """seen: the row as it stands on the day."""
    if rows is None:
        return None
    found: dict[int, list[Rang]] = {}
    for sujet, rang in rows:
        found.setdefault(_key(sujet), []).append(seen(rang))
    return found


def extreme_share(start: Facon, free: Mapping[frozenset[Facon], int], *, high: bool) -> Fraction:
    """The least or greatest of k / n, `start` being what is certain of both, each other vacancy adding one of
    its ways, whatever the others add. free: how many vacancies have the same ways. The second number of
    `start` is not 0.

    From any share, the ways that are best against it give one that is nearer the end, until none does.
    """
    found = Fraction(start[0]) / start[1]
    first = True
    while True:
        k, n = start
        for ways, number in free.items():
            a, b = (max if high else min)(sorted(ways), key=lambda way: way[0] - found * way[1])
            k, n = k + a * number, n + b * number
        share = Fraction(k) / n
        if share == found and not first:
            return found
        found, first = share, False


def _weighed(rangs: Iterable[Rang], side: int) -> tuple[Fraction | int, Fraction | int]:
    """Of the rows that certainly are, then of those that may be."""
    low: Fraction | int = 0
    high: Fraction | int = 0
    for rang in rangs:
        always, perhaps = sides(rang.options)[side]
        low += rang.poids if always else 0
        high += rang.poids if perhaps else 0
    return low, high


def _key(sujet: Sujet) -> int:
    """Identity of the vacancy: two rows of a file may bear one name."""
    return 0 if sujet.suivi is None else id(sujet.suivi.vacance)
