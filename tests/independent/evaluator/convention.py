"""A convention's file, with every key that is not read refused by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .outcomes import HorsDePortee
from .syntax import Node, expression
from .vocabulary import Field, fields

HEAD = {
    "convention", "bailleur", "réservataire", "territoire", "en vigueur", "document", "choix", "hérite",
    "paramètres", "définitions", "vocabulaire", "clauses",
}  # fmt: skip
COMMON = {"énoncé", "si", "force", "source", "débiteur", "règle", "en vigueur", "groupe", "caractère"}
OWN: dict[str, set[str]] = {
    "champ": set(),
    "soustraction": {"catégorie"},
    "droit identifié": set(),
    "éligibilité": set(),
    "obligation": {"à défaut", "porte sur"},
    "délai": {"suspension", "à défaut", "porte sur"},
    "suite": {"après", "effet"},
    "part": {"compte", "application", "arrondi", "report", "tolérance", "base minimale", "dont"},
    "quota": {"compte", "application", "arrondi", "report", "tolérance", "base minimale"},
    "exception": {"à", "remplace", "écarte"},
    "décision humaine": {"question", "qui", "porte sur", "document"},
    "imputation": set(),
    "priorité": set(),
    "tour": {"passe", "non servi", "au jour de", "application"},
    "mode correctif": {"surveille", "constat", "impose", "fin"},
    "transmission": {"destinataires", "contenu", "vue"},
    "délégation": {"titulaire", "délégataire", "porte sur"},
    "non codable": {"raison", "accepté par", "le"},
}
METROPOLE = {f"{n:02}" for n in range(1, 96) if n != 20} - {"57", "67", "68"}


@dataclass(frozen=True)
class Clause:
    name: str
    genre: str
    keys: dict[str, Any]
    parent: str = ""

    @property
    def of_elements(self) -> bool:
        """Does it judge something else than vacancies?"""
        return self.genre in ("délai", "obligation") and "porte sur" in self.keys

    @property
    def targets(self) -> tuple[str, ...]:
        found = self.keys.get("à", ())
        return (found,) if isinstance(found, str) else tuple(found)


@dataclass
class Convention:
    keys: dict[str, Any]
    clauses: dict[str, Clause] = field(default_factory=dict)
    life: Any = field(default=None, repr=False)  # the texts of which this is one

    def __post_init__(self) -> None:
        refuse(self.keys, HEAD, "clé")
        for keys in self.keys["clauses"]:
            self.register(keys, "")
        if self.choix("premières mises en location") != "dans le flux":
            raise HorsDePortee("premières mises en location à part")

    def register(self, keys: dict[str, Any], parent: str) -> None:
        genre = next(iter(keys))
        if genre not in OWN:
            raise HorsDePortee(genre)
        refuse(keys, COMMON | OWN[genre] | {genre}, f"clé d'une clause {genre}")
        clause = Clause(keys[genre], genre, keys, parent)
        self.clauses[clause.name] = clause
        for child in keys.get("dont", ()):
            self.register(child, clause.name)

    def choix(self, name: str) -> str:
        return str(self.keys["choix"][name])

    @cached_property
    def fields(self) -> dict[str, Field]:
        return fields(self.keys.get("vocabulaire", {}))

    @cached_property
    def definitions(self) -> dict[str, Node]:
        return {name: expression(text) for name, text in self.keys.get("définitions", {}).items()}

    def of(self, *genres: str) -> list[Clause]:
        """Those that judge vacancies."""
        return [c for c in self.clauses.values() if c.genre in genres and not c.of_elements]

    def exceptions(self, name: str, key: str) -> list[Clause]:
        names = {name, self.clauses[name].keys.get("groupe", name)}
        found = [c for c in self.of("exception") if names & set(c.targets)]
        return [c for c in found if "écarte" in c.keys or key in c.keys.get("remplace", {})]


def refuse(keys: Iterable[str], read: set[str], what: str) -> None:
    for key in keys:
        if key not in read:
            raise HorsDePortee(f"{what} « {key} »")
