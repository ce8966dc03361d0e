"""Rules of which one dwelling serves several, in whole numbers: is there a way to keep them all?

A dwelling to come turns out to be one thing or another, each of which is counted, and makes due, in some
rules. How many turn out to be each are the unknowns; what a rule asks of them is linear, whatever its
rounding. Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor, lcm
from typing import Final, NamedTuple, Protocol, TypeAlias, assert_never

from convrules.base.records import dataclass
from convrules.base.values import Arrondi, round_count
from convrules.year.model import Bornes
from convrules.year.report import around_rounding, target
from convrules.year.unites import Exigible, points_of
from convrules.year.verdict import target_at, terms_at

COEFFICIENT_MAX: Final = 10_000_000
"""LIMIT: what a number of the system may be; beyond, nothing is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrainte:
    """The sum of unknowns, each with its coefficient, is `au_plus` at most: whole numbers all."""

    coefficients: tuple[tuple[int, int], ...]
    au_plus: int

    def met(self, valeurs: Sequence[int]) -> bool:
        return sum(c * valeurs[n] for n, c in self.coefficients) <= self.au_plus


@dataclass(frozen=True, slots=True, kw_only=True)
class Systeme:
    """Whole unknowns, each between its bounds, and what they must satisfy together."""

    bornes: tuple[tuple[int, int], ...]
    contraintes: tuple[Contrainte, ...]

    def met(self, valeurs: Sequence[int]) -> bool:
        """Is it a solution? Exact."""
        inside = all(low <= v <= high for v, (low, high) in zip(valeurs, self.bornes, strict=True))
        return inside and all(c.met(valeurs) for c in self.contraintes)


class SansReponse(Exception):
    """The solver has found no solution, and no proof that there is none, within its limits."""


class Solveur(Protocol):
    """What looks for whole solutions. `nom`: with its version."""

    @property
    def nom(self) -> str: ...

    def possible(self, systeme: Systeme) -> bool:
        """Has it a solution? Raises SansReponse."""


class Apport(NamedTuple):
    """What a dwelling is to a rule: place of the rule, how many it counts, how much it makes due, and how
    many it puts in the base of one that asks for nothing of an empty base (`Exigible.vide`; else 0)."""

    place: int
    compte: int
    du: Fraction
    base: int = 0


Devenir: TypeAlias = tuple[Apport, ...]
"""What a dwelling is, if it turns out so, to the rules for which it is something."""


