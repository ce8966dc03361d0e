"""A plan of what remains of the year, made of what is expected of it: of each type of dwellings, how many
each holder should get so that the largest deficits to come stay low.

Numbers alone: whole parts of a dwelling (`UN`), so that the same plan is made everywhere. A plan ranks those
that may take a dwelling; it opens nothing to anybody. Source: docs/langage, « L'anticipation ».
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cached_property
from operator import add
from typing import Final, TypeAlias

from convrules.base.records import dataclass
from convrules.orientation.logarithmes import plus

UN: Final = 1_000_000
"""A dwelling."""
TIERS: Final = 36
"""Parts of a year, three to a month: a plan is made at the start of each."""
ATTRAIT: Final = 2
"""A dwelling of deficit that was not planned weighs as half a dwelling of plan."""
GAIN: Final = 3 * UN // 10
"""What a plan must spare on the forecast, else the deficit alone ranks."""
TOURS: Final = (20, 60)
"""Turns of a plan, each looking at every type of every period: those after which it may be settled, and the
most."""
REPOS: Final = UN // 10
"""A plan is settled when a turn moves no more than that of any period."""
RAIDEUR: Final = (185, 740)
"""How much more a larger deficit weighs, at the first turn and from the last of the least: by dwelling, in
256ths of a power of 2."""
PAS_MAX: Final = 1_200
"""Dwellings supposed to come, to try a plan: where more are expected, each stands for several."""

Genre: TypeAlias = tuple[int, ...]
"""A type of dwellings: those that may take one, by rank, rising."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Periode:
    """How many of each type are expected, and what they make due to each holder."""

    nombres: Mapping[int, int]
    dus: Sequence[int]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Attendus:
    """What is expected of a year, third of month by third of month: `nombres`, how many of each type; `dus`,
    what they make due to each holder. `noms`: holders, the landlord last."""

    noms: tuple[str, ...]
    genres: tuple[Genre, ...]
    nombres: tuple[Mapping[int, int], ...]
    dus: tuple[Mapping[int, int], ...]

    @cached_property
    def rangs(self) -> Mapping[Genre, int]:
        return {genre: rang for rang, genre in enumerate(self.genres)}

    @cached_property
    def places(self) -> Mapping[str, int]:
        return {nom: rang for rang, nom in enumerate(self.noms)}

    def ahead(self, tiers: int) -> list[Periode]:
        """From the start of a third: the rest of its month, then month by month."""
        ends = [tiers - tiers % 3 + 3, *range(tiers - tiers % 3 + 6, TIERS + 1, 3)]
        starts = [tiers, *ends[:-1]]
        return [self._over(range(a, b)) for a, b in zip(starts, ends, strict=True)]

    def _over(self, tiers: range) -> Periode:
        nombres: dict[int, int] = {}
        dus = [0] * len(self.noms)
        for n in tiers:
            for genre, nombre in self.nombres[n].items():
                nombres[genre] = nombres.get(genre, 0) + nombre
            for holder, du in self.dus[n].items():
                dus[holder] += du
        return Periode(nombres=dict(sorted((g, n) for g, n in nombres.items() if n)), dus=dus)


