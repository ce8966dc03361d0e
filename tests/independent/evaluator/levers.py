"""The smallest sets of missing facts that would force an outcome (docs/langage, « Leviers »)."""

from __future__ import annotations

from itertools import product

from .conditions import Reader
from .outcomes import F, HorsDePortee, N, U, V
from .syntax import Node

Sets = frozenset[frozenset[str]]
NONE: Sets = frozenset()
FREE: Sets = frozenset({frozenset()})


def smallest(sets: Sets) -> Sets:
    return frozenset(s for s in sets if not any(t < s for t in sets))


def joined(a: Sets, b: Sets) -> Sets:
    return frozenset(x | y for x, y in product(a, b))


def levers(reader: Reader, node: Node, wanted: str) -> Sets:
    return smallest(forcing(reader, node, wanted))


def forcing(reader: Reader, node: Node, wanted: str) -> Sets:
    kind, *rest = node
    if kind == "nom" and rest[0] in reader.names.definitions:
        return forcing(reader, reader.names.definitions[rest[0]], wanted)
    if kind == "non":
        return forcing(reader, rest[0], {V: F, F: V, N: N}[wanted])
    if kind in ("et", "ou"):
        low, high = (F, V) if kind == "et" else (V, F)
        side = [{w: forcing(reader, n, w) for w in (V, F, N)} for n in rest]
        if wanted == low:
            return side[0][low] | side[1][low]
        pairs = [(high, high)] if wanted == high else [(N, N), (N, high), (high, N)]
        return frozenset(s for a, b in pairs for s in joined(side[0][a], side[1][b]))
    if kind == "si":
        c, a, b = rest
        found = joined(forcing(reader, c, V), forcing(reader, a, wanted))
        found |= joined(forcing(reader, c, F), forcing(reader, b, wanted))
        return found | forcing(reader, c, N) if wanted == N else found
    return of_atom(reader, node, wanted)


def of_atom(reader: Reader, node: Node, wanted: str) -> Sets:
    found = reader.outcome(node)
    if not isinstance(found, U):
        return FREE if found == wanted else NONE
    if len(found.causes) != 1 or node[0] not in ("nom", "cmp"):
        raise HorsDePortee("leviers d'une comparaison de plusieurs faits")
    ((fact, kind),) = found.causes
    if kind != "manquant":
        raise HorsDePortee("leviers d'un fait illisible ou à venir")
    return frozenset({frozenset({fact})}) if wanted in (V, F) else NONE
