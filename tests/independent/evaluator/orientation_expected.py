"""What a case expects of an orientation, against what is found (docs/langage, « Dans un essai »)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

from .advance import Ahead
from .advice import Holder, Variant
from .orientation import Orientation
from .outcomes import F, HorsDePortee, N, V
from .seen import Seen

NOBODY = "personne"
FAR = Fraction(10**6)


def differences(
    seen: Seen, wanted: Any, balances: dict[str, str], policy: dict[str, Any] | None
) -> list[str]:
    found = Orientation(seen, balances, policy)
    parts = {"issue": wanted} if isinstance(wanted, str) else wanted
    said = {name: said_of(found, name, value) for name, value in parts.items()}
    return [
        f"{name} : attendu {wanted}, trouvé {said[name]}"
        for name, wanted in parts.items()
        if plain(wanted) != plain(said[name])
    ]


def plain(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(map(str, value))
    return {k: str(v) for k, v in value.items()} if isinstance(value, dict) else str(value)


def said_of(found: Orientation, name: str, wanted: Any) -> Any:
    by_name = {h.name: h for h in found.holders}
    match name:
        case "issue":
            return ranked(found.rankings[0])
        case "propose":
            return found.proposed.name if found.proposed is not None else NOBODY
        case "indetermines":
            return [h.name for h in found.undetermined]
        case "ineligibles":
            return [h.name for h in found.holders if h.eligible in (F, N)]
        case "premiers_possibles":
            return [h.name for h in found.undetermined if found.could_come_first(h)]
        case "refus":
            return {n: by_name[n].refused_by for n in wanted}
        case "rangs":
            return {n: place(found, by_name[n]) or "aucun" for n in wanted}
        case "motifs":
            return {n: found.motives().get(n) for n in wanted}
        case "retards":
            late = {n: by_name[n].balance for n in wanted}
            return {n: "aucun" if value is None else value for n, value in late.items()}
        case "points":
            return {n: found.points(by_name[n], found.first) for n in wanted}
        case "reserves":
            return found.reserves(found.first)
        case "conflit":
            return list(found.conflict(found.first))
        case "causes":
            if found.settled:
                return []
            return list({fact for p in found.clauses if len(p.results) > 1 for fact, _ in p.causes})
        case "variantes":
            return [described(v, r) for v, r in zip(found.variants, found.rankings, strict=True)]
        case "anticipation":
            return looking_ahead(found)
        case "borne" | "ecart":
            number = found.bound() if name == "borne" else found.gap()
            return "aucune" if number is None and name == "borne" else "aucun" if number is None else number
    raise HorsDePortee(f"attendu « orientation {name} »")


def looking_ahead(found: Orientation) -> str:
    """« plutot que etat », « comme le retard », « sans autant », « aucune »."""
    if found.ahead.why:
        return found.ahead.why if found.ahead.why == "aucune" else f"sans {found.ahead.why}"
    first, kept = found.rankings[0][0], found.ahead
    found.ahead = Ahead()
    alone = found.ranking(found.first)[0]
    found.ahead = kept
    return "comme le retard" if alone is first else f"plutot que {alone.name}"


def ranked(holders: list[Holder]) -> str:
    return " puis ".join(h.name for h in holders) or NOBODY


def described(variant: Variant, holders: list[Holder]) -> str:
    head = f"avec {', '.join(variant.added)}" if variant.added else "sans"
    return f"{head} : {ranked(holders)}"


def place(found: Orientation, holder: Holder) -> int | None:
    """Its place among those that may receive the dwelling, if it is one in every variant, whatever a
    balance or a fact of the dwelling that is not known may be."""
    if holder.eligible != V or not found.known(holder):
        return None
    places = set()
    for variant, world in product(found.variants, found.worlds):
        may = [h for h in world.values() if h.eligible == V]
        unknown = [h for h in may if not found.measured(h)]
        for ends in product((-FAR, FAR), repeat=len(unknown)):
            supposed = [replace(h, balance=end) for h, end in zip(unknown, ends, strict=True)]
            every = [*(h for h in may if h not in unknown), *supposed]
            own = found.key(world[holder.name], variant)
            places.add(1 + sum(found.key(h, variant) < own for h in every if h.name != holder.name))
    return places.pop() if len(places) == 1 else None
