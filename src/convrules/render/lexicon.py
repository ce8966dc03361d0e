"""The French of field names and codes; a name of no table, by its own gloss or as its author wrote it."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Final

from convrules import ir, vocabulary
from convrules.base.records import dataclass
from convrules.base.texte import Texte, t
from convrules.base.trous import SOUSTRACTIONS, VACANCES_DE
from convrules.base.values import TCode, TCondition, TEvenement, Type
from convrules.render.french import Groupe, cite, listing
from convrules.render.places import where
from convrules.runtime.concurrents import CONVENTIONS, LE_MEME_JOUR

_M, _F = False, True
JOURNAL: Final = "journal."

NOMS: Final[Mapping[str, tuple[str, bool]]] = {
    # --- events ---
    "conge": (t("le congé"), _M),
    "liberation": (t("la libération"), _F),
    "disponibilite": (t("la mise à disposition"), _F),
    "mise_en_service": (t("la mise en service"), _F),
    "information": (t("l'information"), _F),
    "orientation": (t("l'orientation"), _F),
    "proposition": (t("la proposition"), _F),
    "nouvelle_proposition": (t("la nouvelle proposition"), _F),
    "decision": (t("la décision de la commission"), _F),
    "attribution": (t("l'attribution"), _F),
    "offre": (t("l'offre"), _F),
    "reponse": (t("la réponse"), _F),
    "bail": (t("la signature du bail"), _F),
    "remise": (t("la remise"), _F),
    "reprise": (t("la reprise"), _F),
    "refus_bailleur": (t("le refus du bailleur"), _M),
    "refus_candidat": (t("le refus du candidat"), _M),
    "abandon": (t("l'abandon"), _M),
    "retrait": (t("le retrait"), _M),
    "fin_travaux": (t("la fin des travaux"), _F),
    "visite": (t("la visite"), _F),
    "demande_pieces": (t("la demande de pièces"), _F),
    "reception_pieces": (t("la réception des pièces"), _F),
    "echange": (t("l'échange"), _M),
    # --- the dwelling ---
    "id": (t("l'identifiant"), _M),
    "logement": (t("le logement"), _M),
    "programme": (t("le programme"), _M),
    "vacance": (t("la vacance"), _F),
    "bailleur": (t("le bailleur"), _M),
    "commune": (t("la commune"), _F),
    "departement": (t("le département"), _M),
    "epci": (t("l'intercommunalité"), _F),
    "ept": (t("l'établissement public territorial"), _M),
    "nature": (t("la nature du logement"), _F),
    "typologie": (t("la typologie"), _F),
    "surface": (t("la surface"), _F),
    "financement": (t("le financement"), _M),
    "etage": (t("l'étage"), _M),
    "annee_construction": (t("l'année de construction"), _F),
    "periode_construction": (t("la période de construction"), _F),
    "loyer": (t("le loyer"), _M),
    "affectation": (t("l'affectation"), _F),
    "cause_liberation": (t("la cause de la libération"), _F),
    "mode_occupation": (t("le mode d'occupation"), _M),
    "contingent": (t("le contingent"), _M),
    "sens_reponse": (t("le sens de la réponse"), _M),
    "quartile": (t("le quartile"), _M),
    "logements": (t("le nombre de logements"), _M),
    "mise_en_location": (t("la mise en location"), _F),
    "rehabilitation": (t("la réhabilitation"), _F),
    # --- demands ---
    "demande": (t("la demande"), _F),
    "depot": (t("le dépôt"), _M),
    "attestation": (t("la délivrance de l'attestation"), _F),
    # --- rights, refusals, holders ---
    "convention": (t("la convention"), _F),
    "reservataire": (t("le réservataire"), _M),
    "origine": (t("l'origine du droit"), _F),
    "forme": (t("la forme du droit"), _F),
    "debut": (t("le début"), _M),
    "fin": (t("la fin"), _F),
    "dernier_versement": (t("le dernier versement"), _M),
    "nombre": (t("le nombre"), _M),
    "service": (t("le service"), _M),
    "rang": (t("le rang"), _M),
    "date": (t("la date"), _F),
    "auteur": (t("l'auteur"), _M),
    "motif_refus": (t("le motif du refus"), _M),
    "annee": (t("l'année"), _F),
    "categorie": (t("la catégorie"), _F),
    "type": (t("le type de réservataire"), _M),
    "code": (t("le code du réservataire"), _M),
    "reservataire.type": (t("le type de réservataire"), _M),
    "signature": (t("la signature de la convention"), _F),
    "terme": (t("le terme de la convention"), _M),
    "candidatures": (t("les candidatures"), _F),
    "refus": (t("les refus"), _M),
    "droits": (t("les droits de réservation"), _M),
    "demandes": (t("les demandes"), _F),
    "soustractions": (t("les soustractions prévues"), _F),
    "soldes": (t("les soldes reportés"), _M),
    "journal": (t("le journal"), _M),
    "orienté vers": (t("le compte que nomme l'orientation"), _M),
}

_LOGEMENT, _MENAGE = t("le logement"), t("le ménage")
FAITS: Final[Mapping[str, tuple[str, str, str]]] = {
    # subject, what holds, what does not
    "qpv": (_LOGEMENT, t("est en quartier prioritaire"), t("n'est pas en quartier prioritaire")),
    "zone_tendue": (_LOGEMENT, t("est en zone tendue"), t("n'est pas en zone tendue")),
    "commune_carencee": (t("la commune"), t("est carencée"), t("n'est pas carencée")),
    "conventionne": (_LOGEMENT, t("est conventionné"), t("n'est pas conventionné")),
    "premiere_location": (_LOGEMENT, t("est loué pour la première fois"), t("a déjà été loué")),
    "pmr": (
        _LOGEMENT,
        t("est accessible aux personnes à mobilité réduite"),
        t("n'est pas accessible aux personnes à mobilité réduite"),
    ),
    "adapte": (_LOGEMENT, t("est adapté"), t("n'est pas adapté")),
    "ascenseur": (_LOGEMENT, t("est desservi par un ascenseur"), t("n'est pas desservi par un ascenseur")),
    "dalo": (_MENAGE, t("est reconnu au titre du DALO"), t("n'est pas reconnu au titre du DALO")),
    "public_l441_1": (
        _MENAGE,
        t("relève des publics de l'article L. 441-1"),
        t("ne relève pas des publics de l'article L. 441-1"),
    ),
    "public_local": (
        _MENAGE,
        t("relève des publics prioritaires locaux"),
        t("ne relève pas des publics prioritaires locaux"),
    ),
    "agent_etat": (_MENAGE, t("compte un agent de l'État"), t("ne compte pas d'agent de l'État")),
    "salarie": (
        _MENAGE,
        t("compte un salarié d'une entreprise cotisante"),
        t("ne compte pas de salarié d'une entreprise cotisante"),
    ),
    "travailleur_essentiel": (
        _MENAGE,
        t("compte un travailleur essentiel"),
        t("ne compte pas de travailleur essentiel"),
    ),
    "premier_quartile": (_MENAGE, t("relève du premier quartile"), t("ne relève pas du premier quartile")),
    "relogement_ru": (
        _MENAGE,
        t("est relogé au titre du renouvellement urbain"),
        t("n'est pas relogé au titre du renouvellement urbain"),
    ),
    "ressources_sous_60": (
        _MENAGE,
        t("a des ressources inférieures à 60\u202f% du plafond"),
        t("n'a pas de ressources inférieures à 60\u202f% du plafond"),
    ),
    "ressources_sous_plafond": (
        _MENAGE,
        t("a des ressources inférieures au plafond"),
        t("n'a pas de ressources inférieures au plafond"),
    ),
    "locataire_du_bailleur": (
        _MENAGE,
        t("est déjà locataire du bailleur"),
        t("n'est pas déjà locataire du bailleur"),
    ),
    "handicap": (_MENAGE, t("compte une personne handicapée"), t("ne compte pas de personne handicapée")),
    "age_dependant": (
        _MENAGE,
        t("compte une personne âgée dépendante"),
        t("ne compte pas de personne âgée dépendante"),
    ),
    "occupant_sous_60": (
        "l'occupant",
        t("a des ressources inférieures à 60\u202f% du plafond"),
        t("n'a pas de ressources inférieures à 60\u202f% du plafond"),
    ),
    "occupant_premier_quartile": (
        "l'occupant",
        t("relève du premier quartile"),
        t("ne relève pas du premier quartile"),
    ),
    "a_vendre": (_LOGEMENT, t("est à vendre"), t("n'est pas à vendre")),
    "a_demolir": (_LOGEMENT, t("est à démolir"), t("n'est pas à démolir")),
    "a_rehabiliter": (_LOGEMENT, t("est à réhabiliter"), t("n'est pas à réhabiliter")),
    "vivant": (t("le droit"), t("est en cours"), t("n'est pas en cours")),
}

TABLES: Final[Mapping[str, str]] = {
    "candidatures": t("candidatures présentées"),
    "refus": t("refus enregistrés"),
    "droits": t("droits de réservation"),
    "demandes": t("demandes de logement"),
    "logements": t("parc de logements"),
    "programmes": t("programmes"),
    "soustractions": t("soustractions prévues pour l'année"),
    "soustractions.commune": t("lieu des soustractions prévues"),
    "soustractions.convention": t("convention des soustractions prévues"),
    "jours des soustractions prévues": t("jours des soustractions prévues"),
    "trimestre des soustractions prévues": t("trimestre des soustractions prévues"),
    "taux des soustractions prévues": t("taux des soustractions prévues"),
    "soldes": t("soldes reportés de l'année précédente"),
    "journal": t("actes et décisions enregistrés"),
    "journal.date": t("jour de l'acte"),
    "journal.vacance": t("vacance que l'acte nomme"),
    "acte": t("genre de l'acte"),
    "compte": t("identifiant d'une convention, pour un compte que plusieurs portent"),
}
"""Tables that may be missing as a whole, or what their rows say: what they hold."""

CODES: Final[Mapping[str, str]] = {
    "logement_ordinaire": t("logement ordinaire"),
    "foyer": t("foyer"),
    "autre": t("autre"),
    "ancien": t("ancien"),
    "location": t("location"),
    "residence_sociale": t("résidence sociale"),
    "residence_universitaire": t("résidence universitaire"),
    "pension_de_famille": t("pension de famille"),
    "hebergement": t("hébergement"),
    "rhvs": t("résidence hôtelière à vocation sociale"),
    "plai": "PLAI",
    "plai_adapte": t("PLAI adapté"),
    "plus": "PLUS",
    "plus_cd": t("PLUS construction-démolition"),
    "pls": "PLS",
    "pli": "PLI",
    "palulos": "PALULOS",
    "non_finance": t("non financé"),
    "mutation_interne": t("mutation interne"),
    "mutation": t("mutations internes"),
    "relogement_ru": t("relogement du renouvellement urbain"),
    "relogement_copropriete": t("relogement de copropriété dégradée"),
    "relogement_l521_3": t("relogement dû à l'habitat indigne"),
    "relogement_vente": t("relogement lié à une vente"),
    "hors_location": t("hors location"),
    "conge": t("congé"),
    "deces": t("décès"),
    "loue": t("loué"),
    "vacant_propose": t("vacant proposé"),
    "vide_travaux": t("vide pour travaux"),
    "vide_demolition": t("vide pour démolition"),
    "vide_vente": t("vide pour vente"),
    "occupe_autrement": t("occupé autrement"),
    "etat": t("État"),
    "als": t("Action Logement Services"),
    "commune": t("commune"),
    "epci": t("intercommunalité"),
    "ept": t("établissement public territorial"),
    "departement": t("département"),
    "region": t("région"),
    "metropole": t("métropole"),
    "etablissement_public": t("établissement public"),
    "plein_droit_etat": t("droit de l'État"),
    "apport_terrain": t("apport de terrain"),
    "garantie_emprunt": t("garantie d'emprunt"),
    "r314_4": t("article R. 314-4"),
    "defense": t("défense"),
    "securite_interieure": t("sécurité intérieure"),
    "sante": t("santé"),
    "reservataire": t("réservataire"),
    "acceptee": t("acceptée"),
    "refusee": t("refusée"),
    "q1": t("premier quartile"),
    "q2": t("deuxième quartile"),
    "q3": t("troisième quartile"),
    "q4": t("quatrième quartile"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexique:
    """What the files being explained declare: gloss of each field (`vocabulaire`) by name, parameters by
    name as cited, and where each exception stands, by name as cited."""

    gloses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    parametres: Mapping[str, ir.ParametreDeclare] = field(default_factory=lambda: MappingProxyType({}))
    exceptions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


VIDE: Final = Lexique()
_RANG: Final = "le {sans_article}, {rang}e"


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
        for nom, parametre in ((p.nom, p) for p in convention.parametres):
            cited = f"{convention.ident}.{nom}" if convention.version and "." not in nom else nom
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
        t("{a} ({b})", a=cite(c), b=lexique.exceptions[c]) if c in lexique.exceptions else cite(c)
        for c in cas
        if c != clause.entete.ident
    ]
    return t("par exception\u202f: {names}", names=listing(names)) if names else ""


def nom(champ: str, lexique: Lexique = VIDE, type_: Type | None = None) -> Groupe:
    """A field as a noun phrase: « la surface », « le fait « conforme » » for one we have no words for."""
    known = NOMS.get(champ) or NOMS.get(champ.rpartition(".")[2])
    if known is not None:
        return Groupe(texte=known[0], feminin=known[1], pluriel=known[0].startswith("les "))
    several = vocabulary.rows.ranked(champ)
    if several is not None:
        kind, rank = NOMS[several[0]][0], str(several[1])
        ranked = Texte(kind.replace("le ", f"le {rank}e ", 1), _RANG, {"sans_article": kind, "rang": rank})
        return Groupe(texte=ranked)
    shown = cite(lexique.gloses.get(champ.rpartition(".")[2]) or champ)
    match type_:
        case TCondition():
            return Groupe(texte=t("le critère {shown}", shown=shown))
        case TEvenement():
            return Groupe(texte=t("l'événement {shown}", shown=shown))
        case TCode():
            return Groupe(texte=t("le code {shown}", shown=shown))
        case _:
            return Groupe(texte=t("la donnée {shown}", shown=shown), feminin=True)


def fait(champ: str, vrai: bool, lexique: Lexique = VIDE) -> str:
    """A yes-or-no fact as a whole clause: « le logement n'est pas en quartier prioritaire »."""
    known = FAITS.get(champ)
    if known is not None:
        return t("{a} {b}", a=known[0], b=known[1] if vrai else known[2])
    shown = cite(lexique.gloses.get(champ) or champ)
    if vrai:
        return t("le critère {shown} est rempli", shown=shown)
    return t("le critère {shown} n'est pas rempli", shown=shown)


