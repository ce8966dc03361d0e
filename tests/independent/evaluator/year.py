"""The rules of a year, cell by cell (docs/langage, « L'année »)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from . import exchanges, withdrawals
from .before import any_left, made_otherwise, starts_late
from .case import FACTS
from .coming import expected
from .convention import Clause, Convention
from .facts import Row, ordinal
from .judge import NONE, WORST, Judge, Judged, widen
from .lines import ZERO, Line, Period, RateError, Reading, excepted_in, rule_of
from .outcomes import Cause, F, HorsDePortee, N, U
from .parameters import named_in_tables
from .places import parts
from .rules import CONFLICT
from .syntax import expression
from .texts import Life, listed
from .vacancy import Vacancy
from .world import World

Cell = tuple[tuple[str, str], ...]
UNSEEN = "?"


def territory(convention: Convention) -> set[str]:
    """Its communes, when it names nothing else."""
    named = convention.keys["territoire"]
    codes = listed(named["commune"]) if list(named) == ["commune"] else []
    return {place for code in codes for place in (code, *parts(code))}


@dataclass
class Year:
    life: Life
    world: World
    number: int
    rows: list[tuple[Row, int]]
    au: int
    forecasts: list[dict[str, str]]  # withdrawals forecast
    balances: Any
    before: dict[tuple[str, str], set[Fraction]] = field(default_factory=dict)  # left by the year before
    read: dict[Any, Line] = field(default_factory=dict)
    prior: Year | None = None  # the year before, judged in the same case
    demands: dict[str, Fraction] = field(default_factory=dict)  # the number that each rule is tried with

    @property
    def period(self) -> Period:
        return self.period_of(self.number)

    def period_of(self, number: int) -> Period:
        first, last = self.life.force
        return Period(max(first, ordinal(f"{number}-01-01")), min(last, ordinal(f"{number}-12-31")))

    @property
    def convention(self) -> Convention:
        return self.life.on(self.period.first)

    @property
    def expected(self) -> list[dict[str, str]] | None:
        return self.world.expected

    @property
    def forecast(self) -> bool:
        return any(line["annee"] == str(self.number) for line in self.forecasts)

    @property
    def open(self) -> bool:
        return self.au < self.period.last

    def judge(self, clause: Clause) -> Judged:
        """A rule that asks for a number of an account is judged with each that it may be."""
        from .figures import values_of  # a number of an account is read of a year

        figure = rule_of(clause).figure
        if figure is None:
            return self.judge_one(clause)
        values, causes = values_of(self, figure)
        found = [self.asking(clause, value) for value in values]
        return found[0] if len(found) == 1 else merged(found, causes)

    def asking(self, clause: Clause, value: Any) -> Judged:
        if not isinstance(value, Fraction):
            return Judged(NONE, {NONE}, silent=True) if value == N else Judged("indetermine")
        self.demands[clause.name] = value
        found = self.judge_one(clause)
        del self.demands[clause.name]
        return found

    def judge_one(self, clause: Clause) -> Judged:
        if self.convention.choix("période") != "année civile":
            raise HorsDePortee("période")
        # Refuses a stock, even where the case gives no row.
        try:
            if not self.by_cell(clause):
                assert Reading(self.life, clause, self.period, demand=self.demands.get(clause.name)).own
        except RateError:
            return Judged("indetermine")
        applied = str(self.cells_of(clause))
        if applied == "ensemble":
            whole = self.in_cell(clause, ())
            if whole is None:
                raise HorsDePortee("part ou quota écarté en entier")
            return whole
        names = applied.removeprefix("chaque ").split(" et ")
        later = self.period.first > self.life.force[0]
        if later and self.convention.choix("soustractions") == "prévision régularisée":
            raise HorsDePortee("écart d'une prévision, cellule par cellule")
        if self.left_unseen(clause, names) and not self.all_seen(names, self.cells(clause, names)):
            raise HorsDePortee("solde d'une cellule que rien ne montre")
        found = {}
        for cell in self.cells(clause, names):
            one = self.in_cell(clause, cell)
            if one is not None:
                found[" ".join(value for _, value in cell)] = one
        soft = [j for j in found.values() if not self.open and j.possible == {"conforme", NONE}]
        verdicts = [j.verdict for j in found.values() if j.verdict != NONE and j not in soft]
        verdicts += ["conforme" if verdicts else "indetermine"] if soft else []
        if any(self.excepted(clause, cell) == CONFLICT for cell in self.cells(clause, names)):
            verdicts.append("indetermine")
        if self.open:
            verdicts += self.to_come(clause, names, found)
        shown = min({*verdicts} - {NONE}, key=WORST.index, default=NONE)
        return Judged(self.elsewhere(clause, names, shown), cells=found)

    def by_cell(self, clause: Clause) -> bool:
        """Is its number that of a table?"""
        named = rule_of(clause).named
        return bool(named) and "selon" in self.convention.keys["paramètres"][named]

    def elsewhere(self, clause: Clause, names: list[str], shown: str) -> str:
        """The verdict, whatever values no row shows the rows whose value is not known turn out to be of."""
        cells = self.cells(clause, names)
        if self.all_seen(names, cells):
            return shown
        read = (self.in_cell(clause, cell) for cell in self.not_shown(clause, names, cells))
        each = [one for one in read if one is not None]
        ends = {NONE}  # the rows may be elsewhere
        for one in each:
            ends |= {one.verdict} if self.open else one.possible
        found = {min({shown, p} - {NONE}, key=WORST.index, default=NONE) for p in ends}
        if len(found) == 1:
            return found.pop()
        return (
            "en_cours" if "en_cours" in found and found <= {"en_cours", "conforme", NONE} else "indetermine"
        )

    def not_shown(self, clause: Clause, names: list[str], cells: Iterable[Cell]) -> list[Cell]:
        """Cells that are not these: any one, and those that an exception to the clause names."""
        found: list[Cell] = [tuple((name, UNSEEN) for name in names)]
        for other in self.convention.clauses.values():
            if names == ["commune"] and other.genre == "exception" and clause.name in other.targets:
                codes = re.findall(r'"(\d{5})"', str(other.keys.get("si", "")))
                found += [(("commune", code),) for code in codes]
        if len(names) == 1:
            cited = [str(node[1]) for node in [rule_of(clause).rate] if node and node[0] == "nom"]
            for name in (*cited, rule_of(clause).named, str(clause.keys.get("base minimale", ""))):
                keys = self.convention.keys.get("paramètres", {}).get(name, {})
                found += [((names[0], code),) for code in named_in_tables(keys, names[0])]
        if names == ["commune"]:
            found += [(("commune", part),) for cell in found for part in parts(cell[0][1])]
        return [cell for cell in dict.fromkeys(found) if cell not in cells]

    def all_seen(self, names: list[str], cells: Iterable[Cell]) -> bool:
        """Is every value that of one of these cells?"""
        seen = {dict(cell)[names[0]] for cell in cells}
        whole = territory(self.convention) if names == ["commune"] else set()
        if len(names) == 1 and self.convention.fields[names[0]].genre == "oui/non":
            whole = {"oui", "non"}
        return bool(whole) and whole <= seen

    def to_come(self, clause: Clause, names: list[str], shown: Mapping[str, Judged]) -> Iterator[str]:
        """What cells that no row makes yet add: any one, or those of the vacancies expected."""
        made = [
            cell
            for cell in self.cells(clause, names)
            if " ".join(value for _, value in cell) in shown or self.says_nothing(clause, cell)
        ]
        if self.expected is None:
            if not self.all_seen(names, made):
                for cell in self.not_shown(clause, names, made):
                    yield from self.in_cell_to_come(clause, cell)
            return
        cells: dict[Cell, None] = {}
        for line in self.expected:
            values = [{**FACTS, **line}.get(name, "inconnu") for name in names]
            if "inconnu" in values:
                raise HorsDePortee("vacances attendues d'une cellule inconnue")
            cells[tuple(zip(names, values, strict=True))] = None
        for cell in cells:
            if cell not in made:
                yield from self.in_cell_to_come(clause, cell)

    def says_nothing(self, clause: Clause, cell: Cell) -> bool:
        """Does its condition, or an exception, leave the cell out, whatever its rows?"""
        own = self.excepted(clause, cell)
        if isinstance(own, str) or Reading(self.life, own, self.period, cell).asks_nothing:
            return True
        return self.under_condition(clause, cell, Judged(NONE))

    def in_cell_to_come(self, clause: Clause, cell: Cell) -> Iterator[str]:
        """It fails only if some row of it is certain: otherwise it may never be."""
        own = self.excepted(clause, cell)
        if isinstance(own, str):
            return
        reading = Reading(self.life, own, self.period, cell)
        if reading.asks_nothing:
            return
        self.nothing_left_to_withdraw()
        starts = [Fraction(0)] if reading.own.number is None else self.carried(clause, cell)
        judge = Judge(self, reading, self.lines(reading), starts)
        judge.start = judge.starts[0]
        found = Judged(judge.open_verdict())
        if found.verdict == NONE or self.under_condition(clause, cell, found):
            return
        coming = [expected(reading, line, self.au, self.world) for line in self.expected or ()]
        if self.expected is not None and not any(
            most and any(s[1] for s in kinds) for _, most, kinds in coming
        ):
            return
        certain = any(least and all(s[1] for s in kinds) for least, _, kinds in coming)
        yield found.verdict if certain or found.verdict == "conforme" else "en_cours"

    def cells_of(self, clause: Clause) -> str:
        holder = self.convention.clauses[clause.parent] if clause.parent else clause
        return str(holder.keys["application"])

    def cells(self, clause: Clause, names: list[str]) -> list[Cell]:
        """The values met in the rows, and those of a balance brought; nested, those of the part."""
        met = {cell for (name, _), cell in self.cells_before(clause, names)}
        for line in self.balances if isinstance(self.balances, list) else ():
            if line["clause"] == (clause.parent or clause.name):
                met.add(tuple((name, line[name]) for name in names))
        for row, _ in self.rows:
            values = [row.cells.get(name, "inconnu") for name in names]
            if not {"inconnu", "illisible", "sans objet"} & set(values):
                met.add(tuple(zip(names, values, strict=True)))
        return sorted(met)

    def cells_before(self, clause: Clause, names: list[str]) -> Iterator[tuple[tuple[str, str], Cell]]:
        for key in self.before:
            if key[0] == (clause.parent or clause.name) and key[1]:
                yield key, tuple(zip(names, key[1].split(" "), strict=True))

    def excepted(self, clause: Clause, cell: Cell) -> Clause | str:
        return excepted_in(self.life, self.convention, clause, cell)

    def in_cell(self, clause: Clause, cell: Cell) -> Judged | None:
        own = self.excepted(clause, cell)
        if isinstance(own, str):
            return None
        reading = Reading(self.life, own, self.period, cell, self.demands.get(clause.name))
        if reading.asks_nothing:
            return None
        lines = self.lines(reading)
        touched = any(total != ZERO for line, _ in lines for turns in line for total in turns)
        if not touched and cell and not any(self.carried(clause, cell)):
            return None
        self.nothing_left_to_withdraw()
        found = Judge(self, reading, lines, self.carried(clause, cell)).judged()
        if cell and reading.own.number is not None and not all(self.carried(clause, cell)):
            self.may_not_be(found, lines, reading, clause)
        found.causes = frozenset(c for row, _ in self.rows for c in reading.causes(row))
        found.causes |= withdrawals.causes(self, reading)
        silent = self.under_condition(clause, cell, found)
        if silent and cell:
            return None
        if found.verdict == "indetermine" and not self.open and {k for _, k in found.causes} == {"humain"}:
            found.verdict = "decision_humaine"
        return found

    def nothing_left_to_withdraw(self) -> None:
        """Which vacancies will bear a forecast is not read here while the year is open."""
        if self.open and self.forecast and self.convention.choix("soustractions").startswith("prévision"):
            raise HorsDePortee("soustractions prévues d'une année ouverte")

    def may_not_be(
        self, found: Judged, lines: list[tuple[Line, int]], reading: Reading, clause: Clause
    ) -> None:
        """A cell that stands by rows which may all be out of it is perhaps none."""
        if not all(any(total == ZERO for turns in line for total in turns) for line, _ in lines):
            return
        if reading.clause.keys.get("report", "aucun") != "aucun":
            raise HorsDePortee("nombre reporté d'une cellule qui n'est peut-être pas là")
        if not self.open:
            found.possible = {NONE}
            for n, (line, times) in enumerate(lines):  # one of the rows that make it is there
                there = frozenset(t - {ZERO} for t in line if t != frozenset({ZERO}))
                each = [*lines[:n], (there, 1), (line, times - 1), *lines[n + 1 :]]
                if there:
                    kept = Judge(self, reading, each, self.carried(clause, reading.cell)).judged()
                    found.possible |= kept.possible
            found.verdict = found.possible.pop() if len(found.possible) == 1 else "indetermine"
        if self.open and found.verdict in ("hors_d_atteinte", "indetermine"):
            coming = [expected(reading, line, self.au, self.world) for line in self.expected or ()]
            if any(least and all(s[1] for s in kinds) for least, _, kinds in coming):
                return
            # Whatever the facts that rows wait for, may the future take them all away?
            out = all(ZERO in turns for line, _ in lines for turns in line)
            found.verdict = "en_cours" if out else "indetermine"

    def lines(self, reading: Reading) -> list[tuple[Line, int]]:
        own = [(reading.line(row), times) for row, times in self.rows]
        return own + exchanges.lines(self, reading)

    def under_condition(self, clause: Clause, cell: Cell, found: Judged) -> bool:
        """A rule whose condition fails says nothing: is it so?"""
        if "si" not in clause.keys:
            return False
        fields = self.convention.fields
        own = {
            f"convention.{k}": v for k, v in self.world.of_convention(self.life, self.period.first).items()
        }
        cells = {**dict(cell), **own, "reservataire.type": self.life.holder["type"]}
        row = Row(cells, fields, min(self.au, self.period.last), self.world)
        held = Vacancy(self.convention, row).reader.outcome(expression(clause.keys["si"]))
        if held in (F, N):
            found.verdict, found.possible, found.silent = NONE, {NONE}, True
            return True
        found.doubt = held.causes if isinstance(held, U) else frozenset()
        if isinstance(held, U) and found.verdict != NONE:
            found.verdict, found.possible = "indetermine", found.possible | {NONE}
            found.causes |= held.causes
        return False

    def carried(self, clause: Clause, cell: Cell) -> list[Fraction]:
        """The balances that may be brought into the year."""
        key = (clause.name, " ".join(value for _, value in cell))
        if self.before:
            if self.prior is not None and made_otherwise(self, clause, self.prior):
                raise HorsDePortee("cellules refaites")
            if key not in self.before and starts_late(self, clause):
                raise HorsDePortee("solde d'avant la première année jugée")
            return sorted(self.before.get(key, {Fraction(0)}))
        if isinstance(self.balances, dict) and clause.name in self.balances and not cell:
            return [Fraction(self.balances[clause.name])]
        if line := self.brought(clause, cell):
            return [Fraction(line["solde"])]
        first, _ = self.life.force
        if "report" not in clause.keys or clause.keys["report"] == "aucun" or first >= self.period.first:
            return [Fraction(0)]
        return any_left(self, clause)

    def ends(self, name: str) -> bool:
        """Is the rule not there on the last day?"""
        return name not in self.life.on(self.period.last).clauses

    def left_unseen(self, clause: Clause, names: list[str]) -> bool:
        """May the year before have left a balance in a cell that none of its rows names?"""
        carries = str(clause.keys.get("report", "aucun")) != "aucun"
        rows = self.prior.rows if self.prior is not None and carries else ()
        return any(row.cells.get(name, "inconnu") == "inconnu" for row, _ in rows for name in names)

    def brought(self, clause: Clause, cell: Cell) -> dict[str, str] | None:
        """The line of the balances, if they are by cell."""
        lines = self.balances if isinstance(self.balances, list) else []
        fits = (x for x in lines if x["clause"] == clause.name and all(x.get(k) == v for k, v in cell))
        return next(fits, None)


def merged(every: list[Judged], causes: frozenset[Cause]) -> Judged:
    """What readings that differ have in common."""
    verdicts = {one.verdict for one in every}
    found = Judged(verdicts.pop() if len(verdicts) == 1 else "indetermine", causes=causes)
    for one in every:
        found.possible |= one.possible
        found.causes |= one.causes
        found.balances |= one.balances
        widen(found.numbers, one.numbers)
        for name, values in one.figures.items():
            found.figures[name] = found.figures.get(name, set()) | values
    return found
