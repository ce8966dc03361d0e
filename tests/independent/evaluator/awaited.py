"""The decisions that a vacancy waits for (docs/langage, « Décision humaine »)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .delegations import exercised
from .outcomes import Cause, U, V
from .seen import Seen
from .vacancy import Vacancy


def of(seen: Seen) -> list[str]:
    if seen.life.here(seen.row) != V:
        return []
    vacancy = seen.only
    waiting = {name for name, kind in causes(seen, vacancy) if kind == "humain"}
    for clause in vacancy.convention.of("décision humaine"):
        if not is_read(vacancy, clause.name) and vacancy.in_scope == V:
            found = vacancy.decision(clause.name).outcome
            if isinstance(found, U) and (clause.name, "humain") in found.causes:
                waiting.add(clause.name)
    return sorted(waiting)


def is_read(vacancy: Vacancy, name: str) -> bool:
    """Does any clause name it?"""
    texts = [str(c.keys) for c in vacancy.convention.clauses.values() if c.name != name]
    return any(re.search(rf"\b{name}\b", text) for text in texts)


def causes(seen: Seen, vacancy: Vacancy) -> Iterator[Cause]:
    """Of every result of the vacancy."""
    outcomes = [vacancy.eligible, *vacancy.households().values()]
    outcomes += [vacancy.obligation(c) for c in vacancy.convention.of("obligation", "tour")]
    outcomes += [vacancy.suite(c) for c in vacancy.convention.of("suite")]
    yield from vacancy.status[1]
    yield from exercised(vacancy).causes
    for found in outcomes:
        if isinstance(found, U):
            yield from found.causes
    for clause in vacancy.convention.of("délai"):
        yield from vacancy.deadline(clause)[0].causes
