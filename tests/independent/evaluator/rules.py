"""Base cases and exceptions (docs/langage, « Cas de base, exceptions »)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from .conditions import Reader
from .convention import Clause, Convention
from .outcomes import Cause, HorsDePortee, N, Outcome, U, V, common
from .syntax import expression

Result = tuple[Any, frozenset[str]]  # a value, and the cases that give it
NOTHING: Result = (None, frozenset())
CONFLICT, ASIDE = "⚡", "écarté"


@dataclass(frozen=True)
class Resolved:
    results: frozenset[Result]
    causes: frozenset[Cause]


def merge(x: Result, y: Result) -> Result:
    if NOTHING in (x, y):
        return y if x == NOTHING else x
    return (x[0] if x[0] == y[0] else CONFLICT, x[1] | y[1])


def condition(reader: Reader, clause: Clause) -> Outcome:
    return reader.outcome(expression(clause.keys["si"])) if "si" in clause.keys else V


def resolve(
    convention: Convention, reader: Reader, clause: Clause, key: str, read: Callable[[str], Any]
) -> Resolved:
    """The possible values of one key, each with its cases; the causes of what keeps them several."""

    def own(case: Clause) -> Any:
        if "écarte" in case.keys:
            return ASIDE
        text = (case.keys["remplace"] if case.genre == "exception" else case.keys).get(key)
        return "" if text is None else read(text)

    def results(case: Clause) -> tuple[set[Result], frozenset[Cause]]:
        found: set[Result] = {NOTHING}
        causes: frozenset[Cause] = frozenset()
        for exception in convention.exceptions(case.name, key):
            theirs, why = results(exception)
            found = {merge(x, y) for x in found for y in theirs}
            causes |= why
        silent = case.genre == "exception" and any(value == ASIDE for value, _ in found)
        if silent:
            found = {r for r in found if r[0] != ASIDE}
        if NOTHING in found:
            holds = condition(reader, case)
            found.discard(NOTHING)
            if holds == V or isinstance(holds, U):
                found.add((own(case), frozenset({case.name})))
            if holds != V:
                found.add(NOTHING)
            if isinstance(holds, U):
                causes |= holds.causes
        return found | ({NOTHING} if silent else set()), causes

    found, causes = results(clause)
    values = {value for value, _ in found}
    if CONFLICT in values and len(values) > 1:
        raise HorsDePortee("contradiction seulement possible")
    return Resolved(frozenset(found), causes if len(values) > 1 else frozenset())


def of_condition(convention: Convention, reader: Reader, clause: Clause, silent: Outcome = N) -> Outcome:
    """The outcome of a clause whose rule is a condition; `silent`: what saying nothing weighs."""
    resolved = resolve(convention, reader, clause, "règle", expression)
    outcomes = [outcome(reader, clause, value) for value, _ in resolved.results]
    outcomes = [silent if o == N else o for o in outcomes]
    return common(outcomes, resolved.causes)


def as_excepted(convention: Convention, reader: Reader, clause: Clause) -> Clause | str:
    """A part or a quota as its exceptions make it where `reader` stands; ASIDE, or CONFLICT."""
    own = [e for e in convention.of("exception") if clause.name in e.targets]
    if not own:
        return clause
    if "si" in clause.keys or any(convention.exceptions(e.name, "règle") for e in own):
        raise HorsDePortee("part ou quota sous condition et sous exception")
    keys = dict(clause.keys)
    said: set[str] = set()
    for key in {"règle"}.union(*(e.keys.get("remplace", ()) for e in own)):
        resolved = resolve(convention, reader, clause, key, lambda text: text)
        if len(resolved.results) > 1:
            raise HorsDePortee("part ou quota sous une exception incertaine")
        ((value, _),) = resolved.results
        said.add(value if value in (ASIDE, CONFLICT) else "")
        keys[key] = value
    if CONFLICT in said:
        return CONFLICT
    return ASIDE if ASIDE in said else replace(clause, keys=keys)


def outcome(reader: Reader, clause: Clause, value: Any) -> Outcome:
    if value is None or value == ASIDE:
        return N
    if value == CONFLICT:
        return U(frozenset({(clause.name, "erreur")}))
    return reader.outcome(value)
