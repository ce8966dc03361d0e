"""Vacancies of a year on the territory of a convention that is not in force in it, and that no convention of
its holder covers.

Source: docs/langage, « L'année ».
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from fractions import Fraction

from convrules import ir
from convrules.base.dates import JOUR_MAX, JOUR_MIN, Evenement
from convrules.base.outcomes import Issue, et, non, ou
from convrules.base.records import dataclass, replace
from convrules.compiler import Programme
from convrules.compiler.titulaires import grouped_by_holder
from convrules.runtime.context import Contexte
from convrules.runtime.delegation import of_landlord
from convrules.runtime.holders import within
from convrules.runtime.reading import reference_event
from convrules.year.cadres import Moment
from convrules.year.model import BilanConvention, Bornes
from convrules.year.periode import Intervalle, falls_in
from convrules.year.suivi import firm


def with_uncovered(
    conventions: Iterable[BilanConvention], programmes: Sequence[Programme], moment: Moment
) -> Iterator[BilanConvention]:
    """The same, each that is not in force told how many they are. programmes: the landlord's conventions."""
    by_name = {p.convention.ident: p for p in programmes}
    groups: Mapping[str, Sequence[ir.Convention]] = {}
    for b in conventions:
        ident = b.convention.ident
        if b.periode is not None or ident not in by_name:
            yield b
            continue
        if not groups:
            found = grouped_by_holder(p.convention for p in programmes)
            groups = {convention.ident: group for group in found for convention in group}
        others = [_Lu(by_name[c.ident], moment) for c in groups.get(ident, ()) if c.ident != ident]
        yield replace(b, sans_convention=_uncovered(_Lu(by_name[ident], moment), others))


class _Lu:
    """A convention whatever the year: of each vacancy, is it on its territory, and when is its reference
    date? `evenement`: the one that gives it."""

    def __init__(self, programme: Programme, moment: Moment) -> None:
        choix = programme.convention.choix
        assert choix is not None, "checked: whoever judges a year answers the open questions"
        self.programme, self.moment = programme, moment
        self.territoire = programme.convention.territoire
        self.evenement, self.en_vigueur = choix.rattachement, programme.convention.en_vigueur
        self.ici = moment.parc.ranks(programme.convention.territoire)
        self.classes = moment.parc.days(self.evenement, moment.au)
        self.jours: dict[int, Evenement] = {}

    def here(self, rank: int) -> Issue:
        return firm(self.ici.get(rank, False))

    def day(self, rank: int) -> Evenement:
        known = self.classes[rank]
        if known not in self.jours:
            self.jours[known] = reference_event(
                Contexte(
                    exercer=of_landlord,
                    programme=self.programme,
                    au=self.moment.au,
                    jour=self.moment.au,
                    vacance=self.moment.parc.vues[rank],
                    faits=self.moment.faits,
                )
            )
        return self.jours[known]

    def covers(self, rank: int) -> Issue:
        here = self.here(rank)
        return et(here, firm(within(self.en_vigueur, self.day(rank)))) if here is not False else False


def _uncovered(own: _Lu, others: Sequence[_Lu]) -> Bornes:
    """Each vacancy once: rows that share an identifier are one. Refused rows are told with those that the
    files refused."""
    annee, vues = own.moment.annee, own.moment.parc.vues
    jours = _Jours(Intervalle(du=date(annee, 1, 1), au=date(annee, 12, 31)))
    same = [other for other in others if other.evenement == own.evenement]
    apart = [other for other in others if other.evenement != own.evenement]
    sure, perhaps = set[str](), set[str]()
    for rank in own.ici:
        if vues[rank].ligne.refusee:
            continue
        near = [other for other in same if other.here(rank) is not False]
        # Why where the territory is the same: a place that is not known is on both, or on neither.
        there = [o for o in near if o.here(rank) is True or o.territoire == own.territoire]
        certain = [other for other in there if not other.en_vigueur.suspens]
        elsewhere: Issue = False
        for other in apart:
            elsewhere = ou(elsewhere, other.covers(rank))
        alone, day = et(own.here(rank), non(elsewhere)), own.day(rank)
        if et(alone, jours.left(day, certain)) is not False:
            perhaps.add(vues[rank].ligne.id)
        if et(alone, jours.left(day, near)) is True:
            sure.add(vues[rank].ligne.id)
    return Bornes(min=Fraction(len(sure)), max=Fraction(len(perhaps)))


@dataclass(slots=True)
class _Jours:
    """The days of a year, less those of conventions."""

    annee: Intervalle
    restes: dict[tuple[ir.Validite, ...], Sequence[Intervalle]] = field(default_factory=dict)

    def left(self, day: Evenement, others: Iterable[_Lu]) -> Issue:
        """Is it a day of the year on which none of them is in force? Asked of one day, that all of them read:
        that each may be in force on it, or not, would leave in doubt a day that they share out."""
        key = tuple(other.en_vigueur for other in others)
        if key not in self.restes:
            self.restes[key] = list(_less([self.annee], key))
        found: Issue = False
        for interval in self.restes[key]:
            found = ou(found, firm(falls_in(day, interval)))
        return found


def _less(left: Sequence[Intervalle], validites: Iterable[ir.Validite]) -> Sequence[Intervalle]:
    day = timedelta(days=1)
    for validite in validites:
        first, last = validite.du or JOUR_MIN, validite.au or JOUR_MAX
        before = [Intervalle(du=i.du, au=min(i.au, first - day)) for i in left if i.du < first]
        after = [Intervalle(du=max(i.du, last + day), au=i.au) for i in left if i.au > last]
        left = [*before, *after]
    return left
