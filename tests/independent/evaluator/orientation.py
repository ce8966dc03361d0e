"""To whom a dwelling is proposed (docs/langage, « Orientation d'un logement »): one vacancy, all accounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import chain, combinations, pairwise, product
from typing import Any

from . import advice, exchanges
from .advance import Ahead, SoFar, only_ahead
from .advice import KINDS, Acting, Holder, Perhaps, Variant, normal, priorities, rattachement
from .caps import cap_before
from .cascade import LANDLORD, Step, steps
from .convention import Clause
from .facts import ordinal
from .lines import Period, Reading
from .outcomes import F, HorsDePortee, N, Outcome, U, V, both
from .population import part, quota
from .rotation import ranking
from .rules import ASIDE, CONFLICT, resolve
from .seen import Seen
from .syntax import expression
from .texts import Life
from .vacancy import Vacancy


class Orientation:
    def __init__(self, seen: Seen, balances: dict[str, str], policy: dict[str, Any] | None) -> None:
        self.seen, self.row, self.world = seen, seen.row, seen.row.world
        self.balances = balances
        self.policy = policy if policy is not None and advice.in_force_here(policy, seen) else None
        self.so_far: SoFar | None = None  # of a year replayed
        if len(self.world.rows) != 1:
            raise HorsDePortee("orientation parmi d'autres vacances")
        year = date.fromordinal(self.row.au).year
        self.year = Period(ordinal(f"{year}-01-01"), ordinal(f"{year}-12-31"))

    @cached_property
    def ahead(self) -> Ahead:
        return Ahead.of(self)

    # The accounts

    @cached_property
    def vacancies(self) -> list[tuple[Life, Vacancy]]:
        found = []
        for life in self.world.lives:
            here = life.here(self.row)
            if isinstance(here, U):
                raise HorsDePortee("orientation, et lieu inconnu")
            if here == V:
                found.append((life, Vacancy(life.on(self.row.event(rattachement(life)).low), self.row)))
        return found

    def parts(self, life: Life, vacancy: Vacancy) -> Iterator[tuple[Clause, Fraction, Outcome]]:
        """Each part with its rate, and whether its base holds the dwelling."""
        inside = both(self.year.holds(self.row.event(rattachement(life))), life.in_force(self.row))
        for clause in vacancy.convention.of("part"):
            rule = part(clause.keys["règle"])
            held = both(inside, vacancy.in_base if rule.population.scope == "assiette" else V)
            if rule.population.where is not None:
                held = both(held, vacancy.reader.outcome(rule.population.where))
            reading = Reading(life, clause, self.year)
            yield clause, reading.rate_on(self.row.event(rattachement(life)).low, vacancy), held

    @cached_property
    def holders(self) -> list[Holder]:
        return self.holders_when(frozenset())

    @cached_property
    def worlds(self) -> list[dict[str, Holder]]:
        """The accounts for each way in which the parts may hold the dwelling, where a fact of it lacks."""
        doubt = [
            (life.name, clause.name)
            for life, vacancy in self.vacancies
            if Seen(life, self.row).outcome(lambda v: v.eligible) == V
            for clause, _, held in self.parts(life, vacancy)
            if isinstance(held, U) and any(genre != "futur" for _, genre in held.causes)
        ]
        every = chain.from_iterable(combinations(doubt, n) for n in range(len(doubt) + 1))
        return [{h.name: h for h in self.holders_when(frozenset(inside))} for inside in every]

    def holders_when(self, inside: frozenset[tuple[str, str]]) -> list[Holder]:
        """The accounts, these parts being supposed to hold the dwelling."""
        kinds = [life.holder["type"] for life, _ in self.vacancies]
        found = []
        for life, vacancy in self.vacancies:
            kind = life.holder["type"]
            rate, balance = Fraction(0), Fraction(0)
            known = True
            for clause, share, held in self.parts(life, vacancy):
                rate += share if held == V or (life.name, clause.name) in inside else 0
                if held in (F, N):
                    continue
                brought = self.brought(life, clause)
                known = known and brought is not None
                balance += brought or 0
            if any(held not in (F, N) for _, _, held in self.parts(life, vacancy)):
                balance -= self.exchanged(life)
            cap = cap_before(self.world.expected, vacancy)
            eligible = Seen(life, self.row).outcome(lambda v: v.eligible)
            found.append(
                Holder(
                    name=kind if kinds.count(kind) == 1 else life.name,
                    rank=life.name,
                    rate=rate,
                    balance=balance if known else None,
                    eligible=both(eligible, cap[1]) if eligible != N else N,
                    refused_by=self.refusing(vacancy) or cap[0],
                    types=frozenset({kind, life.name}),
                )
            )
        due = bool(inside) or any(
            held == V for life, v in self.vacancies for _, _, held in self.parts(life, v)
        )
        own = 1 - sum((h.rate for h in found), Fraction(0)) if due else Fraction(0)
        if own < 0:
            raise HorsDePortee("parts au-delà de 100 %")
        late = Fraction(-self.exchanged(None))
        landlord = Holder(LANDLORD, "\uffff", own, late, V, types=frozenset({LANDLORD}))
        return [*found, landlord]

    def exchanged(self, life: Life | None) -> int:
        """Turns gained, less those given; a year replayed is given otherwise."""
        return exchanges.so_far(self.year, self.row, life) if self.so_far is None else 0

    def brought(self, life: Life, clause: Clause) -> Fraction | None:
        return advice.brought_to(life, clause, self.year, self.balances)

    def refusing(self, vacancy: Vacancy) -> str:
        names = (c.name for c in vacancy.convention.of("éligibilité") if not vacancy.household(c))
        return next((n for n in names if vacancy.clause(vacancy.convention.clauses[n]) == F), "")

    # What may act

    @cached_property
    def clauses(self) -> list[Perhaps]:
        found = [self.own_priority(life, v, c) for life, v in self.vacancies for c in priorities(v)]
        if self.policy is not None:
            found += [self.of_policy(keys) for keys in self.policy.get("clauses", ())]
        return [p for p in found if p.results != (None,)]

    def own_priority(self, life: Life, vacancy: Vacancy, clause: Clause) -> Perhaps:
        inside = both(both(self.year_free(life), vacancy.in_base), life.covers(self.row))
        if inside in (F, N):
            return Perhaps(clause.name, (None,))
        resolved = resolve(vacancy.convention, vacancy.reader, clause, "règle", ranking(vacancy, clause))
        causes = resolved.causes | (inside.causes if isinstance(inside, U) else frozenset())
        results: list[Acting | None] = [None] if isinstance(inside, U) else []
        for value, cases in resolved.results:
            if value is None or value == ASIDE:
                results.append(None)
            elif value == CONFLICT:
                results.append(Acting(clause.name, "priorite", conflict=cases | {clause.name}))
            else:
                results.append(Acting(clause.name, "priorite", order=value))
        return Perhaps(clause.name, tuple(dict.fromkeys(results)), causes)

    def year_free(self, life: Life) -> Outcome:
        return V if self.row.event(rattachement(life)).known else U(self.row.event(rattachement(life)).causes)

    def of_policy(self, keys: dict[str, Any]) -> Perhaps:
        genre, name = next(iter(keys.items()))
        reader = self.seen.only.reader
        acts = reader.outcome(expression(keys["si"])) if "si" in keys else V
        acting = Acting(name, {"réserve": "reserve", "critère": "points"}.get(genre, "priorite"), keys=keys)
        if genre == "priorité":
            acting = Acting(name, "priorite", order=normal(keys["règle"]))
        elif genre == "réserve":
            acts = both(acts, self.room(name, keys["règle"]))
        elif genre != "critère":
            raise HorsDePortee(f"clause « {genre} » d'une politique")
        if acts in (F, N):
            return Perhaps(name, (None,))
        return Perhaps(name, (None, acting), acts.causes) if isinstance(acts, U) else Perhaps(name, (acting,))

    def room(self, name: str, rule: str) -> Outcome:
        """Fewer than its number kept in the year, and the dwelling one of those it counts."""
        number = quota(rule).number
        assert number is not None
        year, last = str(date.fromordinal(self.row.au).year), {}
        for line in sorted(self.world.acts("reserve"), key=lambda x: x["date"]):
            if line["date"].startswith(year) and ordinal(line["date"]) <= self.row.au:
                last[line["vacance"]] = line.get("clause", "")
        least = sum(clause == name for clause in last.values())
        most = least + sum(clause == "" for clause in last.values())
        if least >= number:
            return F
        left: Outcome = V if most < number else U(frozenset({("clause", "manquant")}))
        return both(left, self.judged_by_socle().in_base)

    def judged_by_socle(self) -> Vacancy:
        assert self.policy is not None
        names = self.policy.get("hérite", {})
        (socle,) = [s for s in self.world.socles if names.get(s["socle"]) == s["version"] and "choix" in s]
        keys = {**self.seen.life.keys, "choix": socle["choix"], "clauses": socle["clauses"]}
        life = Life({k: v for k, v in keys.items() if k not in ("hérite", "définitions", "paramètres")})
        return Vacancy(life.on(self.row.event(rattachement(life)).low), self.row)

    # The rankings

    @cached_property
    def variants(self) -> list[Variant]:
        found = []
        for chosen in product(*(sorted(p.results, key=lambda a: a is not None) for p in self.clauses)):
            doubt = [(p, a) for p, a in zip(self.clauses, chosen, strict=True) if len(p.results) > 1]
            found.append(
                Variant(
                    tuple(a for a in chosen if a is not None),
                    tuple(p.name for p, a in doubt if a is not None),
                )
            )
        return found

    def conflict(self, variant: Variant) -> frozenset[str]:
        own = [a for a in variant.acting if a.kind == "priorite"]
        names = frozenset(n for a in own for n in a.conflict)
        if len({a.order for a in own if not a.conflict}) > 1:
            names |= {a.name for a in own}
        return names

    def order(self, variant: Variant) -> tuple[str, tuple[Step, ...]] | None:
        own = [a for a in variant.acting if a.kind == "priorite"]
        if not own or self.conflict(variant):
            return None
        return own[0].name, own[0].order

    def criteria(self, variant: Variant) -> list[Acting]:
        return [a for a in variant.acting if a.kind == "points"]

    def reserves(self, variant: Variant) -> list[str]:
        return [a.name for a in variant.acting if a.kind == "reserve"]

    def points(self, holder: Holder, variant: Variant) -> Fraction | None:
        total = Fraction(0)
        for one in self.criteria(variant):
            value = holder.measure(str(one.keys["mesure"]).removeprefix("compte."))
            if value is None:
                return None
            total += Fraction(one.keys["poids"]) * value
        return total if self.criteria(variant) else holder.measure("retard")

    def step(self, holder: Holder, order: tuple[Step, ...]) -> int | None:
        """The place of a holder in an order; None while a measure it depends on is not known."""
        others = next((n for n, s in enumerate(order) if s.account == ""), len(order))
        for n, one in enumerate(order):
            if one.account == "" or not self.names(one.account, holder):
                continue
            late = holder.measure("retard")
            if one.exhausts and late is None:
                return None
            keeps = (late is not None and late > 0) if one.exhausts else one.limit is None or one.limit > 0
            return n if keeps else others
        return others

    def names(self, account: str, holder: Holder) -> bool:
        kinds = {self.world.finer.get(account, account), account}
        if kinds & holder.types:
            return True
        known = {t for h in self.holders for t in h.types} | set(KINDS)
        return holder.name == LANDLORD and not kinds & known  # a use, which the landlord serves

    def known(self, holder: Holder) -> bool:
        """Is all that ranks it known, in every variant, and its place the same whatever the dwelling is?"""
        others = [h for h in self.holders if h.eligible == V and h.name != holder.name and self.measured(h)]
        return self.measured(holder) and all(len(self.orders(holder, h, self.variants)) == 1 for h in others)

    def orders(self, one: Holder, other: Holder, variants: list[Variant]) -> set[tuple[bool, ...]]:
        """Does one come before the other, by variant, in each world?"""
        pairs = [(w[one.name], w[other.name]) for w in self.worlds if len(self.worlds) > 1]
        return {tuple(self.key(a, v) < self.key(b, v) for v in variants) for a, b in pairs} or {()}

    def measured(self, holder: Holder) -> bool:
        for variant in self.variants:
            order = self.order(variant)
            if order is not None and self.step(holder, order[1]) is None:
                return False
            if self.points(holder, variant) is None:
                return False
        return True

    def key(self, holder: Holder, variant: Variant) -> list[tuple[str, Any]]:
        """What ranks a holder, each rule with its motive."""
        held = self.reserves(variant)
        found: list[tuple[str, Any]] = []
        if held:
            found.append((f"reserve {', '.join(held)}", holder.name != LANDLORD))
        order = self.order(variant)
        if order is not None:
            found.append((f"priorite {order[0]}", self.step(holder, order[1])))
        points = self.points(holder, variant) or Fraction(0)
        criteria = self.criteria(variant)
        if criteria:
            found.append((f"points {', '.join(sorted(a.name for a in criteria))}", -points))
        else:
            found += [("anticipation anticipation", -self.ahead.gap(holder.rank)), ("retard", -points)]
            found.append(("taux", -holder.rate))
        last = steps(self.policy["départage"]) if self.policy and "départage" in self.policy else []
        if last:
            found.append(("departage", self.step(holder, tuple(last))))
        return [*found, ("identifiant", holder.rank)]

    def ranking(self, variant: Variant, more: tuple[Holder, ...] = ()) -> list[Holder]:
        ranked = [h for h in self.holders if h.eligible == V and self.known(h)]
        return sorted([*ranked, *more], key=lambda h: [value for _, value in self.key(h, variant)])

    # What is said

    @cached_property
    def rankings(self) -> list[list[Holder]]:
        return [self.ranking(v) for v in self.variants]

    @property
    def first(self) -> Variant:
        return self.variants[0]

    @property
    def settled(self) -> bool:
        return len({tuple(h.name for h in r) for r in self.rankings}) == 1

    @property
    def proposed(self) -> Holder | None:
        firsts = {r[0].name: r[0] for r in self.rankings if r}
        if any(h.eligible == V and self.could_come_first(h) for h in self.undetermined):
            return None
        return next(iter(firsts.values())) if len(firsts) == 1 and all(self.rankings) else None

    @cached_property
    def undetermined(self) -> list[Holder]:
        return [
            h for h in self.holders if isinstance(h.eligible, U) or (h.eligible == V and not self.known(h))
        ]

    def motives(self) -> dict[str, str]:
        ranked = self.rankings[0]
        if len(ranked) == 1:
            return {ranked[0].name: "seul"}
        found = {}
        for one, after in pairwise(ranked):
            pairs = zip(self.key(one, self.first), self.key(after, self.first), strict=True)
            found[one.name] = next(why for (why, a), (_, b) in pairs if a != b)
            found[after.name] = found[one.name]
        return found

    def could_come_first(self, holder: Holder) -> bool:
        return any(self.perhaps_first(holder, v) for v in self.variants)

    def perhaps_first(self, holder: Holder, variant: Variant) -> bool:
        """Where what ranks it is not known: unless a reserve or a step of the order places it lower."""
        if self.known(holder):
            return self.ranking(variant, (holder,))[0] is holder
        ranked = self.ranking(variant)
        if ranked and self.measured(holder):
            return (True,) in self.orders(holder, ranked[0], [variant])
        if self.reserves(variant):
            return False
        order = self.order(variant)
        if order is None or not ranked:
            return True
        own, least = self.step(holder, order[1]), self.step(ranked[0], order[1])
        return own is None or least is None or own <= least

    def bound(self) -> Fraction | None:
        """Where the deficit alone ranks, every holder may receive the dwelling and nothing is brought."""
        other = self.policy is not None and not only_ahead(self.policy)
        return None if other or self.clauses else self.promised()

    def promised(self) -> Fraction | None:
        """What the deficit alone would promise, did nothing else rank."""
        parts = [(life, c) for life, v in self.vacancies for c in v.convention.of("part")]
        brought = any(self.brought(life, c) != 0 for life, c in parts)
        one_cell = all(str(c.keys["application"]) == "ensemble" for _, c in parts)
        apart = (all(held in (F, N) for *_, held in self.parts(life, v)) for life, v in self.vacancies)
        if brought or not one_cell or len(self.worlds) > 1 or any(apart):
            return None
        if any(h.eligible != V for h in self.holders) or sum(h.rate for h in self.holders) != 1:
            return None
        turns = [self.exchanged(life) for life in (None, *(life for life, _ in self.vacancies))]
        return advice.bound_of([-n for n in turns])

    def gap(self) -> Fraction | None:
        """The greatest deficit once the advice is followed."""
        if self.bound() is not None or self.proposed is None or len(self.worlds) > 1:
            return None
        late = [(h, h.measure("retard")) for h in self.holders]
        if any(value is None for _, value in late):
            raise HorsDePortee("écart, et solde inconnu")
        return max((value or Fraction(0)) - (h is self.proposed) for h, value in late)
