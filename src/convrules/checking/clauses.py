"""Clauses other than parts, quotas and exceptions, kind by kind. A clause whose sentence was refused is
left out: its file has errors, so no programme is made of it."""

from collections.abc import Callable, Mapping
from typing import Final

from convrules import ir
from convrules.base.texte import t
from convrules.base.values import Arrondi
from convrules.checking import accounts, nombres, sentences
from convrules.checking.controles import controle
from convrules.checking.elements import reads_decision
from convrules.checking.expressions import condition
from convrules.checking.fiches import (
    Fiche,
    expression_of,
    level_judged,
    optional,
    place_of,
    reads_household,
    rule,
    says_an_unknown_level,
    with_if,
)
from convrules.checking.limites import limite
from convrules.checking.ordres import check_dwelling_only
from convrules.checking.poids import check_weights
from convrules.checking.readers import day, entries, phrase, place, text
from convrules.checking.references import reservation_cited, reservation_named, watched_named
from convrules.checking.scope import Chantier, Lieu
from convrules.checking.tours import tour
from convrules.diagnostics.problems import actes as acte_problems
from convrules.diagnostics.problems import clauses as problems
from convrules.diagnostics.problems import noms
from convrules.syntax import nodes as n


# --- conditions on a vacancy ----------------------------------------------------------------
def champ(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    regle = expression_of(c, fiche)
    return ir.ClauseChamp(entete=with_if(c, fiche), regle=regle) if regle is not None else None


def droit_identifie(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    regle = expression_of(c, fiche)
    return ir.DroitIdentifie(entete=with_if(c, fiche), regle=regle) if regle is not None else None


def soustraction(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    regle = expression_of(c, fiche)
    if regle is None:
        return None
    categorie = text(fiche.table, "catégorie") or ""
    return ir.Soustraction(
        entete=with_if(c, fiche), regle=regle, categorie=categorie, limite=limite(c, fiche)
    )


def eligibilite(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    regle = expression_of(c, fiche)
    if regle is None:
        return None
    entete = with_if(c, fiche)
    menage = any(reads_household(c, e) for e in (regle, entete.si) if e is not None)
    return ir.Eligibilite(entete=entete, regle=regle, menage=menage)


def obligation(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    if says_an_unknown_level(fiche):
        return None
    regle = expression_of(c, fiche)
    if regle is None:
        return None
    a_defaut = optional(c, fiche, "à défaut", ir.Effet)
    return ir.Obligation(
        entete=with_if(c, fiche), regle=regle, a_defaut=a_defaut, porte_sur=level_judged(fiche)
    )


# --- deadlines and what follows -------------------------------------------------------------
def delai(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    if says_an_unknown_level(fiche):
        return None
    regle = rule(c, fiche, ir.RegleDelai)
    suspension = optional(c, fiche, "suspension", ir.Suspension)
    a_defaut = optional(c, fiche, "à défaut", ir.Effet)
    entete = with_if(c, fiche)
    if regle is None:
        return None
    limite = regle.echeance
    if isinstance(limite, ir.EcheancePeriodique):
        c.report(problems.delai_periodique(span=limite.span, clause=entete.nom))
        return None
    if suspension is not None and not (isinstance(limite, ir.EcheanceRelative) and limite.apres):
        c.report(problems.suspension_sans_effet(span=suspension.span, clause=entete.nom))
    sentences.check_deemed(c, regle, a_defaut, place(fiche.table, "à défaut"))
    return ir.Delai(
        entete=entete,
        regle=regle,
        suspension=suspension,
        a_defaut=a_defaut,
        porte_sur=level_judged(fiche),
    )


def suite(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    apres = sentences.event_named(c, text(fiche.table, "après") or "", place(fiche.table, "après"))
    effet = optional(c, fiche, "effet", ir.Effet)
    entete = with_if(c, fiche)
    if apres is None or effet is None:
        return None
    return ir.Suite(entete=entete, apres=apres, effet=effet)


def transmission(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    node = phrase(fiche.table, "règle")
    if not isinstance(node, n.Echeance):
        return None
    regle = sentences.sending_due(
        c, node, Lieu(niveau=ir.Niveau.VACANCE, contexte=t("la règle {de}", de=fiche.contexte))
    )
    if regle is None:
        return None
    per_vacancy = isinstance(regle, ir.EcheanceRelative)
    niveau = ir.Niveau.VACANCE if per_vacancy else ir.Niveau.CONVENTION
    return ir.Transmission(
        entete=with_if(c, fiche, niveau),
        regle=regle,
        destinataires=text(fiche.table, "destinataires") or "",
        contenu=text(fiche.table, "contenu"),
        vue=text(fiche.table, "vue"),
    )


# --- accounts -------------------------------------------------------------------------------
def repartition(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    at = place_of(fiche)
    weights: list[tuple[str, ir.Expr]] = []
    for nom, valeur in entries(fiche.table.get("entre")):
        sentences.check_holder_named(c, nom.texte, nom.span)
        if isinstance(valeur, n.Phrase) and isinstance(valeur.arbre, n.Expr):
            weights.append((nom.texte, nombres.weight(c, valeur.arbre, at.lieu("les poids"))))
    check_weights(c, fiche, weights)
    de = reservation_named(c, fiche.table, "de")
    if de is None:
        return None
    part = c.arbres.get(de)
    if isinstance(part, ir.Part) and part.arrondi is Arrondi.SANS:
        c.report(problems.repartition_sans_arrondi(span=place(fiche.table, "de"), part=de))
    if isinstance(part, ir.Part) and part.tolerance is not None and part.tolerance.points:
        c.report(problems.repartition_en_points(span=place(fiche.table, "de"), part=de))
    return ir.Repartition(
        entete=with_if(c, fiche), de=de, entre=tuple(weights), restes=text(fiche.table, "restes") or ""
    )


# --- kinds that this version reads but does not evaluate ------------------------------------
def priorite(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    regle = rule(c, fiche, ir.Ordre)
    entete = with_if(c, fiche)
    check_dwelling_only(c, entete)
    return ir.Priorite(entete=entete, regle=regle) if regle is not None else None


def imputation(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    regle = rule(c, fiche, ir.Ordre)
    if regle is not None:
        sentences.check_cascade(c, regle)
    entete = with_if(c, fiche)
    return ir.Imputation(entete=entete, regle=regle) if regle is not None else None


def delegation(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    for cle in ("titulaire", "délégataire"):
        sentences.check_holder_named(c, text(fiche.table, cle) or "", place(fiche.table, cle))
    titulaire, delegataire = text(fiche.table, "titulaire"), text(fiche.table, "délégataire")
    if titulaire is not None and titulaire == delegataire:
        span = place(fiche.table, "délégataire")
        c.report(problems.delegation_a_soi_meme(span=span, titulaire=titulaire))
    node = phrase(fiche.table, "porte sur")
    entete = with_if(c, fiche)
    if not isinstance(node, n.Etendue):
        return None
    for excluded in node.sauf:
        reservation_cited(c, ".".join(excluded.noms), excluded.span)
    extent = sentences.etendue(c, node, t("l'étendue {de}", de=fiche.contexte))
    for read in (entete.si, extent.condition):
        if read is not None and reads_household(c, read):
            c.report(noms.delegation_sur_le_menage(span=read.span, clause=entete.nom))
    return ir.Delegation(
        entete=entete,
        titulaire=text(fiche.table, "titulaire") or "",
        delegataire=text(fiche.table, "délégataire") or "",
        porte_sur=extent,
    )


def mode_correctif(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    surveille = watched_named(c, fiche.table, "surveille")
    constat = phrase(fiche.table, "constat")
    impose, fin = phrase(fiche.table, "impose"), phrase(fiche.table, "fin")
    if not isinstance(constat, n.Periodicite) or not isinstance(impose, n.Expr):
        return None
    if not isinstance(fin, n.Expr):
        return None
    at = place_of(fiche)
    periode = sentences.periodicite(c, constat)
    imposed = condition(c, impose, at.lieu("ce qu'impose la clause"))
    ended = condition(c, fin, at.lieu("la fin"))
    if surveille is None or periode is None:
        return None
    return ir.ModeCorrectif(
        entete=with_if(c, fiche), surveille=surveille, constat=periode, impose=imposed, fin=ended
    )


# --- what people decide ---------------------------------------------------------------------
def decision_humaine(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    entete = with_if(c, fiche)
    other = reads_decision(entete.si) if entete.si is not None else None
    if other is not None:
        nom = fiche.nom.texte
        c.report(acte_problems.decision_en_cascade(span=other.span, nom=nom, autre=other.nom))
    return ir.DecisionHumaine(
        entete=entete,
        question=text(fiche.table, "question") or "",
        qui=text(fiche.table, "qui") or "",
        porte_sur=text(fiche.table, "porte sur") or "",
        document=text(fiche.table, "document"),
    )


def non_codable(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    return ir.NonCodable(
        entete=with_if(c, fiche),
        raison=text(fiche.table, "raison") or "",
        accepte_par=text(fiche.table, "accepté par") or "",
        le=day(fiche.table.get("le")),
    )


CONSTRUCTEURS: Final[Mapping[str, Callable[[Chantier, Fiche], ir.Clause | None]]] = {
    "champ": champ,
    "droit identifié": droit_identifie,
    "soustraction": soustraction,
    "éligibilité": eligibilite,
    "obligation": obligation,
    "délai": delai,
    "suite": suite,
    "transmission": transmission,
    "quota": accounts.quota,
    "part": accounts.part,
    "répartition": repartition,
    "priorité": priorite,
    "imputation": imputation,
    "tour": tour,
    "délégation": delegation,
    "mode correctif": mode_correctif,
    "décision humaine": decision_humaine,
    "non codable": non_codable,
    "contrôle": controle,
}
"""`exception` stands apart: it is read after what it departs from."""
