"""Vacancies of the year by status."""

from convrules.base.outcomes import et
from convrules.runtime.decision import Statut
from convrules.year.assiette import Cadre
from convrules.year.model import Bornes
from convrules.year.perimetre import alike
from convrules.year.statut_demande import status_of
from convrules.year.suivi import counted, firm


def statuses(cadre: Cadre) -> tuple[tuple[tuple[Statut, Bornes], ...], int, int]:
    """How many have each status, how many may be of the year at all, and how many of these perhaps."""
    every = tuple((statut, _counted(statut, cadre)) for statut in Statut)
    under = [found for found in alike(cadre) if firm(found.dedans) is not False]
    perhaps = sum(found.nombre for found in under if found.dedans is not True)
    return every, sum(found.nombre for found in under), perhaps


def _counted(statut: Statut, cadre: Cadre) -> Bornes:
    found = alike(cadre)
    return counted((et(one.dedans, status_of(one.une.decision, statut)), one.nombre) for one in found)
