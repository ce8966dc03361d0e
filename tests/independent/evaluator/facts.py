"""One row: its cells, as they are known on the day one looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from .days import EARLY, NEVER
from .outcomes import F, HorsDePortee, N, U, V
from .vocabulary import Field

CLOSING = ("bail", "retrait", "abandon")
Value = Any  # bool as an outcome, Fraction, str, Possible; or N, or U


@dataclass(frozen=True)
class Possible:
    """An event: every day from `low` to `high`, both included; NEVER is a day after all others."""

    low: int
    high: int
    causes: frozenset[tuple[str, str]] = frozenset()

    @property
    def known(self) -> bool:
        return self.low == self.high


def ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@dataclass(frozen=True)
class Row:
    cells: dict[str, Any]
    fields: dict[str, Field]
    au: int

    def field(self, name: str) -> Field:
        if name not in self.fields:
            raise HorsDePortee(f"nom {name}")
        return self.fields[name]

    def raw(self, name: str) -> str:
        found = self.cells.get(name, "inconnu")
        if not isinstance(found, str):
            raise HorsDePortee(f"cellule composée {name}")
        return found.strip()

    def cell(self, name: str) -> Value:
        field = self.field(name)
        if field.genre == "événement":
            return self.event(name)
        text = self.raw(name)
        if text == "sans objet":
            return N
        if text in ("inconnu", "illisible"):
            return U(frozenset({(name, "erreur" if text == "illisible" else "manquant")}))
        if field.genre == "oui/non":
            return {"oui": V, "non": F}[text]
        if field.genre == "montant":
            return Fraction(text.removesuffix("€").strip()) * 100
        if field.genre == "taux":
            return Fraction(text.removesuffix("%").strip()) / 100
        if field.genre == "nombre":
            return Fraction(text.split()[0])
        if field.genre == "date":
            return Possible(ordinal(text), ordinal(text))
        return text

    def event(self, name: str) -> Possible:
        closed = self.closing()
        found = self.as_recorded(name)
        # A closed life makes every later event of that life « jamais ».
        if closed is None or found.low == NEVER or (name in CLOSING and found.low == closed):
            return found
        if found.low > closed:
            return Possible(NEVER, NEVER)
        return found

    def closing(self) -> int | None:
        """The day on which the life was closed, if one is recorded by `au`."""
        recorded = [self.as_recorded(name) for name in CLOSING]
        days = [e.low for e in recorded if e.known and e.low <= self.au]
        return min(days, default=None)

    def as_recorded(self, name: str) -> Possible:
        text = self.raw(name)
        if text == "jamais":
            return Possible(NEVER, NEVER)
        if text in ("inconnu", "illisible"):
            kind = "erreur" if text == "illisible" else "manquant"
            return Possible(EARLY, NEVER, frozenset({(name, kind)}))
        if text.startswith("pas survenu"):
            until = text.removeprefix("pas survenu").removeprefix(" au").strip()
            return self.not_yet(name, ordinal(until) if until else self.au)
        day = ordinal(text)
        return Possible(day, day) if day <= self.au else self.not_yet(name, self.au)

    def not_yet(self, name: str, until: int) -> Possible:
        until = min(until, self.au)
        kind = "futur" if until == self.au else "manquant"
        return Possible(until + 1, NEVER, frozenset({(name, kind)}))
