"""What an advice is made of: accounts, clauses that act or may, the ways they may act together."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .cascade import Step, steps
from .convention import Clause
from .facts import ordinal
from .outcomes import Cause, HorsDePortee, Outcome, U, V
from .periods import Period
from .seen import Seen
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


def bound_of(late: list[int]) -> Fraction | None:
    """H_k - 1 from these deficits of all the holders, when no j of them are together beyond j (H_k - H_j)."""
    sums = [Fraction(0)]
    for n in range(1, len(late) + 1):
        sums.append(sums[-1] + Fraction(1, n))
    most, j = sorted(late, reverse=True), len(late)
    over = any(sum(most[:n]) > n * (sums[j] - sums[n]) for n in range(1, j + 1))
    return None if sum(late) or over else sums[j] - 1


def brought_to(life: Life, clause: Clause, year: Period, balances: dict[str, str]) -> Fraction | None:
    """What the year before leaves a part; None when nothing says it."""
    text = life.on(year.first)
    excepted = (e for e in text.of("exception") if clause.name in e.targets)
    if any("report" in e.keys.get("remplace", ()) for e in excepted):
        raise HorsDePortee("report sous exception, dans l'orientation")
    if str(clause.keys["report"]) == "aucun" or life.force[0] >= year.first:
        return Fraction(0)
    return Fraction(balances[clause.name]) if clause.name in balances else None


def in_force_here(policy: dict[str, Any], seen: Seen) -> bool:
    """Is the policy that of the day, and of the place of the dwelling?"""
    days = policy["en vigueur"]
    if not ordinal(days["du"]) <= seen.row.au <= ordinal(days.get("au", "9999-01-01")):
        return False
    if "territoire" not in policy:
        return True
    here = Life({**seen.life.keys, "territoire": policy["territoire"]}).here(seen.row)
    if isinstance(here, U):
        raise HorsDePortee("politique, et lieu inconnu")
    return here == V
