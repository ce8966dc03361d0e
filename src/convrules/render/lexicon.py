"""The French of field names and codes. A name that stands in no table here is shown by the gloss its
declaration gives, or as the author wrote it, between « »."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from convrules import ir, vocabulary
from convrules.base.values import TCode, TCondition, TEvenement, Type
from convrules.render.french import Groupe, cite, listing
from convrules.render.places import where

_M, _F = False, True

NOMS: Final[Mapping[str, tuple[str, bool]]] = {
    # --- events ---
    "conge": ("le congé", _M),
    "liberation": ("la libération", _F),
    "disponibilite": ("la mise à disposition", _F),
    "mise_en_service": ("la mise en service", _F),
    "information": ("l'information", _F),
    "orientation": ("l'orientation", _F),
    "proposition": ("la proposition", _F),
    "nouvelle_proposition": ("la nouvelle proposition", _F),
    "decision": ("la décision de la commission", _F),
    "attribution": ("l'attribution", _F),
    "offre": ("l'offre", _F),
    "reponse": ("la réponse", _F),
    "bail": ("la signature du bail", _F),
    "remise": ("la remise", _F),
    "reprise": ("la reprise", _F),
    "refus_bailleur": ("le refus du bailleur", _M),
    "refus_candidat": ("le refus du candidat", _M),
    "abandon": ("l'abandon", _M),
    "retrait": ("le retrait", _M),
    "fin_travaux": ("la fin des travaux", _F),
    "visite": ("la visite", _F),
    "demande_pieces": ("la demande de pièces", _F),
    "reception_pieces": ("la réception des pièces", _F),
    "echange": ("l'échange", _M),
    # --- the dwelling ---
    "id": ("l'identifiant", _M),
    "logement": ("le logement", _M),
    "programme": ("le programme", _M),
    "vacance": ("la vacance", _F),
    "bailleur": ("le bailleur", _M),
    "commune": ("la commune", _F),
    "departement": ("le département", _M),
    "epci": ("l'intercommunalité", _F),
    "ept": ("l'établissement public territorial", _M),
    "nature": ("la nature du logement", _F),
    "typologie": ("la typologie", _F),
    "surface": ("la surface", _F),
    "financement": ("le financement", _M),
    "etage": ("l'étage", _M),
    "annee_construction": ("l'année de construction", _F),
    "periode_construction": ("la période de construction", _F),
    "loyer": ("le loyer", _M),
    "affectation": ("l'affectation", _F),
    "cause_liberation": ("la cause de la libération", _F),
    "mode_occupation": ("le mode d'occupation", _M),
    "contingent": ("le contingent", _M),
    "sens_reponse": ("le sens de la réponse", _M),
    "quartile": ("le quartile", _M),
    "logements": ("le nombre de logements", _M),
    "mise_en_location": ("la mise en location", _F),
    "rehabilitation": ("la réhabilitation", _F),
    # --- demands ---
    "demande": ("la demande", _F),
    "depot": ("le dépôt", _M),
    "attestation": ("la délivrance de l'attestation", _F),
    # --- rights, refusals, holders ---
    "convention": ("la convention", _F),
    "reservataire": ("le réservataire", _M),
    "origine": ("l'origine du droit", _F),
    "forme": ("la forme du droit", _F),
    "debut": ("le début", _M),
    "fin": ("la fin", _F),
    "dernier_versement": ("le dernier versement", _M),
    "nombre": ("le nombre", _M),
    "service": ("le service", _M),
    "rang": ("le rang", _M),
    "date": ("la date", _F),
    "auteur": ("l'auteur", _M),
    "motif_refus": ("le motif du refus", _M),
    "annee": ("l'année", _F),
    "categorie": ("la catégorie", _F),
    "type": ("le type de réservataire", _M),
    "code": ("le code du réservataire", _M),
    "reservataire.type": ("le type de réservataire", _M),
    "signature": ("la signature de la convention", _F),
    "terme": ("le terme de la convention", _M),
    "candidatures": ("les candidatures", _F),
    "refus": ("les refus", _M),
    "droits": ("les droits de réservation", _M),
    "demandes": ("les demandes", _F),
    "soustractions": ("les soustractions prévues", _F),
    "soldes": ("les soldes reportés", _M),
    "journal": ("le journal", _M),
}

_LOGEMENT, _MENAGE = "le logement", "le ménage"
FAITS: Final[Mapping[str, tuple[str, str, str]]] = {
    # subject, what holds, what does not
    "qpv": (_LOGEMENT, "est en quartier prioritaire", "n'est pas en quartier prioritaire"),
    "zone_tendue": (_LOGEMENT, "est en zone tendue", "n'est pas en zone tendue"),
    "commune_carencee": ("la commune", "est carencée", "n'est pas carencée"),
    "conventionne": (_LOGEMENT, "est conventionné", "n'est pas conventionné"),
    "premiere_location": (_LOGEMENT, "est loué pour la première fois", "a déjà été loué"),
    "pmr": (
        _LOGEMENT,
        "est accessible aux personnes à mobilité réduite",
        "n'est pas accessible aux personnes à mobilité réduite",
    ),
    "adapte": (_LOGEMENT, "est adapté", "n'est pas adapté"),
    "ascenseur": (_LOGEMENT, "est desservi par un ascenseur", "n'est pas desservi par un ascenseur"),
    "dalo": (_MENAGE, "est reconnu au titre du DALO", "n'est pas reconnu au titre du DALO"),
    "public_l441_1": (
        _MENAGE,
        "relève des publics de l'article L. 441-1",
        "ne relève pas des publics de l'article L. 441-1",
    ),
    "public_local": (
        _MENAGE,
        "relève des publics prioritaires locaux",
        "ne relève pas des publics prioritaires locaux",
    ),
    "agent_etat": (_MENAGE, "compte un agent de l'État", "ne compte pas d'agent de l'État"),
    "salarie": (
        _MENAGE,
        "compte un salarié d'une entreprise cotisante",
        "ne compte pas de salarié d'une entreprise cotisante",
    ),
    "travailleur_essentiel": (
        _MENAGE,
        "compte un travailleur essentiel",
        "ne compte pas de travailleur essentiel",
    ),
    "premier_quartile": (_MENAGE, "relève du premier quartile", "ne relève pas du premier quartile"),
    "relogement_ru": (
        _MENAGE,
        "est relogé au titre du renouvellement urbain",
        "n'est pas relogé au titre du renouvellement urbain",
    ),
    "ressources_sous_60": (
        _MENAGE,
        "a des ressources inférieures à 60\u202f% du plafond",
        "n'a pas de ressources inférieures à 60\u202f% du plafond",
    ),
    "ressources_sous_plafond": (
        _MENAGE,
        "a des ressources inférieures au plafond",
        "n'a pas de ressources inférieures au plafond",
    ),
    "locataire_du_bailleur": (
        _MENAGE,
        "est déjà locataire du bailleur",
        "n'est pas déjà locataire du bailleur",
    ),
    "handicap": (_MENAGE, "compte une personne handicapée", "ne compte pas de personne handicapée"),
    "age_dependant": (
        _MENAGE,
        "compte une personne âgée dépendante",
        "ne compte pas de personne âgée dépendante",
    ),
    "occupant_sous_60": (
        "l'occupant",
        "a des ressources inférieures à 60\u202f% du plafond",
        "n'a pas de ressources inférieures à 60\u202f% du plafond",
    ),
    "occupant_premier_quartile": (
        "l'occupant",
        "relève du premier quartile",
        "ne relève pas du premier quartile",
    ),
    "a_vendre": (_LOGEMENT, "est à vendre", "n'est pas à vendre"),
    "a_demolir": (_LOGEMENT, "est à démolir", "n'est pas à démolir"),
    "a_rehabiliter": (_LOGEMENT, "est à réhabiliter", "n'est pas à réhabiliter"),
    "vivant": ("le droit", "est en cours", "n'est pas en cours"),
}

TABLES: Final[Mapping[str, str]] = {
    "candidatures": "candidatures présentées",
    "refus": "refus enregistrés",
    "droits": "droits de réservation",
    "demandes": "demandes de logement",
    "logements": "parc de logements",
    "programmes": "programmes",
    "soustractions": "soustractions prévues pour l'année",
    "soldes": "soldes reportés de l'année précédente",
    "journal": "actes et décisions enregistrés",
}
"""Tables that may be missing as a whole: what they hold."""

CODES: Final[Mapping[str, str]] = {
    "residence_sociale": "résidence sociale",
    "residence_universitaire": "résidence universitaire",
    "pension_de_famille": "pension de famille",
    "hebergement": "hébergement",
    "rhvs": "résidence hôtelière à vocation sociale",
    "plai": "PLAI",
    "plai_adapte": "PLAI adapté",
    "plus": "PLUS",
    "plus_cd": "PLUS construction-démolition",
    "pls": "PLS",
    "pli": "PLI",
    "palulos": "PALULOS",
    "non_finance": "non financé",
    "mutation_interne": "mutation interne",
    "mutation": "mutations internes",
    "relogement_ru": "relogement du renouvellement urbain",
    "relogement_copropriete": "relogement de copropriété dégradée",
    "relogement_l521_3": "relogement dû à l'habitat indigne",
    "relogement_vente": "relogement lié à une vente",
    "hors_location": "hors location",
    "conge": "congé",
    "deces": "décès",
    "loue": "loué",
    "vacant_propose": "vacant proposé",
    "vide_travaux": "vide pour travaux",
    "vide_demolition": "vide pour démolition",
    "vide_vente": "vide pour vente",
    "occupe_autrement": "occupé autrement",
    "etat": "État",
    "als": "Action Logement Services",
    "commune": "commune",
    "epci": "intercommunalité",
    "ept": "établissement public territorial",
    "departement": "département",
    "region": "région",
    "metropole": "métropole",
    "etablissement_public": "établissement public",
    "plein_droit_etat": "droit de l'État",
    "apport_terrain": "apport de terrain",
    "garantie_emprunt": "garantie d'emprunt",
    "r314_4": "article R. 314-4",
    "defense": "défense",
    "securite_interieure": "sécurité intérieure",
    "sante": "santé",
    "reservataire": "réservataire",
    "acceptee": "acceptée",
    "refusee": "refusée",
    "q1": "premier quartile",
    "q2": "deuxième quartile",
    "q3": "troisième quartile",
    "q4": "quatrième quartile",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexique:
    """What the files being explained declare: gloss of each field (`vocabulaire`) by name, parameters by
    name as cited, and where each exception stands, by name as cited."""

    gloses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    parametres: Mapping[str, ir.ParametreDeclare] = field(default_factory=lambda: MappingProxyType({}))
    exceptions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


VIDE: Final = Lexique()


def lexique_of(conventions: Iterable[ir.Convention]) -> Lexique:
    """What conventions and socles declare; the first declaration of a name prevails.

    LIMIT: two conventions that give one name to two parameters, or to two exceptions: neither's values, or
    articles, are shown."""
    gloses: dict[str, str] = {}
    parametres: dict[str, ir.ParametreDeclare] = {}
    exceptions: dict[str, str] = {}
    ambiguous: set[str] = set()
    homonyms: set[str] = set()
    for convention in conventions:
        for parametre in convention.parametres:
            cited = f"{convention.ident}.{parametre.nom}" if convention.version else parametre.nom
            if parametres.setdefault(cited, parametre) != parametre:
                ambiguous.add(cited)
        for clause in convention.clauses:
            if isinstance(clause, ir.ExceptionClause):
                stands = where(clause.entete)
                if exceptions.setdefault(clause.entete.ident, stands) != stands:
                    homonyms.add(clause.entete.ident)
        for champ in convention.vocabulaire:
            if champ.enonce:
                gloses.setdefault(champ.nom, champ.enonce.strip().rstrip("."))
    kept = {n: p for n, p in parametres.items() if n not in ambiguous}
    told = {n: stands for n, stands in exceptions.items() if stands and n not in homonyms}
    return Lexique(gloses=gloses, parametres=kept, exceptions=told)


def par_exception(cas: Iterable[str], clause: ir.Clause, lexique: Lexique) -> str:
    """« par exception : « adapte » (article 3) »; empty when the clause itself decided."""
    names = [
        f"{cite(c)} ({lexique.exceptions[c]})" if c in lexique.exceptions else cite(c)
        for c in cas
        if c != clause.entete.ident
    ]
    return f"par exception\u202f: {listing(names)}" if names else ""


def nom(champ: str, lexique: Lexique = VIDE, type_: Type | None = None) -> Groupe:
    """A field as a noun phrase: « la surface », « le fait « conforme » » for one we have no words for."""
    known = NOMS.get(champ) or NOMS.get(champ.rpartition(".")[2])
    if known is not None:
        return Groupe(texte=known[0], feminin=known[1], pluriel=known[0].startswith("les "))
    several = vocabulary.rows.ranked(champ)
    if several is not None:
        return Groupe(texte=NOMS[several[0]][0].replace("le ", f"le {several[1]}e ", 1))
    shown = cite(lexique.gloses.get(champ.rpartition(".")[2]) or champ)
    match type_:
        case TCondition():
            return Groupe(texte=f"le critère {shown}")
        case TEvenement():
            return Groupe(texte=f"l'événement {shown}")
        case TCode():
            return Groupe(texte=f"le code {shown}")
        case _:
            return Groupe(texte=f"la donnée {shown}", feminin=True)


def fait(champ: str, vrai: bool, lexique: Lexique = VIDE) -> str:
    """A yes-or-no fact as a whole clause: « le logement n'est pas en quartier prioritaire »."""
    known = FAITS.get(champ)
    if known is not None:
        return f"{known[0]} {known[1] if vrai else known[2]}"
    shown = cite(lexique.gloses.get(champ) or champ)
    return f"le critère {shown} est rempli" if vrai else f"le critère {shown} n'est pas rempli"


