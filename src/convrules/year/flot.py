"""Can units be shared among accounts so that each account has enough, and none too many?

Floors and ceilings of one account that are nested or apart make a flow with lower and upper bounds, whose
whole solutions are those of its fractions. Of two that cross, it is supposed how many units of what they
have in common the account is given: what is left of each is then apart.
Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from convrules.base.flows import max_flow
from convrules.base.records import dataclass, replace

ESSAIS_MAX = 400
"""LIMIT: flows looked at for one sharing; beyond, nothing is said."""
FORMES_MAX: Final = 1_000

Noeud: TypeAlias = tuple[int, int]
"""Of a network: an account and a set of its, by rank; below zero, what is of no account."""
SOURCE: Final[Noeud] = (-1, 0)
PUITS: Final[Noeud] = (-1, 1)
DU: Final[Noeud] = (-1, 2)
RENDU: Final[Noeud] = (-1, 3)
CLASSE: Final = -2
"""Beside it, the rank of a class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Borne:
    """Of the units of these classes that go to the account, at least `besoin`, at most `place`."""

    compte: str
    classes: frozenset[int]
    besoin: int = 0
    place: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partage:
    """`possible`: None when there are too many ways to try. `donnees`: units of each class that one way
    gives; empty where none was followed to its end."""

    possible: bool | None
    donnees: tuple[int, ...] = ()


IMPOSSIBLE = Partage(possible=False)
TROP = Partage(possible=None)


@dataclass(slots=True, kw_only=True)
class Essais:
    """How many flows may still be looked at."""

    reste: int

    def take(self) -> bool:
        self.reste -= 1
        return self.reste >= 0


def sharing(offre: Sequence[int], bornes: Sequence[Borne], essais: Essais | None = None) -> bool | None:
    """Is there a way to give each unit to one account at most (`offre`: units of each class)? None: too many
    ways to try."""
    return shared(offre, bornes, essais).possible


def shared(offre: Sequence[int], bornes: Sequence[Borne], essais: Essais | None = None) -> Partage:
    """The same, with what one such way gives. essais: of several questions together; each has its own
    limit beside."""
    left = ESSAIS_MAX if essais is None else min(ESSAIS_MAX, essais.reste)
    own = Essais(reste=left)
    found = _given(offre, _merged(_binding(bornes)), own)
    if essais is not None:
        essais.reste -= left - max(0, own.reste)
    return found


def _given(offre: Sequence[int], bornes: Sequence[Borne], essais: Essais) -> Partage:
    """bornes: one of each set of an account."""
    if any(b.place is not None and b.place < b.besoin for b in bornes):
        return IMPOSSIBLE
    comptes = _by_account(bornes)
    crossing = next((pair for own in comptes if (pair := _crossing(own)) is not None), None)
    if crossing is None:
        return _flow(offre, comptes) if essais.take() else TROP
    for back in (False, True):
        if not essais.take():
            return TROP
        if not _flow(offre, [_apart(own, back=back) for own in comptes]).possible:
            return IMPOSSIBLE
    answer = IMPOSSIBLE
    for supposed in _supposed(offre, bornes, *crossing):
        found = _given(offre, _merged(supposed), essais)
        if found.possible:
            return found
        answer = TROP if found.possible is None else answer
        if essais.reste <= 0:
            return TROP
    return answer


def _by_account(bornes: Sequence[Borne]) -> list[list[Borne]]:
    found: dict[str, list[Borne]] = {}
    for borne in bornes:
        found.setdefault(borne.compte, []).append(borne)
    return list(found.values())


def _flow(offre: Sequence[int], comptes: Sequence[Sequence[Borne]]) -> Partage:
    """comptes: bounds of each account, of sets that are nested or apart."""
    graphe = Graphe()
    formes = [_shape(tuple(b.classes for b in own)) for own in comptes]
    for compte, (own, forme) in enumerate(zip(comptes, formes, strict=True)):
        for rank, (borne, above) in enumerate(zip(own, forme.parents, strict=True)):
            parent = PUITS if above is None else (compte, above)
            graphe.add((compte, rank), parent, borne.besoin, borne.place)
    alike: dict[tuple[Noeud, ...], list[int]] = {}
    for n, units in enumerate(offre):
        given = tuple((c, forme.leaves[n]) for c, forme in enumerate(formes) if n in forme.leaves)
        if units and given:
            alike.setdefault(given, []).append(n)
    for given, classes in alike.items():
        units, first = sum(offre[n] for n in classes), (CLASSE, classes[0])
        graphe.add(SOURCE, first, 0, units)
        for noeud in given:
            graphe.add(first, noeud, 0, units)
    graphe.add(PUITS, SOURCE, 0, None)
    if not graphe.circulates():
        return IMPOSSIBLE
    donnees = [0] * len(offre)
    for classes in alike.values():
        left = graphe.carried(SOURCE, (CLASSE, classes[0]))
        for n in classes:
            donnees[n] = min(left, offre[n])
            left -= donnees[n]
    return Partage(possible=True, donnees=tuple(donnees))


def _binding(bornes: Sequence[Borne]) -> list[Borne]:
    """Why not a ceiling above all the needs of its account: no more than these need be given to it."""
    needs: dict[str, int] = {}
    for b in bornes:
        needs[b.compte] = needs.get(b.compte, 0) + b.besoin
    return [b for b in bornes if b.besoin > 0 or (b.place is not None and b.place < needs[b.compte])]


