"""What an expression is worth on a row (docs/langage, « Expressions »)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .counts import count, total
from .days import EARLY, NEVER, Season, add, held
from .facts import Possible, Row, Value
from .outcomes import F, HorsDePortee, N, Outcome, U, V, both, choice, either, negation, unknown
from .places import among
from .syntax import Node
from .vocabulary import Field, fields_at

TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt,
    "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
SWAPPED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


@dataclass(frozen=True)
class Names:
    """What a name stands for besides a field: definitions, and the parameters of the day."""

    definitions: dict[str, Node] = field(default_factory=dict)
    parameters: dict[str, Callable[[], Value]] = field(default_factory=dict)
    decisions: dict[str, Callable[[Row], Value]] = field(default_factory=dict)
    declared: dict[str, Any] = field(default_factory=dict)  # the convention's own vocabulary
    in_force: Callable[[str], Outcome] | None = None
    reached: Callable[[Node, bool], Outcome] | None = None
    figure: Callable[[Node], Value] | None = None
    delegated: Callable[[], Outcome] | None = None
    today: bool = False  # is what is still to come read on the day one looks?


@dataclass(frozen=True)
class Reader:
    row: Row
    names: Names

    def outcome(self, node: Node) -> Outcome:
        found = self.value(node)
        if isinstance(found, U) or found in (V, F, N):
            return found  # type: ignore[no-any-return]
        raise HorsDePortee(f"condition {node[0]}")

    def value(self, node: Node) -> Value:
        kind, *rest = node
        if kind in ("et", "ou"):
            left, right = (self.outcome(n) for n in rest)
            return both(left, right) if kind == "et" else either(left, right)
        if kind == "non":
            return negation(self.outcome(rest[0]))
        if kind == "si":
            return choice(*(self.outcome(n) for n in rest))
        if kind == "cmp":
            return self.compare(*rest)
        if kind == "entre":
            what, low, high = rest
            return both(self.compare(">=", what, low), self.compare("<=", what, high))
        if kind == "en saison":
            return self.in_days_of_the_year(*rest)
        if kind == "dans":
            return self.member(*rest)
        if kind == "renseigné":
            return self.filled(rest[0])
        if kind == "a eu lieu":
            event = self.value(rest[0])
            if event.high <= self.row.au:
                return V
            if event.low > self.row.au:
                watched = self.row.watched and event.low != NEVER
                return U(frozenset({("événement", "futur")})) if watched else F
            return U(event.causes)
        if kind in ("atteint", "tour de") and self.names.reached:
            return self.names.reached(node, self.names.today)
        if kind == "chiffre" and self.names.figure:
            return self.names.figure(node)
        if kind == "nom":
            return self.name(rest[0])
        if kind == "nombre de":
            return count(self, *rest)
        if kind == "somme de":
            return total(self, *rest)
        if kind == "en vigueur" and self.names.in_force:
            return self.names.in_force(rest[0])
        if kind == "calcul":
            return self.compute(*rest)
        if kind == "opposé":
            return self.compute("-", ("nombre", Fraction(0)), rest[0])
        if kind == "date":
            return Possible(rest[0].toordinal(), rest[0].toordinal())
        if kind == "durée":
            return node
        return rest[0]  # nombre, texte, condition

    def name(self, name: str) -> Value:
        if name in self.names.definitions:
            return self.value(self.names.definitions[name])
        if name in self.names.parameters:
            return self.names.parameters[name]()
        if name in self.names.decisions:
            return self.names.decisions[name](self.row)
        if name == "exercice_delegue" and self.names.delegated:
            return self.names.delegated()
        return self.row.read(name)

    def at(self, level: str) -> dict[str, Field]:
        return fields_at(level, self.names.declared)

    def beside(self, node: Node, other: Node) -> Value:
        """Beside a field of codes, a bare word is one of its codes."""
        coded = (
            other[0] == "nom" and other[1] in self.row.fields and self.row.fields[other[1]].genre == "code"
        )
        two_places = self.commune(node) and self.commune(other)
        if node[0] == "nom" and coded and not two_places:
            return node[1]
        return self.value(node)

    def compare(self, sign: str, left: Node, right: Node) -> Outcome:
        a, b = self.beside(left, right), self.beside(right, left)
        strict = first_undetermined(a, b)
        if strict is not None:
            return strict
        fact = self.commune(left) or self.commune(right)
        if fact and sign in ("=", "!="):
            inside = self.inside((left, a), ((right, b),)) if self.commune(left) else among(b, (a,), fact)
            return inside if sign == "=" else negation(inside)
        if isinstance(a, Possible) and isinstance(b, Possible | Fraction):
            return compare_days(sign, a, between(b))
        if isinstance(a, Fraction) and isinstance(b, Possible):
            return compare_days(sign, between(a), b)
        if isinstance(a, Possible) or isinstance(b, Possible) or isinstance(a, str) != isinstance(b, str):
            raise HorsDePortee("comparaison de deux types")
        return V if TESTS[sign](plain(a), plain(b)) else F

    def in_days_of_the_year(self, what: Node, season: Season) -> Outcome:
        """Tried on each possible day; one that is not bounded meets every day of a year, and « jamais »."""
        found = self.value(what)
        strict = first_undetermined(found)
        if strict is not None:
            return strict
        bounded = found.low > EARLY and found.high < NEVER
        if found.low >= NEVER:
            return F
        start = found.low if found.low > EARLY else self.row.au
        seen = {held(season, start + n) for n in range(min(found.high - start, 800) + 1)}
        if not bounded:
            seen |= {False}
        return (V if True in seen else F) if len(seen) == 1 else U(found.causes)

    def member(self, what: Node, members: tuple[Node, ...]) -> Outcome:
        values = [self.value(what), *(self.beside(m, what) for m in members)]
        strict = first_undetermined(*values)
        if strict is not None:
            return strict
        if self.commune(what):
            return self.inside((what, values[0]), tuple(zip(members, values[1:], strict=True)))
        return V if values[0] in values[1:] else F

    def commune(self, node: Node) -> str:
        """The name of the fact, when it is the commune of a row."""
        name = str(node[1]) if node[0] == "nom" else ""
        return name if name.rpartition(".")[2] == "commune" and name in self.row.fields else ""

    def inside(self, fact: tuple[Node, Value], others: Sequence[tuple[Node, Value]]) -> Outcome:
        """In one of the communes named; of two facts, each in the other."""
        code, name = fact[1], self.commune(fact[0])
        found = among(code, [v for n, v in others if not self.commune(n)], name)
        for _, other in (pair for pair in others if self.commune(pair[0])):
            found = either(found, both(among(code, (other,), name), among(other, (code,), name)))
        return found

    def filled(self, node: Node) -> Outcome:
        text = self.row.raw(node[1])
        if self.row.field(node[1]).genre == "événement":
            raise HorsDePortee("événement est renseigné")
        if text == "illisible":
            return U(frozenset({(node[1], "erreur")}))
        return {"inconnu": F, "sans objet": N}.get(text, V)

    def compute(self, sign: str, left: Node, right: Node) -> Value:
        a, b = self.value(left), self.value(right)
        strict = first_undetermined(a, b)
        if strict is not None:
            return strict
        if isinstance(b, tuple):
            return shift(a, b, -1 if sign == "-" else 1)
        if isinstance(a, Possible):
            if not (isinstance(b, Possible) and a.known and b.known and sign == "-"):
                raise HorsDePortee("calcul sur un événement")
            return Fraction(a.low - b.low)
        if sign == "/":
            return Fraction(a) / b if b else U(frozenset({("division", "erreur")}))
        return {"+": operator.add, "-": operator.sub, "*": operator.mul}[sign](a, b)


def first_undetermined(*values: Value) -> Outcome | None:
    if any(isinstance(v, str) and v == N for v in values):
        return N
    return unknown(*values) if any(isinstance(v, U) for v in values) else None


def plain(value: Value) -> Value:
    """A duration in days or weeks compares to a number of days."""
    if not isinstance(value, tuple):
        return value
    if value[2] not in ("jours", "semaines"):
        raise HorsDePortee("comparaison de durées")
    return Fraction(value[1] * (7 if value[2] == "semaines" else 1))


def shift(event: Value, duration: tuple[str, int, str], sense: int) -> Possible:
    if not isinstance(event, Possible):
        raise HorsDePortee("calcul sur des durées")
    _, number, unit = duration
    low, high = (add(day, sense * number, unit) for day in (event.low, event.high))
    return Possible(low, high, event.causes)


def between(number: Possible | Fraction) -> Possible:
    """A number that is known, beside one that is between two."""
    if isinstance(number, Possible):
        return number
    if number.denominator != 1:
        raise HorsDePortee("fraction comparée à un compte en intervalle")
    return Possible(int(number), int(number))


def compare_days(sign: str, a: Possible, b: Possible) -> Outcome:
    if always(sign, a, b):
        return V
    if always(SWAPPED[sign], a, b):
        return F
    return U(a.causes | b.causes)


def always(sign: str, a: Possible, b: Possible) -> bool:
    """Does it hold for every pair? Both are intervals, so their ends decide."""
    if sign in ("<", "<="):
        return TESTS[sign](a.high, b.low)
    if sign in (">", ">="):
        return TESTS[sign](a.low, b.high)
    if sign == "=":
        return a.known and b.known and a.low == b.low
    return a.high < b.low or b.high < a.low
