"""On whose account a letting counts: what the data record, else what an effect of the convention says.

Nothing recorded: not known (cause `contingent`). A dwelling withdrawn counts for nobody.
`imputation` clauses are not evaluated yet. Source: docs/langage, « Compte imputé ».
"""

from collections.abc import Mapping
from typing import assert_never

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import Genre, Indetermine, Issue, et, indetermine
from convrules.base.values import Connu, Erreur, Inconnu, SansObjet
from convrules.compiler import Programme
from convrules.facts.records import Vacance
from convrules.runtime.decision import Decision, ResultatEffet, Statut

FAIT = "contingent"


def finer_codes(programme: Programme) -> Mapping[str, str]:
    """Finer code of account to the type of holder that the files attach it to."""
    return {
        code: titulaire
        for fichier in (programme.convention, *programme.socles)
        for declare in fichier.vocabulaire
        if declare.nom == FAIT
        for code, titulaire in declare.titulaires
    }


def imputed(programme: Programme, vacance: Vacance, decision: Decision, finer: Mapping[str, str]) -> Issue:
    """Does the letting of this vacancy count for the holder of the convention?

    A dwelling withdrawn goes to no account, whatever is recorded: were it otherwise, recording an account
    could reverse an answer that stood without it.
    """
    possibles = decision.statut.possibles
    if possibles == (Statut.SOUSTRAIT,):
        return False
    account = _account(programme, vacance, decision, finer)
    if Statut.SOUSTRAIT not in possibles:
        return account
    return et(account, Indetermine(decision.statut.causes))


def _account(programme: Programme, vacance: Vacance, decision: Decision, finer: Mapping[str, str]) -> Issue:
    cellule = vacance.cellule(FAIT)
    match cellule:
        case Connu(valeur=valeur):
            return is_holder(programme, str(valeur), finer)
        case SansObjet():
            return False
        case Erreur():
            return indetermine(FAIT, Genre.ERREUR)
        case Inconnu():
            return _not_recorded(programme, vacance, decision, finer)
        case _:
            assert_never(cellule)


def is_holder(programme: Programme, compte: str, finer: Mapping[str, str]) -> bool:
    """Is the account that of the convention's holder: its identifier, its type, or a code of its type?"""
    convention = programme.convention
    if compte == convention.ident:
        return True
    titulaire = convention.reservataire
    return titulaire is not None and finer.get(compte, compte) == titulaire.type


def _not_recorded(
    programme: Programme, vacance: Vacance, decision: Decision, finer: Mapping[str, str]
) -> Issue:
    for effet in decision.effets:
        given = _by_effect(programme, effet, finer)
        if given is not None:
            return given
    if any(_happened(vacance, acte, decision) for acte in ("remise", "reprise")):
        return False
    return indetermine(FAIT)


def _by_effect(programme: Programme, resultat: ResultatEffet, finer: Mapping[str, str]) -> Issue | None:
    """A turn that closes gives this letting to the landlord, or to the holder the clause names."""
    if resultat.issue is not True or resultat.date.connu is None:
        return None
    match resultat.effet.acte:
        case ir.Acte.REMISE_AU_BAILLEUR | ir.Acte.REPRISE:
            return False
        case ir.Acte.REMISE_A:
            return is_holder(programme, resultat.effet.destinataire or "", finer)
        case (
            ir.Acte.NOUVELLE_PROPOSITION
            | ir.Acte.REPUTE_ACCEPTE
            | ir.Acte.REPUTE_REFUSE
            | ir.Acte.SANS_EFFET
            | ir.Acte.NON_PRECISE
        ):
            return None
        case _:
            assert_never(resultat.effet.acte)


def _happened(vacance: Vacance, nom: str, decision: Decision) -> bool:
    cellule = vacance.cellule(nom)
    if not isinstance(cellule, Connu) or not isinstance(cellule.valeur, Evenement):
        return False
    day = cellule.valeur.connu
    return day is not None and day <= decision.au
