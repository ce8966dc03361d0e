"""Rows of the data whose account lacks: missing data at their best, each is of one account, not of all those
that it may be of. Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, Protocol, TypeAlias

from convrules.base.outcomes import Genre
from convrules.base.records import dataclass
from convrules.runtime.holders import COMPTE
from convrules.year.entiers import Apport, Devenir, Sorte
from convrules.year.model import Bornes
from convrules.year.rangs import Option, Rang, extreme, lots_of, sides
from convrules.year.unites import Exigible, rate_for

Lignes: TypeAlias = Mapping[str, Mapping[int, Rang]]
"""Rows, by name: what each is to the rules, by place."""


# --- which rows ---------------------------------------------------------------------------------
def is_of_account(rang: Rang, exigible: Exigible) -> bool:
    """Does it lack its account, and may the rule see it otherwise on that of the holder?"""
    if exigible.titulaire is None or not any(_lacks_account(rang)):
        return False
    return len(_elsewhere(rang.options, exigible)) not in {0, len(rang.options)}


def _elsewhere(options: frozenset[Option], exigible: Exigible) -> frozenset[Option]:
    """What it may be to the rule on an account that is not the holder's."""
    return frozenset((a, b) for a, b in options if not a and not (b and exigible.base_sienne))


def _lacks_account(rang: Rang) -> Iterator[bool]:
    """Of each thing that lacks: is it the account, which no future gives?"""
    return (c.fait == COMPTE and c.genre is not Genre.FUTUR for c in rang.causes)


def _lacks_it_alone(rang: Rang) -> bool:
    return all(_lacks_account(rang))


def of_one_account(exigibles: Sequence[Exigible]) -> Lignes:
    """Rows that several rules may count, each a dwelling of one account."""
    found: dict[str, dict[int, Rang]] = {}
    twice: set[str] = set()
    for place, exigible in enumerate(exigibles):
        for rang, idents in lots_of(exigible.dossier.rangs) if exigible.titulaire is not None else ():
            if is_of_account(rang, exigible):
                for ident in idents:
                    seen = found.setdefault(ident, {})
                    twice |= {ident} if place in seen else set()
                    seen[place] = rang
    told = {ident: _of_types_apart(seen, exigibles) for ident, seen in found.items() if ident not in twice}
    return {ident: seen for ident, seen in told.items() if len(seen) > 1 and all(map(_is_one, seen.values()))}


def _is_one(rang: Rang) -> bool:
    """Is it one dwelling, at one rate, whatever it turns out to be?"""
    return rang.poids == 1 and not rang.excedent and not rang.par_option


def _of_types_apart(seen: Mapping[int, Rang], exigibles: Sequence[Exigible]) -> Mapping[int, Rang]:
    """Without the rules of holders of one type: a row that is recorded by its type may be of each."""
    comptes: dict[str | None, set[str]] = {}
    for place in seen:
        comptes.setdefault(exigibles[place].titulaire, set()).add(exigibles[place].compte)
    return {p: rang for p, rang in seen.items() if len(comptes[exigibles[p].titulaire]) == 1}


# --- as units to share --------------------------------------------------------------------------
def units_of_one_account(exigibles: Sequence[Exigible]) -> Mapping[int, frozenset[str]]:
    """By place of the rule, those of which the account decides what the rule counts, and not its base."""
    found: dict[int, set[str]] = {}
    for ident, seen in of_one_account(exigibles).items():
        kept = [p for p, rang in seen.items() if _is_given(rang, exigibles[p])]
        for place in kept if len(kept) > 1 else ():
            found.setdefault(place, set()).add(ident)
    return {place: frozenset(idents) for place, idents in found.items()}


def _is_given(rang: Rang, exigible: Exigible) -> bool:
    """Of a ceiling, which fears it: is it counted on the account of the holder, whatever else there is?"""
    if exigible.plafond and not _lacks_it_alone(rang):
        return False
    counted, inside = sides(rang.options)
    based = inside[0] is inside[1] or exigible.dossier.regime.nombre is not None
    return counted == (False, True) and based


# --- as unknowns of a solver --------------------------------------------------------------------
class Vue(NamedTuple):
    """What a dwelling may be to a rule."""

    place: int
    exigible: Exigible
    rang: Rang | None
    options: frozenset[Option]


def turned_out(vues: Iterable[Vue], *, favorable: bool) -> Devenir:
    """Data that are missing taking one side."""
    found = (_apport(vue, favorable=favorable) for vue in vues)
    return tuple(apport for apport in found if apport.compte or apport.du or apport.base)


