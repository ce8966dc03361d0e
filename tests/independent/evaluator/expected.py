"""Does what was found answer what the case expects? A difference is a line of text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from .accounts import Entry
from .days import NEVER
from .deadlines import State
from .decisions import Answer
from .delegations import Exercise
from .facts import Possible
from .levers import levers
from .outcomes import Cause, F, HorsDePortee, U, V, shown
from .turns import Settled
from .vacancy import Vacancy

LATE = re.compile(r"dépassé de (\d+) jours?")
UNTIL = re.compile(r"en cours jusqu'au (\S+)")


def facts(causes: Iterable[Cause]) -> list[str]:
    return sorted({fact for fact, _ in causes})


def differ(what: str, wanted: Any, found: Any) -> list[str]:
    return [] if norm(wanted) == norm(found) else [f"{what} : attendu {wanted}, trouvé {found}"]


def norm(value: Any) -> Any:
    """Neither accents, nor capitals, nor « _ », nor an apostrophe count."""
    if isinstance(value, list):
        return [norm(one) for one in value]
    if not isinstance(value, str):
        return value
    bare = unicodedata.normalize("NFD", value.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[_' ]+", " ", bare).strip()


def causes_differ(wanted: Any, causes: frozenset[Cause]) -> list[str]:
    if isinstance(wanted, dict):
        known(wanted, {"issue", "genres"}, "causes")
        lines = causes_differ(wanted["issue"], causes) if "issue" in wanted else []
        return lines + differ("genres", sorted(wanted["genres"]), sorted({kind for _, kind in causes}))
    if isinstance(wanted, str):
        wanted = [name.strip() for name in wanted.strip("[]").split(",")]
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
    lines = differ("statut", wanted["issue"], " ou ".join(names)) if "issue" in wanted else []
    return lines + (causes_differ(wanted["causes"], causes) if "causes" in wanted else [])


def effects(wanted: Any, found: Settled, au: int) -> list[str]:
    """Those that take place; one word when one of them may have, already."""
    sure, doubt = found.taking_place(au), found.doubtful(au)
    causes = frozenset(c for e in doubt for c in e.when.causes)
    name: Any = [plain(e.act) for e in sure] or "aucun"
    if doubt:
        name = shown(U(causes))
    name = name[0] if isinstance(name, list) and len(name) == 1 else name
    if not isinstance(wanted, dict):
        return same_names("effet", wanted, name)
    known(wanted, {"issue", "décompte", "decompte", "date", "causes", "candidats"})
    one = sure[0] if len(sure) == 1 and not doubt else None
    lines = same_names("effet", wanted["issue"], name) if "issue" in wanted else []
    for key in ("décompte", "decompte"):
        if key in wanted:
            lines += differ(key, wanted[key], one.counted if one else "aucun")
    if "date" in wanted:
        known_day = one is not None and one.when.known
        lines += differ(
            "date",
            wanted["date"],
            date.fromordinal(one.when.low).isoformat() if one and known_day else "indéterminé",
        )
    if "causes" in wanted:
        lines += causes_differ(wanted["causes"], causes)
    if "candidats" in wanted:
        lines += same_names("candidats", wanted["candidats"], [plain(e.act) for e in sure + doubt])
    return lines


def plain(act: str) -> str:
    return "nouvelle proposition" if act.startswith("nouvelle proposition") else act


def answer(wanted: Any, found: Answer) -> list[str]:
    if isinstance(wanted, str):
        return outcome(wanted, found.outcome)
    lines: list[str] = []
    for key, value in wanted.items():
        if key in ("issue", "causes"):
            lines += outcome({key: value}, found.outcome)
        elif key == "element":
            lines += differ(key, value, found.element)
        else:
            lines += differ(key, value, (found.line or {}).get(key))
    return lines


def account(wanted: Any, found: Entry) -> list[str]:
    name: Any = list(found.accounts) if found.accounts else "erreur" if found.conflict else "indéterminé"
    name = name[0] if isinstance(name, list) and len(name) == 1 else name
    if not isinstance(wanted, dict):
        return same_names("compte", wanted, name)
    lines: list[str] = []
    for key, value in wanted.items():
        if key in ("issue", "etat", "état"):
            lines += same_names("compte", value, name)
        elif key == "causes":
            lines += causes_differ(value, found.causes)
        else:
            known({key: value}, {"raison", "clause", "conflit", "remarque"})
            parts = {"raison": found.reason, "clause": found.clause}
            lists = {"conflit": list(found.conflict), "remarque": list(found.remark)}
            lines += same_names(key, value, {**parts, **lists}[key])
    return lines


def same_names(what: str, wanted: Any, found: Any) -> list[str]:
    """The order of a list does not count."""
    if isinstance(wanted, list) and isinstance(found, list):
        return differ(what, sorted(wanted), sorted(found))
    return differ(what, wanted, found)


def named(wanted: Any, name: str, causes: frozenset[Cause]) -> list[str]:
    if isinstance(wanted, str):
        return differ("nom", wanted, name)
    known(wanted, {"issue", "causes"})
    lines = differ("nom", wanted["issue"], name) if "issue" in wanted else []
    return lines + (causes_differ(wanted["causes"], causes) if "causes" in wanted else [])


def exercise(wanted: Any, found: Exercise) -> list[str]:
    own = wanted if isinstance(wanted, str) else {k: v for k, v in wanted.items() if k != "conflit"}
    lines = named(own, " ou ".join(found.names), found.causes)
    if isinstance(wanted, dict) and "conflit" in wanted:
        lines += same_names("conflit", wanted["conflit"], list(found.conflict))
    return lines


def exercises_for(wanted: Any, sure: list[str], perhaps: list[str]) -> list[str]:
    if isinstance(wanted, list):
        return same_names("exerce pour", wanted, sure)
    known(wanted, {"issue", "peut_être"})
    lines = same_names("exerce pour", wanted["issue"], sure) if "issue" in wanted else []
    return lines + (same_names("peut-être", wanted["peut_être"], perhaps) if "peut_être" in wanted else [])


def day(wanted: str, found: Possible | None) -> list[str]:
    if found is None:
        return differ("jour", wanted, "aucun")
    if not found.known:
        return differ("jour", wanted, "indéterminé")
    return differ("jour", wanted, "jamais" if found.low >= NEVER else date.fromordinal(found.low).isoformat())


def imputation(wanted: Any, applies: Any, accounts: tuple[str, ...]) -> list[str]:
    if isinstance(wanted, str):
        return outcome(wanted, applies)
    own = {k: v for k, v in wanted.items() if k != "comptes"}
    lines = outcome(own, applies) if own else []
    return lines + (same_names("comptes", wanted["comptes"], list(accounts)) if "comptes" in wanted else [])


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
    if isinstance(wanted, str) and wanted.startswith("["):
        wanted = [part.strip() for part in wanted.strip("[]").split(",")]
    low, high = wanted if isinstance(wanted, list) else (wanted, wanted)
    return Fraction(low), Fraction(high)


def number(what: str, wanted: Any, found: tuple[Fraction, Fraction] | None) -> list[str]:
    if found is None or wanted == "aucun":
        return differ(what, wanted, "aucun" if found is None else str(found))
    return differ(what, tuple(map(str, bounds(wanted))), tuple(map(str, found)))
