"""Counting the lines of a vacancy, or the stock (docs/langage, « Expressions »)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .days import NEVER
from .facts import Alone, Possible, Row, Value, ordinal
from .outcomes import Cause, F, HorsDePortee, N, U, V
from .syntax import Node

if TYPE_CHECKING:
    from .conditions import Reader

LINES = {"candidatures": "candidature", "refus": "refus"}


def lines(reader: Reader, table: str) -> Iterator[tuple[Row, int]]:
    """The lines that are there by the day one looks, each with how many it stands for."""
    row = reader.row
    if table in LINES:
        from .candidates import seen_by_counts

        names = reader.at(LINES[table])
        last = row.turn_end()
        for line in row.cells.get(table, ()):
            if ordinal(line.get("date", "0001-01-01")) <= last:
                known = seen_by_counts(row, line) if table == "candidatures" else line
                yield replace(row, cells=known, fields=names, source=None), 1
        return
    if table == "demandes" and row.world is not None:
        for line in row.world.demands:
            yield Alone(line, reader.at("demande"), row.au, row.world), int(line.get("nombre", "1"))
        return
    if table not in ("droits", "logements") or row.world is None:
        raise HorsDePortee(f"nombre({table})")
    if table == "droits" and row.cells and "élément" not in row.cells:
        # Below a vacancy: the rights on its dwelling. In a parameter no row is looked at.
        if row.source is None:
            raise HorsDePortee("droits d'un logement du patrimoine")
        for line, there in row.source.rights_on_it():
            if isinstance(there, U):
                raise HorsDePortee("droit peut-être sur ce logement, dans un compte")
            if there == V:
                yield (
                    replace(row, cells=line, fields=reader.at("droit"), source=None),
                    int(line.get("nombre", "1")),
                )
        return
    level = table.removesuffix("s")
    for line in row.world.rights if table == "droits" else row.world.dwellings:
        if row.cells.get("élément") == "programme" and line.get("programme") != row.cells.get("id"):
            continue
        there = replace(row, cells=line, fields=reader.at(level), source=None)
        if table == "logements" or alive(there):
            yield there, int(line.get("nombre", "1"))


def alive(right: Row) -> bool:
    """A right counts in the stock of a day when it lives on that day."""
    first, last = right.raw("debut"), right.raw("fin")
    if "inconnu" in (first, last):
        raise HorsDePortee("droit sans bornes dans un compte")
    return ordinal(first) <= right.au and (last == "sans objet" or right.au <= ordinal(last))


def count(reader: Reader, table: str, where: Node | None) -> Value:
    low = high = 0
    causes: frozenset[Cause] = frozenset()
    for row, times in lines(reader, table):
        held = V if where is None else replace(reader, row=row).outcome(where)
        if isinstance(held, U):
            causes |= missed(reader, table, held.causes)
        low += times * (held == V)
        high += times * (held not in (F, N))
    if table in LINES and not reader.row.turn_closed():
        return Possible(low, NEVER, causes | {(table, "futur")})
    return Fraction(low) if low == high else Possible(low, high, causes)


def missed(reader: Reader, table: str, causes: frozenset[Cause]) -> frozenset[Cause]:
    """A fact of a demand is missed under its whole name."""
    own = reader.at("demande") if table == "demandes" else {}
    return frozenset((f"demande.{n}" if n in own and "." not in n else n, kind) for n, kind in causes)


def total(reader: Reader, term: Node, table: str) -> Value:
    found: Any = Fraction(0)
    causes: frozenset[Cause] = frozenset()
    for row, times in lines(reader, table):
        value = replace(reader, row=row).value(term)
        if isinstance(value, U):
            causes |= missed(reader, table, value.causes)
        else:
            found += value * times
    if table in LINES and not reader.row.turn_closed():
        causes |= {(table, "futur")}
    return U(causes) if causes else found
