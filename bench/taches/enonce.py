"""The standard task: invented conventions and vacancies, plain data that every contender lowers for itself.

Eight rules a convention, in order: use excluded, commune in a list of thirty, financing in a set, range of
types, priority district (large types exempt), period of construction, window of days of the notice, days
between two dates. A missing value is None. What must agree (W1): for each vacancy and convention, the rank of
the first rule that certainly fails (1 to 8); otherwise sixteen times the set of facts that are missing; 0 is
eligible. W3: the outcome of each of the eight rules, whatever the others say.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple, Self, TypeVar

T = TypeVar("T")
AU: Final = date(2026, 1, 5)
USAGES: Final = (
    "location", "mutation_interne", "relogement_ru", "relogement_copropriete", "relogement_vente",
)  # fmt: skip
FINANCEMENTS: Final = ("plai", "plai_adapte", "plus", "plus_cd", "pls", "pli", "palulos", "ancien")
TYPES: Final = range(1, 8)
FAITS: Final = (
    "affectation", "financement", "typologie", "qpv", "annee_construction", "conge", "liberation",
)  # fmt: skip
"""Facts that may be missing: the n-th is the bit n of what is missing."""
REGLES: Final = (
    "usage", "communes", "financements", "typologies", "quartiers", "construction", "conges",
    "delai_de_remise",
)  # fmt: skip
FAUX, VRAI, INDETERMINE = 0, 1, 2
"""Outcomes of a rule (W3)."""
MANQUE: Final = 16
"""A code from here on says which facts are missing."""


class Convention(NamedTuple):
    """`grands`: types that a priority district does not exclude, perhaps none."""

    exclus: frozenset[str]
    communes: frozenset[str]
    financements: frozenset[str]
    typologie_min: int
    typologie_max: int
    grands: frozenset[int]
    annee_min: int
    annee_max: int
    conge_du: date
    conge_au: date
    jours: int


class Vacance(NamedTuple):
    commune: str
    affectation: str | None
    financement: str | None
    typologie: int | None
    qpv: bool | None
    annee: int | None
    conge: date | None
    liberation: date | None
    disponibilite: date


class Ligne(NamedTuple):
    """The same in whole numbers: ranks from 1 (in the lists above), days as ordinals, 0 for what is missing;
    `qpv`: 1 no, 2 yes."""

    commune: int
    affectation: int
    financement: int
    typologie: int
    qpv: int
    annee: int
    conge: int
    liberation: int
    disponibilite: int


@dataclass(frozen=True)
class Enonce:
    """What is asked of every contender. `communes`: real codes, two hundred of them."""

    genre: str
    vacances: int
    conventions: int
    graine: int
    communes: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        told = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**told, "communes": tuple(told["communes"])})

    def write(self, path: Path) -> None:
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        path.write_text(json.dumps(told), encoding="utf-8")

    @cached_property
    def regles(self) -> Sequence[Convention]:
        rng = random.Random(self.graine)
        return [_convention(rng, self.communes) for _ in range(self.conventions)]

    @cached_property
    def lignes(self) -> Sequence[Vacance]:
        rng = random.Random(self.graine + 1_000_003)
        return [_vacance(rng, self.communes) for _ in range(self.vacances)]

    def made(self) -> None:
        """The rows, now rather than when first asked."""
        self.lignes  # noqa: B018

    @cached_property
    def rangs(self) -> dict[str, int]:
        """The rank of each word of a list."""
        return {word: n for words in (self.communes, USAGES, FINANCEMENTS) for n, word in enumerate(words, 1)}

    def numbers(self, first: int) -> Iterator[Ligne]:
        """The first rows as whole numbers."""
        rank = self.rangs
        for v in self.lignes[:first]:
            yield Ligne(
                rank[v.commune],
                rank.get(v.affectation or "", 0),
                rank.get(v.financement or "", 0),
                v.typologie or 0,
                0 if v.qpv is None else 1 + v.qpv,
                v.annee or 0,
                v.conge.toordinal() if v.conge else 0,
                v.liberation.toordinal() if v.liberation else 0,
                v.disponibilite.toordinal(),
            )


def _convention(rng: random.Random, communes: Sequence[str]) -> Convention:
    low = rng.randrange(1, 5)
    high = min(7, low + rng.randrange(2, 5))
    first = rng.choice((1850, 1900, 1948, 1960, 1975))
    start = date(2024, 7, 1) + timedelta(days=rng.randrange(120))
    return Convention(
        exclus=frozenset(rng.sample(USAGES[1:], rng.randrange(1, 4))),
        communes=frozenset(rng.sample(communes, 30)),
        financements=frozenset(rng.sample(FINANCEMENTS, rng.randrange(3, 7))),
        typologie_min=low,
        typologie_max=high,
        grands=frozenset(range(high - rng.randrange(2), high + 1)) if rng.random() < 0.6 else frozenset(),
        annee_min=first,
        annee_max=first + rng.choice((60, 90, 140)),
        conge_du=start,
        conge_au=start + timedelta(days=rng.randrange(240, 420)),
        jours=rng.randrange(20, 90),
    )


def _vacance(rng: random.Random, communes: Sequence[str]) -> Vacance:
    def known(value: T, lack: float = 0.04) -> T | None:
        return None if rng.random() < lack else value

    free = date(2025, 1, 1) + timedelta(days=rng.randrange(365))
    left = free - timedelta(days=rng.randrange(100))
    return Vacance(
        commune=rng.choice(communes),
        affectation=known(rng.choice(("location",) * 6 + USAGES[1:])),
        financement=known(rng.choice(FINANCEMENTS)),
        typologie=known(rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7))),
        qpv=known(rng.random() < 0.3, 0.1),
        annee=known(rng.randrange(1900, 2020)),
        conge=known(left - timedelta(days=rng.randrange(20, 100)), 0.1),
        liberation=known(left),
        disponibilite=free,
    )
