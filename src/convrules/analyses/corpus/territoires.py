"""Territories compared: where two conventions meet, and whether one lies inside the other."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from convrules import geographie, ir

RETENUS: Final = 4_096
"""LIMIT: territories of which the départements are remembered; of which the places are, a sixteenth."""
_Nom: TypeAlias = tuple[str, str]
"""A kind of place and a code: what a territory names."""


@lru_cache(maxsize=RETENUS)
def departements_of(territoire: ir.Territoire) -> frozenset[str]:
    """Départements that the territory touches; all of them when it names nothing."""
    if is_everywhere(territoire):
        return frozenset(geographie.departements())
    found = {*territoire.departements, *_of_regions(territoire)}
    communes = (geographie.commune(code) for code in territoire.communes)
    found |= {c.departement for c in communes if c is not None}
    for siren in territoire.epcis | territoire.epts:
        found |= {c.departement for c in geographie.communes_of(siren)}
    return frozenset(found)


def _of_regions(territoire: ir.Territoire) -> Iterator[str]:
    """Départements of the régions that it names."""
    if territoire.regions:
        yield from (d for d in geographie.departements() if geographie.region_of(d) in territoire.regions)


def is_everywhere(territoire: ir.Territoire) -> bool:
    return territoire == ir.Territoire()


def contains(outer: ir.Territoire, inner: ir.Territoire) -> bool:
    """Does every place of `inner` lie in `outer`?"""
    if is_everywhere(outer) or inner == outer:
        return True
    if is_everywhere(inner):
        return False
    return (
        inner.regions <= outer.regions
        and all(_has_departement(outer, d) for d in inner.departements)
        and all(geographie.territoire_contient(outer, c) for c in inner.communes)
        and all(_has_grouping(outer, s) for s in inner.epcis | inner.epts)
    )


def _has_departement(outer: ir.Territoire, departement: str) -> bool:
    return departement in outer.departements or geographie.region_of(departement) in outer.regions


def _has_grouping(outer: ir.Territoire, siren: str) -> bool:
    if siren in outer.epcis or siren in outer.epts:
        return True
    members = geographie.communes_of(siren)
    return bool(members) and all(geographie.territoire_contient(outer, c.code) for c in members)


# --- among many -----------------------------------------------------------------------------
class Contenants:
    """Of many territories, those that contain another one: asked of those alone that name a place around it,
    so that the cost follows what is found and not how many there are."""

    def __init__(self, territoires: Sequence[ir.Territoire]) -> None:
        self.territoires = territoires
        self.partout: list[int] = []
        self.naming: dict[_Nom, list[int]] = {}
        self.known: dict[ir.Territoire, tuple[int, ...]] = {}
        if len(distinct := {*territoires}) == 1:
            # Why: two that are the same are compared without the list of communes, which is long to load.
            self.known[distinct.pop()] = tuple(range(len(territoires)))
        for rank, territoire in enumerate(territoires):
            if is_everywhere(territoire):
                self.partout.append(rank)
            for name in _names(territoire):
                self.naming.setdefault(name, []).append(rank)

    def of(self, inner: ir.Territoire) -> tuple[int, ...]:
        """Ranks of those that contain it, rising."""
        found = self.known.get(inner)
        if found is None:
            near = {rank for name in _around(inner) for rank in self.naming.get(name, ())}
            holding = (rank for rank in near if contains(self.territoires[rank], inner))
            found = self.known[inner] = tuple(sorted((*self.partout, *holding)))
        return found


def _names(territoire: ir.Territoire) -> Iterator[_Nom]:
    yield from (("région", code) for code in territoire.regions)
    yield from (("département", code) for code in territoire.departements)
    yield from (("commune", code) for code in territoire.communes)
    yield from (("groupement", code) for code in territoire.epcis | territoire.epts)


def _around(territoire: ir.Territoire) -> Iterable[_Nom]:
    """What may name a territory that contains this one: it has to contain the first place that it names."""
    kind, code = min(_names(territoire), default=("", ""))
    match kind:
        case "région":
            return [(kind, code)]
        case "département":
            return [(kind, code), ("région", geographie.region_of(code) or "")]
        case "commune":
            return _around_commune(code)
        case "groupement":
            members = geographie.communes_of(code)
            return [(kind, code), *(_around_commune(members[0].code) if members else ())]
        case _:
            return ()


def _around_commune(code: str) -> Iterator[_Nom]:
    yield from (("commune", place) for place in (code, geographie.whole_commune(code)))
    found = geographie.commune(code)
    if found is not None:
        yield from (("région", found.region), ("département", found.departement))
        yield from (("groupement", siren) for siren in (found.epci, found.ept) if siren is not None)


# --- place by place -------------------------------------------------------------------------
@lru_cache(maxsize=RETENUS // 16)
def places_of(territoire: ir.Territoire) -> frozenset[str]:
    """Codes of the communes of the territory, and of their municipal arrondissements."""
    found = {place for code in territoire.communes for place in geographie.places_of_commune(code)}
    for siren in territoire.epcis | territoire.epts:
        found |= {c.code for c in geographie.communes_of(siren)}
    whole = {*territoire.departements, *_of_regions(territoire)}
    if is_everywhere(territoire):
        whole = set(geographie.departements())
    for departement in whole:
        found |= geographie.places_of_departement(departement)
    return frozenset(found)


def meet(a: ir.Territoire, b: ir.Territoire) -> bool:
    """Does a place belong to both?"""
    if is_everywhere(a) or is_everywhere(b) or a == b:
        return True
    if not departements_of(a) & departements_of(b):
        return False
    return bool(places_of(a) & places_of(b))
