"""The year: every sum that completing the rows may give, and the verdict they share."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .convention import Clause, Convention
from .facts import Row, ordinal
from .lines import ZERO, Line, Period, Reading, Sum
from .outcomes import HorsDePortee
from .syntax import Parser

WORST = ["non_conforme", "hors_d_atteinte", "indetermine", "decision_humaine", "en_cours", "conforme"]
NONE = "non_applicable"
COUNTS = (", comptée", "restituée")  # an effect that adds to what is done, or to what is due
Bounds = tuple[Fraction, Fraction]


def rounded(exact: Fraction, how: str) -> Fraction:
    half = Fraction(1, 2)
    return {
        "inférieur": lambda: Fraction(math.floor(exact)),
        "supérieur": lambda: Fraction(math.ceil(exact)),
        "au plus proche sinon supérieur": lambda: Fraction(math.floor(exact + half)),
        "au plus proche sinon inférieur": lambda: Fraction(math.ceil(exact - half)),
        "sans arrondi": lambda: exact,
    }[how]()


def plus(a: Sum, b: Sum) -> Sum:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]


def sums(groups: Iterable[tuple[Iterable[Sum], int]]) -> set[Sum]:
    """Every total of one option per row."""
    found = {ZERO}
    for options, times in groups:
        single = list(options)
        if len(single) == 1:
            n, b, d, e = single[0]
            found = {plus(s, (n * times, b * times, d * times, e * times)) for s in found}
            continue
        for _ in range(times):
            found = {plus(s, o) for s in found for o in single}
    return found


@dataclass(frozen=True)
class Carry:
    mode: str = "aucun"
    only: str = ""
    cap: int | None = None
    cap_share: Fraction | None = None  # of the due
    dies: bool = False  # what was brought is not brought again

    def clip(self, balance: Fraction, due: Fraction = Fraction(0)) -> Fraction:
        if self.only == "déficit":
            balance = max(balance, Fraction(0))
        if self.only == "excédent":
            balance = min(balance, Fraction(0))
        if self.cap is not None:
            balance = max(Fraction(-self.cap), min(balance, Fraction(self.cap)))
        if self.cap_share is not None:
            most = self.cap_share * due
            most = most if self.mode == "solde exact" else Fraction(math.floor(most))
            balance = max(-most, min(balance, most))
        return balance


def carry(text: str) -> Carry:
    p = Parser(text)
    modes = ("aucun", "solde arrondi", "solde exact", "fractions cumulées")
    mode = next((m for m in modes if p.accept(*m.split())), "")
    only, cap, share, dies = "", None, None, False
    while p.accept(","):
        if p.accept("plafonné", "à"):
            number = Fraction(p.take())
            if p.accept("%"):
                share = number / 100
                p.expect("du", "dû")
            else:
                cap = int(number)
                p.take()
        elif p.accept("perdu", "après", "1", "an"):
            dies = True
        else:
            only = p.take()
            p.expect("seul")
    p.end()
    if not mode:
        raise HorsDePortee(f"report « {text} »")
    return Carry(mode, only, cap, share, dies)


@dataclass
class Judged:
    """One rule in one cell, or the worst of its cells."""

    verdict: str
    possible: set[str] = field(default_factory=set)
    numbers: dict[str, Bounds] = field(default_factory=dict)
    saved: bool = False
    cells: dict[str, Judged] = field(default_factory=dict)


@dataclass
class Year:
    convention: Convention
    number: int
    rows: Counter[tuple[tuple[str, str], ...]]
    au: int
    forecast: dict[str, str] | None
    balances: Any
    expected: list[dict[str, str]] | None

    @property
    def period(self) -> Period:
        first, last = self.convention.force
        return Period(max(first, ordinal(f"{self.number}-01-01")), min(last, ordinal(f"{self.number}-12-31")))

    @property
    def open(self) -> bool:
        return self.au < self.period.last

    def judge(self, clause: Clause) -> Judged:
        if self.convention.choix("période") != "année civile":
            raise HorsDePortee("période")
        if "si" in clause.keys or any(clause.name in e.targets for e in self.convention.of("exception")):
            raise HorsDePortee("part ou quota sous condition ou exception")
        if any(
            word in str(c.keys) for c in self.convention.of("suite", "délai", "obligation") for word in COUNTS
        ):
            raise HorsDePortee("effet compté dans l'année")
        applied = str(self.cells_of(clause))
        if applied == "ensemble":
            whole = self.in_cell(clause, ())
            assert whole is not None
            return whole
        names = applied.removeprefix("chaque ").split(" et ")
        found = {}
        for cell in self.cells(clause, names):
            one = self.in_cell(clause, cell)
            if one is not None:
                found[" ".join(value for _, value in cell)] = one
        verdicts = [j.verdict for j in found.values() if j.verdict != NONE]
        return Judged(min(verdicts, key=WORST.index, default=NONE), cells=found)

    def cells_of(self, clause: Clause) -> str:
        holder = self.convention.clauses[clause.parent] if clause.parent else clause
        return str(holder.keys["application"])

    def cells(self, clause: Clause, names: list[str]) -> list[tuple[tuple[str, str], ...]]:
        """The values met in the rows, and those of a balance brought."""
        met = set()
        for line in self.balances if isinstance(self.balances, list) else ():
            if line["clause"] == clause.name:
                met.add(tuple((name, line[name]) for name in names))
        for cells in self.rows:
            values = [dict(cells).get(name, "inconnu") for name in names]
            if not {"inconnu", "illisible", "sans objet"} & set(values):
                met.add(tuple(zip(names, values, strict=True)))
        return sorted(met)

    def in_cell(self, clause: Clause, cell: tuple[tuple[str, str], ...]) -> Judged | None:
        reading = Reading(self.convention, clause, self.period, cell)
        lines = [(reading.line(self.row(cells)), times) for cells, times in self.rows.items()]
        touched = any(total != ZERO for line, _ in lines for turns in line for total in turns)
        return (
            Judge(self, reading, lines).judged()
            if touched or not cell or self.brought(clause, cell)
            else None
        )

    def row(self, cells: tuple[tuple[str, str], ...]) -> Row:
        return Row(dict(cells), self.convention.fields, self.au)

    def carried(self, clause: Clause, cell: tuple[tuple[str, str], ...]) -> Fraction:
        """The balance brought into the year."""
        if isinstance(self.balances, dict) and clause.name in self.balances and not cell:
            return Fraction(self.balances[clause.name])
        if line := self.brought(clause, cell):
            return Fraction(line["solde"])
        first, _ = self.convention.force
        if "report" not in clause.keys or clause.keys["report"] == "aucun" or first >= self.period.first:
            return Fraction(0)
        raise HorsDePortee("solde inconnu")

    def brought(self, clause: Clause, cell: tuple[tuple[str, str], ...]) -> dict[str, str] | None:
        """The line of the balances, if they are by cell."""
        lines = self.balances if isinstance(self.balances, list) else []
        fits = (x for x in lines if x["clause"] == clause.name and all(x.get(k) == v for k, v in cell))
        return next(fits, None)


@dataclass
class Judge:
    year: Year
    reading: Reading
    lines: list[tuple[Line, int]]

    @property
    def keys(self) -> dict[str, Any]:
        return self.reading.clause.keys

    @property
    def how(self) -> str:
        if "arrondi" not in self.keys and self.reading.own.number is None:
            raise HorsDePortee("arrondi non écrit")
        return str(self.keys.get("arrondi", "sans arrondi"))

    @property
    def carry(self) -> Carry:
        return carry(str(self.keys.get("report", "aucun")))

    @property
    def start(self) -> Fraction:
        return self.year.carried(self.reading.clause, self.reading.cell)

    # One completion

    def withdrawn(self, total: Sum) -> Sum:
        """Withdrawals as they were forecast, taken off the base and the due."""
        if not self.reading.forecast or self.reading.own.population.scope != "assiette":
            return total
        if self.year.forecast is None or self.reading.cell or self.reading.clause.genre != "part":
            raise HorsDePortee("retraits annoncés par cellule ou pour un quota")
        planned = sum(int(n) for n in self.year.forecast.values())
        rate = self.reading.rate_on(self.year.period.first)
        n, base, due, eased = total
        due, eased = (max(Fraction(0), d - rate * planned) for d in (due, eased))
        return n, max(0, base - planned), due, eased

    def target(self, due: Fraction) -> Fraction:
        if self.reading.own.number is not None:
            return self.reading.own.number
        start = self.start
        if self.carry.mode == "solde arrondi":
            return rounded(due, self.how) + start
        return rounded(due if self.carry.mode == "aucun" else due + start, self.how)

    def balance(self, total: Sum) -> Fraction:
        n, _, due, _ = total
        mode = self.carry.mode
        if mode == "aucun":
            return Fraction(0)
        if mode == "fractions cumulées":
            return due + self.start - self.target(due)
        left = self.target(due) if mode == "solde arrondi" else due + self.start
        if self.carry.dies:
            return self.carry.clip(self.young(left - self.start, Fraction(n)), due)
        return self.carry.clip(left - n, due)

    def losses(self, totals: set[Sum]) -> list[Fraction]:
        """What a clip took from the balance; nothing is said while the rows are in doubt."""
        if len(totals) > 1 or self.carry.mode not in ("solde arrondi", "solde exact"):
            return [Fraction(0)]
        (total,) = totals
        n, _, due, _ = total
        left = self.target(due) if self.carry.mode == "solde arrondi" else due + self.start
        return [left - n - self.balance(total)]

    def young(self, own: Fraction, done: Fraction) -> Fraction:
        """What this year itself leaves: the oldest debt is served first, the oldest advance used first."""
        if self.start >= 0:
            return own - max(Fraction(0), done - self.start)
        return max(Fraction(0), own + self.start) - done

    def slack(self) -> int:
        words = str(self.keys.get("tolérance", "")).split()
        return int(words[0]) if len(words) > 1 and words[1].startswith("logement") else 0

    def verdict(self, total: Sum, tolerant: bool = True) -> str:
        n, base, due, eased = total
        target = self.target(eased if tolerant else due)
        if base == 0 and self.reading.own.number is None and (self.carry.mode == "aucun" or target == 0):
            return NONE
        slack = self.slack() if tolerant else 0
        target = max(Fraction(0), target)
        enough, within = n >= target - slack, n <= target + slack
        good = {"au moins": enough, "au plus": within, "exactement": enough and within}
        return "conforme" if good[self.reading.own.sense] else "non_conforme"

    # All of them

    def judged(self) -> Judged:
        flat = [({s for turns in line for s in turns}, times) for line, times in self.lines]
        totals = {self.withdrawn(t) for t in sums(flat)}
        found = Judged("", {self.verdict(t) for t in totals}, self.numbers(totals))
        found.verdict = next(iter(found.possible)) if len(found.possible) == 1 else "indetermine"
        if len(totals) == 1:
            (total,) = totals
            found.saved = found.verdict == "conforme" and self.verdict(total, tolerant=False) != "conforme"
        elif "tolérance" in self.keys:
            raise HorsDePortee("tolérance et données manquantes")
        if self.year.open:
            found.verdict = self.open_verdict()
        return found

    def numbers(self, totals: set[Sum]) -> dict[str, Bounds]:
        found: dict[str, list[Fraction]] = {
            "realise": [Fraction(t[0]) for t in totals],
            "base": [Fraction(t[1]) for t in totals],
            "du": [t[2] for t in totals],
            "du_arrondi": [rounded(t[2], self.how) for t in totals],
            "cible": [self.target(t[2]) for t in totals],
            "solde": [self.balance(t) for t in totals],
            "solde_perdu": self.losses(totals),
            "part": [Fraction(t[0], t[1]) for t in totals if t[1]],
        }
        return {name: (min(values), max(values)) for name, values in found.items() if values}

    def open_verdict(self) -> str:
        """Each completion of the data, in each future."""
        data: list[tuple[Iterable[Sum], int]] = []
        future: list[tuple[Iterable[Sum], int]] = []
        for line, times in self.lines:
            if len(line) == 1:
                future.append((next(iter(line)), times))
            elif all(len(turns) == 1 for turns in line):
                data.append(([s for turns in line for s in turns], times))
            else:
                raise HorsDePortee("ligne mêlant la donnée et l'avenir")
        known, turns = sums(data), sums(future)
        if self.year.expected is None:
            return self.unbounded(known, turns)
        turns = self.with_expected(turns)
        always = all(self.good(plus(d, f)) for d in known for f in turns)
        each = [any(self.good(plus(d, f)) for f in turns) for d in known]
        if always:
            return "conforme"
        return "en_cours" if all(each) else "indetermine" if any(each) else "hors_d_atteinte"

    def good(self, total: Sum) -> bool:
        return self.verdict(self.withdrawn(total)) != "non_conforme"

    def with_expected(self, turns: set[Sum]) -> set[Sum]:
        for line in self.year.expected or ():
            low, high, options = self.reading.expected(line)
            added = {s for k in range(low, high + 1) for s in sums([(options, k)])}
            turns = {plus(t, a) for t in turns for a in added}
        return turns

    def unbounded(self, known: set[Sum], turns: set[Sum]) -> str:
        """Without a declared forecast any number of rows may come, good or not."""
        rule = self.reading.own
        if rule.number is None:
            rates = {self.reading.rate_on(span.first) for span, inside in self.reading.spans() if inside}
            if rule.sense == "exactement" or not all(0 < r < 1 for r in rates):
                raise HorsDePortee("année ouverte sans vacances attendues")
            return "en_cours"
        least = [min(plus(d, f)[0] for f in turns) for d in known]
        if rule.sense == "au moins":
            return "conforme" if all(n >= rule.number for n in least) else "en_cours"
        reached = [n <= rule.number for n in least]
        return "en_cours" if all(reached) else "indetermine" if any(reached) else "hors_d_atteinte"
