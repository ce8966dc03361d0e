"""The landlord's vacancies as the journal completes them, found by where they stand.

A convention looks at those of its territory only: what it costs does not grow with the rest of the stock.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeAlias

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.values import Cellule
from convrules.facts.records import Faits, Vacance
from convrules.runtime.places import LIEUX, on_territory
from convrules.runtime.recorded import with_acts

Lieu: TypeAlias = tuple[Cellule, ...]
"""The facts that place a row, in the order of `LIEUX`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parc:
    """`vues`: the vacancies, in the order of the files. `lieux`: ranks of those of each place."""

    vues: tuple[Vacance, ...]
    lieux: dict[Lieu, list[int]]

    def on(self, territoire: ir.Territoire) -> Iterator[Vacance]:
        """Those that are, or may be, on a territory, in the order of the files."""
        return (
            self.vues[rank] for rank in sorted(rank for ranks in self._there(territoire) for rank in ranks)
        )

    def size(self, territoire: ir.Territoire) -> int:
        """How many they are."""
        return sum(map(len, self._there(territoire)))

    def _there(self, territoire: ir.Territoire) -> Iterator[list[int]]:
        return (ranks for lieu, ranks in self.lieux.items() if _may_hold(territoire, lieu))


def stock_of(faits: Faits, au: date) -> Parc:
    vues = tuple(with_acts(v, faits, au) for v in faits.vacances)
    lieux: dict[Lieu, list[int]] = {}
    for rank, vacance in enumerate(vues):
        lieux.setdefault(tuple(vacance.cellule(nom) for nom in LIEUX), []).append(rank)
    return Parc(vues=vues, lieux=lieux)


def _may_hold(territoire: ir.Territoire, lieu: Sequence[Cellule]) -> bool:
    cells = dict(zip(LIEUX, lieu, strict=True))
    return on_territory(territoire, cells.__getitem__) is not False
