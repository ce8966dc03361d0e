"""Dated values (docs/langage, « Fichiers et clauses », Paramètres)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .days import add
from .facts import Value, ordinal
from .outcomes import HorsDePortee, U
from .syntax import Parser, expression


def value_on(keys: dict[str, Any], name: str, day: int, reader: Any = None) -> Value:
    """The value of the last `du` by that day, or the fallback since a revision that was missed."""
    if set(keys) - {"valeurs", "révision", "à défaut", "source", "énoncé"}:
        raise HorsDePortee("clé d'un paramètre")
    starts = [ordinal(v["du"]) for v in keys["valeurs"]]
    begun = [start for start in starts if start <= day]
    error = U(frozenset({(name, "erreur")}))
    if not begun:
        return error
    missed = [r for r in revisions(keys, day) if r not in starts and r > begun[-1]]
    chosen = keys["valeurs"][len(begun) - 1]
    if "formule" in chosen and not missed:
        return of_formula(chosen["formule"], begun[-1], reader)
    text = keys.get("à défaut") if missed else chosen["valeur"]
    if text is None:
        return error
    node = expression(text)
    return node if node[0] == "durée" else node[1]


def of_formula(text: str, day: int, reader: Any) -> Value:
    """Worked out once, on the stock of the day on which it begins."""
    if reader is None:
        raise HorsDePortee("formule d'un paramètre")
    return replace(reader, row=replace(reader.row, au=day, cells={})).value(expression(text))


def revisions(keys: dict[str, Any], until: int) -> list[int]:
    if "révision" not in keys:
        return []
    p = Parser(keys["révision"])
    p.expect("tous", "les")
    number = int(p.take()) if p.kind() == "nombre" else 1
    unit = p.time_unit()
    p.expect("à", "partir", "du")
    first = ordinal(p.take())
    p.end()
    found: list[int] = []
    while (day := add(first, number * len(found), unit)) <= until:
        found.append(day)
    return found


def changes(keys: dict[str, Any], until: int) -> set[int]:
    """The days on which the value may change."""
    return {ordinal(v["du"]) for v in keys.get("valeurs", ())} | set(revisions(keys, until))