class Certain(NamedTuple):
    """What is done and due in a rule, and of its base, of all that does not hang on dwellings to come."""

    fait: int
    du: Fraction
    base: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorte:
    """Dwellings alike, of which between `min` and `max` come, each turning out to be one of `devenirs`.
    `acte`: it is a turn to be exchanged, and no dwelling."""

    min: int
    max: int
    devenirs: tuple[Devenir, ...]
    acte: bool = False

    def counted(self, place: int) -> tuple[int, int]:
        """The least and the most that one is counted by a rule."""
        found = [sum(a.compte for a in devenir if a.place == place) for devenir in self.devenirs]
        return min(found), max(found)

    def dearer(self, place: int) -> list[Fraction]:
        """By how much one that a rule counts makes more due than one that makes least."""
        least = self.due(place)[0]
        apports = (apport for devenir in self.devenirs for apport in devenir)
        return [a.du - least for a in apports if a.place == place and a.compte]

    def due(self, place: int) -> tuple[Fraction, Fraction]:
        """The least and the most that one makes due."""
        found = [sum((a.du for a in devenir if a.place == place), Fraction(0)) for devenir in self.devenirs]
        return min(found), max(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commun:
    """Rules to be met together, and the dwellings to come. `certains`: by rule, missing data taking their
    side. `favorable`: missing data at their best."""

    exigibles: tuple[Exigible, ...]
    sortes: tuple[Sorte, ...]
    certains: tuple[Certain, ...]
    favorable: bool
    solveur: Solveur

    def possible(self, places: Iterable[int]) -> bool | None:
        """Is there a future in which these rules are met together? None: it is not known."""
        asked = [p for p in places if not (self.favorable and self.exigibles[p].caduque)]
        try:
            return self.solveur.possible(self.system(asked))
        except (SansReponse, OverflowError):
            return None

    def system(self, places: Sequence[int]) -> Systeme:
        """Raises OverflowError when its numbers are too long for a solver."""
        bornes: list[tuple[int, int]] = []
        contraintes: list[Contrainte] = []
        sides: dict[int, list[tuple[int, Apport]]] = {place: [] for place in places}
        for sorte in self.sortes:
            first = len(bornes)
            bornes += [(0, sorte.max)] * len(sorte.devenirs)
            ranks = range(first, len(bornes))
            contraintes.append(Contrainte(coefficients=tuple((n, 1) for n in ranks), au_plus=sorte.max))
            if sorte.min:
                contraintes.append(Contrainte(coefficients=tuple((n, -1) for n in ranks), au_plus=-sorte.min))
            for n, devenir in zip(ranks, sorte.devenirs, strict=True):
                for apport in devenir:
                    if apport.place in sides:
                        sides[apport.place].append((n, apport))
        for place, parts in sides.items():
            self._add(place, parts, bornes, contraintes)
        return Systeme(bornes=tuple(bornes), contraintes=tuple(contraintes))

    def _add(
        self,
        place: int,
        parts: Sequence[tuple[int, Apport]],
        bornes: list[tuple[int, int]],
        contraintes: list[Contrainte],
    ) -> None:
        """What one rule asks; of several ways to meet it, unknowns of 0 or 1 choose one at least."""
        ways = ways_to_meet(self.exigibles[place], favorable=self.favorable)
        told = [[_whole(half, parts, self.certains[place]) for half in way] for way in ways]
        if len(told) == 1:
            contraintes += told[0]
            return
        first = len(bornes)
        for chosen, way in enumerate(told, first):
            for each in way:
                most = sum(max(c * bornes[n][0], c * bornes[n][1]) for n, c in each.coefficients)
                slack = max(0, most - each.au_plus)
                _check(slack)
                asked = (*each.coefficients, (chosen, slack))
                contraintes.append(Contrainte(coefficients=asked, au_plus=each.au_plus + slack))
        bornes += [(0, 1)] * len(told)
        some = tuple((n, -1) for n in range(first, len(bornes)))
        contraintes.append(Contrainte(coefficients=some, au_plus=-1))

    def left(self, place: int) -> Bornes:
        """Dwellings that a rule still asks for (or that a ceiling still leaves), in the least and the most
        that come, each turning out as suits it best."""
        exigible = self.exigibles[place]
        ends = sorted(self._left(place, exigible, most=most) for most in (False, True))
        return Bornes(min=Fraction(ends[0]), max=Fraction(ends[1]))

    def _left(self, place: int, exigible: Exigible, *, most: bool) -> int:
        done, due, _ = self.certains[place]
        extra: list[Fraction] = []
        for sorte in self.sortes:
            number = sorte.max if most else sorte.min
            done += number * sorte.counted(place)[0]
            due += number * sorte.due(place)[exigible.plafond]
            extra += [] if sorte.acte else sorte.dearer(place)
        tolerance = exigible.dossier.regime.tolerance

        def asked(more: Fraction) -> Fraction:
            return max(Fraction(0), _target(exigible, due + more, favorable=self.favorable))

        if exigible.plafond:
            return floor(asked(Fraction(0)) + tolerance - done)
        # Why step by step: a dwelling that is counted may make something due by itself.
        each, need = min(extra, default=Fraction(0)), 0
        while each < 1 and done + need < asked(each * need) - tolerance:
            need += 1
        return max(0, ceil(asked(Fraction(0)) - tolerance - done)) if each >= 1 else need

    def supply_to(self, places: Iterable[int]) -> Bornes:
        """Dwellings to come that one of these rules at least may count."""
        kept = tuple(places)
        dwellings = [s for s in self.sortes if not s.acte]
        free = [s for s in dwellings if any(low < high for low, high in map(s.counted, kept))]
        return Bornes(
            min=Fraction(sum(s.min for s in free)),
            max=Fraction(sum(s.max for s in free)),
        )


def _target(exigible: Exigible, due: Fraction, *, favorable: bool) -> Fraction:
    high = favorable is exigible.plafond
    return target_at(exigible.dossier, due, high=high, shift=points_of(exigible))


# --- what a rule asks, as inequalities ----------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Demi:
    """`fait` times what is counted, plus `du` times the sum of rates, plus `base` times the rows of the base,
    is `au_plus` at most, or less than that (`strict`)."""

    fait: int
    du: int
    au_plus: Fraction
    strict: bool = False
    base: int = 0


def ways_to_meet(exigible: Exigible, *, favorable: bool) -> tuple[tuple[Demi, ...], ...]:
    """Sets of inequalities of which one at least is met whole, in whole numbers of dwellings, exactly when
    the rule is kept."""
    dossier = exigible.dossier
    high, shift = favorable is exigible.plafond, points_of(exigible)
    regime, terms = dossier.regime, terms_at(dossier, high=high, shift=shift)
    if regime.nombre is not None:
        asked = max(Fraction(0), target(regime, regime.nombre, terms.initial, terms.rendus))
        return (_constant(asked, exigible, regime.tolerance),)
    within, arrondi, after = around_rounding(regime, terms.initial, terms.rendus)
    # Why: what rows make due is never less than nothing once withdrawals are taken off.
    least = max(Fraction(0), round_count(terms.ecart + within, arrondi) + after)
    added = terms.ecart + within - terms.retire
    ways: list[tuple[Demi, ...]] = []
    if exigible.plafond:
        grown = round_count(terms.ecart + within, arrondi) + after
        ways.append((_at_most(added, regime.tolerance + after, arrondi),))
        if terms.retire != 0 or grown < 0:
            ways.append(_constant(least, exigible, regime.tolerance))
    else:
        rises = _at_least(added, regime.tolerance - after, arrondi)
        ways.append((*_constant(least, exigible, regime.tolerance), rises))
    empty = exigible.vide(favorable=favorable)
    if empty is not None:
        ways.append((Demi(fait=0, du=0, base=1, au_plus=empty),))
    return tuple(ways)


def _constant(asked: Fraction, exigible: Exigible, tolerance: Fraction) -> tuple[Demi, ...]:
    """A floor, or a ceiling, that does not move."""
    if exigible.plafond:
        return (Demi(fait=1, du=0, au_plus=asked + tolerance),)
    return (Demi(fait=-1, du=0, au_plus=tolerance - asked),)


def _at_least(added: Fraction, room: Fraction, arrondi: Arrondi) -> Demi:
    """R(due + added) ≤ counted + room, what is counted being whole."""
    if arrondi is Arrondi.SANS:
        return Demi(fait=-1, du=1, au_plus=room - added)
    limit, strict = Fraction(floor(room)) - added, False
    match arrondi:
        case Arrondi.SUPERIEUR:
            pass
        case Arrondi.INFERIEUR:
            limit, strict = limit + 1, True
        case Arrondi.PROCHE_HAUT:
            limit, strict = limit + Fraction(1, 2), True
        case Arrondi.PROCHE_BAS:
            limit += Fraction(1, 2)
        case _:
            assert_never(arrondi)
    return Demi(fait=-1, du=1, au_plus=limit, strict=strict)


def _at_most(added: Fraction, room: Fraction, arrondi: Arrondi) -> Demi:
    """Counted ≤ R(due + added) + room, what is counted being whole."""
    if arrondi is Arrondi.SANS:
        return Demi(fait=1, du=-1, au_plus=added + room)
    limit, strict = added + floor(room), False
    match arrondi:
        case Arrondi.INFERIEUR:
            pass
        case Arrondi.SUPERIEUR:
            limit, strict = limit + 1, True
        case Arrondi.PROCHE_HAUT:
            limit += Fraction(1, 2)
        case Arrondi.PROCHE_BAS:
            limit, strict = limit + Fraction(1, 2), True
        case _:
            assert_never(arrondi)
    return Demi(fait=1, du=-1, au_plus=limit, strict=strict)


def _whole(half: Demi, parts: Sequence[tuple[int, Apport]], certain: Certain) -> Contrainte:
    """The same of the unknowns, in whole numbers."""

    def told(each: Apport | Certain, counted: int) -> Fraction:
        return half.fait * counted + half.du * each.du + half.base * each.base

    summed: dict[int, Fraction] = {}
    for n, apport in parts:
        summed[n] = summed.get(n, Fraction(0)) + told(apport, apport.compte)
    scale = lcm(*(c.denominator for c in summed.values()))
    limit = (half.au_plus - told(certain, certain.fait)) * scale
    found = tuple((n, int(c * scale)) for n, c in summed.items() if c)
    au_plus = ceil(limit) - 1 if half.strict else floor(limit)
    for number in (au_plus, *(c for _, c in found)):
        _check(number)
    return Contrainte(coefficients=found, au_plus=au_plus)


def _check(number: int) -> None:
    if abs(number) > COEFFICIENT_MAX:
        raise OverflowError
