"""Dated values (docs/langage, « Fichiers et clauses », Paramètres)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from .days import add
from .facts import Value, ordinal
from .outcomes import Cause, F, HorsDePortee, N, U, V
from .places import parts, whole
from .syntax import Parser, expression

Codes = Mapping[str, str]
"""What the cell is of, by field."""
NOWHERE: Codes = MappingProxyType({})


def value_on(
    keys: dict[str, Any],
    name: str,
    day: int,
    reader: Any = None,
    cell: Codes = NOWHERE,
) -> Value:
    """The value of the last `du` by that day, or the fallback since a revision that was missed; of a table,
    that of the line that the row, or the cell, names."""
    found = in_force(keys, name, day)
    if found is None:
        return U(frozenset({(name, "erreur")}))
    start, chosen = found
    if "table" in chosen:
        return of_table(chosen, name, keys["selon"], code_of(keys["selon"], reader, cell))
    if "fin des droits" in chosen:
        raise HorsDePortee("fin des droits d'une formule")
    if "formule" in chosen:
        return of_formula(chosen["formule"], start, reader)
    return written(chosen["valeur"])


def in_force(keys: dict[str, Any], name: str, day: int) -> tuple[int, dict[str, Any]] | None:
    if set(keys) - {"selon", "valeurs", "révision", "à défaut", "source", "énoncé"}:
        raise HorsDePortee("clé d'un paramètre")
    starts = [ordinal(v["du"]) for v in keys["valeurs"]]
    begun = [start for start in starts if start <= day]
    if not begun:
        return None
    if not [r for r in revisions(keys, day) if r not in starts and r > begun[-1]]:
        return begun[-1], keys["valeurs"][len(begun) - 1]
    return (begun[-1], {"valeur": keys["à défaut"]}) if "à défaut" in keys else None


def written(text: str) -> Value:
    if text == "sans objet":
        return N
    node = expression(text)
    return node if node[0] == "durée" else node[1]


def code_of(selon: str, reader: Any, cell: Codes) -> Value:
    if selon in cell:
        return cell[selon]
    if reader is None:
        raise HorsDePortee("table lue sans ligne ni cellule")
    found = reader.value(expression(selon))
    return found if isinstance(found, U) else {V: "oui", F: "non"}.get(found, found)


def of_table(chosen: dict[str, Any], name: str, field: str, code: Value) -> Value:
    if isinstance(code, U) or code == N:
        return code
    if field.rpartition(".")[2] == "commune":
        if parts(code) & chosen["table"].keys():
            return U(frozenset({(field, "manquant")}))
        code = code if code in chosen["table"] else whole(code)
    text = chosen["table"].get(code, chosen.get("sinon"))
    return U(frozenset({(name, "erreur")})) if text is None else written(text)


def possible_values(
    keys: dict[str, Any],
    name: str,
    day: int,
    reader: Any = None,
    cell: Codes = NOWHERE,
) -> tuple[list[Value], frozenset[Cause]]:
    """What it may be, while the code that names the line is not known."""
    found = value_on(keys, name, day, reader, cell)
    if not isinstance(found, U) or (name, "erreur") in found.causes:
        return [found], frozenset()
    _, chosen = in_force(keys, name, day) or (0, {})
    texts = [*chosen.get("table", {}).values(), *([chosen["sinon"]] if "sinon" in chosen else [])]
    return list({repr(v): v for v in map(written, texts)}.values()), found.causes


def named_in_tables(keys: dict[str, Any], field: str) -> list[str]:
    """Codes that have a line of their own."""
    held = keys.get("valeurs", ()) if keys.get("selon") == field else ()
    return [code for value in held for code in value.get("table", ())]


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
