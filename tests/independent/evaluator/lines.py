"""What each row may bring to a rule: a set of ways of completing the data, each a set of ways the future may
turn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

from . import accounts, barred, neighbours
from .convention import Clause, Convention
from .facts import Possible, Row, ordinal
from .outcomes import Cause, F, HorsDePortee, N, Outcome, U, V, both
from .parameters import changes, possible_values, value_on
from .people import nobody_yet, on_a_part
from .periods import Period as Period
from .population import Population, Rule, counted, part, quota
from .rules import as_excepted
from .texts import Life, Span
from .vacancy import Vacancy

Sum = tuple[int, int, Fraction, Fraction, int]
"""Counted, in the base, due, due once eased by points, given back."""
Line = frozenset[frozenset[Sum]]
ZERO: Sum = (0, 0, Fraction(0), Fraction(0), 0)
WHOLE = [Fraction(0), Fraction(1)]


class RateError(HorsDePortee):
    """The rate in force is an error; out of reach where one rate stands for many rows."""


@dataclass(frozen=True)
class Tag:
    """A place where the reference day may fall."""

    under: bool  # under the convention?
    inside: bool  # in the year?
    rate: Fraction
    text: Convention | None = None


def terms(where: Any) -> list[Any]:
    """The conditions that « et » joins."""
    if where is None:
        return []
    return [*terms(where[1]), *terms(where[2])] if where[0] == "et" else [where]


def all_of(vacancy: Vacancy, conditions: list[Any]) -> Outcome:
    found: Outcome = V
    for condition in conditions:
        found = both(found, vacancy.reader.outcome(condition))
    return found


@dataclass(frozen=True)
class Reading:
    """One rule of one convention, over one year."""

    life: Life
    clause: Clause
    period: Period
    cell: tuple[tuple[str, str], ...] = ()
    demand: Fraction | None = None  # the number of an account that the rule asks, when it reads one
    hope: bool = False  # of « exactement »: does what is not admitted count for nothing?

    @property
    def convention(self) -> Convention:
        """The text of the first day of the period: what holds for a whole cell."""
        return self.life.on(self.period.first)

    @property
    def own(self) -> Rule:
        """The rule with the rate of this clause; nested, its base is that of the part above."""
        found = rule_of(self.clause)
        if found.figure:
            if self.demand is None:
                raise HorsDePortee("nombre lu d'un compte")
            return replace(found, number=self.demand)
        if not found.named:
            return found
        keys = self.convention.keys.get("paramètres", {})
        value = value_on(keys[found.named], found.named, self.period.first, cell=dict(self.cell))
        if isinstance(value, U):
            raise RateError(f"nombre {found.named} en erreur")
        return replace(found, number=None if value == N else Fraction(value))

    @property
    def asks_nothing(self) -> bool:
        """Does the table of its number leave this cell aside?"""
        return bool(rule_of(self.clause).named) and self.own.number is None

    @property
    def above(self) -> Clause | None:
        return self.convention.clauses[self.clause.parent] if self.clause.parent else None

    def on(self, text: Convention) -> Reading | None:
        """The same rule as another text has it; a number has that of the first day of the period."""
        clause, first = (t.clauses.get(self.clause.name) for t in (text, self.convention))
        if any(c is not None and rule_of(c).counts_dwellings for c in (clause, first)):
            clause = first
        if clause is None:
            return None
        own = excepted_in(self.life, text, clause, self.cell)
        return None if isinstance(own, str) else replace(self, clause=own)

    def eased(self, rate: Fraction) -> Fraction:
        """The rate once the tolerance in points is taken off, or added."""
        words = str(self.clause.keys.get("tolérance", "")).split()
        if len(words) < 2 or not words[1].startswith("point"):
            return rate
        if self.own.sense == "exactement":
            raise HorsDePortee("tolérance en points, exactement")
        points = Fraction(words[0]) / 100
        return min(Fraction(1), max(Fraction(0), rate + (points if self.own.sense == "au plus" else -points)))

    def rate_on(self, day: int, vacancy: Vacancy | None = None) -> Fraction:
        node = self.own.rate
        if node is None:
            return Fraction(0)
        if node[0] == "nombre":
            return Fraction(node[1])
        keys = self.life.on(day).keys.get("paramètres", {})
        if node[1] not in keys:
            raise HorsDePortee(f"taux {node[1]}")
        found = value_on(keys[node[1]], node[1], day, vacancy and vacancy.reader, dict(self.cell))
        if isinstance(found, U):
            raise RateError(f"taux {node[1]} en erreur")
        return Fraction(found)

    @cached_property
    def spans(self) -> list[tuple[Span, bool]]:
        """Its term cut at the year, at each text and at each change of rate; is it in the year?"""
        first, last = self.life.force
        cuts = {first, self.period.first, self.period.last + 1}
        for span in self.life.spans:
            cuts.add(span.first)
            clause = span.text.clauses.get(self.clause.name)
            node = rule_of(clause).rate if clause is not None else None
            if node and node[0] == "nom":
                cuts |= changes(span.text.keys.get("paramètres", {}).get(node[1], {}), last)
        starts = sorted(c for c in cuts if first <= c <= last)
        ends = [*(s - 1 for s in starts[1:]), last]
        spans = [Span(s, e, self.life.on(s)) for s, e in zip(starts, ends, strict=True)]
        return [(span, self.period.first <= span.first <= self.period.last) for span in spans]

    def rates(self, vacancy: Vacancy, day: int) -> tuple[list[Fraction], frozenset[Cause]]:
        """The rate of a row; not known, the ends of what its field admits: what is due lies between."""
        node = self.own.rate
        name = str(node[1]) if node and node[0] == "nom" else ""
        if name in self.convention.fields:
            field = self.convention.fields[name]
            if field.genre != "taux":
                raise HorsDePortee(f"taux {name}")
            found = vacancy.row.cell(name)
            return (
                ([field.least, field.greatest], found.causes)
                if isinstance(found, U)
                else ([found], frozenset())
            )
        if name in self.convention.definitions:
            found = vacancy.reader.value(("nom", name))
            if isinstance(found, U):
                return WHOLE, found.causes
            if found == N or not 0 <= found <= 1:
                return WHOLE, frozenset({(name, "erreur")})
            return [found], frozenset()
        held = self.life.on(day).keys.get("paramètres", {}).get(name, {})
        if "selon" in held:
            values, causes = possible_values(held, name, day, vacancy.reader, dict(self.cell))
            if not any(isinstance(v, U) for v in values):
                return values, causes
        try:
            return [self.rate_on(day, vacancy)], frozenset()
        except RateError:
            # A parameter in error is not known: whatever its value, it is a share.
            return WHOLE, frozenset({(name, "erreur")})

    # One row

    def line(self, row: Row) -> Line:
        reference = row.event(self.convention.choix("rattachement"))
        under = [self.line_under(tag, row) for tag in self.tags(reference, row)]
        found = {turns for line in under for turns in line}
        if is_future(reference.causes) and len(found) > 1:
            if any(len(turns) > 1 for turns in found) or any(len(line) > 1 for line in under):
                raise HorsDePortee("jour de référence à venir, et autre chose en doute")
            return frozenset({frozenset(s for turns in found for s in turns)})
        return frozenset(found)

    def line_under(self, tag: Tag, row: Row) -> Line:
        other = self.on(tag.text) if tag.text is not None else None
        if other is None or tag.text is None:
            return frozenset({frozenset({ZERO})})
        parts = other.parts(Vacancy(tag.text, row))
        choices = [(isinstance(o, U) and is_future(o.causes), options(o)) for o in parts.values()]
        data = [values if not future else [None] for future, values in choices]
        futures = [values if future else [None] for future, values in choices]
        found = set()
        for known in product(*data):
            turns = set()
            for coming in product(*futures):
                chosen = [k if k is not None else c for k, c in zip(known, coming, strict=True)]
                turns.add(other.sum(tag, dict(zip(parts, chosen, strict=True))))
            found.add(frozenset(turns))
        return frozenset(found)

    def causes(self, row: Row) -> frozenset[Cause]:
        """Of what in the row makes a difference."""
        reference = row.event(self.convention.choix("rattachement"))
        tags = self.tags(reference, row)
        found: frozenset[Cause] = frozenset()
        if len({self.line_under(tag, row) for tag in tags}) > 1:
            found |= reference.causes
        for tag in tags:
            other = self.on(tag.text) if tag.text is not None else None
            if other is None or tag.text is None:
                continue
            vacancy = Vacancy(tag.text, row)
            parts = other.parts(vacancy)
            for name in parts:
                if isinstance(parts[name], U) and other.matters(name, parts, tag):
                    found |= parts[name].causes  # type: ignore[union-attr]
            if any(s[1] for turns in other.line_under(tag, row) for s in turns):
                found |= other.rates(vacancy, self.period.first)[1]
        return found

    def matters(self, name: str, parts: dict[str, Outcome], tag: Tag) -> bool:
        others = [n for n in parts if n != name]
        for values in product(*(options(parts[n]) for n in others)):
            held = dict(zip(others, values, strict=True))
            if self.sum(tag, {**held, name: True}) != self.sum(tag, {**held, name: False}):
                return True
        return False

    def tags(self, reference: Possible, row: Row) -> list[Tag]:
        first, last = self.life.force
        found: list[Tag] = []
        if reference.low < first or reference.high > last:
            found.append(Tag(False, False, Fraction(0)))
        for span, inside in self.spans:
            if reference.low <= span.last and reference.last >= span.first:
                matters = inside or self.base_population.event != ""
                other = self.on(span.text)
                rates = [Fraction(0)]
                if matters and other is not None:
                    rates = other.rates(Vacancy(span.text, row), span.first)[0]
                found += [Tag(True, inside, rate, span.text) for rate in rates]
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
        where = V if base.where is None else vacancy.reader.outcome(base.where)
        found["où"] = nobody_yet(vacancy, where, base)
        found["base"] = self.dated(vacancy, base)
        if self.clause.genre == "part" or self.above is not None:
            share = self.above or self.clause
            count = counted(share.keys["compte"])
            on_a_part(found, base, count, nested=self.above is not None)
            self.add_count(found, vacancy, count)
            if self.clause.genre == "part":
                found |= accounts.of_effects(vacancy, self.period.holds)
                if "comptée" in found and count.event:
                    found["avant"] = self.period.since(self.life.force[0]).holds(
                        vacancy.row.event(count.event)
                    )
        elif "compte" in self.clause.keys:
            count = counted(self.clause.keys["compte"])
            self.add_count(found, vacancy, count)
            # What base and count both ask is one condition, met or not for both.
            alike = [c for c in terms(base.where) if c in terms(count.where)]
            found["où des deux"] = nobody_yet(vacancy, all_of(vacancy, alike), count)
            own = all_of(vacancy, [c for c in terms(base.where) if c not in alike])
            found["où"] = nobody_yet(vacancy, own, base)
            other = all_of(vacancy, [c for c in terms(count.where) if c not in alike])
            found["où compté"] = nobody_yet(vacancy, other, count)
            if count.holder == "bailleur":
                found["compte"] = V
        if barred.base_account(self) == "titulaire":
            kept = base.scope == "assiette" and not self.forecast
            found["titulaire"] = self.account(vacancy, kept=kept)
            barred.not_yet(found, "titulaire", found["base"], vacancy, kept=kept)
        if self.clause.genre == "quota":
            asked = V if self.own.purpose is None else vacancy.reader.outcome(self.own.purpose)
            found["pour"] = nobody_yet(vacancy, asked, base)
        return found

    def add_count(self, found: dict[str, Outcome], vacancy: Vacancy, count: Population) -> None:
        # Where no withdrawal is possible, what base and count ask of the status is one condition.
        if self.clause.genre == "quota" and self.above is None and not count.scope:
            # All that is on the account, of the scope or not: what is withdrawn is on nobody's.
            found |= {"assiette": V, "fait": self.dated(vacancy, count)}
            found["compte"] = self.account(vacancy, kept=False)
            barred.not_yet(found, "compte", found["fait"], vacancy, kept=False)
            return
        one = self.base_population.scope == "assiette" and (
            not self.forecast or {*vacancy.status[0]} <= {"hors champ", "dans l'assiette"}
        )
        if not one:
            found["assiette"] = vacancy.in_base
        found["fait"] = self.dated(vacancy, count)
        kept = "assiette" in found or self.base_population.scope == "assiette"
        found["compte"] = self.account(vacancy, kept=kept)
        barred.not_yet(found, "compte", found["fait"], vacancy, kept=kept)

    def place(self, vacancy: Vacancy) -> Outcome:
        inside = both(self.life.here(vacancy.row), self.life.lasts)
        for name, value in self.cell:
            there = vacancy.row.cell(name)
            if isinstance(there, U):
                inside = both(inside, there)
            else:
                inside = both(inside, V if {V: "oui", F: "non"}.get(there, there) == value else F)
        return inside

    def status(self, vacancy: Vacancy, base: Population) -> Outcome:
        if base.scope == "assiette":
            return vacancy.in_scope if self.forecast else vacancy.in_base
        return vacancy.in_scope if base.scope == "champ" else V

    @property
    def forecast(self) -> bool:
        return self.convention.choix("soustractions").startswith("prévision")

    def dated(self, vacancy: Vacancy, rows: Population) -> Outcome:
        """In the year by its own event; "" and « avec leur vacance » are told by the reference day."""
        if not rows.event:
            return V
        happened = vacancy.row.event(rows.event)
        if self.convention.choix("événements") != "à leur date":
            raise HorsDePortee("événements avec leur vacance")
        return self.period.holds(happened)

    def account(self, vacancy: Vacancy, *, kept: bool) -> Outcome:
        names, scoped = {self.life.name, self.life.holder["type"]}, bool(self.base_population.scope)
        found = accounts.on_account(vacancy, names, kept=kept, scoped=scoped)
        entry = accounts.ledger(vacancy).entry(vacancy.row)
        if entry.accounts != (self.life.name,):
            found = both(found, neighbours.of_its_own(vacancy))
        stands = isinstance(found, U) or (found == V and accounts.decided(vacancy.row, entry))
        return found if stands or not accounts.awaits(vacancy.row) else accounts.FUTURE

    def sum(self, tag: Tag, held: dict[str, bool]) -> Sum:
        if not tag.under or not held["lieu"] or not held.get("où des deux", True):
            return ZERO
        base = held["statut"] and held["où"] and held["base"] and held.get(barred.base_account(self), True)
        base = base and (tag.inside or self.base_population.event != "")
        done = base
        if "fait" in held:
            done = held.get("assiette", held["statut"]) and held["fait"] and held["compte"]
            done = done and held.get("où compté", True)
        done = done and held.get("pour", True)
        due = tag.rate if base else Fraction(0)
        # A dwelling withdrawn is on nobody's account.
        counted_by_effect = held.get("comptée", False) and held.get("assiette", held["statut"])
        counted_by_effect = counted_by_effect and not (held.get("avant", False) and held["compte"])
        if counted_by_effect and held.get("exclusif", False):
            done = False
        if not held.get("admis", True):
            done, base = barred.kept(done, base, self)
            due = due if base else Fraction(0)
        n = int(done or counted_by_effect)
        return (
            n,
            int(base),
            due,
            self.eased(tag.rate) if base else Fraction(0),
            int(held.get("restituée", False)),
        )


def excepted_in(
    life: Life, text: Convention, clause: Clause, cell: tuple[tuple[str, str], ...]
) -> Clause | str:
    """The clause as its exceptions make it in a cell, which alone their conditions may read."""
    row = Row({**dict(cell), "reservataire.type": life.holder["type"]}, text.fields, ordinal("9998-12-31"))
    return as_excepted(text, Vacancy(text, row).reader, clause)


def rule_of(clause: Clause) -> Rule:
    return (part if clause.genre == "part" else quota)(clause.keys["règle"])


def options(outcome: Outcome) -> list[Any]:
    return [False, True] if isinstance(outcome, U) else [outcome == V]


def is_future(causes: frozenset[tuple[str, str]]) -> bool:
    return bool(causes) and all(kind == "futur" for _, kind in causes)
