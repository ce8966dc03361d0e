"""An account that a rule asks to be reached, or of which it reads a number, and a turn, in French."""

from typing import Final

from convrules import ir
from convrules.base.texte import t
from convrules.render.french import Groupe, cite, de
from convrules.render.lexicon import titulaire

_G: Final = ir.Grandeur
_DITS: Final = {
    _G.BASE: Groupe(texte=t("la base"), feminin=True),
    _G.DU: Groupe(texte=t("le dû")),
    _G.CIBLE: Groupe(texte=t("la cible"), feminin=True),
    _G.REALISE: Groupe(texte=t("le réalisé")),
    _G.MANQUE: Groupe(texte=t("le manque")),
    _G.DEPASSEMENT: Groupe(texte=t("le dépassement")),
    _G.SOLDE: Groupe(texte=t("le solde")),
    _G.TAUX: Groupe(texte=t("le taux réalisé")),
}


def reached(asked: ir.Atteint, event: str, *, holds: bool) -> str:
    """event: what happens on the day of the question, with its article; empty for the reference date."""
    subject = t("la part") if asked.part else t("le quota")
    done = "atteinte" if asked.part else "atteint"
    verb = "est" if holds else t("n'est pas")
    day = t("le jour {event}", event=de(event)) if event else t("au jour de référence")
    due = t("au vu de ce qui est dû à cette date") if asked.a_date else t("au vu du dû de la période entière")
    return t(
        "{a} {b} {c} {d} {e}, {f}",
        a=subject,
        b=cite(asked.clause.replace("_", " ")),
        c=verb,
        d=done,
        e=day,
        f=due,
    )


def turn(asked: ir.TourDe, *, holds: bool) -> str:
    """« c'est le tour de la commune (« alternance ») »."""
    clause = cite(asked.clause.replace("_", " "))
    if asked.titulaire is None:
        verb = "va" if holds else t("ne va pas")
        return t("le logement {verb} à celui dont c'est le tour ({clause})", verb=verb, clause=clause)
    verb = "c'est" if holds else t("ce n'est pas")
    return t(
        "{verb} le tour {titulaire} ({clause})",
        verb=verb,
        titulaire=de(titulaire(asked.titulaire)),
        clause=clause,
    )


def number_of_account(asked: ir.Chiffre) -> Groupe:
    """« le manque de « part etat » sur la période précédente »."""
    said, when = _DITS[asked.grandeur], t(" précédente") if asked.precedente else ""
    compte = cite(asked.clause.replace("_", " "))
    return Groupe(
        texte=t("{texte} de {compte} sur la période{when}", texte=said.texte, compte=compte, when=when),
        feminin=said.feminin,
    )
