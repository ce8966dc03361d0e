"""Vacancies of the year by status."""

from collections import Counter

from convrules.base.outcomes import Issue, et
from convrules.runtime.decision import Decision, Statut
from convrules.year.assiette import Cadre, status_of
from convrules.year.bornes import between
from convrules.year.model import Bornes
from convrules.year.perimetre import in_years
from convrules.year.suivi import firm


def statuses(cadre: Cadre) -> tuple[tuple[tuple[Statut, Bornes], ...], int, int]:
    """How many have each status, how many may be of the year at all, and how many of these perhaps."""
    # Why by identity: most rows share the very status of those that say the same.
    alike: Counter[tuple[int, Issue]] = Counter()
    firsts: dict[int, Decision] = {}
    for suivi, inside in zip(cadre.suivis, in_years(cadre), strict=True):
        key = id(suivi.decision.statut)
        firsts.setdefault(key, suivi.decision)
        alike[key, inside] += 1
    every = tuple((statut, _counted(statut, alike, firsts)) for statut in Statut)
    under = [(inside, times) for (_, inside), times in alike.items() if firm(inside) is not False]
    perhaps = sum(times for inside, times in under if inside is not True)
    return every, sum(times for _, times in under), perhaps


def _counted(statut: Statut, alike: Counter[tuple[int, Issue]], firsts: dict[int, Decision]) -> Bornes:
    low, high = 0, 0
    for (key, inside), times in alike.items():
        issue = et(inside, status_of(firsts[key], statut))
        low += times if issue is True else 0
        high += times if firm(issue) is not False else 0
    return between(low, high)
