"""Vacancies that are expected, and all that may follow each (docs/langage, « Ce qui peut encore venir »)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

from . import barred
from .case import FACTS
from .facts import Row, ordinal
from .lines import Reading, Sum
from .outcomes import HorsDePortee, U, V
from .places import overlap
from .population import counted
from .vacancy import Vacancy


def expected(reading: Reading, line: dict[str, Any], au: int, world: Any) -> tuple[int, int, frozenset[Sum]]:
    """From `min` to `max` of them come, each as its turn may end."""
    for name, code in reading.cell:
        if name == "commune" and overlap(code, line.get("commune", FACTS["commune"])):
            line = {**line, "commune": code, "min": "0"}  # perhaps of that cell, perhaps not
    if "du" not in line or "au" not in line:
        ends = {"du": reading.period.first, "au": reading.period.last}
        days = {name: str(date.fromordinal(day)) for name, day in ends.items()}
        line = {**days, **line, "min": "0"}  # perhaps before these days, or after
    first, last = ordinal(line["du"]), ordinal(line["au"])
    if not reading.period.first <= first <= last <= reading.period.last:
        raise HorsDePortee("vacances attendues d'une autre période")
    if last <= au:
        return 0, 0, frozenset()
    rows = list(turns(reading, line, world))
    if any(Vacancy(reading.convention, row).status[0] != ("dans l'assiette",) for row in rows):
        raise HorsDePortee("vacances attendues hors champ ou soustraites")
    anyone = not apart(reading) or barred.base_account(reading) == "compte"
    free = not ((anyone or "contingent" in line) and all(public_of(reading, row) for row in rows))
    found = set()
    for row in rows:
        for end in (s for line in reading.line(row) for s in line):
            either = {end, (0, *end[1:])} if free else {end}
            found |= either if "contingent" in line else {as_admitted(s, row, reading) for s in either}
    return 0 if first <= au else int(line["min"]), int(line["max"]), frozenset(found)


def as_admitted(turn: Sum, row: Row, reading: Reading) -> Sum:
    """Of a row on the account of a holder that may not have it, what counts against the holder."""
    of_holder = apart(reading) or reading.base_population.holder == "réservataire"
    if not of_holder or row.cells["contingent"] == "bailleur":
        return turn
    day = row.event(reading.convention.choix("rattachement")).low
    may = barred.admitted(Vacancy(reading.life.on(day), row))
    if isinstance(may, U):
        raise HorsDePortee("vacances attendues dont on ne sait si elles sont admises")
    if may == V:
        return turn
    n, base, due, eased, back = turn
    done, inside = barred.kept(bool(n), bool(base), reading)
    return int(done), int(inside), due if inside else Fraction(0), eased if inside else Fraction(0), back


def out_of_flow(reading: Reading, options: frozenset[Sum]) -> frozenset[Sum]:
    """Beyond the least number, one may be reserved or out of the scope, and be counted all the same."""
    if reading.clause.genre != "quota" or reading.above is not None or "compte" not in reading.clause.keys:
        return frozenset()
    scope = counted(reading.clause.keys["compte"]).scope
    genres = {"": ("champ", "droit identifié"), "champ": ("droit identifié",)}.get(scope, ())
    there = any(reading.convention.of(genre) for genre in genres) and any(s[0] for s in options)
    return frozenset({(1, 0, Fraction(0), Fraction(0), 0)}) if there else frozenset()


def apart(reading: Reading) -> bool:
    """Is what is counted named beside the base?"""
    return reading.above is not None or "compte" in reading.clause.keys


def turns(reading: Reading, line: dict[str, Any], world: Any) -> Iterator[Row]:
    """An expected vacancy, whatever follows it: each event on its last day or never, for either account,
    unless the line says which. It comes on its first day or its last: of a text that changes twice between,
    one is not seen."""
    cells = {k: v for k, v in line.items() if k not in ("du", "au", "min", "max")}
    rows = [reading.base_population]
    if apart(reading):
        rows.append(counted((reading.above or reading.clause).keys["compte"]))
    day = reading.convention.choix("rattachement")
    events = sorted({p.event for p in rows} - {"", day})
    for ends in product([line["au"], "jamais"], repeat=len(events)):
        either = (reading.life.holder["type"], "bailleur")
        accounts = (cells["contingent"],) if "contingent" in cells else either
        for account, come in product(accounts, {line["du"], line["au"]}):
            known = {**dict(zip(events, ends, strict=True)), "contingent": account, day: come}
            cellules = {"id": "attendue", **FACTS, **cells, **known}
            row = Row(cellules, reading.convention.fields, ordinal(line["au"]), world)
            yield row


def public_of(reading: Reading, row: Row) -> bool:
    """Do the columns alone say that the row is of the public named?"""
    purpose = reading.own.purpose
    seen = Vacancy(reading.convention, row)
    return purpose is None or (not seen.reads_household(purpose) and seen.reader.outcome(purpose) == V)
