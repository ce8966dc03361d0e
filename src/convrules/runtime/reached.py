"""Had an account been reached on a day of the vacancy? The accounts answer; here, on which day they are read.

Source: docs/langage, « Un compte atteint ».
"""

from convrules import ir
from convrules.base.dates import Evenement, why
from convrules.base.outcomes import NON_APPLICABLE, Genre, Issue, indetermine
from convrules.runtime.context import Contexte
from convrules.runtime.reading import read_event


def reached(asked: ir.Atteint, contexte: Contexte) -> Issue:
    """Never is not applicable; a day to come, or not known, is not knowing. While the day is to come, what
    says to whom a dwelling may go is read on the day one looks (`contexte.a_ce_jour`)."""
    event = _day_of(asked, contexte)
    if event is None or contexte.vacance is None:
        return indetermine(asked.clause)
    if event.est_jamais:
        return NON_APPLICABLE
    jour = event.connu
    if jour is None and event.genre is Genre.FUTUR and contexte.a_ce_jour:
        jour = contexte.au
    if jour is None:
        return why(event)
    faits = contexte.faits
    if faits is None or faits.comptes is None:
        return indetermine(asked.clause)
    return faits.comptes.reached(asked, contexte.programme.convention.ident, contexte.vacance.id, jour)


def _day_of(asked: ir.Atteint, contexte: Contexte) -> Evenement | None:
    if asked.jour is not None:
        return read_event(asked.jour.nom, contexte)
    choix = contexte.programme.convention.choix
    return read_event(choix.rattachement, contexte) if choix is not None else None
