"""Plays the cases of a section and says, of each, whether it agrees, differs or is out of reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import (
    accounts,
    awaited,
    candidates,
    cascade,
    corrective,
    delegations,
    elements,
    expected,
    neighbours,
    orientation_expected,
    rights,
)
from .case import AU, rows, world_of
from .convention import Clause
from .findings import regime_differs
from .outcomes import HorsDePortee, N
from .pages import Section, frame
from .play_year import of_year
from .seen import Seen
from .syntax import expression
from .texts import Life
from .vacancy import Vacancy

READ = {
    "cas", "au", "faits", "vacance", "attendu", "énoncé", "journal", "droits", "logements", "programmes",
    "conventions", "vacances", "candidatures", "refus", "previsions", "soldes", "vacances_attendues",
    "demandes",
}  # fmt: skip


@dataclass(frozen=True)
class Played:
    section: Section
    case: str
    differences: tuple[str, ...] = ()
    out_of_reach: str = ""


def play(section: Section) -> list[Played]:
    try:
        lives, socles = the_lives(section)
        policy = next((keys for role, keys in section.blocks if role == "politique"), None)
        assert lives[0].spans
    except HorsDePortee as reason:
        return [Played(section, case["cas"], out_of_reach=str(reason)) for case in section.cases]
    return [play_case(section, lives, socles, case, policy) for case in section.cases]


def the_lives(section: Section) -> tuple[list[Life], list[dict[str, Any]]]:
    """The convention that is judged, then the others of its landlord; the rules they inherit."""
    amendments, others, socles = [], [], []
    for role, keys in section.blocks:
        if role == "avenant":
            amendments.append(keys)
        elif role == "socle" or "socle" in keys:
            socles.append(keys)
        elif role in ("autre", "voisine"):
            others.append({**frame(), **keys})
        elif role != "politique":
            raise HorsDePortee(f"bloc {role}")
    kinds = {next(iter(clause)) for keys in socles for clause in keys["clauses"]}
    if kinds - {"contrôle", "champ", "soustraction", "éligibilité"}:
        raise HorsDePortee("socle")
    ours = inheriting(section.convention, socles)
    lives = [Life(ours, amendments), *(Life(inheriting(keys, socles)) for keys in others)]
    for life in lives:
        life.others = lives
    return lives, socles


def inheriting(keys: dict[str, Any], socles: list[dict[str, Any]]) -> dict[str, Any]:
    """A convention with the clauses of its socles, cited by their name."""
    more = []
    for socle in socles:
        if keys.get("hérite", {}).get(socle["socle"]) == socle["version"]:
            for clause in socle["clauses"]:
                kind, name = next(iter(clause.items()))
                if kind != "contrôle":
                    more.append({**clause, kind: f"{socle['socle']}.{name}"})
    return {**keys, "clauses": [*keys["clauses"], *more]} if more else keys


def play_case(
    section: Section,
    lives: list[Life],
    socles: list[dict[str, Any]],
    case: dict[str, Any],
    policy: dict[str, Any] | None = None,
) -> Played:
    try:
        world = world_of(lives, socles, case)
        if "année" in case or "années" in case:
            lines = of_year(lives[0], world, case, AU)
        else:
            expected.known(case, READ, "clé d'un cas")
            (row, _), *_ = rows(lives[0], world, case)
            lines = of_vacancy(Seen(lives[0], row), case["attendu"], case.get("soldes", {}), policy)
    except HorsDePortee as reason:
        return Played(section, case["cas"], out_of_reach=str(reason))
    return Played(section, case["cas"], tuple(lines))


def of_vacancy(seen: Seen, wanted: dict[str, Any], balances: Any, policy: dict[str, Any] | None) -> list[str]:
    lines: list[str] = []
    for key, value in wanted.items():
        if key == "orientation":
            lines += orientation_expected.differences(seen, value, balances, policy)
            continue
        lines += [f"{key} : {line}" for line in of_key(seen, key, value)]
    return lines


WHOLE: dict[str, Callable[[Seen, Any], list[str]]] = {
    "statut": lambda seen, wanted: expected.status(wanted, seen.status),
    "clause": lambda seen, wanted: expected.differ("clause", wanted, seen.only.decided_by()[0]),
    "catégorie": lambda seen, wanted: expected.differ("catégorie", wanted, seen.only.decided_by()[1]),
    "territoire": lambda seen, wanted: expected.outcome(wanted, seen.life.here(seen.row)),
    "éligible": lambda seen, wanted: expected.outcome(wanted, seen.outcome(lambda v: v.eligible)),
    "effet": lambda seen, wanted: expected.effects(wanted, seen.effects, seen.row.au),
    "droits": lambda seen, wanted: expected.differ("droits", sorted(wanted), rights.named(seen.only)),
    "compte": lambda seen, wanted: expected.account(wanted, accounts.ledger(seen.only).entry(seen.only.row)),
    "bénéficiaire": lambda seen, wanted: expected.named(wanted, *neighbours.beneficiary(seen.only)),
    "exerçant": lambda seen, wanted: expected.exercise(wanted, delegations.exercised(seen.only)),
    "exerce pour": lambda seen, wanted: expected.exercises_for(wanted, *delegations.exercises_for(seen.only)),
    "tour ouvert": lambda seen, wanted: expected.day(wanted, neighbours.turn(seen.only)),
    "décisions attendues": lambda seen, wanted: expected.differ(
        "décisions", sorted(wanted), awaited.of(seen)
    ),
}


def of_key(seen: Seen, key: str, wanted: Any) -> list[str]:
    if key in WHOLE:
        return WHOLE[key](seen, wanted)
    if key == "ménages":
        found = seen.only.households()
        lines = expected.differ("ménages", sorted(wanted), sorted(found))
        return lines + [line for k in wanted for line in expected.outcome(wanted[k], found[k])]
    clause = seen.known_clause(key)
    if clause is None:
        raise HorsDePortee(f"attendu « {key} »")
    return of_clause(seen, clause, wanted)


def of_clause(seen: Seen, clause: Clause, wanted: Any) -> list[str]:
    own, window = wanted, None
    if isinstance(wanted, dict) and "nouvelle_proposition" in wanted:
        own = {k: v for k, v in wanted.items() if k != "nouvelle_proposition"}
        window = wanted["nouvelle_proposition"]
    lines = of_own(seen, clause, own) if own else []
    if window is not None:
        lines += expected.deadline(window, *seen.state(clause.name, Vacancy.window))
    return lines


def of_own(seen: Seen, clause: Clause, wanted: Any) -> list[str]:
    if clause.of_elements:
        return elements.compared(candidates.judged(seen, clause), wanted)
    if clause.genre == "délai":
        return expected.deadline(wanted, *seen.state(clause.name, Vacancy.deadline))
    if clause.genre in ("obligation", "tour"):
        bare = (
            clause.genre == "obligation"
            and "si" not in clause.keys
            and not seen.only.convention.exceptions(clause.name, "règle")
        )
        rule = expression(clause.keys["règle"]) if bare else None
        return expected.outcome(wanted, seen.clause(clause.name, Vacancy.obligation), seen.only, rule)
    if clause.genre == "suite":
        return expected.outcome(wanted, seen.clause(clause.name, Vacancy.suite))
    if clause.genre == "décision humaine":
        return expected.answer(wanted, seen.only.decision(clause.name))
    if clause.genre == "mode correctif":
        issue, regime = corrective.on_letting(seen.only, clause)
        if isinstance(wanted, str):
            return expected.outcome(wanted, issue)
        own = {k: v for k, v in wanted.items() if k in ("issue", "causes")}
        other = {k: v for k, v in wanted.items() if k not in own}
        return (expected.outcome(own, issue) if own else []) + regime_differs(other, regime)
    if clause.genre == "imputation":
        read = [
            r for r in cascade.readings(accounts.ledger(seen.only), seen.only) if r.clause.name == clause.name
        ]
        return expected.imputation(wanted, read[0].applies if read else N, read[0].accounts if read else ())
    if clause.genre in ("éligibilité", "champ", "soustraction"):
        return expected.outcome(wanted, seen.clause(clause.name, Vacancy.clause))
    raise HorsDePortee(f"{clause.genre} dans un cas de vacance")
