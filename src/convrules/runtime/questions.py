"""Conditions that ask what is recorded, and have no part to evaluate.

Source: docs/langage, « Les issues ».
"""

from typing import assert_never

from convrules import ir
from convrules.base.dates import Evenement, at_most, connu
from convrules.base.outcomes import NON_APPLICABLE, Genre, Indetermine, Issue, NonApplicable, indetermine
from convrules.base.values import Connu, Erreur, Inconnu, SansObjet
from convrules.runtime.context import Contexte
from convrules.runtime.events import may_be_after
from convrules.runtime.reading import cited, event_of_cell, find_cell, read_field


def happened(champ: ir.Champ, contexte: Contexte) -> Issue:
    event = read_field(champ, contexte)
    if isinstance(event, NonApplicable):
        return event
    assert isinstance(event, Evenement)
    issue = at_most(event, connu(contexte.au))
    # Why not of an earlier day: what comes does so after the one on which one looks.
    today = contexte.retrospectif is None or contexte.au >= contexte.retrospectif
    if issue is False and contexte.guet and today and may_be_after(event, contexte.au):
        return indetermine(cited(champ), Genre.FUTUR)
    return issue


def filled(champ: ir.Champ, contexte: Contexte) -> Issue:
    """Is the cell filled? An event is recorded once it has a day, or once it is known never to come."""
    cell, ligne = find_cell(champ, contexte)
    match cell:
        case Inconnu():
            return False
        case SansObjet():
            return NON_APPLICABLE
        case Erreur():
            return indetermine(cited(champ), Genre.ERREUR, ligne)
        case Connu(valeur=Evenement()):
            event = event_of_cell(cell, cited(champ), ligne)
            if event.genre is Genre.ERREUR:
                return indetermine(cited(champ), Genre.ERREUR, ligne)
            return event.est_jamais or (event.connu is not None and event.connu <= contexte.au)
        case Connu():
            return True
        case _:
            assert_never(cell)


def instrument_in_force(ident: str, contexte: Contexte) -> Issue:
    """Of another instrument, on the reference date. One that nobody knows of may be in force or not."""
    known = contexte.en_vigueur.get(ident)
    if known is not None:
        return known
    validite = contexte.programme.instruments.get(ident)
    return indetermine(ident) if validite is None else validite.on(contexte.jour)


def delegated(contexte: Contexte) -> Issue:
    """Does somebody else exercise the holder's rights? Known only when all who may do say the same."""
    assert contexte.exercer is not None, "checked: read by clauses that judge a vacancy only"
    found = contexte.exercer(contexte)
    if found is None or found.possibles == (None,):
        return False
    if found.possibles and None not in found.possibles:
        return True
    return Indetermine(found.causes)
