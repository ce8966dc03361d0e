"""What one text of a convention says of one vacancy: status, eligibility, clauses, effects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from . import delegations, effects, neighbours, rights
from .conditions import Names, Reader
from .convention import Clause, Convention
from .days import EARLY, NEVER
from .deadlines import NOT_DUE, State, judge, read_rule, read_suspension
from .decisions import Answer, decided, under_its_condition
from .facts import TURN, Possible, Row, Value, ordinal
from .outcomes import Cause, F, HorsDePortee, N, Outcome, U, V, both, common, negation, toutes, une
from .parameters import possible_values, value_on
from .rules import ASIDE, CONFLICT, Resolved, of_condition, resolve
from .syntax import Node, expression, flat


@dataclass
class Vacancy:
    convention: Convention
    row: Row
    asked: list[str] = field(default_factory=list)  # the clauses whose effect is being looked for
    silent: list[str] = field(default_factory=list)  # the conventions that hand it nothing over

    def __post_init__(self) -> None:
        self.row = replace(self.row, source=self)

    def like(self, row: Row) -> Vacancy:
        return Vacancy(self.convention, row, self.asked, self.silent)

    def on(self, day: int) -> Vacancy:
        """As it stood on an earlier day."""
        return self.like(replace(self.row, au=day))

    @contextmanager
    def asking(self, name: str) -> Iterator[None]:
        """Its own effect tells nothing to the clause that brings it."""
        self.asked.append(name)
        yield
        self.asked.remove(name)

    @cached_property
    def reader(self) -> Reader:
        keys = self.convention.keys
        names = Names(
            self.convention.definitions,
            {name: self.parameter(name) for name in keys.get("paramètres", {})},
            {name: self.reads_decision(name) for name in self.convention.life.decisions},
            keys.get("vocabulaire", {}),
            lambda name: neighbours.in_force(self, name),
            self.reads_account,
            self.figure,
            lambda: delegations.exercised_by_another(self),
        )
        return Reader(self.row, names)

    def parameter(self, name: str) -> Callable[[], Value]:
        return lambda: value_on(self.convention.keys["paramètres"][name], name, self.reference, self.reader)

    def reads_decision(self, name: str) -> Callable[[Row], Value]:
        return lambda row: self.decision(name, row).outcome

    def reads_account(self, node: Node, today: bool) -> Outcome:
        from . import reached, rotation  # accounts and turns are read from vacancies

        return (rotation.asked if node[0] == "tour de" else reached.reached)(self, node, today)

    def figure(self, node: Node) -> Value:
        raise HorsDePortee("chiffre d'un compte lu d'une vacance")

    def decision(self, name: str, row: Row | None = None) -> Answer:
        row = self.row if row is None else row
        if name not in self.convention.clauses:
            return Answer(N)
        keys = self.convention.clauses[name].keys
        held = replace(self.reader, row=row).outcome(expression(keys["si"])) if "si" in keys else V
        return under_its_condition(held, lambda: decided(name, keys, row, self.row.world))

    @property
    def reference_event(self) -> Possible:
        return self.row.event(self.convention.choix("rattachement"))

    @property
    def reference(self) -> int:
        found = self.reference_event
        if not found.known:
            raise HorsDePortee("jour de référence inconnu")
        return found.low

    def clause(self, clause: Clause, silent: Outcome = N) -> Outcome:
        if clause.genre == "tour":
            from .rotation import respected

            return respected(self, clause)
        today = clause.genre == "éligibilité"
        reader = replace(self.reader, names=replace(self.reader.names, today=today))
        return of_condition(self.convention, reader, clause, silent)

    # Status

    @cached_property
    def in_scope(self) -> Outcome:
        """V, F or not known; a scope that is not applicable does not exclude."""
        found = toutes(self.clause(c, silent=V) for c in self.convention.of("champ"))
        return V if found == N else found

    @cached_property
    def withdrawn(self) -> Outcome:
        found = une(self.clause(c, silent=F) for c in self.convention.of("soustraction"))
        return F if found == N else found

    def rights_on_it(self) -> list[tuple[dict[str, str], Outcome]]:
        """The rights that live on the reference day, with whether they bear on this dwelling."""
        lines = self.row.world.rights
        return [(x, both(rights.bears(self, x), rights.alive(self, x))) for x in lines]

    @cached_property
    def reserved(self) -> Outcome:
        return rights.reserved(self)

    @cached_property
    def status(self) -> tuple[tuple[str, ...], frozenset[Cause]]:
        """The possible ones, in the order of the tests; the causes of the tests that are not known."""
        tests: tuple[tuple[str, Callable[[], Outcome]], ...] = (
            ("hors champ", lambda: negation(self.in_scope)),
            ("réservé identifié", lambda: self.reserved),
            ("soustrait", lambda: self.withdrawn),
        )
        possible: list[str] = []
        causes: frozenset[Cause] = frozenset()
        for name, test in tests:
            outcome = test()
            if outcome == V:
                return (*possible, name), causes
            if isinstance(outcome, U):
                possible.append(name)
                causes |= outcome.causes
        return (*possible, "dans l'assiette"), causes

    def decided_by(self) -> tuple[str, str]:
        """The clause of the status, and its category."""
        (name,) = self.status[0]
        if name == "réservé identifié":
            return rights.clause_of(self), ""
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
        covered = self.convention.life.covers(self.row)
        if covered == F:
            return F
        wanted = [
            self.clause(c, silent=V) for c in self.convention.of("éligibilité") if not self.household(c)
        ]
        return rights.eligible(self, toutes([covered, *wanted, neighbours.alone(self)]))

    # Households

    def household(self, clause: Clause) -> bool:
        """Does it read a fact of a household? Then it says nothing of the dwelling."""
        texts = [clause.keys["règle"], clause.keys.get("si", "vrai")]
        return any(self.reads_household(expression(t)) for t in texts)

    def reads_household(self, node: Node) -> bool:
        if node[0] == "nom":
            if node[1] in self.convention.definitions:
                return self.reads_household(self.convention.definitions[node[1]])
            decision = self.convention.clauses.get(node[1])
            if decision is not None and decision.genre == "décision humaine":
                return decision.keys["porte sur"] in ("candidature", "demande")
            return self.is_household(str(node[1]))
        return any(self.reads_household(part) for part in flat(node[1:]))

    def households(self) -> dict[str, Outcome]:
        clauses = [c for c in self.convention.of("éligibilité") if self.household(c)]
        found: dict[str, Outcome] = {}
        for candidate in self.row.cells.get("candidatures", ()):
            own = {k: v for k, v in self.row.cells.items() if not self.is_household(k)}
            other = self.like(
                replace(
                    self.row,
                    cells={**own, **candidate, "id": own.get("id", "V1"), "candidature": candidate["id"]},
                )
            )
            found[candidate["id"]] = toutes(other.clause(c) for c in clauses)
        return found

    def is_household(self, name: str) -> bool:
        """A flag, or what is of the demand of the household."""
        if name == "demande" or name.startswith("demande."):
            return True
        return name in self.row.fields and self.row.fields[name].household

    # Clauses on the vacancy

    def obligation(self, clause: Clause) -> Outcome:
        """Out of the scope, nothing is due."""
        owed = both(self.in_scope, self.owed(clause))
        if owed == F:
            return N
        found = self.clause(clause)
        return common([found, N], owed.causes) if isinstance(owed, U) else found

    def owed(self, clause: Clause) -> Outcome:
        """Under a delegated management, the holder owes nothing; its delegate does."""
        if self.convention.choix("gestion") == "directe":
            return V
        if clause.keys["débiteur"] == "exerçant":
            return delegations.exercised_by_another(self)
        return F if clause.keys["débiteur"] == "réservataire" else V

    def suite(self, clause: Clause) -> Outcome:
        if any(v == CONFLICT for v, _ in effects.possible_texts(self, clause).results):
            return U(frozenset({(clause.name, "erreur")}))
        taken = effects.opening(self, clause).high <= self.row.au
        return V if taken else effects.follows(self, clause, effects.followed(self, clause))

    def deadline(self, clause: Clause) -> tuple[State, frozenset[str]]:
        """Its state over every candidate; the names of the cases that give it."""
        rules = resolve(self.convention, self.reader, clause, "règle", read_rule)
        pauses = self.pauses(clause)
        kept = [pause for pause, _ in pauses.results if pause != ASIDE] or [None]
        states: list[State] = []
        cases: frozenset[str] = frozenset()
        for rule, why in rules.results:
            cases |= why
            states += [self.one_state(clause, rule, pause) for pause in kept]
        owed = both(self.in_scope, self.owed(clause))
        if owed == F:
            return NOT_DUE, cases
        found = agreed(states, rules.causes | pauses.causes)
        if isinstance(owed, U):
            found = agreed([found, NOT_DUE], owed.causes)
        return found, cases

    def pauses(self, clause: Clause) -> Resolved:
        """The days that do not count, for the deadline and for the window that it opens."""
        return resolve(self.convention, self.reader, bare(clause), "suspension", read_suspension)

    def one_state(self, clause: Clause, rule: Any, suspension: Any) -> State:
        if CONFLICT in (rule, suspension):
            why = frozenset({(clause.name, "erreur")})
            return State(frozenset({"erreur"}), frozenset(), frozenset({None}), why)
        if rule is None or rule == ASIDE:
            return NOT_DUE
        if rule.named:
            return self.under_each_duration(clause, rule, suspension)
        pauses, seasons = suspension or ((), ())
        rule = replace(rule, pauses=pauses, seasons=seasons)
        rolls = {"inchangée": False, "reportée au jour ouvré suivant": True}
        since = self.reference if rule.fixed and not rule.fixed[0] else 0
        roll = rolls[self.convention.choix("échéance non ouvrée")]
        with self.asking(clause.name):
            found = judge(rule, self.row, roll, since)
        if found.names != {"dépassé"} or "réputé" not in str(clause.keys.get("à défaut")):
            return found
        # The answers that other silences are deemed to give after its limit say nothing of its delay.
        with ExitStack() as all_silences:
            for other in self.convention.of("délai"):
                if "réputé" in str(other.keys.get("à défaut")):
                    all_silences.enter_context(self.asking(other.name))
            return judge(rule, self.row, roll, since)

    def under_each_duration(self, clause: Clause, rule: Any, suspension: Any) -> State:
        """The states under every duration that a parameter may give."""
        keys = self.convention.keys["paramètres"][rule.named]
        values, causes = possible_values(keys, rule.named, self.reference, self.reader)
        states = []
        for value in values:
            if isinstance(value, U):
                raise HorsDePortee("durée en erreur")
            known = value if value == N else replace(rule, named="", number=value[1], unit=value[2])
            states.append(NOT_DUE if known == N else self.one_state(clause, known, suspension))
        return agreed(states, causes)

    def window(self, clause: Clause) -> tuple[State, frozenset[str]]:
        """The second window that the clause may open."""
        opens = effects.opening(self, clause)
        texts = effects.possible_texts(self, clause)
        states: list[State] = []
        cases: frozenset[str] = frozenset()
        for text, why in texts.results:
            cases |= why
            states.append(self.one_window(clause, text))
        found = agreed(states, texts.causes)
        if clause.genre == "obligation" and isinstance(self.clause(clause), U):
            return agreed([found, NOT_DUE], opens.causes), cases
        ended = self.row.first_of(TURN)
        if opens.low > self.row.au or (ended is not None and ended < opens.low):
            return NOT_DUE, cases
        return (found if opens.high <= self.row.au else agreed([found, NOT_DUE], opens.causes)), cases

    def one_window(self, clause: Clause, text: Any) -> State:
        if text == CONFLICT:
            return self.one_state(clause, CONFLICT, None)
        act = effects.read_effect(text)[0] if text and text != ASIDE else ""
        if not act.startswith("nouvelle proposition"):
            return NOT_DUE
        rule = read_rule(act.replace("nouvelle proposition", "nouvelle_proposition", 1))
        pauses = {pause for pause, _ in self.pauses(clause).results}
        if len(pauses) > 1:
            raise HorsDePortee("seconde fenêtre et suspension en doute")
        return self.one_state(clause, rule, next(p if p != ASIDE else None for p in pauses))

    # What effects bring

    def with_brought(self, name: str, found: Possible) -> Possible:
        """An event that effects bring: on the first of their days, or on the one recorded."""
        received = neighbours.turn(self) if name == "remise" else None
        if received is not None:
            return received
        if not any(name in str(c.keys.get(effects.key_of(c), "")) or "réputé" in str(c.keys.get("à défaut"))
                   for c in self.convention.of("délai", "suite", "obligation")):  # fmt: skip
            return found
        whens = [e.when for e in effects.of_vacancy(self) if e.event == name and not e.optional]
        live = [w for w in whens if w.low != NEVER]
        if not live:
            return found
        pool = live if found.low == EARLY else [*live, found]
        low, high = min(w.low for w in pool), min(w.high for w in pool)
        if low == high:
            return Possible(low, high)
        future = frozenset({(name, "futur")})
        causes = future if low > self.row.au else frozenset(c for w in pool for c in w.causes)
        return Possible(low, high, causes, all(w.or_never for w in pool))

    def tacit_answer(self, recorded: str) -> Value:
        """Silence that counts as an answer, unless an answer was given before: which one."""
        own: Value = U(frozenset({("sens_reponse", "manquant")})) if recorded == "inconnu" else recorded
        silences = [c for c in self.convention.of("délai") if "réputé" in str(c.keys.get("à défaut"))]
        if sum("sens_reponse" in str(c.keys.get("si")) for c in silences) > 1:
            # Each waits for the sense of the other.
            return U(frozenset({("sens_reponse", "erreur")})) if isinstance(own, U) else own
        answers = [e for e in effects.of_vacancy(self) if e.event == "reponse"]
        answers = [e for e in answers if e.happened(self.row.au) != F]
        day = self.row.as_recorded("reponse")
        sure = [e for e in answers if e.happened(self.row.au) == V and e.when.low <= day.high]
        first = min((e.when.low for e in sure), default=day.low if day.known else NEVER)
        said = {sense_of(e) for e in sure if e.when.low == first} or {own}
        if len(said) > 1:
            return U(frozenset({("sens_reponse", "erreur")}))
        others = [e for e in answers if e.happened(self.row.au) != V and e.when.low <= first]
        doubts = [e for e in others if {sense_of(e)} != said]
        why = frozenset(c for e in doubts for c in e.when.causes)
        return U(why) if doubts else said.pop()

    # Days

    def days(self) -> range:
        """From the eve of the first date of the row, or of the rules, to the day one looks."""
        texts = [str(v) for k, v in self.row.cells.items() if not k.startswith("convention.")]
        rules = (c.keys.items() for c in self.convention.clauses.values())
        texts += [str(v) for keys in rules for k, v in keys if k not in ("en vigueur", "source")]
        dates = [ordinal(d) for text in texts for d in re.findall(r"[12]\d{3}-\d\d-\d\d", text)]
        return range(min([*dates, self.row.au]) - 1, self.row.au + 1)

    @staticmethod
    def day_text(day: int) -> str:
        return date.fromordinal(day).isoformat()


def sense_of(effect: effects.Effect) -> str:
    return "acceptee" if effect.act == "réputé accepté" else "refusee"


def bare(clause: Clause) -> Clause:
    return replace(clause, keys={k: v for k, v in clause.keys.items() if k != "si"})


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
        states[0].follows if len(states) == 1 else None,
    )
