"""What dates a vacancy, and the events that do not come without it: an allocation that makes a vacancy of the
year is ahead of the lease that follows.

Source: docs/langage, « Verdict à la date ».
"""

from collections.abc import Iterable
from typing import Final

from convrules import ir
from convrules.runtime.reading import read_event
from convrules.year.assiette import EVENEMENTS, Cadre
from convrules.year.suivi import Monde, Suivi

CHAINE: Final = tuple(EVENEMENTS.values())
"""What may follow a vacancy and be counted: none happens before those ahead of it, when all are to come."""


def counts_what_dates(classes: Iterable[ir.Classe], cadre: Cadre) -> bool:
    """Is what is counted the very event that dates vacancies?"""
    return {EVENEMENTS.get(classe) for classe in classes} == {cadre.choix.rattachement}


def comes_after(classes: Iterable[ir.Classe], suivi: Suivi, monde: Monde, cadre: Cadre) -> bool:
    """Is what is counted, being to come, an event that none has without the one that dates the vacancy, which
    is to come too, and comes in the period or later?"""
    dates, reference = cadre.choix.rattachement, suivi.reference
    if dates not in CHAINE or reference.connu is not None or reference.low < cadre.periode.du.toordinal():
        return False
    after = CHAINE[CHAINE.index(dates) :]
    events = [EVENEMENTS.get(classe) for classe in classes]
    return all(e in after and read_event(e, monde.contexte).low >= reference.low for e in events)
