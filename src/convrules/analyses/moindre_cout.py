"""The fewest lettings to move so that each cell keeps what it owes: a flow at the least cost.

Source: docs/langage, « Ce qui aurait tenu l'année ».
"""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from convrules.base.flows import cheapest_flow
from convrules.base.records import dataclass

Cellule: TypeAlias = tuple[tuple[str, str], ...]
Ou: TypeAlias = tuple[str, str, Cellule]
"""A cell of a part of a convention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deplacement:
    """A letting that would have gone to another: `de` and `vers` are conventions, or the landlord."""

    vacance: str
    de: str
    vers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Classe:
    """Lettings that are on one account (`de`), count there in the same cells (`ici`), and could go to the
    same holders: by holder, the cells in which they would count."""

    de: str
    ici: frozenset[Ou]
    vers: tuple[tuple[str, frozenset[Ou]], ...]
    vacances: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`choix`: of each class, how many lettings go to each of its holders. `gains`: by cell, lettings more
    than it had. `manque`: how many lettings are still wanted, cell by cell."""

    choix: tuple[tuple[int, ...], ...]
    gains: Mapping[Ou, int]
    manque: int

    @property
    def nombre(self) -> int:
        return sum(map(sum, self.choix))

    def deplacements(self, classes: Sequence[Classe]) -> tuple[Deplacement, ...]:
        found: list[Deplacement] = []
        for classe, counts in zip(classes, self.choix, strict=True):
            rows = iter(classe.vacances)
            for (vers, _), count in zip(classe.vers, counts, strict=True):
                for _ in range(count):
                    found.append(Deplacement(vacance=next(rows), de=classe.de, vers=vers))
        return tuple(sorted(found, key=lambda d: d.vacance))


_PUITS: Final = "puits"
_Noeud: TypeAlias = tuple[str, object]
"""A node of the network: its kind, and what it stands for."""


def solve(classes: Sequence[Classe], floors: Mapping[Ou, int]) -> Plan:
    """The fewest lettings moved, among the ways that leave the fewest wanted."""
    tree = _tree(classes, floors)
    had = {ou: sum(len(c.vacances) for c in classes if ou in c.ici) for ou in floors}
    lots = sum(len(c.vacances) for c in classes)
    arcs: list[tuple[_Noeud, _Noeud, int, int]] = []
    choices: list[list[int]] = []
    source, sink = ("source", ""), (_PUITS, "")
    for rang, classe in enumerate(classes):
        own, size = ("classe", rang), len(classe.vacances)
        arcs.append((source, own, size, 0))
        arcs.append((own, _entry(classe.ici, tree), size, 0))
        choices.append([])
        for _, cells in classe.vers:
            choices[-1].append(len(arcs))
            arcs.append((own, _entry(cells, tree), size, 1))
    asked: dict[Ou, int] = {}
    for ou, parent in tree.items():
        up = ("cellule", parent) if parent is not None else sink
        need = max(0, had[ou] + floors[ou])
        asked[ou] = len(arcs)
        # Why: what a cell must keep is worth more than all the moves there can be.
        arcs.append((("cellule", ou), up, need, -(lots + 1)))
        arcs.append((("cellule", ou), up, lots, 0))
    flows = cheapest_flow(arcs, source, sink)
    return Plan(
        choix=tuple(tuple(flows[n] for n in own) for own in choices),
        gains={ou: flows[n] + flows[n + 1] - had[ou] for ou, n in asked.items()},
        manque=sum(arcs[n][2] - flows[n] for n in asked.values()),
    )


def _entry(cells: frozenset[Ou], tree: Mapping[Ou, Ou | None]) -> _Noeud:
    """The smallest of the cells that a letting counts in: it passes through those around it."""
    inside = [ou for ou in cells if ou in tree]
    around = {tree[ou] for ou in inside}
    smallest = next((ou for ou in sorted(inside) if ou not in around), None)
    return ("cellule", smallest) if smallest is not None else (_PUITS, "")


def _tree(classes: Sequence[Classe], floors: Mapping[Ou, int]) -> dict[Ou, Ou | None]:
    """Each cell, and the one around it. Cells that cross others are left out, the smallest first: less is
    then asked, and the year that is judged again tells whether they are kept all the same."""
    held: dict[Ou, set[int]] = {ou: set() for ou in floors}
    for rang, classe in enumerate(classes):
        for ou in (ou for cells in (classe.ici, *(c for _, c in classe.vers)) for ou in cells):
            if ou in held:
                held[ou].add(rang)
    tree: dict[Ou, Ou | None] = {}
    for ou in sorted(held, key=lambda ou: (-len(held[ou]), ou)):
        near = [other for other in tree if other[0] == ou[0] and held[other] & held[ou]]
        if all(held[ou] <= held[other] for other in near):
            tree[ou] = near[-1] if near else None
    return tree
