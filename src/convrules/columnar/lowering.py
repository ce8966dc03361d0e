"""Conditions and clauses on every row of a table: atoms go to the scalar evaluator, the rest to row sets."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from convrules import ir
from convrules.base.outcomes import Issue
from convrules.base.plus_tard import later
from convrules.base.records import dataclass
from convrules.columnar.answers import Answer, by_code
from convrules.columnar.atoms import Atoms, Key, asked_of
from convrules.columnar.numbers import Bounded, is_sum
from convrules.columnar.reach import Reach, reach, reach_of_clause
from convrules.columnar.tables import Column
from convrules.columnar.vectors import (
    Rows,
    Vector,
    constant,
    et,
    everything,
    gather,
    non,
    ou,
    ranked,
    rows_of,
    within,
)
from convrules.compiler import ClauseCompilee, Programme, Regle
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatClause
from convrules.runtime.scalar import evaluate_issue

if TYPE_CHECKING:
    from convrules.runtime.rules import judge
else:
    judge = later("convrules.runtime.rules", "judge")

Ask: TypeAlias = Callable[[Contexte], Issue]


class OutOfReach(Exception):
    """A clause reads more than facts of the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a clause says of every row. `weight`: the same among other rules, where one that says nothing has
    its weight (`ResultatClause.among_rules`)."""

    issue: Vector
    weight: Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowering:
    """One convention over a table. `domain`: ranks of the rows that are judged; a vector speaks of these
    alone, in their order. `jours`: the reference day of each, none outside of `ends` where these are said;
    `periods`: the rank of the text of that day, when the convention has several. `events`: those that clauses
    may bring about."""

    programme: Programme
    atoms: Atoms
    domain: Sequence[int]
    jours: Sequence[date]
    periods: Sequence[int] | None
    events: frozenset[str]
    ends: Sequence[date] = ()

    @property
    def everything(self) -> Rows:
        return everything(len(self.domain))

    # --- clauses ------------------------------------------------------------------------------
    def clause(self, clause: ClauseCompilee, *, silent: bool) -> "Said":
        """`runtime.rules.judge`, on every row of the domain. `silent`: what a rule that says nothing weighs.
        Raises OutOfReach, TooMany."""
        plain = _plain(clause)
        if plain is None:
            return self._whole(clause, silent)
        said = self._plainly(plain, silent)
        outside = self._outside(plain.en_vigueur)
        if not outside:
            return said
        kept = self.everything & ~outside
        return Said(
            issue=within(said.issue, kept, self.everything),
            weight=within(said.weight, kept, self.everything),
        )

    def _plainly(self, plain: "_Plain", silent: bool) -> "Said":
        """A clause as if it were always in force."""
        rule = self.condition(plain.regle)
        if plain.si is None:
            return Said(issue=rule, weight=rule)
        own = self.condition(plain.si)
        issue = self._under(own, rule)
        return Said(issue=issue, weight=_weighed(issue, own.open(), rule, silent))

    def _outside(self, validity: ir.Validite) -> Rows:
        """Rows of the domain on whose day a clause is not in force: it says nothing of them."""
        ends = self.ends or (min(self.jours), max(self.jours)) if self.jours else ()
        if all(map(validity.contains, ends)):
            return 0
        out = (place for place, jour in enumerate(self.jours) if not validity.contains(jour))
        return rows_of(out, len(self.domain))

    def _under(self, own: Vector, rule: Vector) -> Vector:
        """A rule under its own condition. Out of it, it says nothing; where that is not known, neither is
        whether it speaks, unless it says nothing anyway."""
        silent = own.faux | own.non_applicable | rule.non_applicable & own.open()
        spoken = self.everything & ~silent
        causes = {c: rows & spoken for c, rows in own.causes.items()}
        for cause, rows in rule.causes.items():
            causes[cause] = causes.get(cause, 0) | rows & spoken
        return Vector(
            vrai=rule.vrai & own.vrai,
            faux=rule.faux & own.vrai,
            non_applicable=silent | rule.non_applicable & own.vrai,
            causes={c: rows for c, rows in causes.items() if rows},
        )

    def _whole(self, clause: ClauseCompilee, silent: bool) -> "Said":
        """A clause with exceptions, or that has not always been in force: asked as one atom."""
        found = reach_of_clause(clause, self.events)
        if found is None:
            raise OutOfReach(clause.ident)
        judged: dict[int, ResultatClause] = {}

        def once(seen: Contexte) -> ResultatClause:
            at = id(seen.vacance)
            if at not in judged:
                judged[at] = judge(clause, seen)
            return judged[at]

        return Said(
            issue=self._atom(clause.ident, found, lambda seen: once(seen).issue),
            weight=self._atom(clause.ident, found, lambda seen: once(seen).among_rules(silent=silent)),
        )

    # --- conditions ---------------------------------------------------------------------------
    def condition(self, expr: ir.Expr) -> Vector:
        """Outcome of a condition on every row of the domain. Raises OutOfReach, TooMany."""
        match expr:
            case ir.Nomme(expr=inner):
                return self.condition(inner)
            case ir.Non(operande=inner):
                return non(self.condition(inner))
            case ir.Et(gauche=a, droite=b):
                return et(self.condition(a), self.condition(b), self.everything)
            case ir.Ou(gauche=a, droite=b):
                return ou(self.condition(a), self.condition(b), self.everything)
            case ir.Litteral(valeur=bool() as valeur):
                return constant(valeur, self.everything)
            case _:
                return self._compared(expr)

    def _compared(self, expr: ir.Expr) -> Vector:
        """A condition that is no combination of others."""
        asked = asked_of(expr)
        found = reach(ir.walk(expr) if asked is None else asked.champs, self.events)
        if found is None:
            raise OutOfReach(expr.span.text)
        answer = None
        if isinstance(asked, Bounded) and is_sum(asked.term) and not found.dated:
            summed = self.atoms.summed(asked, found, self._seen, self.domain)
            if summed is not None:
                return summed
        if asked is not None and not found.dated:
            answer = self.atoms.answer(
                asked, found, self._seen, lambda rank: evaluate_issue(expr, self._seen(rank))
            )
        if answer is not None:
            return self.atoms.vector(answer, self.domain)
        return self._atom(expr, found, lambda seen: evaluate_issue(expr, seen), expr)

    # --- atoms --------------------------------------------------------------------------------
    def _atom(self, what: Hashable, read: Reach, ask: Ask, expr: ir.Expr | None = None) -> Vector:
        """`expr`: when the atom is the value of an expression."""
        key = (what, read.champs)
        if read.dated:
            column = self.atoms.table.column(read.champs)
            return self._asked(self._by_period(column), {}, ask)
        kept = self.atoms.vectors.get((key, id(self.domain)))
        if kept is None:
            found = self._undated(key, read, ask, expr)
            kept = self.atoms.vectors[key, id(self.domain)] = self.domain, found
        return kept[1]

    def _undated(self, key: Key, read: Reach, ask: Ask, expr: ir.Expr | None) -> Vector:
        """An atom that hangs on nothing but what rows say."""
        quick = self.atoms.quick(expr) if expr is not None else None
        known = self.atoms.answers.setdefault(key, {})
        if quick is not None:
            return self._mostly(quick, read, known, ask)
        answer = self._coded(key, self.atoms.table.column(read.champs), ask)
        if answer is not None:
            return self.atoms.vector(answer, self.domain)
        return self._asked(self.atoms.table.column(read.champs).of(self.domain), known, ask)

    def _seen(self, rank: int) -> Contexte:
        return self.atoms.table.contexte(self.programme, rank, self.atoms.table.au)

    def _coded(self, key: Key, column: Column, ask: Ask) -> Answer | None:
        """An atom of few answers: asked once for each, whatever the convention. None of many."""
        if not isinstance(column.codes, bytes):
            return None
        if key not in self.atoms.coded:
            issues = [ask(self._seen(rank)) for rank in column.firsts]
            self.atoms.coded[key] = by_code(column, issues)
        return self.atoms.coded[key]

    def _mostly(self, quick: bytes, read: Reach, known: dict[Hashable, Issue], ask: Ask) -> Vector:
        """What is answered quickly, and the evaluator's answer for the rows that leave something open."""
        held = quick if len(quick) == len(self.domain) else bytes(map(quick.__getitem__, self.domain))
        places = list(_places(held, 2))
        if not places:
            return gather(held, (True, False))
        said = self.atoms.table.column(read.champs).of([self.domain[n] for n in places])
        for code, n in zip(said, places, strict=True):
            if code not in known:
                seen = self.atoms.table.contexte(self.programme, self.domain[n], self.jours[n])
                known[code] = ask(seen)
        kinds, of_row = ranked(known[code] for code in said)
        filled = bytearray(held)
        for n, rank in zip(places, of_row, strict=True):
            filled[n] = rank + 2
        return gather(bytes(filled), (True, False, *kinds))

    def _by_period(self, column: Column) -> Sequence[Hashable]:
        said = column.of(self.domain)
        return said if self.periods is None else list(zip(said, self.periods, strict=True))

    def _asked(self, said: Sequence[Hashable], known: dict[Hashable, Issue], ask: Ask) -> Vector:
        """The atom on the rows of the domain, each different answer asked of one of them. `said`: by these
        rows, what they say of the facts that it reads."""
        for code, n in dict(zip(reversed(said), range(len(said) - 1, -1, -1), strict=True)).items():
            if code not in known:
                seen = self.atoms.table.contexte(self.programme, self.domain[n], self.jours[n])
                known[code] = ask(seen)
        asked = list(dict.fromkeys(said))
        kinds, of_code = ranked(known[code] for code in asked)
        rank_of = dict(zip(asked, of_code, strict=True))
        return gather(bytes(map(rank_of.__getitem__, said)), kinds)


