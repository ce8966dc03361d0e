"""The landlord's vacancies as the journal completes them, found by where they stand.

A convention looks at those of its territory only: what it costs does not grow with the rest of the stock.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import TypeAlias

from convrules import ir
from convrules.base.outcomes import Issue
from convrules.base.records import dataclass
from convrules.base.values import INCONNU, Cellule
from convrules.columnar.reach import Index
from convrules.facts.records import Faits, Vacance
from convrules.runtime.lives import FINS_DE_VIE, life_ended, recorded_day
from convrules.runtime.memoire import Fin
from convrules.runtime.places import LIEUX
from convrules.runtime.reading import in_own_cell
from convrules.runtime.recorded import with_acts

Lieu: TypeAlias = tuple[Cellule, ...]
"""The facts that place a row, in the order of `LIEUX`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parc:
    """`vues`: the vacancies, in the order of the files. `lieux`: ranks of those of each place. `classees`:
    what `once` found; `la`, the places of each territory."""

    vues: tuple[Vacance, ...]
    lieux: dict[Lieu, list[int]]
    classees: dict[tuple[object, ...], Sequence[int]] = field(default_factory=dict, compare=False, repr=False)
    la: dict[ir.Territoire, Sequence[tuple[Issue, list[int]]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    indexes: list[Index] = field(default_factory=list, compare=False, repr=False)
    """Of the places, once asked for."""
    noms: list[frozenset[str]] = field(default_factory=list, compare=False, repr=False)
    """Identifiers of the vacancies, once asked for."""

    def has(self, ident: str) -> bool:
        if not self.noms:
            self.noms.append(frozenset(vacance.id for vacance in self.vues))
        return ident in self.noms[0]

    def on(self, territoire: ir.Territoire) -> Iterator[Vacance]:
        """Those that are, or may be, on a territory, in the order of the files."""
        return (self.vues[rank] for rank in sorted(self.ranks(territoire)))

    def ranks(self, territoire: ir.Territoire) -> Mapping[int, Issue]:
        """Their ranks, and whether they are on it."""
        return {rank: here for here, ranks in self._there(territoire) for rank in ranks}

    def size(self, territoire: ir.Territoire) -> int:
        """How many they are."""
        return sum(len(ranks) for _, ranks in self._there(territoire))

    def classes(self, noms: tuple[str, ...]) -> Sequence[int]:
        """Of each vacancy, the rank of the first that says the same of these facts. Cells are told apart by
        identity."""
        return self.once(noms, lambda: self._classes(noms))

    def once(self, key: tuple[object, ...], ask: Callable[[], Sequence[int]]) -> Sequence[int]:
        """What is found once for all conventions."""
        found = self.classees.get(key)
        if found is None:
            found = self.classees[key] = ask()
        return found

    def _classes(self, noms: tuple[str, ...]) -> Sequence[int]:
        if not noms:
            return [0] * len(self.vues)
        # Why whole columns: what is made to tell of a dwelling lends its identity to nothing else meanwhile.
        columns = [[_cell(vacance, nom) for vacance in self.vues] for nom in noms]
        firsts: dict[tuple[int, ...], int] = {}
        told = zip(*(map(id, column) for column in columns), strict=True)
        return [firsts.setdefault(key, rank) for rank, key in enumerate(told)]

    def days(self, nom: str, au: date) -> Sequence[int]:
        """Of each vacancy, the rank of the first of which one knows the same of an event as of a day: what
        its own cell says, and when its life ended where that is no day."""
        return self.once((nom, au), lambda: self._days(nom, au))

    def _days(self, nom: str, au: date) -> Sequence[int]:
        if not in_own_cell(nom):
            return range(len(self.vues))
        cells = [_cell(vacance, nom) for vacance in self.vues]
        lives, ends = self.classes(FINS_DE_VIE), dict[int, object]()
        known: dict[int, bool] = {}
        firsts: dict[object, int] = {}
        found: list[int] = []
        for rank, (cell, life) in enumerate(zip(cells, lives, strict=True)):
            key: object = id(cell)
            if id(cell) not in known:
                day = recorded_day(cell)
                known[id(cell)] = day is not None and day <= au
            if not known[id(cell)]:
                if life not in ends:
                    ends[life] = _as_read(life, life_ended(self.vues[rank], au))
                key = id(cell), ends[life]
            found.append(firsts.setdefault(key, rank))
        return found

    def _there(self, territoire: ir.Territoire) -> Sequence[tuple[Issue, list[int]]]:
        found = self.la.get(territoire)
        if found is None:
            if not self.indexes:
                places = (dict(zip(LIEUX, lieu, strict=True)) for lieu in self.lieux)
                self.indexes.append(Index([place.__getitem__ for place in places]))
            (index,) = self.indexes
            ranks = list(self.lieux.values())
            near = ((index.here(territoire, place), ranks[place]) for place in index.near(territoire))
            found = self.la[territoire] = [(here, rows) for here, rows in near if here is not False]
        return found


def _cell(vacance: Vacance, nom: str) -> Cellule:
    # Why the row itself: most vacancies have no other place.
    own = vacance.ligne.cellules.get(nom, INCONNU)
    return own if vacance.logement is None else vacance.cellule(nom)


def _as_read(life: int, ended: Fin) -> object:
    """What of the end of a life decides of an event that is not known to have come: the day by which it had
    ended; its very cells, where it may have."""
    return None if ended is None else (ended[1] or ("perhaps", life))


def stock_of(faits: Faits, au: date) -> Parc:
    parc = Parc(vues=tuple(with_acts(v, faits, au) for v in faits.vacances), lieux={})
    alike: dict[int, list[int]] = {}
    for rank, first in enumerate(parc.classes(LIEUX)):
        alike.setdefault(first, []).append(rank)
    for first, ranks in alike.items():
        lieu = tuple(_cell(parc.vues[first], nom) for nom in LIEUX)
        parc.lieux.setdefault(lieu, []).extend(ranks)
    return parc
