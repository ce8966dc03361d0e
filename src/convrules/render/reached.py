"""An account that a rule asks to be reached, or of which it reads a number, and a turn, in French."""

from typing import Final

from convrules import ir
from convrules.render.french import Groupe, cite, de
from convrules.render.lexicon import titulaire

_G: Final = ir.Grandeur
_DITS: Final = {
    _G.BASE: Groupe(texte="la base", feminin=True),
    _G.DU: Groupe(texte="le dû"),
    _G.CIBLE: Groupe(texte="la cible", feminin=True),
    _G.REALISE: Groupe(texte="le réalisé"),
    _G.MANQUE: Groupe(texte="le manque"),
    _G.DEPASSEMENT: Groupe(texte="le dépassement"),
    _G.SOLDE: Groupe(texte="le solde"),
    _G.TAUX: Groupe(texte="le taux réalisé"),
}


def reached(asked: ir.Atteint, event: str, *, holds: bool) -> str:
    """event: what happens on the day of the question, with its article; empty for the reference date."""
    subject = "la part" if asked.part else "le quota"
    done = "atteinte" if asked.part else "atteint"
    verb = "est" if holds else "n'est pas"
    day = f"le jour {de(event)}" if event else "au jour de référence"
    due = "au vu de ce qui est dû à cette date" if asked.a_date else "au vu du dû de la période entière"
    return f"{subject} {cite(asked.clause.replace('_', ' '))} {verb} {done} {day}, {due}"


def turn(asked: ir.TourDe, *, holds: bool) -> str:
    """« c'est le tour de la commune (« alternance ») »."""
    clause = cite(asked.clause.replace("_", " "))
    if asked.titulaire is None:
        verb = "va" if holds else "ne va pas"
        return f"le logement {verb} à celui dont c'est le tour ({clause})"
    verb = "c'est" if holds else "ce n'est pas"
    return f"{verb} le tour {de(titulaire(asked.titulaire))} ({clause})"


def number_of_account(asked: ir.Chiffre) -> Groupe:
    """« le manque de « part etat » sur la période précédente »."""
    said, when = _DITS[asked.grandeur], " précédente" if asked.precedente else ""
    compte = cite(asked.clause.replace("_", " "))
    return Groupe(texte=f"{said.texte} de {compte} sur la période{when}", feminin=said.feminin)