def reads(clause: ClauseCompilee, events: frozenset[str], jours: Sequence[date]) -> Reach:
    """What the answer of a clause depends on, over these days. Raises OutOfReach."""
    plain = _plain(clause)
    if plain is None:
        found = reach_of_clause(clause, events)
    else:
        parts = [plain.regle] if plain.si is None else [plain.si, plain.regle]
        found = reach((part for written in parts for part in ir.walk(written)), events)
    if found is None:
        raise OutOfReach(clause.ident)
    if plain is None or all(map(plain.en_vigueur.contains, jours)):
        return found
    return Reach(champs=found.champs, dated=True, own=True)


def _places(held: bytes, answer: int) -> Iterator[int]:
    at = held.find(answer)
    while at >= 0:
        yield at
        at = held.find(answer, at + 1)


def _weighed(issue: Vector, doubt: Rows, rule: Vector, silent: bool) -> Vector:
    """In doubt whether it speaks, a rule that would say what silence weighs weighs that."""
    same = doubt & (rule.vrai if silent else rule.faux)
    if not same:
        return issue
    causes = {c: rows & ~same for c, rows in issue.causes.items() if rows & ~same}
    vrai, faux = (issue.vrai | same, issue.faux) if silent else (issue.vrai, issue.faux | same)
    return Vector(vrai=vrai, faux=faux, non_applicable=issue.non_applicable, causes=causes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plain:
    """A clause that no exception touches and that has one text: its condition, its rule, its days."""

    si: ir.Expr | None
    regle: ir.Expr
    en_vigueur: ir.Validite


def _plain(clause: ClauseCompilee) -> _Plain | None:
    """None for a clause that an exception or an amendment touches."""
    si, rule = clause.regles["si"], clause.regles["règle"]
    if len(clause.versions) > 1 or any(_touched(r) for r in (si, rule)):
        return None
    if si.base.valeur is not None and si.base.en_vigueur != rule.base.en_vigueur:
        return None
    assert isinstance(rule.base.valeur, ir.Expr), "checked: the rule of such a clause is a condition"
    own = si.base.valeur
    assert own is None or isinstance(own, ir.Expr), "checked: a condition"
    return _Plain(si=own, regle=rule.base.valeur, en_vigueur=rule.base.en_vigueur)


def _touched(regle: Regle) -> bool:
    return bool(regle.ensuite) or bool(regle.base.exceptions)
