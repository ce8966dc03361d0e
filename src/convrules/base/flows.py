"""The most that can flow through a network, in whole numbers."""

from collections import deque
from collections.abc import Hashable, Mapping
from typing import TypeAlias, TypeVar

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
