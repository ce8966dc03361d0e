"""The corrective mode: what binds a letting (docs/langage, « Mode correctif »)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any

from .convention import Clause
from .days import EARLY, NEVER, add
from .facts import Row, ordinal
from .outcomes import Cause, N, Outcome, U, V, common
from .syntax import Node, Parser, expression
from .vacancy import Vacancy, flat
from .world import Line

NORMAL, BOUND, UNKNOWN = "normal", "correctif", "indetermine"


@dataclass(frozen=True)
class Regime:
    name: str
    since: int | None = None
    causes: frozenset[Cause] = frozenset()


@dataclass(frozen=True)
class Finding:
    day: int
    result: str


@dataclass(frozen=True)
class Mode:
    """One corrective mode, in the cell of one vacancy."""

    vacancy: Vacancy
    clause: Clause
    cell: tuple[tuple[str, str], ...]

    @property
    def row(self) -> Row:
        return self.vacancy.row

    def due(self, until: int) -> list[int]:
        """The days on which a finding is due, before a day."""
        p = Parser(self.clause.keys["constat"])
        p.expect("tous", "les")
        number = int(p.take()) if p.kind() == "nombre" else 1
        unit = p.time_unit()
        p.expect("à", "partir", "du")
        first = ordinal(p.take())
        found: list[int] = []
        while (day := add(first, number * len(found), unit)) < until:
            found.append(day)
        return found

    @cached_property
    def lines(self) -> list[Line]:
        """The findings of this mode that are, or may be, of this cell."""
        found = []
        for line in self.row.world.acts("constat"):
            if line.get("clause", self.clause.name).split(".")[-1] != self.clause.name:
                continue
            if "date" in line and ordinal(line["date"]) > self.row.au:
                continue
            if all(line.get(name, value) == value for name, value in self.cell):
                found.append(line)
        return found

    def holes(self, line: Line) -> list[str]:
        columns = ["date", "resultat", *(name for name, _ in self.cell)]
        return [column for column in columns if column not in line]

    def regime(self, day: int) -> Regime:
        """For a letting of that day; a line that does not say all leaves open what it may change."""
        vague = [line for line in self.lines if self.holes(line)]
        sure = [Finding(ordinal(x["date"]), x["resultat"]) for x in self.lines if not self.holes(x)]
        ways = product(*map(self.ways, vague))
        found = {self.after([*sure, *(f for f in more if f)], day) for more in ways}
        if len({one.name for one in found}) == 1:
            return min(found, key=lambda one: one.since or 0)
        return Regime(UNKNOWN, causes=frozenset((c, "manquant") for x in vague for c in self.holes(x)))

    def ways(self, line: Line) -> list[Finding | None]:
        """Each way of completing a line: not of this cell, at any date, with either result."""
        days = [ordinal(line["date"])] if "date" in line else [EARLY, self.row.au]
        results = [line["resultat"]] if "resultat" in line else ["tenu", "manque"]
        found: list[Finding | None] = [Finding(d, r) for d, r in product(days, results)]
        elsewhere = any(name not in line for name, _ in self.cell) or "date" not in line
        return [*found, None] if elsewhere else found

    def after(self, findings: list[Finding], day: int) -> Regime:
        """The history that certain findings make, up to a letting of that day."""
        error = Regime(UNKNOWN, causes=frozenset({(self.clause.name, "erreur")}))
        current = Regime(NORMAL)
        free = EARLY  # since when nothing binds
        for finding in sorted(findings, key=lambda f: f.day):
            if finding.day >= day:
                break
            same = {f.result for f in findings if f.day == finding.day}
            if len(same) > 1 or (finding.result == "manque" and self.proof_of(finding.day)):
                return error
            if finding.result != "manque" or (current.name == BOUND and free > finding.day):
                continue
            free, causes = self.freed(finding.day, day)
            if causes:
                return Regime(UNKNOWN, finding.day, causes)
            current = Regime(BOUND, finding.day)
        bound = current.name == BOUND and free > day
        if bound:
            return current
        return self.unrecorded(findings, day, current.since, free) or Regime(NORMAL)

    def unrecorded(self, findings: list[Finding], day: int, since: int | None, free: int) -> Regime | None:
        """A finding that was due and is not recorded by the letting's day, the mode being normal then."""
        for due in self.due(day):
            recorded = any(due <= f.day <= day for f in findings)
            held_then = since is not None and since < due < free
            if not recorded and not held_then:
                return Regime(UNKNOWN, causes=frozenset({(self.clause.name, "humain")}))
        return None

    # The proof

    @property
    def end(self) -> Node:
        return expression(self.clause.keys["fin"])

    def decisions_of_end(self) -> set[str]:
        names = {node[1] for node in walk(self.end) if node[0] == "nom"}
        return names & set(self.vacancy.convention.life.decisions)

    def decision_days(self) -> list[int]:
        lines = [x for x in self.row.world.acts("decision") if x.get("clause") in self.decisions_of_end()]
        return sorted(ordinal(x["date"]) for x in lines if "date" in x and ordinal(x["date"]) <= self.row.au)

    def freed(self, bound: int, day: int) -> tuple[int, frozenset[Cause]]:
        """The first day after the finding on which the end holds; what keeps one from knowing."""
        for at in sorted({bound + 1, *(d for d in self.decision_days() if bound < d <= day)}):
            found = self.end_on(at, bound)
            if found == V:
                return at, frozenset()
            if isinstance(found, U) and any(kind != "humain" for _, kind in found.causes):
                return at, found.causes
        return NEVER, frozenset()

    def proof_of(self, day: int) -> bool:
        """Is the end proved by a decision of that very day?"""
        return day in self.decision_days() and self.end_on(day, day - 1) == V

    def end_on(self, at: int, since: int) -> Outcome:
        world = self.row.world
        later = [
            x
            for x in world.journal
            if x["acte"] != "decision" or ordinal(x.get("date", "9999-01-01")) > since
        ]
        cells = {**self.row.cells, **dict(self.cell)}
        row = replace(self.row, au=at, world=replace(world, journal=later, cache={}), cells=cells)
        return Vacancy(self.vacancy.convention, row).reader.outcome(self.end)


