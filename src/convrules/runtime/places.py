"""Is a row on the territory of a convention? Territory is not a status: what is outside is no row of it."""

from collections.abc import Callable
from typing import Final

from convrules import geographie, ir
from convrules.base.outcomes import Genre, Issue, indetermine, ou
from convrules.base.values import Cellule, Connu, Erreur, SansObjet
from convrules.runtime.operators import normal_text

LIEUX: Final = ("region", "departement", "commune", "epci", "ept")
"""The facts that say where a row stands: nothing else decides whether it is on a territory."""


def on_territory(territoire: ir.Territoire, cellule: Callable[[str], Cellule], ligne: str = "") -> Issue:
    """Union of what the territory names; nothing named is everywhere. `cellule`: reads a fact of the row;
    `ligne`: how the row is cited in causes."""
    named = (
        territoire.regions,
        territoire.departements,
        territoire.communes,
        territoire.epcis,
        territoire.epts,
    )
    asked = [(field, codes) for field, codes in zip(LIEUX, named, strict=True) if codes]
    if not asked:
        return True
    inside: Issue = False
    for field, codes in asked:
        inside = ou(inside, _among(field, codes, cellule, ligne))
    return inside


def _among(field: str, codes: frozenset[str], cellule: Callable[[str], Cellule], ligne: str) -> Issue:
    cell = cellule(field)
    match cell:
        case Connu(valeur=str() as code):
            return normal_text(code) in codes
        case SansObjet():
            # Why: a commune in no EPT is certainly not in one of those named.
            return False
        case _:
            return _from_commune(field, codes, cell, cellule, ligne)


def _from_commune(
    field: str, codes: frozenset[str], cell: Cellule, cellule: Callable[[str], Cellule], ligne: str
) -> Issue:
    """Without its own column, a place is read in the official code of the commune."""
    commune = cellule("commune")
    if not isinstance(commune, Connu) or not isinstance(commune.valeur, str):
        genre = Genre.ERREUR if isinstance(commune, Erreur) else Genre.MANQUANT
        return indetermine("commune", genre, ligne)
    if isinstance(cell, Erreur):
        return indetermine(field, Genre.ERREUR, ligne)
    return _place_of(field, normal_text(commune.valeur), codes, ligne)


def _place_of(field: str, code: str, codes: frozenset[str], ligne: str) -> Issue:
    if field == "departement":
        return departement_of(code) in codes
    if field == "region":
        return geographie.region_of(departement_of(code)) in codes
    found = geographie.commune(code)
    if found is None:
        # Why: a code that the official list does not hold may be an older commune, of any grouping.
        return indetermine("commune", Genre.ERREUR, ligne)
    return (found.epci if field == "epci" else found.ept) in codes


def departement_of(commune: str) -> str:
    """Département of a commune's INSEE code: two characters, three overseas. SOURCE: INSEE, code officiel
    géographique."""
    return commune[:3] if commune.startswith(("97", "98")) else commune[:2]
