"""What each row may bring to a rule: its possible (counted, in the base, due).

A line is a set of ways of completing the data, each a set of ways the future may turn.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from .convention import Clause, Convention
from .facts import Possible, Row, ordinal
from .outcomes import F, HorsDePortee, Outcome, U, V, both
from .parameters import changes, value_on
from .population import Population, Rule, counted, part, quota
from .vacancy import Vacancy

Sum = tuple[int, int, Fraction, Fraction]  # counted, in the base, due, due once eased by points
Line = frozenset[frozenset[Sum]]
ZERO: Sum = (0, 0, Fraction(0), Fraction(0))
ACCOUNTS = {
    "etat", "als", "commune", "epci", "ept", "departement", "region", "metropole",
    "etablissement_public", "employeur", "organisme", "bailleur",
}  # fmt: skip


@dataclass(frozen=True)
class Period:
    first: int
    last: int

    def holds(self, event: Possible) -> Outcome:
        if event.low >= self.first and event.high <= self.last:
            return V
        return F if event.high < self.first or event.low > self.last else U(event.causes)


class RateError(HorsDePortee):
    """The rate in force is an error; out of reach where one rate stands for many rows."""


@dataclass(frozen=True)
class Reading:
    """One rule of one convention, over one year."""

    convention: Convention
    clause: Clause
    period: Period
    cell: tuple[tuple[str, str], ...] = ()

    @property
    def own(self) -> Rule:
        """The rule with the rate of this clause; nested, its base is that of the part above."""
        read = part if self.clause.genre == "part" else quota
        return read(self.clause.keys["règle"])

    @property
    def above(self) -> Clause | None:
        return self.convention.clauses[self.clause.parent] if self.clause.parent else None

    def eased(self, rate: Fraction) -> Fraction:
        """The rate once the tolerance in points is taken off, or added."""
        words = str(self.clause.keys.get("tolérance", "")).split()
        if len(words) < 2 or not words[1].startswith("point"):
            return rate
        if self.own.sense == "exactement":
            raise HorsDePortee("tolérance en points, exactement")
        points = Fraction(words[0]) / 100
        return min(Fraction(1), max(Fraction(0), rate + (points if self.own.sense == "au plus" else -points)))

    def rate_on(self, day: int) -> Fraction:
        node = self.own.rate
        if node is None:
            return Fraction(0)
        if node[0] == "nombre":
            return Fraction(node[1])
        keys = self.convention.keys.get("paramètres", {})
        if node[1] not in keys:
            raise HorsDePortee(f"taux {node[1]}")
        found = value_on(keys[node[1]], node[1], day)
        if isinstance(found, U):
            raise RateError(f"taux {node[1]} en erreur")
        return Fraction(found)

    def spans(self) -> list[tuple[Period, bool]]:
        """The convention's term cut at the year and at each change of rate; is the span in the year?"""
        first, last = self.convention.force
        cuts = {first, self.period.first, self.period.last + 1}
        node = self.own.rate
        if node and node[0] == "nom":
            cuts |= changes(self.convention.keys.get("paramètres", {}).get(node[1], {}), last)
        starts = sorted(c for c in cuts if first <= c <= last)
        ends = [*(s - 1 for s in starts[1:]), last]
        spans = [Period(s, e) for s, e in zip(starts, ends, strict=True)]
        return [(span, self.period.first <= span.first <= self.period.last) for span in spans]

    def rates(self, row: Row, day: int) -> list[Fraction]:
        """The rate of a row; not known, the ends of what its field admits: what is due lies between."""
        node = self.own.rate
        field = self.convention.fields.get(str(node[1])) if node and node[0] == "nom" else None
        if node is None or field is None:
            try:
                return [self.rate_on(day)]
            except RateError:
                # A parameter in error is not known: whatever its value, it is a share.
                return [Fraction(0), Fraction(1)]
        if field.genre != "taux":
            raise HorsDePortee(f"taux {node[1]}")
        found = row.cell(str(node[1]))
        return [field.least, field.greatest] if isinstance(found, U) else [found]

    # One row

    def line(self, row: Row) -> Line:
        vacancy = Vacancy(self.convention, row)
        reference = row.event(self.convention.choix("rattachement"))
        tags = self.tags(reference, row)
        parts = self.parts(vacancy)
        choices: list[tuple[bool, list[Any]]] = [(is_future(reference.causes), tags)]
        choices += [(isinstance(o, U) and is_future(o.causes), options(o)) for o in parts.values()]
        data = [values if not future else [None] for future, values in choices]
        futures = [values if future else [None] for future, values in choices]
        found = set()
        for known in product(*data):
            turns = set()
            for coming in product(*futures):
                chosen = [k if k is not None else c for k, c in zip(known, coming, strict=True)]
                turns.add(self.sum(chosen[0], dict(zip(parts, chosen[1:], strict=True))))
            found.add(frozenset(turns))
        return frozenset(found)

    def tags(self, reference: Possible, row: Row) -> list[Any]:
        """(under the convention?, in the year?, rate) for each place the reference day may fall."""
        first, last = self.convention.force
        found: list[Any] = []
        if reference.low < first or reference.high > last:
            found.append((False, False, Fraction(0)))
        for span, inside in self.spans():
            if reference.low <= span.last and reference.high >= span.first:
                matters = inside or self.base_population.event != ""
                rates = self.rates(row, span.first) if matters else [Fraction(0)]
                found += [(True, inside, rate) for rate in rates]
        return found

    @property
    def base_population(self) -> Population:
        if self.above is None:
            return self.own.population
        return part(self.above.keys["règle"]).population

    def parts(self, vacancy: Vacancy) -> dict[str, Outcome]:
        base = self.base_population
        found: dict[str, Outcome] = {"lieu": self.place(vacancy)}
        found["statut"] = self.status(vacancy, base)
        found["où"] = V if base.where is None else vacancy.reader.outcome(base.where)
        found["base"] = self.dated(vacancy, base)
        if self.clause.genre == "part" or self.above is not None:
            share = self.above or self.clause
            count = counted(share.keys["compte"])
            if base.where is not None or count.where is not None or count.scope or count.holder:
                raise HorsDePortee("part ou compte sous condition")
            if self.forecast or base.scope != "assiette":
                found["assiette"] = vacancy.in_base
            found["fait"] = self.dated(vacancy, count)
            found["compte"] = self.account(vacancy)
        elif base.holder == "réservataire":
            found["titulaire"] = self.account(vacancy)
        if self.clause.genre == "quota":
            found["pour"] = V if self.own.purpose is None else vacancy.reader.outcome(self.own.purpose)
        return found

    def place(self, vacancy: Vacancy) -> Outcome:
        commune = vacancy.row.cell("commune")
        inside: Outcome = V if isinstance(commune, str) else commune
        if isinstance(commune, str) and not commune.startswith(self.convention.department):
            inside = F
        for name, value in self.cell:
            there = vacancy.row.cell(name)
            inside = both(inside, there if isinstance(there, U) else V if there == value else F)
        return inside

    def status(self, vacancy: Vacancy, base: Population) -> Outcome:
        if base.scope == "assiette":
            return vacancy.in_scope if self.forecast else vacancy.in_base
        return vacancy.in_scope if base.scope == "champ" else V

    @property
    def forecast(self) -> bool:
        return self.convention.choix("soustractions") == "prévision"

    def dated(self, vacancy: Vacancy, rows: Population) -> Outcome:
        """In the year by its own event; "" and « avec leur vacance » are told by the reference day."""
        if not rows.event:
            return V
        happened = vacancy.row.event(rows.event)
        if self.convention.choix("événements") == "à leur date":
            return self.period.holds(happened)
        raise HorsDePortee("événements avec leur vacance")

    def account(self, vacancy: Vacancy) -> Outcome:
        found = vacancy.row.cell("contingent")
        if isinstance(found, U):
            return found
        if found not in ACCOUNTS:
            raise HorsDePortee(f"compte {found}")
        return V if found == self.convention.keys["réservataire"]["type"] else F

    def sum(self, tag: tuple[bool, bool, Fraction], held: dict[str, bool]) -> Sum:
        under, inside, rate = tag
        if not under or not held["lieu"]:
            return ZERO
        base = held["statut"] and held["où"] and held["base"] and held.get("titulaire", True)
        base = base and (inside or self.base_population.event != "")
        done = base
        if "fait" in held:
            done = held.get("assiette", held["statut"]) and held["fait"] and held["compte"]
        done = done and held.get("pour", True)
        due = rate if base else Fraction(0)
        return int(done), int(base), due, self.eased(rate) if base else Fraction(0)

    def expected(self, line: dict[str, Any]) -> tuple[int, int, frozenset[Sum]]:
        """Expected vacancies: from `min` to `max` of them, each counted or not if it may be."""
        if self.clause.genre == "part" or self.base_population.event or self.above is not None:
            raise HorsDePortee("vacances attendues d'un autre compte")
        if not self.period.first <= ordinal(line["du"]) <= ordinal(line["au"]) <= self.period.last:
            raise HorsDePortee("vacances attendues d'une autre période")
        cells = {k: v for k, v in line.items() if k not in ("du", "au", "min", "max")}
        day = {self.convention.choix("rattachement"): line["du"]}
        row = Row({**cells, **day}, self.convention.fields, ordinal(line["au"]))
        found = {turn for turns in self.line(row) for turn in turns}
        found |= {(0, *s[1:]) for s in found}
        return int(line["min"]), int(line["max"]), frozenset(found)


def options(outcome: Outcome) -> list[Any]:
    if isinstance(outcome, U):
        return [False, True]
    return [outcome == V]


def is_future(causes: frozenset[tuple[str, str]]) -> bool:
    return bool(causes) and all(kind == "futur" for _, kind in causes)
