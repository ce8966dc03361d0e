"""What dates a vacancy, and the events that do not come without it: an allocation that makes a vacancy of the
year is ahead of the lease that follows.

Source: docs/langage, « Verdict à la date ».
"""

from collections.abc import Iterable, Sequence
from typing import Final

from convrules import ir
from convrules.runtime.reading import read_event
from convrules.year.assiette import EVENEMENTS, Cadre
from convrules.year.suivi import Monde, Suivi

CHAINE: Final = tuple(EVENEMENTS.values())
"""What may follow a vacancy and be counted: none happens before those ahead of it, when all are to come."""


BAIL: Final = "bail"
VIDE: Final = frozenset({"liberation", "disponibilite"})
"""Events that date a vacancy, and that its letting may precede."""


def not_before(dates: str) -> tuple[str, ...]:
    """Events that none has before the one that dates vacancies: those that follow it in the chain, itself
    included, and the lease, which ends a vacancy that has come free (one may be let before it does)."""
    if dates in CHAINE:
        return CHAINE[CHAINE.index(dates) :]
    return (BAIL,) if dates == "disponibilite" else ()


def later_event(base: Sequence[ir.Classe], counted: Sequence[ir.Classe]) -> bool:
    """Is what is counted an event that none has without that of the base before it?"""
    events = [EVENEMENTS.get(classe) for classe in (*base, *counted)]
    if len(base) != 1 or len(counted) != 1 or not all(event in CHAINE for event in events):
        return False
    first, then = (CHAINE.index(event) for event in events if event is not None)
    return first < then


def counts_what_dates(classes: Iterable[ir.Classe], cadre: Cadre) -> bool:
    """Is what is counted the very event that dates vacancies?"""
    return {EVENEMENTS.get(classe) for classe in classes} == {cadre.choix.rattachement}


def comes_after(classes: Iterable[ir.Classe], suivi: Suivi, monde: Monde, cadre: Cadre) -> bool:
    """Is what is counted, being to come, an event that none has without the one that dates the vacancy, which
    is to come too, and comes in the period or later?"""
    after, reference = not_before(cadre.choix.rattachement), suivi.reference
    if not after or reference.connu is not None:
        return False
    first = cadre.periode.du
    # Why not on its first day: of a vacancy of before a convention, it counts nothing.
    if reference.low < first.toordinal() and cadre.en_vigueur.du != first:
        return False
    events = [EVENEMENTS.get(classe) for classe in classes]
    return all(e in after and read_event(e, monde.contexte).low >= reference.low for e in events)
