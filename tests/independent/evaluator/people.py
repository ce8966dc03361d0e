"""Who will live in a dwelling that nobody has yet (docs/langage, « L'année close, l'année ouverte »)."""

from __future__ import annotations

from .outcomes import HorsDePortee, Outcome, U, V
from .population import Population
from .vacancy import Vacancy


def nobody_yet(vacancy: Vacancy, found: Outcome, rows: Population) -> Outcome:
    """Of a dwelling that nobody has, what is asked of its household is still to happen. One that was shown to
    somebody (rows of orientations, of proposals) has facts of that household to write."""
    row = vacancy.row
    let = row.event("attribution").causes
    if not isinstance(found, U) or not let or any(kind != "futur" for _, kind in let):
        return found
    if rows.event in ("orientation", "proposition") and row.event(rows.event).known:
        return found
    kept = {(name, kind) for name, kind in found.causes if kind == "erreur" or not of_people(vacancy, name)}
    return found if kept == found.causes else U(frozenset(kept | let))


def on_a_part(found: dict[str, Outcome], base: Population, count: Population, *, nested: bool) -> None:
    """What is done for a part is done in its base: what the base asks is one condition for both."""
    if count.where is not None or count.scope or count.holder:
        raise HorsDePortee("compte sous condition")
    if base.where is None:
        return
    if nested or isinstance(found["où"], U):
        raise HorsDePortee("part sous condition, et quota ou donnée manquante")
    found["où des deux"], found["où"] = found["où"], V


def of_people(vacancy: Vacancy, name: str) -> bool:
    decision = vacancy.convention.clauses.get(name)
    if decision is not None and decision.genre == "décision humaine":
        return decision.keys["porte sur"] in ("candidature", "demande")
    return vacancy.is_household(name)
