"""The places that rows say, found by what a territory names: nothing is asked of those that have none of it.

It gives no meaning of its own: `runtime.places` is asked of every place that may be on a territory.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from convrules import geographie, ir
from convrules.base.outcomes import Issue
from convrules.base.values import Cellule, Connu, Erreur, SansObjet
from convrules.runtime.operators import normal_text
from convrules.runtime.places import LIEUX, departement_of, on_territory

Lire: TypeAlias = Callable[[str], Cellule]
"""Reads a fact of a place."""


Champs: TypeAlias = tuple[dict[str, list[int]], list[int]]
"""Ranks of places by what they say of one fact; those that do not say it."""


class Index:
    """Places, by what each says of the facts of `LIEUX`; one that does not is asked about each time."""

    def __init__(self, places: Sequence[Lire]) -> None:
        self.places = places
        self._fields: dict[str, Champs] = {}

    def on(self, territoire: ir.Territoire) -> list[Issue]:
        """Is each place on a territory?"""
        found: list[Issue] = [False] * len(self.places)
        for rank in self.near(territoire):
            found[rank] = self.here(territoire, rank)
        return found

    def here(self, territoire: ir.Territoire, rank: int) -> Issue:
        return on_territory(territoire, self.places[rank])

    def near(self, territoire: ir.Territoire) -> Sequence[int]:
        """Ranks of the places that may be on it, rising."""
        named = zip(LIEUX, _codes(territoire), strict=True)
        asked = [(field, codes) for field, codes in named if codes]
        if not asked:
            return range(len(self.places))
        found: set[int] = set()
        for field, codes in asked:
            named_by, open_ = self._field(field)
            found.update(open_, *(named_by[code] for code in codes & named_by.keys()))
        return sorted(found)

    def _field(self, field: str) -> Champs:
        """Why one at a time: a territory of communes does not load the list of their groupings."""
        kept = self._fields.get(field)
        if kept is None:
            kept = self._fields[field] = {}, []
            for rank, cellule in enumerate(self.places):
                codes = _said(field, cellule)
                if codes is None:
                    kept[1].append(rank)
                for code in codes or ():
                    kept[0].setdefault(code, []).append(rank)
        return kept


def _codes(territoire: ir.Territoire) -> tuple[frozenset[str], ...]:
    return (
        territoire.regions,
        territoire.departements,
        territoire.communes,
        territoire.epcis,
        territoire.epts,
    )


def _said(field: str, cellule: Lire) -> frozenset[str] | None:
    """The codes of which a territory must name one to hold the place by this fact; None where it need not."""
    cell = cellule(field)
    match cell:
        case SansObjet():
            return frozenset()
        case Connu(valeur=str() as code) if field == "commune":
            return _holding(normal_text(code))
        case Connu(valeur=str() as code):
            return frozenset({normal_text(code)})
        case Erreur():
            return None
    commune = cellule("commune")
    if field == "commune" or not isinstance(commune, Connu) or not isinstance(commune.valeur, str):
        return None
    return _of_commune(field, normal_text(commune.valeur))


def _of_commune(field: str, code: str) -> frozenset[str] | None:
    """The place of a commune, where the row says no other."""
    match field:
        case "departement":
            found: str | None = departement_of(code)
        case "region":
            found = geographie.region_of(departement_of(code))
        case _:
            commune = geographie.commune(code)
            if commune is None:
                return None
            found = commune.epci if field == "epci" else commune.ept
    return frozenset() if found is None else frozenset({found})


def _holding(code: str) -> frozenset[str] | None:
    """The commune, and the whole one of which it is a part; None for one that has parts."""
    return None if geographie.is_divided(code) else frozenset({code, geographie.whole_commune(code)})
