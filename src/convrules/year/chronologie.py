"""When the entries of the ledger come: between two days, and the order in which they are placed.

Source: docs/langage, « La cascade ».
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from convrules.base.dates import INFINI, Evenement
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass

TOUJOURS = frozenset[Cause]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Between two days, by their numbers; the last is INFINI of what may never come. `causes`: why it is not
    one day."""

    tot: int
    tard: int
    causes: frozenset[Cause] = TOUJOURS

    @property
    def connu(self) -> bool:
        return self.tot == self.tard

    @property
    def vient(self) -> bool:
        """Does it come for certain?"""
        return self.tard < INFINI

    @property
    def annee(self) -> int | None:
        """The year in which it comes, when only one is possible."""
        if not (self.tot > 0 and self.vient):
            return None
        first, last = date.fromordinal(self.tot).year, date.fromordinal(self.tard).year
        return first if first == last else None


JAMAIS = Moment(tot=INFINI, tard=INFINI)


def moment_of(evenement: Evenement) -> Moment:
    if evenement.est_jamais:
        return JAMAIS
    connu = evenement.connu is not None
    cause = Cause(fait=evenement.fait, genre=evenement.genre, ligne=evenement.ligne)
    return Moment(tot=evenement.low, tard=evenement.high, causes=TOUJOURS if connu else frozenset({cause}))


def rank(moment: Moment, ident: str) -> tuple[int, bool, str]:
    """By their first possible day, those that have a day after those that do not, then by identifier:
    whatever surely comes before an entry is placed before it."""
    return moment.tot, moment.connu, ident


@dataclass(slots=True, kw_only=True)
class File:
    """The first possible days of entries, in the order in which they are placed. `place`: how many are."""

    tots: Sequence[int]
    place: int = 0

    def pending(self, tard: int) -> int:
        """How many of those not placed yet may come by a day."""
        return max(0, bisect_right(self.tots, tard) - self.place)
