"""What an advice is made of: accounts, clauses that act or may, the ways they may act together."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .cascade import Step, steps
from .convention import Clause
from .outcomes import Cause, Outcome
from .texts import Life
from .vacancy import Vacancy


@dataclass(frozen=True)
class Holder:
    """An account: this dwelling's rate, what was brought, may it receive the dwelling."""

    name: str
    rank: str  # what decides last: the identifier of the convention, the landlord after all
    rate: Fraction
    balance: Fraction | None
    eligible: Outcome
    refused_by: str = ""
    types: frozenset[str] = frozenset()

    def measure(self, word: str) -> Fraction | None:
        if word in ("retard", "solde") and self.balance is None:
            return None
        return {
            "du": self.rate,
            "realise": Fraction(0),
            "solde": self.balance,
            "retard": (self.balance or Fraction(0)) + self.rate,
        }[word]


@dataclass(frozen=True)
class Acting:
    """A clause that acts, in one variant. `order`: of a priority; `name`: for the motives."""

    name: str
    kind: str
    order: tuple[Step, ...] = ()
    conflict: frozenset[str] = frozenset()
    keys: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class Perhaps:
    """What a clause may do: nothing (None) or one thing; the causes of the doubt."""

    name: str
    results: tuple[Acting | None, ...]
    causes: frozenset[Cause] = frozenset()


@dataclass
class Variant:
    acting: tuple[Acting, ...]
    added: tuple[str, ...]  # the uncertain clauses that act


KINDS = (
    "etat", "als", "commune", "epci", "ept", "departement", "region", "metropole", "etablissement_public",
    "employeur", "organisme",
)  # fmt: skip


def rattachement(life: Life) -> str:
    return str(life.keys["choix"]["rattachement"])


def priorities(vacancy: Vacancy) -> list[Clause]:
    return list(vacancy.convention.of("priorité", "tour"))


def normal(text: str) -> tuple[Step, ...]:
    """« puis les autres » at the end goes without saying."""
    found = steps(text)
    while found and found[-1].account == "":
        found.pop()
    return tuple(found)
