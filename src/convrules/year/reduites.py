"""A question about rules and dwellings, in whole numbers: what each rule asks is worked out once, whatever
number of dwellings comes; dwellings that are the same to these rules are one kind, and what asks for
nothing is left out. Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Sequence
from dataclasses import field
from fractions import Fraction
from math import ceil, floor, lcm
from typing import NamedTuple, TypeAlias

from convrules.base.records import dataclass
from convrules.year.flot import Borne
from convrules.year.roles import Role
from convrules.year.unites import Boite, Exigible, Probleme


class Effet(NamedTuple):
    """What the dwellings of one kind do in a rule: what is due, and done, whatever comes; then by the number
    at its least, and at its most, of those that come; may those that come be given to it, and those that
    stay? `base`, `base_min`, `base_max`: how many are of the base, the same way, of a rule that asks for
    nothing when it is empty."""

    du: int = 0
    fait: int = 0
    du_min: int = 0
    du_max: int = 0
    fait_min: int = 0
    fait_max: int = 0
    venus: bool = False
    restes: bool = False
    base: int = 0
    base_min: int = 0
    base_max: int = 0

    @property
    def moves(self) -> bool:
        """Does what it does hang on how many come?"""
        by_number = self.du_min or self.du_max or self.fait_min or self.fait_max
        return bool(by_number or self.base_min or self.base_max)


RIEN = Effet()


@dataclass(frozen=True, slots=True, kw_only=True)
class Demande:
    """What one rule asks. `effets`: of one dwelling of each class. Sums of rates are in whole numbers, of
    which `echelle` make 1; `demandes`: what is asked of such a sum, less what is done already. `vide`: at
    most so many dwellings of the base for which it asks for nothing; None where it always asks."""

    exigible: Exigible
    du: int
    echelle: int
    effets: tuple[Effet, ...]
    probleme: Probleme
    fait: Fraction
    vide: int | None = None
    demandes: dict[int, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def seen(self) -> frozenset[int]:
        """Classes that are something to it, and not the same whatever comes."""
        told = enumerate(zip(self.effets, self.probleme.classes, strict=True))
        return frozenset(n for n, (e, c) in told if e.venus or e.restes or (e.moves and c.min < c.max))

    def same(self, other: "Demande") -> bool:
        """Do missing data change nothing to what it asks, on one side and the other?"""
        mine, its = (
            (d.exigible, d.du, d.echelle, d.effets, d.fait, d.vide, d.probleme.terms(d.exigible))
            for d in (self, other)
        )
        return mine[0] is its[0] and mine[1:] == its[1:]

    def asked(self, du: int) -> int:
        """Of a part, dwellings to be done besides those that are; of a ceiling, room left beside them."""
        known = self.demandes.get(du)
        if known is None:
            exigible = self.exigible
            tolerance = exigible.dossier.regime.tolerance
            target = max(Fraction(0), self.probleme.target(exigible, Fraction(du, self.echelle)))
            plafond = exigible.plafond
            known = floor(target + tolerance - self.fait) if plafond else ceil(target - tolerance - self.fait)
            self.demandes[du] = known
        return known


def demande(probleme: Probleme, place: int) -> Demande:
    exigible = probleme.exigibles[place]
    fait, du = probleme.certain(place)
    roles = [classe.role(place) for classe in probleme.classes]
    rates = [probleme.rate(exigible, role.taux) if role is not None else Fraction(0) for role in roles]
    echelle = lcm(du.denominator, *(r.denominator for r in rates))
    given, vide = probleme.counted(place), probleme.vide(place)
    effets = []
    for n, (role, rate) in enumerate(zip(roles, rates, strict=True)):
        effet = RIEN
        if role is not None:
            of = (2 * n in given, 2 * n + 1 in given)
            effet = _effect(role, int(rate * echelle), plafond=exigible.plafond, given=of)
        if role is not None and vide is not None:
            effet = _with_base(effet, role, favorable=probleme.favorable)
        effets.append(effet)
    return Demande(
        exigible=exigible,
        du=int(du * echelle),
        echelle=echelle,
        effets=tuple(effets),
        probleme=probleme,
        fait=fait,
        vide=vide,
    )


def _effect(role: Role, rate: int, *, plafond: bool, given: tuple[bool, bool]) -> Effet:
    """The fewest in the base for a part, the most for a ceiling; the most done for a part, the fewest for a
    ceiling: a box then gives what suits the rule best, a point what is."""
    come, stay = role.venu, role.absent
    due = rate * (come.base - stay.base)
    done = come.force - stay.force
    due_least = due if (due > 0) is not plafond else 0
    done_least = done if (done > 0) is plafond else 0
    return Effet(
        du=rate * stay.base,
        fait=int(stay.force),
        du_min=due_least,
        du_max=due - due_least,
        fait_min=done_least,
        fait_max=done - done_least,
        venus=given[0],
        restes=given[1],
    )


def _with_base(effet: Effet, role: Role, *, favorable: bool) -> Effet:
    """The fewest of the base: those that may be out of it are, if missing data are at their best."""
    come = role.venu.base and not (role.libre and favorable)
    moved = come - role.absent.base
    return effet._replace(base=int(role.absent.base), base_min=max(0, moved), base_max=min(0, moved))


class Regle(NamedTuple):
    """A rule of a question: what it asks, and what the kinds of dwellings do in it (by rank)."""

    demande: Demande
    du: int
    fait: int
    effets: tuple[tuple[int, Effet], ...]
    classes: frozenset[int]
    """Kinds that may be given to it: 2n those of kind n that come, 2n + 1 those that stay."""
    vide: int | None = None
    """How many more of the base still leave it without anything to ask; None where it always asks."""

    def bound(self, boite: Boite) -> Borne:
        """What it asks of this box, at best: nothing, where its base may be left empty."""
        if self.vide is not None and self._base(boite) <= self.vide:
            return Borne(compte=self.demande.exigible.compte, classes=self.classes)
        return self.once_asked(boite)

    def _base(self, boite: Boite) -> int:
        return sum(e.base_min * boite[n][0] + e.base_max * boite[n][1] for n, e in self.effets)

    def once_asked(self, boite: Boite) -> Borne:
        """The same, were its base not empty."""
        du, fait = self.du, self.fait
        for n, e in self.effets:
            least, most = boite[n]
            du += e.du_min * least + e.du_max * most
            fait += e.fait_min * least + e.fait_max * most
        exigible = self.demande.exigible
        asked = self.demande.asked(du) - fait
        if exigible.plafond:
            return Borne(compte=exigible.compte, classes=self.classes, place=asked)
        return Borne(compte=exigible.compte, classes=self.classes, besoin=max(0, asked))

    def worst(self, boite: Boite) -> Borne:
        """What it asks of this box, at worst."""
        return self.bound(tuple((most, least) for least, most in boite))


Sortes: TypeAlias = tuple[tuple[int, int, int], ...]
"""Of each kind of dwellings, the least and greatest number that comes, and the total."""


class Reduite(NamedTuple):
    """A question: rules that may ask for something, and the kinds of dwellings that are something to one."""

    regles: tuple[Regle, ...]
    sortes: Sortes

    def whole(self) -> Boite:
        return tuple((least, most) for least, most, _ in self.sortes)

    def bounds(self, boite: Boite) -> list[Borne]:
        return [regle.bound(boite) for regle in self.regles]

    def supply(self, boite: Boite) -> list[int]:
        """Of each kind, those that may come, then those that may stay."""
        found = []
        for (least, most), (_, _, total) in zip(boite, self.sortes, strict=True):
            found += [most, total - least]
        return found


def reduced(demandes: Sequence[Demande], classes: Sequence[tuple[int, int, int]]) -> Reduite:
    """classes: least, most, total of each. Classes that do the same in each of these rules are one kind."""
    alike: dict[tuple[Effet, ...], list[int]] = {}
    for n, effects in enumerate(zip(*(d.effets for d in demandes), strict=True)):
        if any(map(any, effects)):
            alike.setdefault(effects, []).append(n)
    sortes = tuple(
        (sum(classes[n][0] for n in ns), sum(classes[n][1] for n in ns), sum(classes[n][2] for n in ns))
        for ns in alike.values()
    )
    regles = tuple(
        _rule(demande, [effects[rank] for effects in alike], sortes) for rank, demande in enumerate(demandes)
    )
    return Reduite(regles=regles, sortes=sortes)


def _rule(demande: Demande, effets: Sequence[Effet], sortes: Sortes) -> Regle:
    du = demande.du + sum(e.du * total for e, (_, _, total) in zip(effets, sortes, strict=True))
    fait = sum(e.fait * total for e, (_, _, total) in zip(effets, sortes, strict=True))
    given = {2 * n for n, e in enumerate(effets) if e.venus} | {
        2 * n + 1 for n, e in enumerate(effets) if e.restes
    }
    moving = tuple((n, e) for n, e in enumerate(effets) if e.moves)
    vide = demande.vide
    if vide is not None:
        vide -= sum(e.base * total for e, (_, _, total) in zip(effets, sortes, strict=True))
    return Regle(demande=demande, du=du, fait=fait, effets=moving, classes=frozenset(given), vide=vide)


def that_ask(places: Sequence[int], regles: Sequence[Regle], whole: Boite) -> list[int]:
    """Those that may ask for something: not parts that are met whatever comes, nor ceilings above all that
    the parts of their account may ask for, at worst."""
    worst = {place: regle.worst(whole) for place, regle in zip(places, regles, strict=True)}
    needs: dict[str, int] = {}
    for borne in worst.values():
        needs[borne.compte] = needs.get(borne.compte, 0) + borne.besoin
    return [
        place
        for place, b in worst.items()
        if (b.besoin > 0 if b.place is None else b.place < needs[b.compte])
    ]