def etiquette(champ: str, lexique: Lexique = VIDE) -> str:
    """A field as a label: the gloss of its declaration, or of the built-in vocabulary; else its name."""
    niveau, _, short = champ.rpartition(".")
    declared = lexique.gloses.get(short)
    if declared:
        return declared
    levels = [niveau] if niveau else vocabulary.niveaux_de(short)
    found = next((c for c in (vocabulary.champ(short, n) for n in levels) if c is not None), None)
    if found is not None:
        return found.glose
    return TABLES.get(short, champ)


def shown(champ: str, lexique: Lexique = VIDE) -> str:
    """The label with the name that files use: « nombre de pièces principales (typologie) »."""
    label = etiquette(champ, lexique)
    return f"{label} ({champ})" if label != champ else cite(champ)


def code(valeur: str) -> str:
    """A code in words: « mutation interne », « PLAI »."""
    return CODES.get(valeur, valeur.replace("_", " "))


TITULAIRES: Final = {
    "etat": "l'État",
    "als": "Action Logement Services",
    "commune": "la commune",
    "epci": "l'intercommunalité",
    "ept": "l'établissement public territorial",
    "departement": "le département",
    "region": "la région",
    "metropole": "la métropole",
    "bailleur": "le bailleur",
}


def titulaire(compte: str) -> str:
    """« la commune », « l'État », or the account as cited."""
    return TITULAIRES.get(compte) or cite(compte)
