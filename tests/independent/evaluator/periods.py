"""A year, or what comes before it."""

from __future__ import annotations

from dataclasses import dataclass

from .facts import Possible
from .outcomes import F, Outcome, U, V


@dataclass(frozen=True)
class Period:
    first: int
    last: int

    def holds(self, event: Possible) -> Outcome:
        if event.low >= self.first and event.high <= self.last:
            return V
        return F if event.last < self.first or event.low > self.last else U(event.causes)

    def since(self, first: int) -> Period:
        """The days before it."""
        return Period(min(first, self.first - 1), self.first - 1)
