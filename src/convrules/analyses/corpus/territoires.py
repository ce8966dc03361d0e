"""Territories compared: where two conventions meet, and whether one lies inside the other."""

from convrules import geographie, ir


def departements_of(territoire: ir.Territoire) -> frozenset[str]:
    """Départements that the territory touches; all of them when it names nothing."""
    if is_everywhere(territoire):
        return frozenset(geographie.departements())
    found = set(territoire.departements)
    found |= {d for d in geographie.departements() if geographie.region_of(d) in territoire.regions}
    communes = (geographie.commune(code) for code in territoire.communes)
    found |= {c.departement for c in communes if c is not None}
    for siren in territoire.epcis | territoire.epts:
        found |= {c.departement for c in geographie.communes_of(siren)}
    return frozenset(found)


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


# --- place by place -------------------------------------------------------------------------
def places_of(territoire: ir.Territoire) -> frozenset[str]:
    """Codes of the communes of the territory, and of their municipal arrondissements."""
    found = {place for code in territoire.communes for place in geographie.places_of_commune(code)}
    for siren in territoire.epcis | territoire.epts:
        found |= {c.code for c in geographie.communes_of(siren)}
    whole = set(territoire.departements)
    whole |= {d for d in geographie.departements() if geographie.region_of(d) in territoire.regions}
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
