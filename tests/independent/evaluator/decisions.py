"""What people decide, read in the journal (docs/langage, « Les actes enregistrés »)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .facts import Row, ordinal
from .outcomes import F, HorsDePortee, N, Outcome, U, V, common
from .world import Line, World

PLACES = (
    "vacance",
    "candidature",
    "refus",
    "droit",
    "logement",
    "programme",
    "demande",
    "commune",
    "epci",
    "ept",
)


@dataclass(frozen=True)
class Answer:
    outcome: Outcome
    line: Line | None = None  # the one that decides, when one does
    element: str = ""


def bears_on(keys: dict[str, Any], row: Row, name: str) -> str | Outcome:
    """The element that the question is about, as the row knows it."""
    level = keys["porte sur"]
    if level in ("convention", "reservataire"):
        return ""
    if level not in PLACES and level != "departement":
        raise HorsDePortee(f"décision qui porte sur {level}")
    if level == "vacance" and "id" in row.cells:
        return str(row.cells["id"])
    if level == "candidature":
        return str(row.cells.get("candidature", ""))
    if level == "demande" == row.cells.get("élément"):
        return str(row.cells["id"])
    found = row.cell(level)
    if isinstance(found, U):
        return U(found.causes | {(name, "humain")})
    return N if found == N else str(found)


def decided(name: str, keys: dict[str, Any], row: Row, world: World) -> Answer:
    """The answer recorded by the day one looks."""
    element = bears_on(keys, row, name)
    if isinstance(element, U) or element == N:
        return Answer(element)
    level = keys["porte sur"]
    fits = _of_household if level == "candidature" else _of_element
    lines = [(line, fits(line, level, str(element), row)) for line in world.acts("decision")]
    own = [(line, sure) for line, sure in lines if sure is not None and of_clause(line, name, world)]
    return answered(name, own, level, row.au, str(element))


def of_clause(line: Line, name: str, world: World) -> bool:
    return line.get("clause", name).split(".")[-1] == name and line.get("convention", world.judged.name) in (
        world.judged.name,
        "",
    )


def _of_element(line: Line, level: str, element: str, row: Row) -> bool | None:
    """Is the line on this element: surely, perhaps (False), not at all (None)?"""
    if level in ("convention", "reservataire"):
        return True
    if level not in line:
        return False
    return True if line[level] == element else None


def _of_household(line: Line, level: str, element: str, row: Row) -> bool | None:
    """Without a candidature, the household retained: a line on the dwelling alone."""
    if element:
        return True if line.get("candidature") == element else None
    if "candidature" in line:
        return None
    return True if line.get("vacance") == row.cells.get("id") else None


def answered(name: str, lines: list[tuple[Line, bool]], level: str, au: int, element: str) -> Answer:
    sure = [x for x, certain in lines if certain and "date" in x and "clause" in x]
    sure = [x for x in sure if ordinal(x["date"]) <= au]
    vague = [(x, certain) for x, certain in lines if not (certain and "date" in x and "clause" in x)]
    last = max((x["date"] for x in sure), default="")
    base = said(name, [x for x in sure if x["date"] == last])
    outcomes, causes = [base], frozenset[tuple[str, str]]()
    for line, certain in vague:
        if "date" in line and (ordinal(line["date"]) > au or line["date"] < last):
            continue
        same = [x for x in sure if x["date"] == last and x["date"] == line.get("date")]
        outcomes.append(said(name, [*same, line]))
        empty = [("date", "date" not in line), ("clause", "clause" not in line), (level, not certain)]
        causes |= {(column, "manquant") for column, missing in empty if missing}
    decisive = next((x for x in sure if x["date"] == last), None)
    return Answer(common(outcomes, causes), decisive, element)


def said(name: str, lines: list[Line]) -> Outcome:
    if not lines:
        return U(frozenset({(name, "humain")}))
    found = {line.get("reponse", "illisible") for line in lines}
    if len(found) > 1:
        return U(frozenset({(name, "erreur")}))
    return {"oui": V, "non": F}.get(found.pop(), U(frozenset({("reponse", "erreur")})))


def under_its_condition(held: Outcome, answer: Callable[[], Answer]) -> Answer:
    """A question that does not arise has no answer."""
    if held in (F, N):
        return Answer(N)
    found = answer()
    if isinstance(held, U):
        return Answer(common([found.outcome, N], held.causes), found.line, found.element)
    return found
