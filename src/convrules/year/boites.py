"""Parts and ceilings that one sharing of dwellings meets: boxes of futures are halved until one future is
found in which all is met, or until every box is proved to hold none.

Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from convrules.base.records import dataclass
from convrules.year.model import Bornes
from convrules.year.unites import Boite, Exigible, Probleme

BOITES_MAX = 400
"""LIMIT: boxes of futures looked at for one question; beyond, nothing is established."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParBoites:
    """A question of portee.py, answered so."""

    probleme: Probleme

    @property
    def exigibles(self) -> tuple[Exigible, ...]:
        return self.probleme.exigibles

    def possible(self, places: Sequence[int]) -> bool | None:
        """Is there a future in which these rules are met together? None: too many to look at."""
        waiting = [self.probleme.whole()]
        unknown = False
        for _ in range(BOITES_MAX):
            if not waiting:
                return None if unknown else False
            box = waiting.pop()
            hope = self.probleme.feasible(box, places)
            if hope is False:
                continue
            corners = (_corner(box, 1), _corner(box, 0))
            answers = [self.probleme.feasible(corner, places) for corner in corners]
            if True in answers:
                return True
            wide = [n for n, (least, most) in enumerate(box) if least < most]
            if not wide:
                unknown = unknown or answers[0] is None
                continue
            waiting += _halves(box, max(wide, key=lambda n: box[n][1] - box[n][0]))
        return None

    def left(self, place: int) -> Bornes:
        whole = self.probleme.whole()
        ends = sorted(self.probleme.left(place, _corner(whole, side)) for side in (0, 1))
        return Bornes(min=Fraction(ends[0]), max=Fraction(ends[1]))

    def supply_to(self, places: Iterable[int]) -> Bornes:
        return self.probleme.supply_to(places, self.probleme.whole())


def _corner(box: Boite, side: int) -> Boite:
    return tuple((ends[side], ends[side]) for ends in box)


def _halves(box: Boite, n: int) -> Iterator[Boite]:
    least, most = box[n]
    middle = (least + most) // 2
    for ends in ((least, middle), (middle + 1, most)):
        yield (*box[:n], ends, *box[n + 1 :])
