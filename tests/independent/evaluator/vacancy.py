"""What a convention says of one vacancy: status, eligibility, clauses, effects."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from .conditions import Names, Reader
from .convention import Clause, Convention
from .deadlines import NOT_DUE, State, judge, read_rule, read_suspension
from .facts import Row, Value, ordinal
from .outcomes import Cause, F, HorsDePortee, N, Outcome, U, V, both, toutes, une
from .parameters import value_on
from .rules import ASIDE, CONFLICT, common, condition, of_condition, resolve
from .syntax import Node, expression


@dataclass(frozen=True)
class Effect:
    counted: str
    day: int | None  # when it is known
    candidates: tuple[str, ...] = ()  # of one that is not known to take place


@dataclass
class Vacancy:
    convention: Convention
    row: Row

    @cached_property
    def reader(self) -> Reader:
        names = Names(
            self.convention.definitions,
            {name: self.parameter(name) for name in self.convention.keys.get("paramètres", {})},
        )
        return Reader(self.row, names)

    def parameter(self, name: str) -> Callable[[], Value]:
        return lambda: value_on(self.convention.keys["paramètres"][name], name, self.reference)

    @property
    def reference(self) -> int:
        found = self.row.event(self.convention.choix("rattachement"))
        if not found.known:
            raise HorsDePortee("jour de référence inconnu")
        return found.low

    def check_place(self) -> None:
        if not self.row.raw("commune").startswith(self.convention.department):
            raise HorsDePortee("territoire")
        found = self.row.event(self.convention.choix("rattachement"))
        first, last = self.convention.force
        if found.known and not first <= found.low <= last:
            raise HorsDePortee("vacance hors de la convention")

    def clause(self, clause: Clause) -> Outcome:
        return of_condition(self.convention, self.reader, clause)

    # Status

    @cached_property
    def in_scope(self) -> Outcome:
        """V, F or not known; a scope that is not applicable does not exclude."""
        found = toutes(self.clause(c) for c in self.convention.of("champ"))
        return V if found == N else found

    @cached_property
    def withdrawn(self) -> Outcome:
        found = une(self.clause(c) for c in self.convention.of("soustraction"))
        return F if found == N else found

    @cached_property
    def status(self) -> tuple[tuple[str, ...], frozenset[Cause]]:
        """The possible ones, in the order of the tests; the causes of the tests that are not known."""
        out = self.in_scope
        outside = out if isinstance(out, U) else V if out == F else F
        tests = (("hors champ", outside), ("soustrait", self.withdrawn))
        possible: list[str] = []
        causes: frozenset[Cause] = frozenset()
        for name, outcome in tests:
            if outcome == V:
                return (*possible, name), causes
            if isinstance(outcome, U):
                possible.append(name)
                causes |= outcome.causes
        return (*possible, "dans l'assiette"), causes

    def decided_by(self) -> tuple[str, str]:
        """The clause of the status, and its category."""
        (name,) = self.status[0]
        genre, wanted = {"hors champ": ("champ", F), "soustrait": ("soustraction", V)}[name]
        found = [c for c in self.convention.of(genre) if self.clause(c) == wanted]
        if len(found) != 1:
            raise HorsDePortee("plusieurs clauses décident du statut")
        return found[0].name, found[0].keys.get("catégorie", "")

    @cached_property
    def in_base(self) -> Outcome:
        names, causes = self.status
        if "dans l'assiette" not in names:
            return F
        return V if len(names) == 1 else U(causes)

    @cached_property
    def eligible(self) -> Outcome:
        if self.in_base == F:
            return N
        wanted = [self.clause(c) for c in self.convention.of("éligibilité") if not self.household(c)]
        return toutes([self.in_base, *wanted])

    def household(self, clause: Clause) -> bool:
        """Does it read a fact of a household? Then it says nothing of the dwelling."""
        texts = [clause.keys["règle"], clause.keys.get("si", "vrai")]
        return any(self.reads_household(expression(t)) for t in texts)

    def reads_household(self, node: Node) -> bool:
        if node[0] == "nom":
            if node[1] in self.convention.definitions:
                return self.reads_household(self.convention.definitions[node[1]])
            return node[1] in self.row.fields and self.row.fields[node[1]].household
        return any(self.reads_household(part) for part in flat(node[1:]))

    def households(self) -> dict[str, Outcome]:
        clauses = [c for c in self.convention.of("éligibilité") if self.household(c)]
        found: dict[str, Outcome] = {}
        for candidate in self.row.cells.get("candidatures", ()):
            own = {k: v for k, v in self.row.cells.items() if not self.is_household(k)}
            other = Vacancy(self.convention, replace(self.row, cells={**own, **candidate}))
            found[candidate["id"]] = toutes(other.clause(c) for c in clauses)
        return found

    def is_household(self, name: str) -> bool:
        return name in self.row.fields and self.row.fields[name].household

    # Clauses on the vacancy

    def obligation(self, clause: Clause) -> Outcome:
        """Out of the scope, nothing is due."""
        if self.in_scope == F:
            return N
        found = self.clause(clause)
        if isinstance(self.in_scope, U):
            return common([found, N], self.in_scope.causes)
        return found

    def deadline(self, clause: Clause) -> tuple[State, frozenset[str]]:
        """Its state over every candidate; the names of the cases that give it."""
        rules = resolve(self.convention, self.reader, clause, "règle", read_rule)
        if any("suspension" in c.keys.get("remplace", {}) for c in self.convention.of("exception")):
            raise HorsDePortee("exception sur « suspension »")
        suspension = read_suspension(clause.keys["suspension"]) if "suspension" in clause.keys else ((), ())
        states: list[State] = []
        cases: frozenset[str] = frozenset()
        for rule, why in rules.results:
            cases |= why
            states.append(self.one_state(clause, rule, suspension))
        if self.in_scope == F:
            return NOT_DUE, cases
        found = agreed(states, rules.causes)
        if isinstance(self.in_scope, U):
            found = agreed([found, NOT_DUE], self.in_scope.causes)
        return found, cases

    def one_state(self, clause: Clause, rule: Any, suspension: Any) -> State:
        if rule == CONFLICT:
            why = frozenset({(clause.name, "erreur")})
            return State(frozenset({"erreur"}), frozenset(), frozenset({None}), why)
        if rule is None or rule == ASIDE:
            return NOT_DUE
        rule = replace(rule, pauses=suspension[0], seasons=suspension[1])
        rolls = {"inchangée": False, "reportée au jour ouvré suivant": True}
        since = self.reference if rule.fixed and not rule.fixed[0] else 0
        return judge(rule, self.row, rolls[self.convention.choix("échéance non ouvrée")], since)

    # Effects

    def effects(self) -> dict[str, Effect]:
        """Those that take place, by their act, or the one word that nobody can say better."""
        found: list[tuple[str, Effect]] = []
        doubtful: dict[str, bool] = {}
        for clause in self.convention.of("délai"):
            text = self.effect_text(clause, "à défaut")
            state = self.deadline(clause)[0]
            if text and state.names == {"dépassé"}:
                (limit,) = state.limits if len(state.limits) == 1 else (None,)
                found.append(
                    (text, Effect(counted(clause, "à défaut"), None if limit is None else limit + 1))
                )
            elif text and "dépassé" in state.names:
                doubtful[text] = any(kind == "erreur" for _, kind in state.causes)
        for clause in self.convention.of("suite"):
            text, day = self.effect_text(clause, "effet"), self.first_day(clause)
            if text and day is not None:
                found.append((text, Effect(counted(clause, "effet"), day)))
            elif text and self.in_scope == V and perhaps(self.follows(clause)):
                raise HorsDePortee("suite indéterminée")
        for clause in self.convention.of("obligation"):
            text = self.effect_text(clause, "à défaut")
            outcome = self.obligation(clause)
            if text and outcome == F:
                found.append((text, Effect(counted(clause, "à défaut"), self.since(clause))))
            elif text and perhaps(outcome):
                raise HorsDePortee("effet d'une obligation indéterminée")
        if doubtful:
            if found or len(self.convention.of("délai")) > 1:
                raise HorsDePortee("plusieurs effets possibles")
            word = "erreur" if any(doubtful.values()) else "indéterminé"
            return {word: Effect("aucun", None, tuple(doubtful))}
        return self.first(found)

    def first(self, found: list[tuple[str, Effect]]) -> dict[str, Effect]:
        """What closed the turn first leaves nothing to what comes after; on one day, all must agree."""
        days = {e.day for text, e in found if text != "sans effet"}
        if None in days and len(found) > 1:
            raise HorsDePortee("effets dont le jour manque")
        ended = self.ended("bail", "retrait", "abandon")
        given = min([self.ended("remise", "reprise"), *(d for d in days if d is not None)])
        kept = [
            (text, e)
            for text, e in found
            if e.day is None or (e.day <= given and (e.day <= ended or text == "sans effet"))
        ]
        closing = {e.counted.replace("aucun", "non comptée") for text, e in kept if text != "sans effet"}
        if len(closing) > 1:
            return {"erreur": Effect("aucun", None)}
        return dict(kept)

    def ended(self, *names: str) -> int:
        """The first of these ends that is known; else a day after every other."""
        events = (self.row.event(name) for name in names)
        return min((e.low for e in events if e.known and e.low <= self.row.au), default=10**9)

    def on(self, day: int) -> Vacancy:
        """As it stood on an earlier day."""
        return Vacancy(self.convention, replace(self.row, au=day))

    def days(self) -> range:
        """From the eve of the first date of the row, or of the rules, to the day one looks."""
        texts = [str(v) for v in self.row.cells.values()]
        texts += [str(v) for c in self.convention.clauses.values() for v in c.keys.values()]
        dates = [ordinal(d) for text in texts for d in re.findall(r"\d{4}-\d\d-\d\d", text)]
        return range(min([*dates, self.row.au]) - 1, self.row.au + 1)

    def first_day(self, clause: Clause) -> int | None:
        """The first day on which a follow-up holds: its event has happened, its condition is met."""
        if self.in_scope != V:
            return None
        if isinstance(self.follows(clause), U):
            return None
        return next((d for d in self.days() if self.on(d).follows(clause) == V), None)

    def follows(self, clause: Clause) -> Outcome:
        happened = self.reader.outcome(("a eu lieu", ("nom", clause.keys["après"])))
        return both(happened, condition(self.reader, clause))

    def since(self, clause: Clause) -> int:
        """The first day of the last run of days on which it is missed; the reference date when it is missed
        before anything happens."""
        days = self.days()
        kept = [d for d in days if self.on(d).clause(clause) != F]
        return kept[-1] + 1 if kept else self.reference

    def effect_text(self, clause: Clause, key: str) -> str:
        if self.convention.exceptions(clause.name, key):
            raise HorsDePortee(f"exception sur « {key} »")
        act = str(clause.keys.get(key, "")).split(",")[0].strip()
        if act and act not in ("remise au bailleur", "reprise pour un tour", "sans effet"):
            raise HorsDePortee(f"effet « {act} »")
        return act


def perhaps(outcome: Outcome) -> bool:
    """Not known for want of a fact, not only because something has not come yet."""
    return isinstance(outcome, U) and not {kind for _, kind in outcome.causes} <= {"futur", "humain"}


def counted(clause: Clause, key: str) -> str:
    return str(clause.keys[key]).partition(",")[2].strip() or "aucun"


def flat(parts: tuple[Any, ...]) -> list[Node]:
    found: list[Node] = []
    for part in parts:
        if isinstance(part, tuple) and part:
            found += [part] if isinstance(part[0], str) else flat(part)
    return found


def agreed(states: list[State], causes: frozenset[Cause]) -> State:
    names = frozenset(n for s in states for n in s.names)
    inner = frozenset(c for s in states for c in s.causes)
    several = len({s.names for s in states}) > 1
    return State(
        names,
        frozenset(d for s in states for d in s.days),
        frozenset(x for s in states for x in s.limits),
        (inner | causes if several else inner) if len(names) > 1 or "erreur" in names else frozenset(),
        any(s.provisional for s in states),
    )
