"""The vacancies behind each count of statuses and of withdrawals. Data only."""

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass
from convrules.runtime.decision import Statut


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Vacancies of the year, in the order of the rows, that have one status for one reason. `certain`: they
    are of the year and have it for sure; one that may have several is in as many situations. `clause`: what
    gives it the status, if a clause does. `categories`: for which it is withdrawn; several: one of them.
    `causes`: what is not known."""

    statut: Statut
    certain: bool
    clause: ir.Clause | None
    categories: tuple[str, ...]
    causes: frozenset[Cause]
    vacances: tuple[str, ...]

    def withdrawn(self, categorie: str) -> bool | None:
        """For this category: surely, perhaps (None), or not."""
        if categorie not in self.categories:
            return False
        return True if self.certain and len(self.categories) == 1 else None
