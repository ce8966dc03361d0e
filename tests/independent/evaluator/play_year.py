"""A case on a year."""

from __future__ import annotations

from collections import Counter
from typing import Any

from .convention import Convention
from .expected import differ, known, number
from .facts import ordinal
from .outcomes import HorsDePortee
from .year import Judged, Year

READ = {
    "cas",
    "au",
    "faits",
    "année",
    "vacances",
    "soldes",
    "prévu",
    "vacances_attendues",
    "attendu",
    "énoncé",
}
NUMBERS = {"base", "du", "du_arrondi", "cible", "realise", "solde", "solde_perdu", "part"}


def of_year(convention: Convention, case: dict[str, Any], facts: dict[str, str], au: str) -> list[str]:
    known(case, READ, "clé d'un cas")
    year = Year(
        convention,
        int(case["année"]),
        rows(convention, case, facts),
        ordinal(case.get("au", au)),
        case.get("prévu"),
        case.get("soldes", {}),
        case.get("vacances_attendues"),
    )
    lines: list[str] = []
    for key, wanted in case["attendu"].items():
        clause = convention.clauses.get(key)
        if clause is None or clause.genre not in ("part", "quota"):
            raise HorsDePortee(f"attendu « {key} » d'une année")
        lines += [f"{key} : {line}" for line in judged(wanted, year.judge(clause))]
    return lines


def rows(
    convention: Convention, case: dict[str, Any], facts: dict[str, str]
) -> Counter[tuple[tuple[str, str], ...]]:
    found: Counter[tuple[tuple[str, str], ...]] = Counter()
    for given in case.get("vacances", ()):
        cells = {**facts, **case.get("faits", {}), **given}
        times = int(cells.pop("nombre", "1"))
        for name, value in cells.items():
            if name not in convention.fields or not isinstance(value, str) or name == "id":
                raise HorsDePortee(f"fait {name}")
        found[tuple(sorted(cells.items()))] += times
    return found


def judged(wanted: Any, found: Judged) -> list[str]:
    if isinstance(wanted, str):
        return differ("verdict", wanted, found.verdict)
    known(wanted, NUMBERS | {"verdict", "verdicts_possibles", "sauve_par_tolerance", "cellules"})
    lines: list[str] = []
    for key, value in wanted.items():
        if key in NUMBERS:
            if found.cells:
                raise HorsDePortee("somme de cellules")
            lines += number(key, value, found.numbers.get(key))
        elif key == "verdict":
            lines += differ(key, value, found.verdict)
        elif key == "verdicts_possibles":
            lines += differ(key, sorted(value), sorted(found.possible))
        elif key == "sauve_par_tolerance":
            lines += differ(key, value, "oui" if found.saved else "non")
        else:
            for name, one in value.items():
                if name not in found.cells:
                    lines.append(f"cellule {name} absente")
                else:
                    lines += [f"{name} : {line}" for line in judged(one, found.cells[name])]
    return lines
