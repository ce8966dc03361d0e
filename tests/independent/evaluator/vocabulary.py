"""The fields that a convention may read: the tables of the vocabulary page, and its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from .outcomes import HorsDePortee

PAGE = Path(__file__).parents[3] / "docs" / "langage" / "vocabulaire.md"
ROW = re.compile(r"^\| `(?P<nom>\w+)` \| (?P<type>.*?) \| .*? \| (?P<marques>.*?) ?\|$", re.MULTILINE)


DECLARED = {"unité", "niveau", "type", "valeurs", "énoncé", "min", "max"}


@dataclass(frozen=True)
class Field:
    genre: str  # oui/non, nombre, montant, code, texte, date, événement, taux
    household: bool = False
    least: Fraction = Fraction(0)  # of a rate
    greatest: Fraction = Fraction(1)


def genre(text: str) -> str:
    head = text.split(":")[0].strip()
    if "centime" in head or head == "montant":
        return "montant"
    if head.startswith(("entier", "nombre", "décimal")):
        return "nombre"
    if head.startswith("code"):
        return "code"
    return {"oui ou non": "oui/non", "oui/non": "oui/non"}.get(head, head)


@cache
def levels() -> dict[str, dict[str, Field]]:
    parts = re.split(r"^## Niveau « (\w+) »$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {
        level: {m["nom"]: Field(genre(m["type"]), "ménage" in m["marques"]) for m in ROW.finditer(body)}
        for level, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def fields(declared: dict[str, Any]) -> dict[str, Field]:
    """Those of a vacancy, with those of its programme by their dotted name."""
    return fields_at("vacance", declared)


ABOVE = ("programme", "logement", "demande", "convention")


def fields_at(at: str, declared: dict[str, Any]) -> dict[str, Field]:
    """The names read on a row of a level: its own, and by a dot those above it."""
    found = dict(levels()[at]) | {"reservataire.type": Field("code")}
    for above in ABOVE:
        found |= {f"{above}.{name}": field for name, field in levels()[above].items()}
    for name, what in declared.items():
        level = what.get("niveau")
        if set(what) - DECLARED:
            raise HorsDePortee("clé d'un fait du vocabulaire")
        if level not in (at, *ABOVE):
            continue
        full = name if level == at else f"{level}.{name}"
        if what.get("type") == "taux":
            found[full] = Field(
                "taux", least=share(what.get("min", "0 %")), greatest=share(what.get("max", "100 %"))
            )
            continue
        found[full] = Field("code" if "valeurs" in what else genre(what["type"]))
    return found


def share(text: str) -> Fraction:
    return Fraction(text.removesuffix("%").strip()) / 100