def third(jour: date) -> int:
    """The third of a month that a day is in, from 0: from the 1st, the 11th, the 21st."""
    return 3 * (jour.month - 1) + min(2, (jour.day - 1) // 10)


def start_of_third(jour: date) -> date:
    return jour.replace(day=1 + 10 * (third(jour) % 3))


Parts: TypeAlias = Mapping[int, Sequence[int]]
"""Over a period, by type: how much of it is for each of those that may take one, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajet:
    """A period of a plan: its parts, and the deficits that it leads from and to. `nombre`: how many dwellings
    it expects."""

    parts: Parts
    debut: Sequence[int]
    fin: Sequence[int]
    nombre: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`trajet`: of the rest of the month. `periodes`: what was expected from the day on which it was made."""

    genres: tuple[Genre, ...]
    trajet: Trajet
    periodes: Sequence[Periode]

    def begun(self) -> "Compte":
        return Compte(genres=self.genres, trajet=self.trajet)

    def planned(self, genre: int, place: int) -> tuple[int, int]:
        """How many of the type are expected by the end of the month, and how many of these are for one."""
        return self.periodes[0].nombres.get(genre, 0), self.trajet.parts[genre][place]

    def open_to(self, holder: int) -> tuple[int, int]:
        """How many dwellings are expected by the end of the year, and how many of these one may take."""
        every = [(g, n) for periode in self.periodes for g, n in periode.nombres.items()]
        return sum(n for _, n in every), sum(n for g, n in every if holder in self.genres[g])


def plan(attendus: Attendus, tiers: int, retards: Sequence[int]) -> Plan | None:
    """What to do from the start of a third on, by deficits then; None when the deficit alone does as well on
    what is expected."""
    periodes = attendus.ahead(tiers)
    pas = Pas.of(periodes)
    plain = _tried(attendus, pas, retards, None)
    trajets = _shared_out(attendus, periodes, retards)
    if _tried(attendus, pas, retards, trajets) >= plain - GAIN * pas.chacun:
        return None
    return Plan(genres=attendus.genres, trajet=trajets[0], periodes=periodes)


def nothing_to_keep(attendus: Attendus) -> bool:
    """Is all that is expected open to the same holders? Then none is scarcer for one than for another."""
    return len({genre for nombres in attendus.nombres for genre, n in nombres.items() if n}) <= 1


# --- the plan -------------------------------------------------------------------------------------
def _shared_out(attendus: Attendus, periodes: Sequence[Periode], retards: Sequence[int]) -> list[Trajet]:
    """Of each type, what each holder should get in each period, so that deficits at the ends of periods stay
    low, the largest weighing most: Σ 2^(s × deficit) is lessened, one type of one period after the other,
    each time as far as it can be by that type alone."""
    due = [sum(column) for column in zip(*(p.dus for p in periodes), strict=True)]
    every = [
        {genre: _by_rates(attendus.genres[genre], n, due) for genre, n in p.nombres.items()} for p in periodes
    ]
    (least, most), (first, last) = TOURS, RAIDEUR
    for tour in range(most):
        raideur = min(last, first + (last - first) * tour // (least - 1))
        ends = _ends(attendus, periodes, retards, every)
        pulls: list[int] = []
        moved = 0
        for rang in reversed(range(len(periodes))):
            now = [x * raideur // UN for x in ends[rang]]
            pulls = list(map(plus, pulls, now)) if pulls else now
            for genre, parts in every[rang].items():
                moved = max(moved, _settle(attendus.genres[genre], parts, pulls, raideur))
        if tour >= least and moved <= REPOS:
            break
    ends = _ends(attendus, periodes, retards, every)
    starts = [retards, *ends[:-1]]
    return [
        Trajet(parts=parts, debut=a, fin=b, nombre=sum(p.nombres.values()))
        for p, parts, a, b in zip(periodes, every, starts, ends, strict=True)
    ]


def _by_rates(holders: Genre, nombre: int, due: Sequence[int]) -> list[int]:
    """Where a plan starts from: by what becomes due to those that may take the type."""
    rates = [due[h] for h in holders]
    whole = sum(rates)
    return [nombre * rate // whole if whole else nombre // len(rates) for rate in rates]


def _ends(
    attendus: Attendus, periodes: Sequence[Periode], retards: Sequence[int], every: Sequence[Parts]
) -> list[list[int]]:
    """Deficits at the end of each period."""
    found: list[list[int]] = []
    now: Sequence[int] = retards
    for periode, given in zip(periodes, every, strict=True):
        end = [x + du for x, du in zip(now, periode.dus, strict=True)]
        for genre, parts in given.items():
            for holder, part in zip(attendus.genres[genre], parts, strict=True):
                end[holder] -= part
        found.append(end)
        now = end
    return found


def _settle(holders: Genre, parts: list[int], pulls: list[int], raideur: int) -> int:
    """Share one type of one period out anew, the rest being what it is; the most that is moved. `pulls`: the
    logarithm of what the deficits of each weigh from this period on, changed as shares are. Those that get
    some are left with the same pull, and those that get none with less."""
    nombre = sum(parts)
    weighed = [part + pulls[h] * UN // raideur for h, part in zip(holders, parts, strict=True)]
    level, total = 0, -nombre
    for count, valeur in enumerate(sorted(weighed, reverse=True), 1):
        if count > 1 and level >= valeur:
            break
        total += valeur
        level = total // count
    moved = 0
    for place, valeur in enumerate(weighed):
        part, before = max(0, valeur - level), parts[place]
        if part != before:
            parts[place] = part
            pulls[holders[place]] += (before - part) * raideur // UN
            moved = max(moved, abs(part - before))
    return moved


# --- a plan tried on what is expected -------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Pas:
    """What is expected, one after the other: by period, types evenly spread, and what each makes due.
    `chacun`: how many dwellings one stands for."""

    periodes: Sequence[tuple[Sequence[int], Sequence[int]]]
    chacun: int

    @staticmethod
    def of(periodes: Sequence[Periode]) -> "Pas":
        total = sum(sum(p.nombres.values()) for p in periodes)
        chacun = max(1, -(-total // (PAS_MAX * UN)))
        carried: dict[int, int] = {}
        return Pas(
            periodes=[
                (_spread(periode, carried, chacun * UN), _each(periode, chacun * UN)) for periode in periodes
            ],
            chacun=chacun,
        )

    def begun(self, attendus: Attendus, trajet: Trajet) -> "Compte":
        """A period begun, in these dwellings."""
        n = self.chacun
        scaled = Trajet(
            parts=trajet.parts,
            debut=[x // n for x in trajet.debut],
            fin=[x // n for x in trajet.fin],
            nombre=trajet.nombre // n,
        )
        return Compte(genres=attendus.genres, trajet=scaled)


MILIEU: Final = 1 << 40


def _spread(periode: Periode, carried: dict[int, int], unite: int) -> Sequence[int]:
    """Whole dwellings, what is rounded off carried to the next period."""
    placed: list[tuple[int, int]] = []
    for genre, nombre in periode.nombres.items():
        due = carried.get(genre, 0) + nombre
        count = max(0, (2 * due + unite) // (2 * unite))
        carried[genre] = due - count * unite
        placed += [((2 * rank + 1) * MILIEU // (2 * count), genre) for rank in range(count)]
    return [genre for _, genre in sorted(placed)]


def _each(periode: Periode, unite: int) -> Sequence[int]:
    total = sum(periode.nombres.values())
    return [du * unite // total if total else 0 for du in periode.dus]


def _tried(attendus: Attendus, pas: Pas, retards: Sequence[int], trajets: Sequence[Trajet] | None) -> int:
    """The largest deficit if what comes is what is expected: by the plan, or by the deficit alone."""
    now, found = list(retards), max(retards)
    unite, chacun, genres_ = pas.chacun * UN, pas.chacun, attendus.genres
    for rang, (genres, due) in enumerate(pas.periodes):
        compte = pas.begun(attendus, trajets[rang]) if trajets is not None else None
        for genre in genres:
            now = list(map(add, now, due))
            holders = genres_[genre]
            scores: Sequence[int] = [now[h] for h in holders]
            if not scores:
                # What nobody may take makes all later.
                found = max(found, *now)
                continue
            if compte is not None:
                late = scores if chacun == 1 else [x // chacun for x in scores]
                scores = compte.of_all(genre, late) or late
            place = scores.index(max(scores))
            if compte is not None:
                compte.note(genre, place)
            now[holders[place]] -= unite
            most = max(now)
            found = most if most > found else found
    return found


@dataclass(slots=True, kw_only=True)
class Compte:
    """What has been done of a period of a plan. `vus`: dwellings of each type so far; `donnes`: to whom they
    went; `tous`: all of them, those of types that were not expected included."""

    genres: Sequence[Genre]
    trajet: Trajet
    vus: dict[int, int] = field(default_factory=dict)
    donnes: dict[int, list[int]] = field(default_factory=dict)
    tous: int = 0
    menees: dict[int, tuple[Sequence[int], Sequence[int]]] = field(default_factory=dict)

    def of_all(self, genre: int, late: Sequence[int]) -> Sequence[int]:
        """The same as `scores` where all those that may take the type may, in their order, each by all of its
        deficits."""
        weights = self.trajet.parts.get(genre, ())
        total = sum(weights)
        if not total:
            return ()
        known = self.menees.get(genre)
        if known is None:
            debut, fin, holders = self.trajet.debut, self.trajet.fin, self.genres[genre]
            known = [debut[h] for h in holders], [fin[h] - debut[h] for h in holders]
            self.menees[genre] = known
        seen = (self.vus.get(genre, 0) + 1) * UN
        gone = min(UN, (self.tous + 1) * UN * UN // max(1, self.trajet.nombre))
        given = self.donnes.get(genre) or [0] * len(weights)
        return [
            weight * seen // total - had * UN + (retard - start - way * gone // UN) // ATTRAIT
            for weight, had, retard, start, way in zip(weights, given, late, *known, strict=True)
        ]

    def scores(
        self, genre: int, places: Sequence[int], late: Sequence[int], parts: Sequence[int] | None = None
    ) -> list[int]:
        """How far behind its part of the type each of these places is, this dwelling counted; how far its
        deficit (`late`, in their order) is from what was planned counts a little. `parts`: which part of the
        holder's deficits that is (none: all of them). Nothing when the plan gives none of them any."""
        weights = self.trajet.parts.get(genre, ())
        total = sum([weights[place] for place in places]) if weights else 0
        if not total:
            return []
        seen, holders = (self.vus.get(genre, 0) + 1) * UN, self.genres[genre]
        given, trajet = self.donnes.get(genre) or [0] * len(weights), self.trajet
        gone = min(UN, (self.tous + 1) * UN * UN // max(1, trajet.nombre))
        debut, fin = trajet.debut, trajet.fin
        led = [debut[h] + (fin[h] - debut[h]) * gone // UN for h in [holders[place] for place in places]]
        if parts is not None:
            led = [x * part // UN for x, part in zip(led, parts, strict=True)]
        return [
            weights[place] * seen // total - given[place] * UN + (retard - x) // ATTRAIT
            for place, retard, x in zip(places, late, led, strict=True)
        ]

    def had(self, genre: int, place: int) -> int:
        """How many of the type have gone there."""
        return self.donnes[genre][place] if genre in self.donnes else 0

    def note(self, genre: int | None, place: int) -> None:
        """A dwelling has come, of a type (None: not one that was expected), and went there."""
        self.tous += 1
        if genre is None:
            return
        self.vus[genre] = self.vus.get(genre, 0) + 1
        if place >= 0:
            self.donnes.setdefault(genre, [0] * len(self.genres[genre]))[place] += 1
