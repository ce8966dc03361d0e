"""Plays the cases of a section and says, of each, whether it agrees, differs or is out of reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import expected
from .convention import Clause, Convention
from .facts import Row, ordinal
from .outcomes import HorsDePortee
from .pages import Section
from .play_year import of_year
from .syntax import expression
from .vacancy import Vacancy

FACTS = {"commune": "93048", "disponibilite": "2025-02-03"}
AU = "2025-12-31"


@dataclass(frozen=True)
class Played:
    section: Section
    case: str
    differences: tuple[str, ...] = ()
    out_of_reach: str = ""


def play(section: Section) -> list[Played]:
    try:
        if section.others:
            raise HorsDePortee(f"bloc {section.others[0]}")
        convention = Convention(section.convention)
    except HorsDePortee as reason:
        return [Played(section, case["cas"], out_of_reach=str(reason)) for case in section.cases]
    return [play_case(section, convention, case) for case in section.cases]


def play_case(section: Section, convention: Convention, case: dict[str, Any]) -> Played:
    try:
        lines = of_year(convention, case, FACTS, AU) if "année" in case else of_vacancy(convention, case)
    except HorsDePortee as reason:
        return Played(section, case["cas"], out_of_reach=str(reason))
    return Played(section, case["cas"], tuple(lines))


def of_vacancy(convention: Convention, case: dict[str, Any]) -> list[str]:
    expected.known(case, {"cas", "au", "faits", "vacance", "attendu", "énoncé"}, "clé d'un cas")
    cells = {**FACTS, **case.get("faits", {}), **case.get("vacance", {})}
    for name in cells:
        if name not in convention.fields and name not in ("previsions", "candidatures"):
            raise HorsDePortee(f"fait {name}")
    vacancy = Vacancy(convention, Row(cells, convention.fields, ordinal(case.get("au", AU))))
    vacancy.check_place()
    lines: list[str] = []
    for key, wanted in case["attendu"].items():
        lines += [f"{key} : {line}" for line in of_key(vacancy, key, wanted)]
    return lines


def of_key(vacancy: Vacancy, key: str, wanted: Any) -> list[str]:
    if key == "statut":
        return expected.status(wanted, vacancy.status)
    if key == "clause":
        return expected.differ("clause", wanted, vacancy.decided_by()[0])
    if key == "catégorie":
        return expected.differ("catégorie", wanted, vacancy.decided_by()[1])
    if key == "éligible":
        return expected.outcome(wanted, vacancy.eligible)
    if key == "effet":
        found = vacancy.effects()
        if len(found) > 1:
            raise HorsDePortee("plusieurs effets")
        return expected.effect(wanted, *next(iter(found.items()), ("aucun", None)))
    if key == "ménages":
        found_by_id = vacancy.households()
        lines = expected.differ("ménages", sorted(wanted), sorted(found_by_id))
        return lines + [line for k in wanted for line in expected.outcome(wanted[k], found_by_id[k])]
    if key not in vacancy.convention.clauses:
        raise HorsDePortee(f"attendu « {key} »")
    return of_clause(vacancy, vacancy.convention.clauses[key], wanted)


def of_clause(vacancy: Vacancy, clause: Clause, wanted: Any) -> list[str]:
    if clause.genre == "délai":
        return expected.deadline(wanted, *vacancy.deadline(clause))
    if clause.genre == "obligation":
        bare = "si" not in clause.keys and not vacancy.convention.exceptions(clause.name, "règle")
        rule = expression(clause.keys["règle"]) if bare else None
        return expected.outcome(wanted, vacancy.obligation(clause), vacancy, rule)
    if clause.genre in ("éligibilité", "champ", "soustraction"):
        return expected.outcome(wanted, vacancy.clause(clause))
    raise HorsDePortee(f"{clause.genre} dans un cas de vacance")
