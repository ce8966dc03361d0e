"""Had an account been reached, or whose turn was it, on a day of the vacancy? The accounts answer; here,
on which day they are read.

Source: docs/langage, « Un compte atteint », « Le tour de rôle ».
"""

from datetime import date

from convrules import ir
from convrules.base.dates import Evenement, at_most, connu, why
from convrules.base.outcomes import (
    NON_APPLICABLE,
    Genre,
    Indetermine,
    Issue,
    NonApplicable,
    causes_of,
    indetermine,
)
from convrules.base.records import replace
from convrules.base.values import Connu, SansObjet
from convrules.facts.records import Tours
from convrules.runtime.context import AUCUN_EVENEMENT, Contexte
from convrules.runtime.decision import Trace
from convrules.runtime.holders import COMPTE
from convrules.runtime.reading import read_event


def reached(asked: ir.Atteint, contexte: Contexte) -> Issue:
    """Never is not applicable; a day to come, or not known, is not knowing (but see `_looked_at`)."""
    event = _day_of(asked, contexte)
    if event is None or contexte.vacance is None:
        return indetermine(asked.clause)
    if event.est_jamais:
        return NON_APPLICABLE
    jour = _looked_at(event, contexte)
    if jour is None:
        return why(event)
    faits = contexte.faits
    if faits is None or faits.comptes is None:
        return indetermine(asked.clause)
    return faits.comptes.reached(asked, contexte.programme.convention.ident, contexte.vacance.id, jour)


def turn(asked: ir.TourDe, contexte: Contexte) -> Trace:
    """Whose turn it was on the day that its clause names; of a dwelling that has gone to somebody, was it
    theirs? Below: those whose turn it was, or may have been."""
    vacance = contexte.vacance
    clause = next((c.clause for c in contexte.programme.clauses if c.ident == asked.clause), None)
    if not isinstance(clause, ir.Tour) or vacance is None:
        return Trace(expr=asked, valeur=indetermine(asked.clause))
    gone = has_gone(contexte) if asked.titulaire is None else True
    event = day_of_turn(clause, contexte)
    jour, faits = _looked_at(event, contexte), contexte.faits
    if gone is False or event.est_jamais:
        return Trace(expr=asked, valeur=NON_APPLICABLE)
    if jour is None:
        return Trace(expr=asked, valeur=why(event))
    if faits is None or faits.comptes is None:
        return Trace(expr=asked, valeur=indetermine(asked.clause))
    here = (contexte.programme.convention.ident, vacance.id, jour)
    found = faits.comptes.turn(asked, *here)
    if isinstance(gone, Indetermine) and not isinstance(found, NonApplicable):
        found = Indetermine(gone.causes | causes_of(found))
    tours = faits.comptes.turns(asked.clause, *here)
    holders = dict.fromkeys(clause.ordre.etapes[place].compte for place in sorted(tours.possibles))
    below = (Trace(expr=replace(asked, titulaire=nom), valeur=tours.concernee) for nom in holders)
    return Trace(expr=asked, valeur=found, enfants=tuple(below))


def turns_of(clause: ir.Tour, contexte: Contexte) -> Tours:
    """Whose turn it is, or may be, for who looks; anybody's when the day is not known."""
    event, vacance, faits = day_of_turn(clause, contexte), contexte.vacance, contexte.faits
    assert vacance is not None, "a turn is that of a vacancy"
    if event.est_jamais:
        return Tours(possibles=frozenset(), concernee=False)
    jour = _looked_at(event, contexte)
    if jour is not None and faits is not None and faits.comptes is not None:
        return faits.comptes.turns(clause.entete.ident, contexte.programme.convention.ident, vacance.id, jour)
    causes = why(event).causes if jour is None else indetermine(clause.entete.ident).causes
    return Tours(possibles=frozenset(range(len(clause.ordre.etapes))), causes=causes)


def day_of_turn(clause: ir.Tour, contexte: Contexte) -> Evenement:
    """The event on whose day a turn is read: the one recorded, not what a clause brings about."""
    return read_event(clause.jour, replace(contexte, evenements=AUCUN_EVENEMENT))


def has_gone(contexte: Contexte) -> Issue:
    """Has the dwelling an account recorded, or been attributed?"""
    assert contexte.vacance is not None
    if isinstance(contexte.vacance.cellule(COMPTE), Connu | SansObjet):
        return True
    event = read_event("attribution", replace(contexte, evenements=AUCUN_EVENEMENT))
    return at_most(event, connu(contexte.au))


def _looked_at(event: Evenement, contexte: Contexte) -> date | None:
    """While the day is to come, what says to whom a dwelling may go is read on the day one looks."""
    if event.connu is None and event.genre is Genre.FUTUR and contexte.a_ce_jour:
        return contexte.au
    return event.connu


def _day_of(asked: ir.Atteint, contexte: Contexte) -> Evenement | None:
    if asked.jour is not None:
        return read_event(asked.jour.nom, contexte)
    choix = contexte.programme.convention.choix
    return read_event(choix.rattachement, contexte) if choix is not None else None
