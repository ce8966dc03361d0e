"""Look-ahead as a session goes: the plan of the third of month, and what has been done of it since.

Source: docs/langage, « L'anticipation ».
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from fractions import Fraction

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass, replace
from convrules.orientation.flux import Clefs
from convrules.orientation.model import BAILLEUR, Sans
from convrules.orientation.plans import UN, Attendus, Compte, Genre, Plan, nothing_to_keep, plan, third


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevision:
    """A forecast as read. `cellules`: by holder, all the cells that it expects dwellings in; `comptes`: by
    account, which part it is of what becomes due to its holder, in parts of `UN`. `lues`: rows read;
    `laissees`: those left aside, one not knowing what they would be to some holder, for `causes`."""

    attendus: Attendus
    cellules: Mapping[str, Clefs]
    comptes: Mapping[tuple[str, Clefs], int]
    lues: int
    laissees: int = 0
    causes: frozenset[Cause] = frozenset()

    def genre(self, takers: Iterable[str]) -> int | None:
        """The type of a dwelling that these holders may take, if it was expected, the landlord apart: by its
        own share it takes any, unless the others take more than the whole."""
        places = self.attendus.places
        found = sorted(places.get(ident, -1) for ident in takers)
        if found and found[0] < 0:
            return None
        rangs = self.attendus.rangs
        return rangs.get((*found, places[BAILLEUR]), rangs.get(tuple(found)))

    def part(self, ident: str, cellules: Clefs) -> int:
        return UN if ident == BAILLEUR else self.comptes.get((ident, cellules), 0)


@dataclass(slots=True, kw_only=True)
class Cours:
    """`jour`: of the steps now taken. `plan`: of this third (`tiers`, -1 before the first), or why there is
    none; `compte`: what was done of it. `genres`: by vacancy, the type that it is of, if it was expected.
    `borne`: does the deficit alone promise its bound so far? The plan then leaves it to rank."""

    regle: ir.Anticipation
    prevision: Prevision
    jour: date
    borne: bool
    tiers: int = -1
    plan: Plan | Sans = Sans.AUCUNE_PREVISION
    compte: Compte | None = None
    genres: dict[str, int | None] = field(default_factory=dict)

    def anew(self) -> "Cours":
        """The same before any step."""
        return replace(self, tiers=-1, genres={}, compte=None)

    @property
    def ouvert(self) -> bool:
        """Has the third begun?"""
        return third(self.jour) == self.tiers

    def begin(self, retards: Sequence[Fraction] | None) -> None:
        """Plan from the start of the third on, by the deficits of holders then (None: they are not known)."""
        self.tiers = third(self.jour)
        self.plan = _planned(self.prevision.attendus, self.tiers, retards)
        self.compte = self.plan.begun() if isinstance(self.plan, Plan) else None

    def ranks(self, genre: int | None, late: Sequence[tuple[str, Clefs, int]]) -> Mapping[str, int]:
        """How far behind its part of the type each of these is, by the deficit of its account (the dwelling
        due), in parts of a dwelling; nothing when the plan says nothing of it."""
        if genre is None or self.compte is None:
            return {}
        attendus = self.prevision.attendus
        places = [place_of(attendus, genre, ident) for ident, _, _ in late]
        if min(places) < 0:
            return {}
        parts = [self.prevision.part(ident, cells) for ident, cells, _ in late]
        scores = self.compte.scores(genre, places, [x for _, _, x in late], parts)
        return dict(zip((ident for ident, _, _ in late), scores, strict=True)) if scores else {}

    def note(self, genre: int | None, ident: str) -> None:
        """A dwelling of the type (None: not one that was expected) went there."""
        if self.compte is not None:
            place = place_of(self.prevision.attendus, genre, ident) if genre is not None else -1
            self.compte.note(genre, place)


def _planned(attendus: Attendus, tiers: int, retards: Sequence[Fraction] | None) -> Plan | Sans:
    if not any(n for nombres in attendus.nombres[tiers:] for n in nombres.values()):
        return Sans.AUCUNE_PREVISION
    if nothing_to_keep(attendus):
        return Sans.TOUS
    if retards is None:
        return Sans.COMPTES
    return plan(attendus, tiers, [parts_of(x) for x in retards]) or Sans.AUTANT


def parts_of(nombre: Fraction) -> int:
    """Whole parts of a dwelling, rounded down."""
    return nombre.numerator * UN // nombre.denominator


def place_of(attendus: Attendus, genre: int, ident: str) -> int:
    """-1 where it is none of those that may take one."""
    holders: Genre = attendus.genres[genre]
    rang = attendus.places.get(ident, -1)
    return holders.index(rang) if rang in holders else -1