def _apport(vue: Vue, *, favorable: bool) -> Apport:
    """Why the highest slack: the side of the rule, which a ceiling has the other way."""
    place, exigible, rang, options = vue
    counted, inside = extreme(options, high=favorable is not exigible.plafond)
    owed = inside and rang is not None
    due = rate_for(exigible, rang.taux, favorable=favorable) if owed and rang is not None else Fraction(0)
    base = int(_is_based(options, exigible, favorable=favorable))
    return Apport(place=place, compte=int(counted), du=due, base=base)


def _is_based(options: frozenset[Option], exigible: Exigible, *, favorable: bool) -> bool:
    """Of a rule that asks for nothing of an empty base, is it of the base, missing data taking their side?"""
    inside = {b for _, b in options}
    told = exigible.vide(favorable=favorable) is not None
    return told and True in inside and not (favorable and False in inside)


def by_account(vues: Sequence[Vue], exigibles: Sequence[Exigible]) -> Iterator[Sequence[Vue]]:
    """The same on the account of each holder that may have it, then on none of theirs."""
    lacking = {v.place: v.rang for v in vues if v.rang is not None and is_of_account(v.rang, v.exigible)}
    seen = _of_types_apart(lacking, exigibles) if len(lacking) > 1 else {}
    comptes = dict.fromkeys(exigibles[place].compte for place in seen)
    for compte in (*comptes, None):
        yield [_on(compte, vue, seen[vue.place]) if vue.place in seen else vue for vue in vues]


def _on(compte: str | None, vue: Vue, rang: Rang) -> Vue:
    """On that account. On the holder's, all that it may be, unless nothing but the account lacks."""
    elsewhere = _elsewhere(vue.options, vue.exigible)
    if vue.exigible.compte != compte:
        return vue._replace(options=elsewhere or vue.options)
    hers = vue.options - elsewhere if _lacks_it_alone(rang) else vue.options
    return vue._replace(options=hers or vue.options)


def rows_as_seen(exigibles: Sequence[Exigible], sauf: Iterable[str]) -> dict[str, list[Vue]]:
    """Rows of one account, by every rule, but for those named."""
    found: dict[str, list[Vue]] = {ident: [] for ident in of_one_account(exigibles).keys() - set(sauf)}
    apart: set[str] = set()
    for place, exigible in enumerate(exigibles) if found else ():
        for rang, idents in lots_of(exigible.dossier.rangs):
            for ident in found.keys() & set(idents):
                apart |= set() if _is_one(rang) else {ident}
                found[ident].append(Vue(place=place, exigible=exigible, rang=rang, options=rang.options))
    return {
        ident: vues
        for ident, vues in found.items()
        if ident not in apart and len({v.place for v in vues}) == len(vues)
    }


def sorts_of_one_account(rows: Iterable[Sequence[Vue]], exigibles: Sequence[Exigible]) -> Iterator[Sorte]:
    """Missing data at their best."""
    alike: dict[frozenset[Devenir], int] = {}
    for vues in rows:
        kinds = frozenset(turned_out(each, favorable=True) for each in by_account(vues, exigibles))
        alike[kinds] = alike.get(kinds, 0) + 1
    for kinds, number in alike.items():
        yield Sorte(min=number, max=number, devenirs=tuple(sorted(kinds)))


# --- what is asked of all rules -----------------------------------------------------------------
class Question(Protocol):
    """Rules to be met together, missing data on one side."""

    @property
    def exigibles(self) -> tuple[Exigible, ...]: ...

    def possible(self, places: Sequence[int]) -> bool | None: ...

    def left(self, place: int) -> Bornes: ...

    def supply_to(self, places: Iterable[int]) -> Bornes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class UnSeulCompte:
    """A question, missing data at their best, where a row is of one account (`serree`). What one rule asks
    for is told by itself: whatever it may count is its own (`large`)."""

    large: Question
    serree: Question

    @property
    def exigibles(self) -> tuple[Exigible, ...]:
        return self.large.exigibles

    def possible(self, places: Sequence[int]) -> bool | None:
        answer = self.serree.possible(places)
        return self.large.possible(places) if answer is None else answer

    def left(self, place: int) -> Bornes:
        return self.large.left(place)

    def supply_to(self, places: Iterable[int]) -> Bornes:
        return self.large.supply_to(places)
