"""What a case gives: the rows, and the world around them (docs/langage, « Essais »)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .facts import Row, ordinal
from .outcomes import HorsDePortee
from .texts import Life
from .vocabulary import Field, fields_at, levels
from .world import World

FACTS = {"commune": "93048", "disponibilite": "2025-02-03"}
AU = "2025-12-31"
LINES = ("candidatures", "refus", "previsions")


def world_of(lives: list[Life], socles: list[dict[str, Any]], case: dict[str, Any]) -> World:
    facts = {**FACTS, **case.get("faits", {})}
    return World(
        lives,
        journal=case.get("journal", []),
        rights=[shared(line, "droit", facts) for line in case.get("droits", ())],
        dwellings=[shared(line, "logement", facts) for line in case.get("logements", ())],
        programmes=[shared(line, "programme", facts) for line in case.get("programmes", ())],
        demands=demands_of(case),
        conventions=case.get("conventions", []),
        socles=socles,
        expected=case.get("vacances_attendues"),
    )


def demands_of(case: dict[str, Any]) -> list[dict[str, str]]:
    facts = {**FACTS, **case.get("faits", {})}
    return [shared(line, "demande", facts) for line in case.get("demandes", ())]


def shared(line: dict[str, str], level: str, facts: dict[str, str]) -> dict[str, str]:
    """The facts of the case are those of each line that has them."""
    return {**{k: v for k, v in facts.items() if k in levels()[level]}, **line}


def rows(life: Life, world: World, case: dict[str, Any], au: str | None = None) -> list[tuple[Row, int]]:
    """Each row given, with how many it stands for."""
    given = [*([case["vacance"]] if "vacance" in case else []), *case.get("vacances", ())]
    day = ordinal(au or case.get("au", AU))
    found: list[tuple[Row, int]] = []
    rank, given_ids = 1, {one.get("id") for one in given}
    for one in given:
        times = int(one.get("nombre", "1"))
        alone = 1 if any(other.imputations for other in world.lives) else times
        own = {k: v for k, v in one.items() if k != "nombre"}
        for _ in range(times // alone):
            while f"V{rank}" in given_ids:
                rank += 1
            named = own if alone > 1 or "id" in own else {**own, "id": f"V{rank}"}
            rank += alone
            found.append((row_of(life, world, case, named, day), alone))
    world.rows = [row for row, times in found for _ in range(times)]
    return found


def row_of(life: Life, world: World, case: dict[str, Any], given: dict[str, Any], au: int) -> Row:
    declared = life.keys.get("vocabulaire", {})
    fields = fields_at("vacance", declared)
    own = dict(flattened(given, fields))
    dwelling = by_id(case.get("logements", ()), own.get("logement"))
    facts = {**FACTS, **case.get("faits", {})}
    cells: dict[str, Any] = {**facts, **own}
    at = fields_at("logement", declared)
    for name, value in dwelling.items():
        if name in at and name not in ("id", "nombre"):
            cells[name] = value if own.get(name, value) == value else "illisible"
            if name not in fields:
                cells[f"logement.{name}"] = cells.pop(name)
    programme = by_id(world.programmes, cells.get("programme"))
    for name, value in programme.items():
        full = f"programme.{name}"
        cells[full] = value if own.get(full, value) == value else "illisible"
    demand = by_id(world.demands, cells.get("demande"))
    cells |= {f"demande.{name}": value for name, value in demand.items()}
    day = str(cells.get(life.keys["choix"]["rattachement"], ""))
    read_on = ordinal(day) if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else life.force[0]
    cells |= {f"convention.{name}": value for name, value in world.of_convention(life, read_on).items()}
    cells["reservataire.type"] = life.holder["type"]
    attach(cells, case)
    for name in cells:
        if name not in fields and name not in LINES:
            raise HorsDePortee(f"fait {name}")
    return Row(cells, fields, au, world)


def by_id(lines: Any, ident: str | None) -> dict[str, str]:
    return next((line for line in lines if ident is not None and line.get("id") == ident), {})


def flattened(given: dict[str, Any], fields: dict[str, Field]) -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        if not isinstance(value, dict):
            yield name, value
            continue
        for inner, one in value.items():
            yield (inner if name == "logement" and inner in fields else f"{name}.{inner}"), one


def attach(cells: dict[str, Any], case: dict[str, Any]) -> None:
    """The lines of its candidatures and of its refusals, named after it."""
    for table in LINES:
        more = [x for x in case.get(table, ()) if x.get("vacance", cells.get("id")) == cells.get("id")]
        if more:
            cells[table] = [*cells.get(table, ()), *more]
    ident = cells.get("id", "V1")
    if "candidatures" in cells:
        demands = demands_of(case)
        for rank, line in enumerate(cells["candidatures"], start=1):
            above = by_id(demands, line.get("demande"))
            dotted = {f"demande.{name}": value for name, value in above.items()}
            cells["candidatures"][rank - 1] = {"id": f"{ident}/{rank}", **line, **dotted}
