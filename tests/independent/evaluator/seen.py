"""One vacancy under each text it may fall under: the text of its reference day."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from .convention import Clause
from .deadlines import NOT_DUE, State
from .facts import Row
from .outcomes import Cause, N, Outcome, common
from .texts import Life
from .turns import Settled, settled
from .vacancy import Vacancy, agreed

Cases = frozenset[str]


class Seen:
    def __init__(self, life: Life, row: Row) -> None:
        self.life, self.row = life, row
        reference = row.event(str(life.keys["choix"]["rattachement"]))
        first, last = life.force
        low, high = max(reference.low, first), min(reference.last, last)
        spans = [s for s in life.spans if low <= s.last and high >= s.first]
        # Outside the convention's life, its nearest text says what would have been said.
        texts = [s.text for s in spans] or [life.on(reference.low)]
        self.vacancies = [Vacancy(text, row) for text in texts]
        self.causes: frozenset[Cause] = reference.causes if len(texts) > 1 else frozenset()

    @property
    def only(self) -> Vacancy:
        return self.vacancies[0]

    def outcome(self, read: Callable[[Vacancy], Outcome]) -> Outcome:
        return common([read(v) for v in self.vacancies], self.causes)

    def clause(self, name: str, read: Callable[[Vacancy, Clause], Outcome]) -> Outcome:
        return self.outcome(
            lambda v: read(v, v.convention.clauses[name]) if name in v.convention.clauses else N
        )

    def state(self, name: str, read: Callable[[Vacancy, Clause], tuple[State, Cases]]) -> tuple[State, Cases]:
        found = [
            read(v, v.convention.clauses[name]) if name in v.convention.clauses else (NOT_DUE, frozenset())
            for v in self.vacancies
        ]
        return agreed([s for s, _ in found], self.causes), frozenset(c for _, why in found for c in why)

    @cached_property
    def status(self) -> tuple[tuple[str, ...], frozenset[Cause]]:
        found = [v.status for v in self.vacancies]
        order = ("hors champ", "réservé identifié", "soustrait", "dans l'assiette")
        names = tuple(n for n in order if any(n in possible for possible, _ in found))
        causes = frozenset(c for _, why in found for c in why)
        return names, causes | (self.causes if len({n for n, _ in found}) > 1 else frozenset())

    @cached_property
    def effects(self) -> Settled:
        return settled(self.only)

    def known_clause(self, name: str) -> Clause | None:
        for span in self.life.spans:
            if name in span.text.clauses:
                return span.text.clauses[name]
        return None
