"""Is a row on the territory of a convention, or in a commune that a rule names? Territory is not a status:
what is outside is no row of it.

Paris, Lyon and Marseille hold their municipal arrondissements. Source: docs/langage, « Types et unités »."""

from collections.abc import Callable, Collection, Sequence
from typing import Final

from convrules import geographie, ir
from convrules.base.outcomes import Genre, Indetermine, Issue, et, indetermine, ou
from convrules.base.values import Cellule, Connu, Erreur, Resultat, SansObjet, TCode
from convrules.facts.records import Ligne
from convrules.runtime.context import Contexte
from convrules.runtime.operators import normal_text
from convrules.runtime.reading import cited, find_cell

COMMUNE: Final = TCode("commune")
LIEUX: Final = ("region", "departement", "commune", "epci", "ept")
"""The facts that say where a row stands: nothing else decides whether it is on a territory."""


def there(ligne: Ligne) -> Issue:
    """Is a row one more? One that stands for a refused row perhaps is, and perhaps corrects another."""
    return Indetermine(ligne.doutes) if ligne.doutes else True


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
        case Connu(valeur=str() as code) if field == "commune":
            return commune_among(normal_text(code), codes, field, ligne)
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


# --- communes that are named ------------------------------------------------------------------
def commune_among(code: str, named: Collection[str], fait: str, ligne: str = "") -> Issue:
    """Does a row of this commune lie in one of those named? Of a row that says only the whole commune, the
    arrondissement is not known."""
    if code in named or geographie.whole_commune(code) in named:
        return True
    if not too_wide(code, named):
        return False
    whole = geographie.places_of_commune(code) - {code} <= set(named)
    return whole or indetermine(fait, Genre.MANQUANT, ligne)


def too_wide(code: str, named: Collection[str]) -> bool:
    """Is a part of this commune named, when the row says the whole of it?"""
    return geographie.is_divided(code) and any(n != code and geographie.lies_in(n, code) for n in named)


def in_commune(
    expr: ir.Expr, valeur: Resultat, named: Sequence[tuple[ir.Expr, Resultat]], contexte: Contexte
) -> Issue | None:
    """A fact against communes, each with its value; None when it is not known or is no commune. Between two
    facts, neither names: what one of them leaves open is not known."""
    champ = _bare(expr)
    if not (isinstance(champ, ir.Champ) and champ.type == COMMUNE):
        return None
    if not all(isinstance(v, str) for v in (valeur, *(v for _, v in named))):
        return None
    fait, ligne = cited(champ), find_cell(champ, contexte)[1]
    code = normal_text(str(valeur))
    written = [normal_text(str(v)) for e, v in named if not is_commune(e)]
    found = among_named(expr, code, written, contexte)
    for other in (normal_text(str(v)) for e, v in named if is_commune(e)):
        both = et(commune_among(code, (other,), fait, ligne), commune_among(other, (code,), fait, ligne))
        found = ou(found, both)
    return found


def among_named(expr: ir.Expr, commune: str, named: Collection[str], contexte: Contexte) -> Issue:
    """The commune of a row, which is known, among words that a rule writes."""
    champ, code = _bare(expr), normal_text(commune)
    assert isinstance(champ, ir.Champ), "asked of a fact"
    if code in named:
        return True
    return commune_among(code, named, cited(champ), find_cell(champ, contexte)[1])


def is_commune(expr: ir.Expr) -> bool:
    """Is it the commune of a row, not one that a rule names?"""
    champ = _bare(expr)
    return isinstance(champ, ir.Champ) and champ.type == COMMUNE


def _bare(expr: ir.Expr) -> ir.Expr:
    return _bare(expr.expr) if isinstance(expr, ir.Nomme) else expr
