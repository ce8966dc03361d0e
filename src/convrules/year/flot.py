"""Can units be shared among accounts so that each account has enough, and none too many?

Floors and ceilings of one account that are nested or apart make a flow with lower and upper bounds, whose
whole solutions are those of its fractions. Of two that cross, it is supposed how many units of what they
have in common the account is given: what is left of each is then apart.
Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from convrules.base.flows import max_flow
from convrules.base.records import dataclass, replace

ESSAIS_MAX = 400
"""LIMIT: flows looked at for one sharing; beyond, nothing is said."""


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
    crossing = next(_crossings(bornes), None)
    if crossing is None:
        return _flow(offre, bornes) if essais.take() else TROP
    for some in (_apart(bornes), _apart(bornes[::-1])):
        if not essais.take():
            return TROP
        if not _flow(offre, some).possible:
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


def _flow(offre: Sequence[int], bornes: Sequence[Borne]) -> Partage:
    """Of sets that are nested or apart."""
    trees = [_tree([b for b in bornes if b.compte == c]) for c in dict.fromkeys(b.compte for b in bornes)]
    graphe = Graphe()
    for noeud in (noeud for tree in trees for noeud in tree):
        graphe.add(noeud.nom, noeud.parent or "puits", noeud.besoin, noeud.place)
    leaves = [_leaves(tree) for tree in trees]
    for n, units in enumerate(offre):
        given = [leaf[n] for leaf in leaves if n in leaf]
        if units and given:
            graphe.add("source", f"classe {n}", 0, units)
            for nom in given:
                graphe.add(f"classe {n}", nom, 0, units)
    graphe.add("puits", "source", 0, None)
    possible = graphe.circulates()
    given_of = (graphe.carried("source", f"classe {n}") for n in range(len(offre)))
    return Partage(possible=possible, donnees=tuple(given_of) if possible else ())


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
def _crossings(bornes: Sequence[Borne]) -> Iterator[tuple[Borne, Borne]]:
    return ((a, b) for a, b in combinations(bornes, 2) if _cross(a, b))


def _cross(a: Borne, b: Borne) -> bool:
    if a.compte != b.compte or not a.classes & b.classes:
        return False
    return not (a.classes <= b.classes or b.classes <= a.classes)


def _apart(bornes: Sequence[Borne]) -> list[Borne]:
    """The first of them, and each that crosses none of those before: what must hold in any case."""
    kept: list[Borne] = []
    for borne in bornes:
        if not any(_cross(borne, other) for other in kept):
            kept.append(borne)
    return kept


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
@dataclass(frozen=True, slots=True, kw_only=True)
class Noeud:
    """A set of classes, the smallest first; `parent`: the smallest that holds it."""

    nom: str
    parent: str | None
    classes: frozenset[int]
    besoin: int
    place: int | None


def _tree(bornes: Sequence[Borne]) -> list[Noeud]:
    """Of sets of one account that are nested or apart."""
    ranked = sorted(bornes, key=lambda b: (len(b.classes), sorted(b.classes)))
    found: list[Noeud] = []
    for n, borne in enumerate(ranked):
        above = next((other.classes for other in ranked[n + 1 :] if borne.classes < other.classes), None)
        found.append(
            Noeud(
                nom=_name(borne.compte, borne.classes),
                parent=_name(borne.compte, above) if above is not None else None,
                classes=borne.classes,
                besoin=borne.besoin,
                place=borne.place,
            )
        )
    return found


def _leaves(tree: Sequence[Noeud]) -> dict[int, str]:
    """Of each class, the smallest set that holds it."""
    found: dict[int, str] = {}
    for noeud in tree:
        for n in noeud.classes:
            found.setdefault(n, noeud.nom)
    return found


def _name(compte: str, classes: frozenset[int]) -> str:
    return f"compte {compte} {sorted(classes)}"


# --- a flow with lower bounds -----------------------------------------------------------------
class Graphe:
    """A network whose edges carry from `bas` to `haut` (None: any number)."""

    def __init__(self) -> None:
        self._left: dict[str, dict[str, int]] = {}
        self._lack: dict[str, int] = {}
        self._possible = True

    def add(self, a: str, b: str, bas: int, haut: int | None) -> None:
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
                self._join("dû", noeud, lack)
                wanted += lack
            elif lack < 0:
                self._join(noeud, "rendu", -lack)
        return self._possible and max_flow(self._left, "dû", "rendu") == wanted

    def carried(self, a: str, b: str) -> int:
        """What flows through an edge of which nothing must."""
        return self._left.get(b, {}).get(a, 0)

    def _join(self, a: str, b: str, room: int) -> None:
        self._left.setdefault(a, {})
        self._left.setdefault(b, {}).setdefault(a, 0)
        self._left[a][b] = self._left[a].get(b, 0) + room
