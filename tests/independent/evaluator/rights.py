"""Identified rights: which living rights reserve a dwelling (docs/langage, « Ce qui arrive… »)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from . import accounts
from .conditions import compare_days
from .convention import Clause
from .facts import Possible, Row, ordinal
from .neighbours import same_holder
from .outcomes import Cause, F, N, Outcome, U, V, both, common, either, negation, toutes
from .rules import of_condition
from .vocabulary import fields_at, levels
from .world import Line

if TYPE_CHECKING:
    from .vacancy import Vacancy

RESERVED = "réservé identifié"


def missing(name: str) -> U:
    return U(frozenset({(name, "manquant")}))


def columns(vacancy: Vacancy) -> set[str]:
    return {name for line in vacancy.row.world.rights for name in line}


def reserving(vacancy: Vacancy) -> Iterator[tuple[Line, Clause, Outcome]]:
    """Each right under each clause that may retain it."""
    for clause in vacancy.convention.of("droit identifié"):
        for line in vacancy.row.world.rights:
            found = both(bears(vacancy, line), alive(vacancy, line))
            if found != F:
                found = both(found, retained(vacancy, line, clause))
            if found != F:
                found = both(found, negation(used_up(vacancy, line)))
            yield line, clause, found


def reserved(vacancy: Vacancy) -> Outcome:
    found: Outcome = F
    for _, _, outcome in reserving(vacancy):
        found = either(found, outcome)
    return found


def bears(vacancy: Vacancy, line: Line) -> Outcome:
    """On this very dwelling; a right that names a programme alone reserves none."""
    if "logement" not in columns(vacancy) or line.get("logement") == "sans objet":
        return F
    programmes = {line.get("programme", "inconnu"), vacancy.row.raw("programme")} - {"inconnu"}
    here, there = vacancy.row.raw("logement"), line.get("logement", "inconnu")
    if "inconnu" in (here, there):
        return F if len(programmes) > 1 else missing("logement")
    return V if here == there else F


def alive(vacancy: Vacancy, line: Line) -> Outcome:
    """On the reference day, both ends included."""
    reference = vacancy.reference_event
    found: Outcome = V
    for name, sign in (("debut", "<="), ("fin", ">=")):
        text = line.get(name, "inconnu")
        if text == "sans objet":
            continue
        end = missing(name) if text == "inconnu" else compare_days(sign, day(text), reference)
        found = both(found, end)
    return found


def day(text: str) -> Possible:
    return Possible(ordinal(text), ordinal(text))


def retained(vacancy: Vacancy, line: Line, clause: Clause) -> Outcome:
    """The rule is read on the right; the dwelling and the programme are those of the vacancy."""
    above = {f"logement.{k}": v for k, v in vacancy.row.cells.items() if k in levels()["logement"]}
    above |= {k: v for k, v in vacancy.row.cells.items() if k.startswith("programme.")}
    fields = fields_at("droit", vacancy.convention.keys.get("vocabulaire", {}))
    row = Row({**above, **line}, fields, vacancy.row.au, vacancy.row.world)
    return of_condition(vacancy.convention, replace(vacancy.reader, row=row), clause, silent=F)


def used_up(vacancy: Vacancy, line: Line) -> Outcome:
    """A single right serves `nombre` times; without the column of its form, rights last."""
    if "forme" not in columns(vacancy) or line.get("forme") == "suite":
        return F
    low = high = 0
    causes: frozenset[Cause] = frozenset()
    for row in vacancy.row.world.rows:
        served = serves(vacancy, row, line)
        low += served == V
        high += served not in (F, N)
        causes |= served.causes if isinstance(served, U) else frozenset()
    number = int(line.get("nombre", "1"))
    spent = V if low >= number else F if high < number else U(causes)
    return spent if line.get("forme") == "unique" else common([spent, F], frozenset({("forme", "manquant")}))


def serves(vacancy: Vacancy, row: Row, line: Line) -> Outcome:
    """Did an earlier vacancy of this dwelling, let on the holder's account, use the right?"""
    if row.cells.get("id") == vacancy.row.cells.get("id") or row.cells.get("logement") != line.get(
        "logement"
    ):
        return F
    reference = vacancy.reference_event
    let = row.event("attribution")
    found = compare_days("<", row.event(vacancy.convention.choix("rattachement")), reference)
    found = both(found, compare_days("<", let, reference))
    if line.get("debut", "inconnu") != "inconnu":
        found = both(found, compare_days(">=", let, day(line["debut"])))
    account = row.cell("contingent")
    if isinstance(account, U):
        act = accounts.by_act(row, since="")
        if act is None:
            return both(found, account)
        account = act[0]
    return both(found, V if type_of(vacancy, account) in holders(vacancy, line) else F)


def holders(vacancy: Vacancy, line: Line) -> set[str]:
    """The type of the right's holder: its own, or that of its convention."""
    return {type_of(vacancy, line[key]) for key in ("reservataire", "convention") if key in line}


def type_of(vacancy: Vacancy, name: str) -> str:
    types = {life.name: life.holder["type"] for life in vacancy.row.world.lives}
    return types.get(name, name)


# Whose right it is


def held(vacancy: Vacancy, line: Line) -> Outcome:
    """Is this convention's holder the holder of the right? The columns that say so must agree."""
    life = vacancy.convention.life
    mine = {one.name for one in vacancy.row.world.lives if same_holder(one, life)} | {life.name}
    said = {"convention": mine, "reservataire": {life.holder["type"]}}
    found = [V if line[k] in v else F for k, v in said.items() if line.get(k, "inconnu") != "inconnu"]
    return toutes(found) if found else missing("reservataire")


def holder_of(vacancy: Vacancy) -> Outcome:
    """Under a dwelling that is reserved: is it for this holder?"""
    found: Outcome = F
    rights = [(line, outcome) for line, _, outcome in reserving(vacancy) if outcome != F]
    if vacancy.reserved == V:
        for line, outcome in rights:
            found = either(found, both(outcome, held(vacancy, line)))
        return found
    causes = vacancy.reserved.causes if isinstance(vacancy.reserved, U) else frozenset()
    return common([held(vacancy, line) for line, _ in rights], causes)


def eligible(vacancy: Vacancy, allowed: Outcome) -> Outcome:
    names, causes = vacancy.status
    if RESERVED not in names:
        return N if vacancy.in_base == F else toutes([vacancy.in_base, allowed])
    mine = both(holder_of(vacancy), allowed)
    live = [n for n in names if n in (RESERVED, "dans l'assiette")]
    found = common([mine if n == RESERVED else allowed for n in live], causes)
    return found if len(live) == len(names) else toutes([U(causes), found])


def named(vacancy: Vacancy) -> list[str]:
    """The rights that reserve the dwelling, or may."""
    if RESERVED not in vacancy.status[0]:
        return []
    return sorted({line["id"] for line, _, outcome in reserving(vacancy) if outcome != F})


def clause_of(vacancy: Vacancy) -> str:
    return next(clause.name for _, clause, outcome in reserving(vacancy) if outcome == V)
