"""The corrective mode over a year: what is measured, what is proposed (docs/langage, « Mode correctif »)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from .convention import Clause
from .corrective import Mode, Regime, on_letting
from .expected import causes_differ, differ, known, norm
from .facts import Row, ordinal
from .judge import NONE, Judge, rounded, sums
from .lines import Period, Reading, Sum, options
from .outcomes import F, N, U, V
from .sendings import day_of
from .syntax import expression
from .vacancy import Vacancy
from .vocabulary import fields_at
from .year import Year

STOCK = re.compile(r"(au moins|au plus|exactement) ([\d.]+) % des logements(?: où (.*?))?(?:, pour (.*))?")
Cell = tuple[tuple[str, str], ...]


@dataclass
class Measured(Year):
    """The same rows, over the days that a finding measures."""

    days: Period = field(default_factory=lambda: Period(0, 0))

    @property
    def period(self) -> Period:
        return self.days

    @property
    def open(self) -> bool:
        return False


@dataclass(frozen=True)
class Watch:
    """One corrective mode, over one year."""

    year: Year
    clause: Clause

    @property
    def watched(self) -> Clause:
        return self.year.convention.clauses[self.clause.keys["surveille"]]

    @property
    def until(self) -> int:
        return min(self.year.au, self.year.period.last)

    def cells(self) -> list[Cell]:
        applied = str(self.watched.keys["application"])
        if applied == "ensemble":
            return [()]
        names = applied.removeprefix("chaque ").split(" et ")
        world = self.year.world
        rows = [row.cells for row, _ in self.year.rows] + world.dwellings
        rows += [x for x in world.acts("constat") if x.get("clause") == self.clause.name]
        return sorted({tuple((n, r[n]) for n in names) for r in rows if all(n in r for n in names)})

    def mode(self, cell: Cell) -> Mode:
        text = self.year.convention
        cells = {**dict(cell), "reservataire.type": self.year.life.holder["type"]}
        row = Row(cells, text.fields, self.year.au, self.year.world)
        return Mode(Vacancy(text, row), self.clause, cell)

    def regime(self, cell: Cell) -> Regime:
        return self.mode(cell).regime(self.until + 1)

    def findings(self, cell: Cell) -> dict[str, dict[str, str]]:
        """By due day: what is recorded, what the measure proposes."""
        mode = self.mode(cell)
        dues = mode.due(self.until + 1)
        found = {}
        for rank, due in enumerate(dues):
            end = dues[rank + 1] if rank + 1 < len(dues) else self.until + 1
            own = [x for x in mode.lines if not mode.holes(x) and due <= ordinal(x["date"]) < end]
            first = dues[rank - 1] + 1 if rank else self.year.life.force[0]
            verdict = self.measure(cell, Period(first, due))
            found[day_of(due)] = {
                "propose": {"conforme": "tenu", "non_conforme": "manque"}.get(verdict, "aucune"),
                "enregistre": own[0]["resultat"] if own else "aucun",
                "enregistre_le": own[0]["date"] if own else "aucune",
                "verdict": verdict,
            }
        return found

    def measure(self, cell: Cell, days: Period) -> str:
        stock = STOCK.fullmatch(self.watched.keys["règle"])
        if stock:
            return self.of_stock(stock, cell, days.last)
        year = self.year
        measured = Measured(
            year.life, year.world, year.number, year.rows, year.au, year.forecasts, {}, days=days
        )
        reading = Reading(year.life, self.watched, days, cell)
        return Judge(measured, reading, measured.lines(reading), [Fraction(0)]).judged().verdict

    def of_stock(self, stock: re.Match[str], cell: Cell, day: int) -> str:
        """The dwellings of the cell, as they are on that day."""
        sense, rate, where, purpose = stock.groups()
        count = self.watched.keys.get("compte")
        text = self.year.life.on(day)
        own = expression(purpose) if purpose else None
        if count:
            own = counted_where(count)
        lines: list[tuple[set[Sum], int]] = []
        for line in self.year.world.dwellings:
            if any(line.get(name) != value for name, value in cell):
                continue
            fields = fields_at("logement", text.keys.get("vocabulaire", {}))
            row = Row(line, fields, day, self.year.world)
            reader = replace(Vacancy(text, replace(row, fields=text.fields)).reader, row=row)
            base = V if where is None else reader.outcome(expression(where))
            good = V if own is None else reader.outcome(own)
            ways = {
                (int(g and b), int(b), Fraction(0), Fraction(0), 0)
                for b in options(base)
                for g in options(good)
            }
            lines.append((ways, int(line.get("nombre", "1"))))
        verdicts = {self.verdict(sense, Fraction(rate) / 100, total) for total in sums(lines)}
        return verdicts.pop() if len(verdicts) == 1 else "indetermine"

    def verdict(self, sense: str, rate: Fraction, total: Sum) -> str:
        n, base = total[:2]
        if base == 0:
            return NONE
        due = rounded(rate * base, str(self.watched.keys["arrondi"]))
        good = {"au moins": n >= due, "au plus": n <= due, "exactement": n == due}
        return "conforme" if good[sense] else "non_conforme"


def counted_where(text: str) -> Any:
    _, _, where = text.partition(" où ")
    return expression(where) if where else None


def lettings(seen_rows: list[tuple[Any, int]], clause: Clause) -> dict[str, tuple[int, int]]:
    """The lettings of the year, by what the mode says of each."""
    found: Counter[str] = Counter()
    for seen, times in seen_rows:
        outcome = on_letting(seen.only, clause)[0]
        name = (
            "indetermine"
            if isinstance(outcome, U)
            else {V: "respectee", F: "manquee", N: "sans_objet"}[outcome]
        )
        found[name] += times
    return {name: (n, n) for name, n in found.items()}


# What a case expects


def regime_differs(wanted: dict[str, Any], found: Regime) -> list[str]:
    lines: list[str] = []
    for key, value in wanted.items():
        if key in ("etat", "état", "issue", "régime"):
            lines += differ(key, value, found.name)
        elif key == "depuis":
            lines += differ(key, value, day_of(found.since))
        else:
            known({key: value}, {"causes"})
            lines += causes_differ(value, found.causes)
    return lines


def watch_differs(wanted: Any, watch: Watch) -> list[str]:
    if isinstance(wanted, str):
        wanted = {"etat": wanted}
    if "cellules" in wanted:
        by_name = {" / ".join(v for _, v in cell): cell for cell in watch.cells()}
        lines = []
        for name, value in wanted["cellules"].items():
            lines += [f"{name} : {x}" for x in cell_differs(value, watch, by_name[name])]
        return lines
    (cell,) = watch.cells()
    return cell_differs(wanted, watch, cell)


def cell_differs(wanted: dict[str, Any], watch: Watch, cell: Cell) -> list[str]:
    own = {k: v for k, v in wanted.items() if k not in ("constats", "attributions")}
    lines = regime_differs(own, watch.regime(cell))
    findings = watch.findings(cell)
    constats = wanted.get("constats", {})
    if isinstance(constats, list):
        return lines + differ("constats", sorted(constats), sorted(findings))
    for day, parts in constats.items():
        for key, value in parts.items():
            lines += differ(f"{day} {key}", norm(value), norm(findings.get(day, {}).get(key, "absent")))
    return lines
