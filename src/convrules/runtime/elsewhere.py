"""A landlord has hundreds of conventions, and a vacancy stands on the territory of a few: the others are
neither judged nor asked what they say of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import compress
from typing import Any, TypeAlias

from convrules.base.records import replace
from convrules.base.values import Cellule
from convrules.compiler import Programme
from convrules.facts.records import Vacance
from convrules.runtime.decision import Decision
from convrules.runtime.places import LIEUX, on_territory

Juger: TypeAlias = Callable[[Programme], Decision]
"""What the evaluator says of a vacancy under a convention."""


class Ailleurs(Decision):
    """What the evaluator would say, which it is asked for when one of its fields is read: a landlord has
    hundreds of conventions, and a dwelling stands on the territory of a few."""

    __slots__ = ("_entiere", "_juger", "_programme")

    def __init__(self, ident: str, programme: Programme, au: date, juger: Juger) -> None:
        """ident: of the vacancy."""
        put = object.__setattr__
        put(self, "vacance", ident)
        put(self, "convention", programme.convention.ident)
        put(self, "au", au)
        put(self, "territoire", False)
        put(self, "_programme", programme)
        put(self, "_juger", juger)

    @property
    def entiere(self) -> Decision:
        """The decision itself."""
        found: Decision = self._entiere
        return found

    def __getattr__(self, nom: str) -> Any:
        # Why it is found: Python asks here for a field that is not set.
        if nom != "_entiere":
            return getattr(self.entiere, nom)
        found = self._juger(self._programme)
        object.__setattr__(self, nom, found)
        return found

    def __eq__(self, other: object) -> bool:
        return self.entiere == (other.entiere if isinstance(other, Ailleurs) else other)

    def __hash__(self) -> int:
        return hash(self.entiere)


class Ici:
    """Of a landlord's conventions, those on whose territory a row is or may be: asked once of each place."""

    def __init__(self, programmes: Iterable[Programme]) -> None:
        self._programmes = tuple(programmes)
        self._known: dict[tuple[Cellule, ...], Sequence[tuple[Programme, bool]]] = {}

    def of(self, vacance: Vacance) -> Sequence[tuple[Programme, bool]]:
        """Each convention, and whether it is so."""
        place = tuple([vacance.cellule(nom) for nom in LIEUX])
        found = self._known.get(place)
        if found is None:
            found = self._known[place] = list(self._there(vacance))
        return found

    def _there(self, vacance: Vacance) -> Iterator[tuple[Programme, bool]]:
        for programme in self._programmes:
            yield programme, on_territory(programme.convention.territoire, vacance.cellule) is not False


def beside(programme: Programme, vacance: Vacance) -> Programme:
    """A convention with those of its neighbours alone that may bear on a row: those on whose territory it is
    or may be, and those whose clauses hold wherever they are written."""
    voisins = programme.voisins
    if programme.a_part or not voisins:
        return programme
    place = tuple([vacance.cellule(nom) for nom in LIEUX])
    known = programme.proches.get((id(voisins), place))
    if known is None:
        # Why they are kept beside: what lives on lends its identity to nothing else.
        known = voisins, _beside(programme, dict(zip(LIEUX, place, strict=True)).__getitem__)
        programme.proches[id(voisins), place] = known
    return known[1]


def _beside(programme: Programme, cellule: Callable[[str], Cellule]) -> Programme:
    def is_here(other: Programme) -> bool:
        return on_territory(other.convention.territoire, cellule) is not False

    voisins = programme.voisins
    here = [is_here(p) for p in voisins]
    known = {id(c) for p in (programme, *compress(voisins, here)) for c in p.designes}
    kept: list[Programme] = []
    for voisin, there in zip(voisins, here, strict=True):
        others = {id(c) for c in voisin.designes} - known
        if there or others or voisin.delegations:
            kept.append(voisin)
            known |= others
    rivals = tuple(p for p in programme.concurrents if is_here(p))
    return replace(programme, voisins=tuple(kept), concurrents=rivals)
