"""Dwellings that may still go to an account: vacancies expected, and rows of the data whose day has not come.

A unit plays a role in each part or ceiling: it makes it due, it may be counted for it. Units of the same
roles are one class, of which some number comes. Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from math import floor
from types import MappingProxyType
from typing import Final, TypeAlias

from convrules.base.records import dataclass, replace
from convrules.year.bornes import hull
from convrules.year.dossier import Attendu, Dossier, shifted
from convrules.year.model import Bornes
from convrules.year.rangs import Option, Rang, base_bounds, best, total, worst
from convrules.year.roles import (
    RIEN,
    Etat,
    Role,
    Roles,
    best_of,
    is_based_if_counted,
    number_role,
    roles_expected,
    row_role,
)
from convrules.year.tours_a_venir import Tour
from convrules.year.verdict import Termes, target_at, terms_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Exigible:
    """One cell of a part or ceiling, as every dossier tells it. `compte`: the holder whose account it is.
    `tours`: turns to be exchanged, which are no rows of the dossier. `caduque`: of a cell that may turn out
    not to be, it may ask for nothing. `vide_au_pire`, `vide_au_mieux`: at most so many rows of the base for
    which it asks for nothing, missing data at their worst, at their best; None where it asks all the same.
    `titulaire`: the type of the holder, where a row that is counted is on its account; else None.
    `base_sienne`: is a row of the base on that account too?"""

    convention: str
    clause: str
    cellule: tuple[tuple[str, str], ...]
    compte: str
    plafond: bool
    dossier: Dossier
    tours: tuple[Tour, ...] = ()
    caduque: bool = False
    vide_au_pire: Fraction | None = None
    vide_au_mieux: Fraction | None = None
    titulaire: str | None = None
    base_sienne: bool = False

    def vide(self, *, favorable: bool) -> Fraction | None:
        return self.vide_au_mieux if favorable else self.vide_au_pire

    def based(self, rangs: Iterable[Rang], *, favorable: bool) -> Fraction:
        """How many of these rows its base is told to hold, where it asks for nothing if it is empty."""
        if self.vide(favorable=favorable) is None:
            return Fraction(0)
        found = base_bounds(rangs)
        return found.min if favorable else found.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Classe:
    """Units alike: between `min` and `max` of them come; of rows of the data, the others of `total` stay."""

    roles: Roles
    min: int
    max: int
    total: int

    def role(self, place: int) -> Role | None:
        return next((role for found, role in self.roles if found == place), None)

    @property
    def stays(self) -> bool:
        """Is a unit that does not come a row all the same?"""
        return any(role.absent != RIEN for _, role in self.roles)


Boite: TypeAlias = tuple[tuple[int, int], ...]
"""For each class, the least and greatest number that comes."""
AUCUNE: Final[Mapping[int, frozenset[str]]] = MappingProxyType({})


# --- which units there are --------------------------------------------------------------------
def classes_of_rows(
    exigibles: Sequence[Exigible], partagees: Mapping[int, frozenset[str]] = AUCUNE
) -> Iterable[tuple[Classe, Classe]]:
    """Rows of the data still open, alike in every rule; then the same where those that are shared too, by
    place (`Probleme.partagees`), have their roles as well."""
    roles: dict[str, list[tuple[int, Role, bool]]] = {}
    for place, exigible in enumerate(exigibles):
        shared = partagees.get(place, frozenset())
        for rang in exigible.dossier.rangs:
            if rang.futur or rang.id in shared:
                role = number_role(rang) if exigible.dossier.regime.nombre is not None else row_role(rang)
                roles.setdefault(rang.id, []).append((place, role, rang.futur))
    alike: dict[tuple[tuple[int, Role, bool], ...], int] = {}
    for found in roles.values():
        alike[tuple(found)] = alike.get(tuple(found), 0) + 1
    for key, number in alike.items():
        moves = any(role.venu != role.absent for _, role, _ in key)
        every = tuple((place, role) for place, role, _ in key)
        open_ = tuple((place, role) for place, role, futur in key if futur)
        both = Classe(roles=every, min=0 if moves else number, max=number, total=number)
        yield replace(both, roles=open_), both


def classes_expected(exigibles: Sequence[Exigible]) -> Iterable[Classe] | None:
    """Rows of the forecast; None when one does not tell in which cells or periods, or how many, it is, or
    makes the base of a ceiling larger only by being counted there."""
    rows: dict[int, dict[int, Attendu]] = {}
    plafonds = [exigible.plafond for exigible in exigibles]
    ranges: dict[int, set[tuple[int, int]]] = {}
    beyond: dict[int, set[str | None]] = {}
    for place, exigible in enumerate(exigibles):
        for attendu in exigible.dossier.avenir.attendus or ():
            if attendu.max == 0:
                continue
            if not attendu.sure or attendu.avant:
                return None
            if exigible.plafond and exigible.dossier.regime.nombre is None and is_based_if_counted(attendu):
                return None
            rows.setdefault(attendu.rang, {})[place] = attendu
            ranges.setdefault(attendu.rang, set()).add((attendu.min, attendu.max))
            beyond.setdefault(attendu.rang, set()).add(exigible.convention if attendu.deborde else None)
    # Why beyond: one that comes after the end of a convention is of the others alone.
    if any(len(found) > 1 for found in ranges.values()) or any(len(found) > 1 for found in beyond.values()):
        return None
    alike: dict[Roles, tuple[int, int]] = {}
    for rang, found in rows.items():
        roles = roles_expected(found, plafonds)
        if roles is None:
            return None
        ((low, high),) = ranges[rang]
        before = alike.get(roles, (0, 0))
        alike[roles] = (before[0] + low, before[1] + high)
    return [Classe(roles=key, min=low, max=high, total=high) for key, (low, high) in alike.items()]


def classes_withdrawn(exigibles: Sequence[Exigible], *, favorable: bool) -> Iterable[Classe] | None:
    """Withdrawals forecast that are still to come: of the base, on no account. None when a row of the
    forecast does not tell of which cells it is, or how many are left. favorable: missing data at their
    best."""
    rates = [(n, e) for n, e in enumerate(exigibles) if e.dossier.regime.nombre is None]
    if not withdrawals_matter(exigibles):
        return ()
    roles: dict[int, list[tuple[int, Role]]] = {}
    left: dict[int, set[int]] = {}
    moving = Counter(a.rang for _, e in rates for a in e.dossier.retenue.annonces if _moves(e))
    for place, exigible in rates:
        for annonce in exigible.dossier.retenue.annonces:
            if not annonce.sure:
                return None
            found = [b for texts in exigible.dossier.retenue.textes for each in texts for b in each]
            alone = moving[annonce.rang] < 2
            taux = best_of(found, plafond=exigible.plafond) if alone else hull(found)
            role = Role(venu=Etat(base=True, compte=False, force=False), absent=RIEN, taux=taux)
            roles.setdefault(annonce.rang, []).append((place, role))
            number = annonce.reste if favorable else annonce.reste_sur
            left.setdefault(annonce.rang, set()).add(floor(number))
    if any(len(numbers) > 1 for numbers in left.values()):
        return None
    return [
        Classe(roles=tuple(found), min=0, max=max(left[rang]), total=max(left[rang]))
        for rang, found in roles.items()
    ]


def withdrawals_matter(exigibles: Iterable[Exigible]) -> bool:
    """Do those to come hang on a ceiling? Parts alone are best served when none comes."""
    return any(e.plafond and e.dossier.regime.nombre is None and e.dossier.retenue.a_venir for e in exigibles)


def _moves(exigible: Exigible) -> bool:
    """Does the rate of a withdrawal to come hang on its day?"""
    return len(exigible.dossier.retenue.textes) > 1


# --- what each rule still asks for --------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Probleme:
    """Rules to be met together, and the units to share. `favorable`: missing data at their best.
    `partagees`: by place of the rule, rows that are units for want of their account alone."""

    exigibles: tuple[Exigible, ...]
    classes: tuple[Classe, ...]
    favorable: bool
    partagees: Mapping[int, frozenset[str]] = field(default_factory=dict, compare=False)
    fixe: dict[int, tuple[Fraction, Fraction]] = field(default_factory=dict, compare=False, repr=False)
    ensembles: dict[int, frozenset[int]] = field(default_factory=dict, compare=False, repr=False)

    def whole(self) -> Boite:
        return tuple((c.min, c.max) for c in self.classes)

    def lapses(self, place: int) -> bool:
        """May it end up asking for nothing, missing data at their best?"""
        return self.favorable and self.exigibles[place].caduque

    def supply_to(self, places: Iterable[int], boite: Boite) -> Bornes:
        """Units that one of these rules at least may count."""
        kept = frozenset(places)
        low = high = 0
        for n, (classe, (least, most)) in enumerate(zip(self.classes, boite, strict=True)):
            for absent in (False, True):
                if any(self._counts(n, absent, place) for place in kept):
                    low += classe.total - most if absent else least
                    high += classe.total - least if absent else most
        return Bornes(min=Fraction(low), max=Fraction(high))

    def _counts(self, n: int, absent: bool, place: int) -> bool:
        """May units of this class and state be given to the rule? Those that it cannot but count are not
        given, and are counted there; nor those that go to another account."""
        classe = self.classes[n]
        role = classe.role(place)
        if role is None or (role.doute and self.favorable is self.exigibles[place].plafond):
            return False
        forced = [p for p, r in classe.roles if r.state(absent).force]
        own = self.exigibles[place].compte
        elsewhere = any(self.exigibles[p].compte != own for p in forced)
        return role.state(absent).compte and place not in forced and not elsewhere

    def counted(self, place: int) -> frozenset[int]:
        """Classes, and states, whose units may be given to the rule."""
        known = self.ensembles.get(place)
        if known is None:
            both = ((n, absent) for n in range(len(self.classes)) for absent in (False, True))
            known = frozenset(2 * n + absent for n, absent in both if self._counts(n, absent, place))
            self.ensembles[place] = known
        return known

    def target(self, exigible: Exigible, due: Fraction) -> Fraction:
        high = self.favorable is exigible.plafond
        return target_at(exigible.dossier, due, high=high, shift=points_of(exigible))

    def terms(self, exigible: Exigible) -> Termes:
        """All of the target that is not of rows, missing data taking their side."""
        high = self.favorable is exigible.plafond
        return terms_at(exigible.dossier, high=high, shift=points_of(exigible))

    def certain(self, place: int) -> tuple[Fraction, Fraction]:
        """Done and due of all that is not a unit, missing data taking their side."""
        known = self.fixe.get(place)
        if known is None:
            exigible = self.exigibles[place]
            known = self.fixe[place] = settled(exigible, self._sure(place), favorable=self.favorable)
        return known

    def _sure(self, place: int) -> Iterator[Rang]:
        """Rows that are no unit."""
        shared = self.partagees.get(place, frozenset())
        return (r for r in self.exigibles[place].dossier.rangs if not r.futur and r.id not in shared)

    def vide(self, place: int) -> int | None:
        """How many units of the base still leave the rule without anything to ask, if any number does."""
        exigible = self.exigibles[place]
        limit = exigible.vide(favorable=self.favorable)
        if limit is None:
            return None
        return floor(limit - exigible.based(self._sure(place), favorable=self.favorable))

    def rate(self, exigible: Exigible, taux: Bornes) -> Fraction:
        return rate_for(exigible, taux, favorable=self.favorable)


def settled(exigible: Exigible, rows: Iterable[Rang], *, favorable: bool) -> tuple[Fraction, Fraction]:
    """Done and due of these rows, missing data taking their side."""
    choose = best if favorable is not exigible.plafond else worst

    def choix(rang: Rang) -> tuple[Option, Fraction]:
        option, taux = choose(rang)
        return option, shifted(taux, points_of(exigible))

    somme = total(rows, choix)
    return Fraction(somme.compte), somme.du


def rate_for(exigible: Exigible, taux: Bornes, *, favorable: bool) -> Fraction:
    """Of the rates that data leave open, the one of their side, a tolerance in points included."""
    least = favorable is not exigible.plafond
    return shifted(taux.min if least else taux.max, points_of(exigible))


def points_of(exigible: Exigible) -> Fraction:
    """By which a tolerance in points moves the rates."""
    points = exigible.dossier.regime.tolerance_points
    return points if exigible.plafond else -points
