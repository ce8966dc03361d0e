"""Communes named by a rule (docs/langage, « Les communes »): Paris, Lyon and Marseille hold their
arrondissements."""

from __future__ import annotations

from collections.abc import Collection

from .outcomes import F, Outcome, U, V

PARTS = {
    "75056": frozenset(str(code) for code in range(75101, 75121)),
    "69123": frozenset(str(code) for code in range(69381, 69390)),
    "13055": frozenset(str(code) for code in range(13201, 13217)),
}


def whole(code: str) -> str:
    return next((city for city, parts in PARTS.items() if code in parts), code)


def parts(code: str) -> frozenset[str]:
    return PARTS.get(code, frozenset())


def among(code: str, named: Collection[str], fact: str = "commune") -> Outcome:
    """Does a row of this commune lie in one that is named?"""
    if code in named or whole(code) in named:
        return V
    held = parts(code)
    if not held & set(named):
        return F
    return V if held <= set(named) else U(frozenset({(fact, "manquant")}))


def overlap(a: str, b: str) -> bool:
    """Is one of them an arrondissement of the other?"""
    return a in parts(b) or b in parts(a)
