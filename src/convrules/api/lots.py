"""Vacancies judged some at a time, so that what is said of one need not wait for all the others."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Final, TypeAlias

from convrules.api.dossier import Dossier, imputations
from convrules.facts.records import Vacance
from convrules.render.machine.account import Lot
from convrules.runtime.decision import Decision
from convrules.year.comptes import counts_others

LOT: Final = 200
"""Vacancies judged at a time."""
Jugee: TypeAlias = tuple[Vacance, tuple[Decision, ...]]


def one_by_one(dossier: Dossier) -> bool:
    """Does the account of each letting depend on itself alone? Otherwise all are judged first."""
    return not counts_others(dossier.programmes)


def lots(dossier: Dossier, au: date, judged: Iterable[Jugee], taille: int = LOT) -> Iterator[Lot]:
    """What was judged, with its accounts. Right when `one_by_one`."""
    found = iter(judged)
    while some := list(islice(found, taille)):
        yield [d for _, group in some for d in group], imputations(dossier, au, some)