def etiquette(champ: str, lexique: Lexique = VIDE) -> str:
    """A field as a label: the gloss of its declaration, or of the built-in vocabulary; else its name."""
    niveau, _, short = champ.rpartition(".")
    if declared := lexique.gloses.get(short):
        return declared
    levels = [niveau] if niveau else vocabulary.niveaux_de(short)
    found = next((c for c in (vocabulary.champ(short, n) for n in levels) if c is not None), None)
    return found.glose if found is not None else TABLES.get(champ) or TABLES.get(short, champ)


def shown(champ: str, lexique: Lexique = VIDE) -> str:
    """The label with the name that files use: « nombre de pièces principales (typologie) »."""
    if champ.startswith(VACANCES_DE):
        return t("des vacances de {annee} que les fichiers ne disent pas", annee=champ[len(VACANCES_DE) :])
    if champ.startswith(CONVENTIONS):
        return t("textes qui se recouvrent ({names})", names=champ.removeprefix(CONVENTIONS))
    if champ.endswith(LE_MEME_JOUR):
        return t("« {clauses} : le même jour »", clauses=champ.removesuffix(LE_MEME_JOUR))
    bare = champ if champ in TABLES else champ.removeprefix(SOUSTRACTIONS)
    label = etiquette(bare, lexique)
    if bare != champ:
        return t("{a}, dans les soustractions prévues ({b})", a=label, b=champ)
    return t("{a} ({b})", a=label, b=champ.removeprefix(JOURNAL)) if label != champ else cite(label)


def code(valeur: str) -> str:
    """A code in words: « mutation interne », « PLAI »."""
    return CODES.get(valeur, valeur.replace("_", " "))


TITULAIRES: Final = {
    "etat": t("l'État"),
    "als": t("Action Logement Services"),
    "commune": t("la commune"),
    "epci": t("l'intercommunalité"),
    "ept": t("l'établissement public territorial"),
    "departement": t("le département"),
    "region": t("la région"),
    "metropole": t("la métropole"),
    "bailleur": t("le bailleur"),
}


def titulaire(compte: str) -> str:
    """« la commune », « l'État », or the account as cited."""
    return TITULAIRES.get(compte) or cite(compte)
