"""What surrounds a row: the landlord's other conventions, the journal, the stock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .facts import Row
    from .texts import Life

Line = dict[str, str]
ACCOUNTS = {"etat", "als", "commune", "epci", "ept", "departement", "region", "metropole", "bailleur"} | {
    "etablissement_public", "employeur", "organisme"
}  # fmt: skip


@dataclass(eq=False)
class World:
    lives: list[Life]  # the one that is judged comes first
    journal: list[Line] = field(default_factory=list)
    rights: list[Line] = field(default_factory=list)
    dwellings: list[Line] = field(default_factory=list)
    programmes: list[Line] = field(default_factory=list)
    demands: list[Line] = field(default_factory=list)
    socles: list[dict[str, Any]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    expected: list[dict[str, str]] | None = None
    conventions: list[Line] = field(default_factory=list)
    cache: dict[Any, Any] = field(default_factory=dict)

    @property
    def judged(self) -> Life:
        return self.lives[0]

    def of_convention(self, life: Life, day: int) -> Line:
        """What is known of a convention on a day: its line, then what its own text says."""
        line = next((x for x in self.conventions if x.get("id", self.judged.name) == life.name), {})
        said = {"id": life.name, "debut": life.keys["en vigueur"]["du"]}
        said |= {} if life.suspended else {"terme": date.fromordinal(life.term(day)).isoformat()}
        signed = life.keys["document"].get("signé le")
        said |= {"signature": signed} if signed else {}
        both = {k: v if line.get(k, v) == v else "illisible" for k, v in said.items()}
        return {**line, **both}

    def acts(self, act: str) -> list[Line]:
        return [line for line in self.journal if line.get("acte") == act]

    def holders(self, word: str) -> list[Life]:
        """The conventions that a type of holder, a finer account or an identifier names."""
        kind = self.finer.get(word, word)
        return [life for life in self.lives if kind == life.holder["type"] or self.names(word, life)]

    def names(self, word: str, life: Life) -> bool:
        """Is the word its identifier? What is also an account is read as that account."""
        return word == life.name and word not in self.finer and word not in ACCOUNTS

    @property
    def finer(self) -> dict[str, str]:
        """The finer accounts, with the type of holder to which each belongs."""
        found: dict[str, str] = {}
        for life in self.lives:
            codes = life.keys.get("vocabulaire", {}).get("contingent", {}).get("valeurs", {})
            found |= codes if isinstance(codes, dict) else {}
        return found
