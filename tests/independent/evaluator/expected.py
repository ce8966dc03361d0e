"""Does what was found answer what the case expects? A difference is a line of text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from .deadlines import State
from .levers import levers
from .outcomes import Cause, F, HorsDePortee, U, V, shown
from .vacancy import Effect, Vacancy

LATE = re.compile(r"dépassé de (\d+) jours?")
UNTIL = re.compile(r"en cours jusqu'au (\S+)")


def facts(causes: Iterable[Cause]) -> list[str]:
    return sorted({fact for fact, _ in causes})


def differ(what: str, wanted: Any, found: Any) -> list[str]:
    return [] if wanted == found else [f"{what} : attendu {wanted}, trouvé {found}"]


def causes_differ(wanted: Any, causes: frozenset[Cause]) -> list[str]:
    if isinstance(wanted, dict):
        if set(wanted) != {"genres"}:
            raise HorsDePortee("causes par lieu")
        return differ("genres", sorted(wanted["genres"]), sorted({kind for _, kind in causes}))
    return differ("causes", sorted(wanted), facts(causes))


def known(wanted: dict[str, Any], read: set[str], what: str = "attendu") -> None:
    for key in wanted:
        if key not in read:
            raise HorsDePortee(f"{what} « {key} »")


def outcome(wanted: Any, found: Any, vacancy: Vacancy | None = None, rule: Any = None) -> list[str]:
    if isinstance(wanted, str):
        return differ("issue", wanted, shown(found))
    known(wanted, {"issue", "causes", "leviers_vrai", "leviers_faux"})
    lines = differ("issue", wanted["issue"], shown(found)) if "issue" in wanted else []
    if "causes" in wanted:
        lines += causes_differ(wanted["causes"], found.causes if isinstance(found, U) else frozenset())
    for key, value in (("leviers_vrai", V), ("leviers_faux", F)):
        if key in wanted:
            if vacancy is None or rule is None:
                raise HorsDePortee("leviers sous une exception ou une condition")
            sets = {frozenset(text.split(" et ")) for text in wanted[key]}
            lines += differ(key, sets, set(levers(vacancy.reader, rule, value)))
    return lines


def status(wanted: Any, found: tuple[tuple[str, ...], frozenset[Cause]]) -> list[str]:
    names, causes = found
    if isinstance(wanted, str):
        return differ("statut", wanted, " ou ".join(names))
    known(wanted, {"issue", "causes"})
    text = " ou ".join(names).replace("l'assiette", "l assiette" if len(names) > 1 else "l'assiette")
    lines = differ("statut", wanted["issue"], text) if "issue" in wanted else []
    return lines + (causes_differ(wanted["causes"], causes) if "causes" in wanted else [])


def effect(wanted: Any, act: str, found: Effect | None) -> list[str]:
    if isinstance(wanted, str):
        return differ("effet", wanted, act)
    known(wanted, {"issue", "décompte", "date", "candidats"})
    lines = differ("effet", wanted["issue"], act) if "issue" in wanted else []
    if "candidats" in wanted:
        lines += differ("candidats", wanted["candidats"], list(found.candidates) if found else [])
    if "décompte" in wanted:
        lines += differ("décompte", wanted["décompte"], found and found.counted)
    if "date" in wanted:
        day = found.day if found is not None else None
        shown_day = "indéterminé" if day is None else date.fromordinal(day).isoformat()
        lines += differ("date", wanted["date"], shown_day)
    return lines


def state_name(found: State) -> str:
    if len(found.names) == 1:
        (name,) = found.names
        return name
    return shown(U(found.causes))


def days(wanted: str, found: State) -> list[str]:
    """« dépassé de 3 jours », « en cours jusqu'au … », or the bare name of a state."""
    late, until = LATE.fullmatch(wanted), UNTIL.fullmatch(wanted)
    if late:
        lines = differ("état", "dépassé", state_name(found))
        return lines + differ("retard", {int(late[1])}, set(found.days))
    if until:
        return differ("état", "en cours", state_name(found)) + limit(until[1], found)
    return differ("état", wanted, state_name(found))


def limit(wanted: str, found: State) -> list[str]:
    only = next(iter(found.limits)) if len(found.limits) == 1 else None
    return differ("limite", wanted, "aucune" if only is None else date.fromordinal(only).isoformat())


def deadline(wanted: Any, found: State, cases: frozenset[str]) -> list[str]:
    if isinstance(wanted, str):
        return days(wanted, found)
    known(wanted, {"état", "etat", "limite", "causes", "candidats", "cas", "provisoire"})
    lines: list[str] = []
    for key, value in wanted.items():
        if key in ("état", "etat"):
            lines += days(value, found)
        elif key == "limite":
            lines += limit(value, found)
        elif key == "causes":
            lines += causes_differ(value, found.causes)
        elif key == "candidats":
            names = sorted(n.replace("é", "e").replace(" ", "_") for n in found.names)
            lines += differ("candidats", sorted(value), names)
        elif key == "cas":
            lines += differ("cas", sorted(value), sorted(cases))
        else:
            lines += differ("provisoire", value, "oui" if found.provisional else "non")
    return lines


def bounds(wanted: Any) -> tuple[Fraction, Fraction]:
    if isinstance(wanted, list):
        low, high = wanted
        return Fraction(low), Fraction(high)
    return Fraction(wanted), Fraction(wanted)


def number(what: str, wanted: Any, found: tuple[Fraction, Fraction] | None) -> list[str]:
    if found is None:
        return [f"{what} : attendu {wanted}, trouvé rien"]
    return differ(what, tuple(map(str, bounds(wanted))), tuple(map(str, found)))
