"""The most that can flow through a network, and at what least cost, in whole numbers."""

from collections import deque
from collections.abc import Hashable, Mapping, Sequence
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
        if node == sink:
            return before
        for other, room in left.get(node, {}).items():
            if room > 0 and other not in before:
                before[other] = node
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