def walk(node: Node) -> Iterator[Node]:
    yield node
    for part in flat(node[1:]):
        yield from walk(part)


def cell_of(vacancy: Vacancy, clause: Clause) -> tuple[tuple[str, str], ...] | U:
    """The cell of what is watched."""
    applied = str(vacancy.convention.clauses[clause.keys["surveille"]].keys["application"])
    names = [] if applied == "ensemble" else applied.removeprefix("chaque ").split(" et ")
    values = [vacancy.row.cell(name) for name in names]
    unknown = frozenset(c for v in values if isinstance(v, U) for c in v.causes)
    return U(unknown) if unknown else tuple(zip(names, values, strict=True))


def on_letting(vacancy: Vacancy, clause: Clause) -> tuple[Outcome, Regime]:
    """What the mode says of the letting of a vacancy."""
    imposed = vacancy.reader.outcome(expression(clause.keys["impose"]))
    let = vacancy.row.event("attribution")
    cell = cell_of(vacancy, clause)
    if let.low == NEVER:
        return N, Regime(NORMAL)
    if isinstance(cell, U):
        return common([imposed, N], cell.causes), Regime(UNKNOWN, causes=cell.causes)
    mode = Mode(vacancy, clause, cell)
    if let.known:
        regime = mode.regime(let.low)
        return under(regime, imposed), regime
    if let.low > vacancy.row.au:
        regime = mode.regime(vacancy.row.au + 1)
        return common([under(regime, imposed), N], let.causes), regime
    days = [d + n for d in (*mode.due(vacancy.row.au), *mode.decision_days()) for n in (0, 1)]
    days += [ordinal(x["date"]) + n for x in mode.lines if "date" in x for n in (0, 1)]
    regimes = [mode.regime(d) for d in {*days, vacancy.row.au} if let.low <= d <= let.high]
    outcomes: list[Any] = [N, *(under(r, imposed) for r in regimes)]
    return common(outcomes, let.causes), Regime(UNKNOWN, causes=let.causes)


def under(regime: Regime, imposed: Outcome) -> Outcome:
    if regime.name == NORMAL:
        return N
    return imposed if regime.name == BOUND else common([imposed, N], regime.causes)
