"""Can units be shared among accounts so that each account has enough, and none too many?

Floors and ceilings of one account that are nested or apart make a flow with lower and upper bounds, whose
whole solutions are those of its fractions; those that cross are searched, when there are few.
Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Sequence
from functools import cache

from convrules.base.flows import max_flow
from convrules.base.records import dataclass

ETATS_MAX = 20_000
UNITES_MAX = 200
"""LIMIT: partial sharings, and units, looked at when bounds cross; beyond, nothing is said."""


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


def sharing(offre: Sequence[int], bornes: Sequence[Borne]) -> bool | None:
    """Is there a way to give each unit to one account at most (`offre`: units of each class)? None: too many
    ways to try."""
    return shared(offre, bornes).possible


def shared(offre: Sequence[int], bornes: Sequence[Borne]) -> Partage:
    """The same, with what one such way gives."""
    if any(b.place is not None and b.place < b.besoin for b in bornes):
        return Partage(possible=False)
    wanted = _binding(bornes)
    accounts = dict.fromkeys(b.compte for b in wanted)
    trees = {compte: _tree([b for b in wanted if b.compte == compte]) for compte in accounts}
    if any(tree is None for tree in trees.values()):
        return Partage(possible=_searched(offre, wanted))
    graphe = Graphe()
    for tree in trees.values():
        for noeud in tree or ():
            graphe.add(noeud.nom, noeud.parent or "puits", noeud.besoin, noeud.place)
    leaves = [_leaves(tree or ()) for tree in trees.values()]
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


# --- bounds of one account as a tree ----------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Noeud:
    """A set of classes, the smallest first; `parent`: the smallest that holds it."""

    nom: str
    parent: str | None
    classes: frozenset[int]
    besoin: int
    place: int | None


def _tree(bornes: Sequence[Borne]) -> list[Noeud] | None:
    """None when two sets cross."""
    sets = sorted({b.classes for b in bornes}, key=lambda s: (len(s), sorted(s)))
    found: list[Noeud] = []
    for n, classes in enumerate(sets):
        above = [other for other in sets[n + 1 :] if classes & other]
        if any(not classes < other for other in above):
            return None
        same = [b for b in bornes if b.classes == classes]
        rooms = [b.place for b in same if b.place is not None]
        found.append(
            Noeud(
                nom=_name(same[0].compte, classes),
                parent=_name(same[0].compte, above[0]) if above else None,
                classes=classes,
                besoin=max(b.besoin for b in same),
                place=min(rooms) if rooms else None,
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


# --- bounds that cross --------------------------------------------------------------------------
def _searched(offre: Sequence[int], bornes: Sequence[Borne]) -> bool | None:
    """Every sharing, unit by unit, as long as there are few."""
    accounts = tuple(dict.fromkeys(b.compte for b in bornes))
    units = [n for n, count in enumerate(offre) for _ in range(count)]
    if len(units) > UNITES_MAX:
        return None
    seen = 0

    @cache
    def possible(rang: int, given: tuple[int, ...]) -> bool | None:
        nonlocal seen
        seen += 1
        if seen > ETATS_MAX:
            return None
        if any(b.place is not None and n > b.place for b, n in zip(bornes, given, strict=True)):
            return False
        if rang == len(units):
            return all(n >= b.besoin for b, n in zip(bornes, given, strict=True))
        unknown = False
        for compte in (*accounts, ""):
            more = tuple(
                n + (b.compte == compte and units[rang] in b.classes)
                for b, n in zip(bornes, given, strict=True)
            )
            found = possible(rang + 1, more)
            if found:
                return True
            unknown = unknown or found is None
        return None if unknown else False

    return possible(0, (0,) * len(bornes))
