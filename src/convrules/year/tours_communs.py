"""Turns that are to be exchanged, as all the rules looked at together see them: an act takes place, on one
day, for every account that it names, or does not. Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from convrules.year.bornes import ZERO
from convrules.year.rangs import lots_of
from convrules.year.roles import RIEN, Etat, Role, Roles
from convrules.year.tours_a_venir import Tour
from convrules.year.unites import Classe, Exigible
from convrules.year.valeurs import Echangee

Ajoute: TypeAlias = tuple[tuple[int, int], ...]
"""What an act adds if it takes place: by place of the rule, dwellings done; fewer than none, ceded."""


def hangs_on_more(exigibles: Sequence[Exigible]) -> bool:
    """Does what an act will be hang on something else that is to come, or is one of several of its name of
    which some took place?"""
    told = (etape for e in exigibles for tour in e.tours for etape in tour.etapes)
    rows = (r for e in exigibles for r, _ in lots_of(e.dossier.rangs) if isinstance(r.id, Echangee))
    return any(etape.suspens for etape in told) or any(r.futur or r.selon for r in rows)


def acts_to_come(exigibles: Sequence[Exigible], *, favorable: bool) -> list[tuple[Ajoute, ...]]:
    """What each act may turn out to be, on the days that no other serves every rule as well as. One that
    serves no rule is left out. favorable: missing data at their best."""
    by_act: dict[tuple[str, int], dict[int, Tour]] = {}
    for place, exigible in enumerate(exigibles):
        assert not (exigible.plafond and exigible.tours), "turns are of parts alone"
        for tour in exigible.tours:
            by_act.setdefault(tour.acte, {})[place] = tour
    found = (tuple(_best(_each_day(tours, favorable=favorable))) for tours in by_act.values())
    return [each for each in found if each]


def classes_of_acts(exigibles: Sequence[Exigible], *, favorable: bool) -> list[Classe] | None:
    """None when several days of an act suit some rules, none of them suiting all."""
    acts = acts_to_come(exigibles, favorable=favorable)
    if any(len(each) > 1 for each in acts):
        return None
    alike: dict[Roles, int] = {}
    for ((*added,),) in acts:
        roles = tuple((place, _role(number)) for place, number in added)
        alike[roles] = alike.get(roles, 0) + 1
    return [Classe(roles=roles, min=0, max=n, total=n) for roles, n in alike.items()]


def _role(number: int) -> Role:
    return Role(venu=Etat(base=False, compte=False, force=number), absent=RIEN, taux=ZERO)


def _each_day(tours: dict[int, Tour], *, favorable: bool) -> Iterator[Ajoute]:
    for jour in sorted({etape.jour for tour in tours.values() for etape in tour.etapes}):
        stands = [(place, tour.on(jour)) for place, tour in tours.items()]
        added = [(place, etape.plus if favorable else etape.moins) for place, etape in stands]
        yield tuple((place, number) for place, number in added if number)


def _best(days: Iterator[Ajoute]) -> Iterator[Ajoute]:
    """Those that nothing else serves every rule as well as, were it that the act does not take place."""
    each = [day for day in dict.fromkeys(days) if day]
    for one in each:
        if not any(_serves(other, one) for other in (*each, ()) if other != one):
            yield one


def _serves(other: Ajoute, one: Ajoute) -> bool:
    """Does it add as much in every rule?"""
    mine, its = dict(one), dict(other)
    return all(its.get(place, 0) >= mine.get(place, 0) for place in {*mine, *its})
