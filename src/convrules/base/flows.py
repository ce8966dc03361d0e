"""The most that can flow through a network, and at what least cost; whether each can have a place in time."""

from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

N = TypeVar("N", bound=Hashable)
Reseau: TypeAlias = dict[N, dict[N, int]]
"""Room left from each node to each other; a way back stands there even when it has no room yet."""


def max_flow(left: Reseau[N], source: N, sink: N, enough: int | None = None) -> int:
    """What flows by the shortest ways until none is left, or `enough` is reached; `left` is what remains."""
    total = 0
    while enough is None or total < enough:
        before = _way(left, source, sink)
        if before is None:
            break
        edges = []
        node = sink
        while node != source:
            edges.append((before[node], node))
            node = before[node]
        step = min(left[a][b] for a, b in edges)
        step = step if enough is None else min(step, enough - total)
        for a, b in edges:
            left[a][b] -= step
            left[b][a] += step
        total += step
    return total


def _way(left: Mapping[N, Mapping[N, int]], source: N, sink: N) -> Mapping[N, N] | None:
    """Each node's previous one, on a shortest way that has room."""
    before: dict[N, N] = {source: source}
    waiting = deque([source])
    while waiting:
        node = waiting.popleft()
        for other, room in left.get(node, {}).items():
            if room > 0 and other not in before:
                before[other] = node
                if other == sink:
                    return before
                waiting.append(other)
    return None


@dataclass(slots=True, kw_only=True)
class _Edge(Generic[N]):
    """One way of an arc: from where, to where, the room left, and what a unit costs."""

    de: N
    vers: N
    room: int
    cost: int


def cheapest_flow(arcs: Sequence[tuple[N, N, int, int]], source: N, sink: N) -> list[int]:
    """What flows through each arc (from, to, room, cost) when as much as can flows, at the least cost. Costs
    may be negative, but not those of a circle. Each step fills the cheapest way that is left, so that none
    of what flows could be moved for less: the whole is the least of all."""
    edges: list[_Edge[N]] = []
    out: dict[N, list[int]] = {}
    for de, vers, room, cost in arcs:
        for edge in (
            _Edge(de=de, vers=vers, room=room, cost=cost),
            _Edge(de=vers, vers=de, room=0, cost=-cost),
        ):
            out.setdefault(edge.de, []).append(len(edges))
            edges.append(edge)
    while (way := _cheapest_way(edges, out, source, sink)) is not None:
        step = min(edges[n].room for n in way)
        for n in way:
            edges[n].room -= step
            edges[n ^ 1].room += step
    return [edges[2 * n + 1].room for n in range(len(arcs))]


def _cheapest_way(
    edges: Sequence[_Edge[N]], out: Mapping[N, Sequence[int]], source: N, sink: N
) -> Sequence[int] | None:
    """The edges of a cheapest way that has room."""
    costs: dict[N, int] = {source: 0}
    before: dict[N, int] = {}
    waiting, inside = deque([source]), {source}
    while waiting:
        node = waiting.popleft()
        inside.discard(node)
        for n in out.get(node, ()):
            edge = edges[n]
            cost = costs[node] + edge.cost
            if edge.room > 0 and cost < costs.get(edge.vers, cost + 1):
                costs[edge.vers], before[edge.vers] = cost, n
                if edge.vers not in inside:
                    inside.add(edge.vers)
                    waiting.append(edge.vers)
    if sink not in before:
        return None
    way: list[int] = []
    node = sink
    while node != source:
        way.append(before[node])
        node = edges[before[node]].de
    return way


def all_served(due: Iterable[tuple[int, N]], places: Mapping[N, Sequence[int]], number: int) -> bool:
    """Can each that is due (by which place at the latest, whose) have a place of its own? `due`: the earliest
    first; `places`: those that each may have, rising, below `number`. One gives a place up for another where
    need be."""
    owner: list[tuple[int, N] | None] = [None] * number
    return all(_served(last, one, places, owner) for last, one in due)


def _served(day: int, who: N, places: Mapping[N, Sequence[int]], owner: list[tuple[int, N] | None]) -> bool:
    waiting: list[tuple[N, int, int, int]] = [(who, day, -1, -1)]
    furthest, seen = {who: day}, set[int]()
    for rang, (one, last, _, _) in enumerate(waiting):
        for slot in places[one]:
            if slot > last:
                break
            if slot in seen:
                continue
            seen.add(slot)
            taken = owner[slot]
            if taken is None:
                while rang >= 0:
                    holder, own, before, left = waiting[rang]
                    owner[slot] = own, holder
                    rang, slot = before, left
                return True
            if furthest.get(taken[1], -1) < taken[0]:
                furthest[taken[1]] = taken[0]
                waiting.append((taken[1], taken[0], rang, slot))
    return False
