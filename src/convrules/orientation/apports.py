"""What one vacancy brought to the account of one holder. Data only.

Source: docs/langage, « L'orientation ».
"""

from fractions import Fraction

from convrules.base.outcomes import Cause, Issue
from convrules.base.records import dataclass
from convrules.orientation.flux import PartCellule
from convrules.year.bornes import ZERO, hull
from convrules.year.model import Bornes


@dataclass(frozen=True, slots=True, kw_only=True)
class TauxEnDoute:
    """What a vacancy may make due in one cell: its rate, which may not be known; `sur`: is it in the base
    for certain?"""

    clef: PartCellule
    taux: Bornes
    sur: bool

    @property
    def du(self) -> Bornes:
        return self.taux if self.sur else hull((ZERO, self.taux))


@dataclass(frozen=True, slots=True, kw_only=True)
class Apport:
    """What one vacancy of the assiette brought: rate by (part, cell); `parti`: has it gone to somebody;
    `compte`: does it count for this holder; `restitue`: dwellings added to the target; `rendu`: the turn was
    given back uncounted, though the data keep the letting on this holder's account. Where one is not sure
    (`causes`): `doutes`, what it may make due; `peut_etre`, the cells it may be in; `parti_peut_etre`.
    `perdu`: it counts for its turn alone, and was let to another; `tour`: for its turn alone, and went
    nowhere since; `revenu`: its turn came back uncounted, and it is not let."""

    vacance: str
    taux: tuple[tuple[PartCellule, Fraction], ...]
    parti: bool
    compte: Issue
    cellules: frozenset[PartCellule]
    restitue: int
    rendu: bool = False
    restitue_peut_etre: int = 0
    doutes: tuple[TauxEnDoute, ...] = ()
    peut_etre: frozenset[PartCellule] = frozenset()
    parti_peut_etre: bool = False
    perdu: bool = False
    tour: bool = False
    revenu: bool = False
    causes: frozenset[Cause] = frozenset()

    @property
    def change(self) -> bool:
        """Does it change an account, or may it, whatever is due?"""
        return self.parti or self.parti_peut_etre or self.compte is not False
