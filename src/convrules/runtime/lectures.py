"""What is read of one vacancy as of one day, kept for all who ask the same of it: a convention's clauses, and
the conventions of a landlord one after the other. It gives no meaning of its own.
"""

from collections.abc import Callable, Sequence
from datetime import date

from convrules.base.dates import Evenement
from convrules.base.values import Resultat
from convrules.facts.records import Vacance


class Lectures:
    """Facts of the row itself, by name, as they stand in its own cells. `valeurs`: of any other kind than
    events; `evenements`: as of `au`, what a field of that name gives."""

    __slots__ = ("_fin", "_fins", "au", "evenements", "vacance", "valeurs")

    def __init__(self, vacance: Vacance, au: date) -> None:
        self.vacance, self.au = vacance, au
        self.valeurs: dict[str, Resultat] = {}
        self.evenements: dict[str, Resultat] = {}
        self._fins: tuple[Evenement, ...] | None = None
        self._fin: Evenement | None = None

    def ends(self, ask: Callable[[], tuple[Evenement, ...]]) -> tuple[Evenement, ...]:
        """What the records say of each end of the turn."""
        if self._fins is None:
            self._fins = ask()
        return self._fins

    def end(self, fins: Sequence[Evenement], ask: Callable[[], Evenement]) -> Evenement:
        """The first of these ends, kept for those that the records give."""
        if fins is not self._fins:
            return ask()
        if self._fin is None:
            self._fin = ask()
        return self._fin