def _merged(bornes: Sequence[Borne]) -> list[Borne]:
    """One of each set of an account."""
    found: dict[tuple[str, frozenset[int]], Borne] = {}
    for b in bornes:
        key = b.compte, b.classes
        known = found.get(key)
        found[key] = b if known is None else _both(known, b)
    return list(found.values())


def _both(one: Borne, other: Borne) -> Borne:
    rooms = [b.place for b in (one, other) if b.place is not None]
    return replace(one, besoin=max(one.besoin, other.besoin), place=min(rooms) if rooms else None)


# --- bounds that cross --------------------------------------------------------------------------
def _crossing(own: Sequence[Borne]) -> tuple[Borne, Borne] | None:
    """The first two bounds of an account that cross."""
    found = _shape(tuple(b.classes for b in own)).croisement
    return None if found is None else (own[found[0]], own[found[1]])


def _cross(a: frozenset[int], b: frozenset[int]) -> bool:
    return not (a.isdisjoint(b) or a <= b or b <= a)


def _apart(own: Sequence[Borne], *, back: bool) -> list[Borne]:
    """The first bound of an account, or the last, and each that crosses none of those before: what must hold
    in any case."""
    ordered = own[::-1] if back else own
    return [ordered[n] for n in _shape(tuple(b.classes for b in ordered)).gardes]


def _supposed(offre: Sequence[int], bornes: Sequence[Borne], a: Borne, b: Borne) -> Iterator[list[Borne]]:
    """By how many units of what two sets have in common are given, the likeliest first."""
    common = a.classes & b.classes
    rest = [one for one in bornes if one is not a and one is not b]
    # Why no more than all the floors: a unit that none of them needs is given to nobody.
    met = (one.besoin for one in bornes if one.compte == a.compte and one.classes & common)
    most = min(sum(met), sum(offre[n] for n in common))
    most = min([most, *(one.place for one in (a, b) if one.place is not None)])
    least = max(0, *(one.besoin - sum(offre[n] for n in one.classes - common) for one in (a, b)))
    numbers = range(least, most + 1)
    for number in numbers if a.besoin == b.besoin == 0 else reversed(numbers):
        yield [
            *rest,
            Borne(compte=a.compte, classes=common, besoin=number, place=number),
            *(_less(one, common, number) for one in (a, b)),
        ]


def _less(borne: Borne, common: frozenset[int], number: int) -> Borne:
    """Without what they have in common, so many of which are given."""
    return Borne(
        compte=borne.compte,
        classes=borne.classes - common,
        besoin=max(0, borne.besoin - number),
        place=None if borne.place is None else borne.place - number,
    )


# --- bounds of one account as a tree ----------------------------------------------------------
class Forme(NamedTuple):
    """How sets of classes stand to one another, by rank. `croisement`: the first two that cross; `gardes`:
    each that crosses none of those kept before it; `parents`: the smallest that holds each, `leaves`: of
    each class, the smallest that holds it (where none cross)."""

    croisement: tuple[int, int] | None
    gardes: tuple[int, ...]
    parents: Sequence[int | None] = ()
    leaves: Mapping[int, int] = MappingProxyType({})


@lru_cache(maxsize=FORMES_MAX)
def _shape(sets: tuple[frozenset[int], ...]) -> Forme:
    pairs = combinations(range(len(sets)), 2)
    croisement = next(((a, b) for a, b in pairs if _cross(sets[a], sets[b])), None)
    gardes: list[int] = []
    for n, classes in enumerate(sets):
        if not any(_cross(classes, sets[other]) for other in gardes):
            gardes.append(n)
    if croisement is not None:
        return Forme(croisement=croisement, gardes=tuple(gardes))
    ranked = sorted(range(len(sets)), key=lambda n: (len(sets[n]), sorted(sets[n])))
    parents: list[int | None] = [None] * len(sets)
    leaves: dict[int, int] = {}
    for place, n in enumerate(ranked):
        parents[n] = next((other for other in ranked[place + 1 :] if sets[n] < sets[other]), None)
        for classe in sets[n]:
            leaves.setdefault(classe, n)
    return Forme(croisement=None, gardes=tuple(gardes), parents=parents, leaves=leaves)


# --- a flow with lower bounds -----------------------------------------------------------------
class Graphe:
    """A network whose edges carry from `bas` to `haut` (None: any number)."""

    def __init__(self) -> None:
        self._left: dict[Noeud, dict[Noeud, int]] = {}
        self._lack: dict[Noeud, int] = {}
        self._possible = True

    def add(self, a: Noeud, b: Noeud, bas: int, haut: int | None) -> None:
        """Why the lack: what an edge must carry is sent at once, and the flow makes up for it."""
        room = 1_000_000_000 if haut is None else haut - bas
        self._possible = self._possible and room >= 0
        self._join(a, b, room)
        if bas:
            self._lack[b] = self._lack.get(b, 0) + bas
            self._lack[a] = self._lack.get(a, 0) - bas

    def circulates(self) -> bool:
        """Can every edge carry what it must?"""
        wanted = 0
        for noeud, lack in self._lack.items():
            if lack > 0:
                self._join(DU, noeud, lack)
                wanted += lack
            elif lack < 0:
                self._join(noeud, RENDU, -lack)
        return self._possible and max_flow(self._left, DU, RENDU) == wanted

    def carried(self, a: Noeud, b: Noeud) -> int:
        """What flows through an edge of which nothing must."""
        return self._left.get(b, {}).get(a, 0)

    def _join(self, a: Noeud, b: Noeud, room: int) -> None:
        self._left.setdefault(a, {})
        self._left.setdefault(b, {}).setdefault(a, 0)
        self._left[a][b] = self._left[a].get(b, 0) + room
