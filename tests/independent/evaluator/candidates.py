"""Each candidature and each refusal of a vacancy, judged on its own (docs/langage, « Chaque candidat, chaque
refus »)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from .convention import Clause
from .days import NEVER
from .facts import Possible, Row, ordinal
from .outcomes import HorsDePortee, Outcome
from .seen import Seen
from .vacancy import Vacancy
from .vocabulary import Field, fields_at

TABLES = {"candidature": "candidatures", "refus": "refus"}
SENSES = {"réputé accepté": "acceptee", "réputé refusé": "refusee"}


@dataclass(frozen=True)
class Line(Row):
    """A row below a vacancy, whose life is that of the vacancy."""

    upper: Any = None

    def closing(self) -> int | None:
        found: int | None = self.upper.closing()
        return found

    def event(self, name: str) -> Possible:
        if name.startswith("vacance."):
            above: Possible = self.upper.event(name.removeprefix("vacance."))
            return above
        return self.as_written(name)


class One(Vacancy):
    """What its clauses say of one row."""

    above: Vacancy

    @cached_property
    def in_scope(self) -> Outcome:
        return self.above.in_scope

    @property
    def reference(self) -> int:
        return self.above.reference


def judged(seen: Seen, clause: Clause) -> list[tuple[str, Any]]:
    if len(seen.vacancies) > 1:
        raise HorsDePortee("candidature sous plusieurs textes")
    return of_vacancy(seen.only, clause, silent=is_silence(clause))


def of_vacancy(vacancy: Vacancy, clause: Clause, silent: bool) -> list[tuple[str, Any]]:
    """silent: on what the data record, without the answers that silences are deemed to give."""
    level = clause.keys["porte sur"]
    found = []
    for rank, line in enumerate(vacancy.row.cells.get(TABLES[level], ()), start=1):
        if ordinal(line.get("date", "0001-01-01")) > vacancy.row.au:
            continue
        cells = line if silent or level == "refus" else answered(vacancy, line)
        one = of_line(vacancy, cells, level)
        name = line.get("id", f"{vacancy.row.cells.get('id', 'V1')}/{rank}")
        found.append((name, one.deadline(clause)[0] if clause.genre == "délai" else one.obligation(clause)))
    return found


def of_line(vacancy: Vacancy, line: dict[str, Any], level: str) -> One:
    row = vacancy.row
    above = {k: v for k, v in row.cells.items() if "." in k}
    above |= {f"vacance.{k}": v for k, v in row.cells.items() if "." not in k}
    fields: dict[str, Field] = fields_at(level, vacancy.convention.keys.get("vocabulaire", {}))
    fields |= {f"vacance.{k}": v for k, v in row.fields.items() if "." not in k}
    one = One(vacancy.convention, Line({**above, **line}, fields, row.au, row.world, upper=row))
    one.above = vacancy
    return one


# Silences


def is_silence(clause: Clause) -> bool:
    return clause.genre == "délai" and clause.keys.get("à défaut") in SENSES


def answered(vacancy: Vacancy, line: dict[str, Any]) -> dict[str, Any]:
    """A candidature with the answer that its silence is deemed to give: the first answer stands."""
    clauses = [c for c in vacancy.convention.clauses.values() if c.of_elements and is_silence(c)]
    known: list[tuple[int, str]] = []
    doubts: set[str] = set()
    for clause in clauses:
        if clause.keys["porte sur"] != "candidature":
            continue
        sense = SENSES[clause.keys["à défaut"]]
        state, _ = of_line(vacancy, line, "candidature").deadline(clause)
        (limit,) = state.limits if len(state.limits) == 1 else (None,)
        if state.names == {"dépassé"} and limit is not None:
            known.append((limit + 1, sense))
        elif "dépassé" in state.names:
            doubts.add(sense)
    first = min((day for day, _ in known), default=None)
    senses = {sense for day, sense in known if day == first}
    said = senses or {line.get("sens_reponse", "")}
    found = dict(line)
    if first is not None:
        own = Row(line, fields_at("candidature", {}), vacancy.row.au).as_written("reponse")
        day = min(first, own.low) if own.known and own.low < NEVER else first
        found["reponse"] = date.fromordinal(day).isoformat()
        found["sens_reponse"] = senses.pop() if len(senses) == 1 else "illisible"
    if doubts - said:
        found["sens_reponse"] = "inconnu"
    return found


def seen_by_counts(row: Row, line: dict[str, Any]) -> dict[str, Any]:
    """A candidature as what counts candidatures reads it."""
    return answered(row.source, line) if isinstance(row.source, Vacancy) else line
