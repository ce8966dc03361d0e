"""Official codes of places, and what a commune gives: its département, its EPCI, its EPT."""

from collections.abc import Mapping
from functools import lru_cache, partial

from convrules import geographie
from convrules.base.values import INCONNU, Cellule, Connu, Inconnu
from convrules.diagnostics.problems import donnees as problems
from convrules.facts.readers.lieux import Constat

# Enumerations that have an official list, with the complement « code officiel … ».
GEOGRAPHIE: Mapping[str, str] = {
    "commune": "d'une commune",
    "departement": "d'un département",
    "epci": "d'une intercommunalité",
    "ept": "d'un établissement public territorial",
}


def place_problem(nom: str, enumeration: str, text: str) -> Constat | None:
    """Why a text is not the official code of a commune, a département or a group of communes.

    A zero lost by a spreadsheet is not put back: 1004 may stand for 01004, but the file must say it."""
    width = {"commune": 5, "departement": 2}.get(enumeration)
    if width is not None and text.isdigit() and len(text) == width - 1:
        return partial(problems.zero_initial_perdu, colonne=nom, valeur=text, attendu=text.rjust(width, "0"))
    if _known(enumeration, text):
        return None
    into = geographie.successor(text) if enumeration == "commune" else None
    return partial(
        problems.code_geographique_inconnu,
        colonne=nom,
        valeur=text,
        nature=GEOGRAPHIE[enumeration],
        fusion=f"{into.code} ({into.nom})" if into is not None else "",
    )


def with_places(cellules: Mapping[str, Cellule]) -> dict[str, Cellule]:
    """Add the département, EPCI and EPT of the commune where the row does not give them."""
    cell = cellules.get("commune")
    if not isinstance(cell, Connu) or not isinstance(cell.valeur, str):
        return dict(cellules)
    derived = _derived(cell.valeur)
    if not derived.keys().isdisjoint(cellules.keys()):
        given = {nom for nom in derived if not isinstance(cellules.get(nom, INCONNU), Inconnu)}
        derived = {nom: own for nom, own in derived.items() if nom not in given}
    return {**cellules, **derived}


@lru_cache(maxsize=4_096)
def _derived(commune: str) -> Mapping[str, Cellule]:
    """Rows of one place share its very cells, by which they are told alike."""
    found = geographie.commune(commune)
    if found is None:
        return {}
    codes = {"departement": found.departement, "epci": found.epci, "ept": found.ept}
    return {champ: _cell(code) for champ, code in codes.items() if code}


@lru_cache(maxsize=4_096)
def _cell(code: str) -> Cellule:
    return Connu(code)


def _known(enumeration: str, text: str) -> bool:
    match enumeration:
        case "commune":
            return geographie.commune(text) is not None
        case "departement":
            return text in geographie.departements()
        case "epci":
            return geographie.is_epci(text)
        case _:
            return geographie.is_ept(text)
