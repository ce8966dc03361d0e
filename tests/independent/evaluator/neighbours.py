"""The landlord's other conventions: whose turn it is (docs/langage, « Ce qui arrive… »)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from . import effects, turns
from .days import NEVER
from .effects import NO_DAY, Effect
from .facts import Possible
from .outcomes import F, Outcome, U, V, both
from .texts import Life

if TYPE_CHECKING:
    from .vacancy import Vacancy

LANDLORD = "bailleur"


def in_force(vacancy: Vacancy, name: str) -> Outcome:
    """Is the convention of that name in force on the reference day?"""
    for life in vacancy.row.world.lives:
        if life.name == name:
            return life.in_force(vacancy.row)  # type: ignore[no-any-return]
    return U(frozenset({(name, "manquant")}))


# The same holder under two conventions


def same_holder(a: Life, b: Life) -> bool:
    """By type, then by code where both give one, otherwise by name whatever its case."""
    x, y = a.holder, b.holder
    key = "code" if "code" in x and "code" in y else "nom"
    return x["type"] == y["type"] and x[key].casefold() == y[key].casefold()


def one_or_the_other(a: Life, b: Life) -> bool:
    """The same event dates their dwellings, and they have no day in common."""
    same = a.keys["choix"]["rattachement"] == b.keys["choix"]["rattachement"]
    return same and (a.force[1] < b.force[0] or b.force[1] < a.force[0])


def others_of_its_holder(vacancy: Vacancy) -> Iterator[tuple[str, Outcome]]:
    """Its holder's other conventions: does each bear on the dwelling as well?"""
    life = vacancy.convention.life
    for other in vacancy.row.world.lives:
        if other is life or not same_holder(other, life) or one_or_the_other(other, life):
            continue
        held = other.covers(vacancy.row)
        yield other.name, held if held == F else both(held, judged_by(vacancy, other).in_scope)


def alone(vacancy: Vacancy) -> Outcome:
    """Does no other convention of its holder bear on the dwelling? An error names them all."""
    held = [*others_of_its_holder(vacancy)]
    names = [vacancy.convention.life.name, *(name for name, one in held if one == V)]
    if len(names) > 1:
        return U(frozenset({(f"conventions {', '.join(sorted(names))}", "erreur")}))
    doubts = frozenset(c for _, one in held if isinstance(one, U) for c in one.causes)
    return U(doubts) if doubts else V


def of_its_own(vacancy: Vacancy) -> Outcome:
    """Is a dwelling on the account of its holder's type this convention's? One out of its scope is another's,
    if another bears on it."""
    if vacancy.in_scope != F:
        return alone(vacancy)
    held = [one for _, one in others_of_its_holder(vacancy)]
    doubts = frozenset(c for one in held if isinstance(one, U) for c in one.causes)
    return F if V in held else U(doubts) if doubts else V


# To whom a turn is handed


def covering(vacancy: Vacancy, to: str) -> list[tuple[Life, Outcome]]:
    """The conventions so named that cover the dwelling, or may."""
    found = [(life, life.covers(vacancy.row)) for life in vacancy.row.world.holders(to)]
    return [(life, held) for life, held in found if held != F]


def receivers(vacancy: Vacancy, one: Effect) -> list[tuple[str, Outcome]]:
    """Who may receive the turn: identifiers, or the landlord."""
    if not one.to:
        return [(LANDLORD, V)]
    found = covering(vacancy, one.to)
    names = [(life.name, held) for life, held in found]
    return names if any(held == V for _, held in found) else [*names, (LANDLORD, V)]


def account_of(vacancy: Vacancy, one: Effect) -> tuple[str, ...]:
    """The accounts on which the effect may put the letting."""
    lives = {life.name: life for life in vacancy.row.world.lives}
    found = []
    for name, _ in receivers(vacancy, one):
        found.append(after_it(vacancy, lives[name]) if name in lives else name)
    return tuple(dict.fromkeys(found))


def after_it(vacancy: Vacancy, life: Life) -> str:
    """Whoever received the turn may have lost it in its turn."""
    other = judged_by(vacancy, life)
    for one in effects.of_vacancy(other):
        if one.event in ("remise", "reprise") and one.happened(vacancy.row.au) == V:
            return LANDLORD
    return str(life.holder["type"])


def beneficiary(vacancy: Vacancy) -> tuple[str, frozenset[tuple[str, str]]]:
    for one, happened in turns.closing(vacancy):
        if one.event == "remise" and happened == V:
            found = receivers(vacancy, one)
            if sum(held == V for _, held in found) > 1:
                return "erreur", frozenset({("remise", "erreur")})
            causes = frozenset(c for _, held in found if isinstance(held, U) for c in held.causes)
            return ("indéterminé", causes) if len(found) > 1 else (found[0][0], causes)
    return "aucun", frozenset()


# Whose turn another convention opens


def judged_by(vacancy: Vacancy, life: Life) -> Vacancy:
    """The same dwelling under another convention, as if this one handed nothing over to it."""
    text = life.on(vacancy.reference_event.low)
    found = type(vacancy)(text, vacancy.row)
    found.silent = [*vacancy.silent, vacancy.convention.life.name]
    return found


def handing(vacancy: Vacancy) -> Iterator[tuple[Life, Effect]]:
    """What other conventions hand over to this one's holder."""
    life = vacancy.convention.life
    for other in vacancy.row.world.lives:
        if other is life or other.name in vacancy.silent or "remise à" not in str(other.keys["clauses"]):
            continue
        if other.covers(vacancy.row) == F:
            continue
        giver = judged_by(vacancy, other)
        kept = {one.clause.name: one for one in turns.settled(giver).effects}
        for told in effects.of_vacancy(giver):
            one = kept.get(told.clause.name, replace(told, when=NO_DAY))
            if one.to and any(to is life for to, _ in covering(vacancy, one.to)):
                yield other, one


def handed_back(vacancy: Vacancy) -> bool:
    """Is it judged for one that hands over to it, and that is taken to hand over nothing?"""
    mine = vacancy.convention.life
    names = {mine.name, mine.holder["type"]}
    for life in vacancy.row.world.lives:
        clauses = str(life.keys["clauses"])
        if life.name in vacancy.silent and any(f"remise à {name}" in clauses for name in names):
            return True
    return False


def turn(vacancy: Vacancy) -> Possible | None:
    """The day on which another convention opens this one's turn; None when none can."""
    whens = [effects.NO_DAY] if handed_back(vacancy) else []
    for _, one in handing(vacancy):
        if one.optional:
            whens.append(vacancy.row.as_recorded("remise"))
            continue
        future = one.when.low > vacancy.row.au and one.when.low != NEVER
        causes = frozenset({("remise", "futur")}) if future else one.when.causes
        whens.append(Possible(one.when.low, one.when.high, causes, one.when.or_never))
    if not whens:
        return None
    low, high = min(w.low for w in whens), min(w.high for w in whens)
    if low == high:
        return Possible(low, high)
    causes = frozenset(c for w in whens for c in w.causes)
    return Possible(low, high, causes, all(w.or_never for w in whens))


def handing_clause(vacancy: Vacancy) -> str:
    return next((one.clause.name for _, one in handing(vacancy)), "")
