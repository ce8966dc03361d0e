"""How files name what the vocabulary names: words of titles, by table and field; values, by field."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Final

from convrules.facts.dates import FACTICES, USUELS, write_date
from convrules.facts.titres import bare

# One word for each: what a title shortens, or says otherwise.
_ALIAS: Final[Mapping[str, str]] = {
    alias: mot
    for mot, others in {
        "ATTRIB": "ATTRIBUTION ATTRIBUTIONS",
        "COM": "COMMUNE INSEE DEPCOM",
        "CTG": "CONTINGENT",
        "DEP": "DEPARTEMENT DEPT",
        "DISPO": "DISPONIBILITE DISPONIBLE",
        "FINAN": "FINANCEMENT FINANC FINANCE",
        "INFO": "INFORMATION",
        "LOGT": "LOGEMENT LGT LOG UG",
        "NB": "NOMBRE NBRE",
        "ORIENT": "ORIENTATION",
        "PIECES": "PIECE NBPIECE NBPIECES",
        "PROG": "PROGRAMME OPERATION OPE RESIDENCE",
        "PROPO": "PROPOSITION",
        "RESA": "RESERVATAIRE RESERVATAIRES",
        "SIGN": "SIGNATURE SIGNE",
        "SURF": "SURFACE SURFHAB SH",
        "TYPO": "TYPOLOGIE",
        "VAC": "VACANCE VACANCES",
    }.items()
    for alias in others.split()
}
# What says that a title is that of a date, a code or a number: not of which.
_NUMEROS: Final = frozenset({"NUM", "NUMERO", "NO", "N", "ID", "IDENT", "IDENTIFIANT", "REF", "REFERENCE"})
_VIDES: Final = _NUMEROS | frozenset({
    "DATE", "DT", "DAT", "CODE", "COD", "CD", "DE", "DU", "DES", "D", "LA", "LE", "LES", "L", "EN", "A", "AU",
})  # fmt: skip
_COLLES: Final = ("DATE", "DAT", "DT", "NUM", "CODE", "COD")

_LIEU: Final = {
    "commune": ("COM",),
    "departement": ("DEP",),
    "epci": ("EPCI",),
    "ept": ("EPT",),
}
_DU_LOGEMENT: Final = {
    **_LIEU,
    "programme": ("PROG",),
    "qpv": ("QPV",),
    "zone_tendue": ("ZONE TENDUE",),
    "nature": ("NATURE", "NATURE LOGT"),
    "typologie": ("TYPO", "TYPE", "TYPE LOGT", "TYPO LOGT", "PIECES", "NB PIECES"),
    "surface": ("SURF", "SURF HABITABLE", "SURF HAB"),
    "financement": ("FINAN", "FINAN INITIAL", "TYPE FINAN", "FINAN LOGT"),
    "conventionne": ("CONV", "CONVENTIONNE", "CONVENTIONNEMENT"),
    "pmr": ("PMR", "ACCESSIBLE PMR", "LOGT PMR"),
    "adapte": ("ADAPTE", "LOGT ADAPTE"),
    "ascenseur": ("ASC", "ASCENSEUR"),
    "etage": ("ETAGE", "ETG"),
    "annee_construction": ("CONSTRUCT", "CONSTRUCTION", "ANNEE CONSTRUCTION", "AN CONSTRUCTION"),
    "loyer": ("LOYER", "LOYER PRINCIPAL", "LOYERPRINC", "LOYER HC", "LOYER HORS CHARGES", "MT LOYER"),
    "mode_occupation": ("MODE", "MODE OCCUPATION", "OCCUPATION"),
}
TITRES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "vacances": {
        **_DU_LOGEMENT,
        "id": ("VAC", "ID"),
        "logement": ("LOGT", "INT"),
        "premiere_location": ("PREMIERE LOCATION", "PREMIERE MISE LOCATION", "PREM LOC"),
        "affectation": ("USAGE", "AFFECTATION", "DESTINATION"),
        "cause_liberation": ("CAUSE LIBERATION", "MOTIF DEPART", "MOTIF CONGE", "MOTIF LIBERATION"),
        "contingent": ("CTG", "CTG IMPUTE", "CTG ATTRIB"),
        "conge": ("CONGE", "RECEPTION CONGE"),
        "liberation": (
            "LIBERATION",
            "LIBERATION LOGT",
            "SORTIE LOCATAIRE",
            "DEPART LOCATAIRE",
            "DEP DERLOCAT",
        ),
        "disponibilite": ("DISPO", "MISE DISPOSITION", "MISE DISPO", "REMLOCDATE", "REMISE LOCATION"),
        "mise_en_service": ("MISE SERVICE", "LIVRAISON"),
        "information": ("INFO", "INFO RESA", "NOTIF", "NOTIFICATION", "NOTIFICATION RESA"),
        "orientation": ("ORIENT", "ORIENT RESA"),
        "proposition": (
            "PROPO",
            "PROPO CANDIDAT",
            "PROPO CANDIDATS",
            "DESIGNATION CANDIDAT",
            "POSITIONNEMENT",
        ),
        "decision": ("DECISION", "DECISION CAL", "DECISION CALEOL", "CAL", "CALEOL", "COMMISSION"),
        "attribution": ("ATTRIB", "ATTRIB CAL", "ATTRIB CALEOL", "CAL", "CALEOL", "COMMISSION"),
        "offre": ("OFFRE", "OFFRE CANDIDAT"),
        "reponse": ("REPONSE", "REPONSE CANDIDAT"),
        "bail": ("BAIL", "SIGN BAIL", "SIGN"),
        "retrait": ("RETRAIT",),
        "abandon": ("ABANDON",),
        "refus_candidat": ("REFUS CANDIDAT",),
        "refus_bailleur": ("REFUS BAILLEUR",),
        "fin_travaux": ("FIN TRAVAUX",),
        "visite": ("VISITE",),
        "dalo": ("DALO",),
        "premier_quartile": ("PREMIER QUARTILE", "Q1", "QUARTILE 1"),
        "quartile": ("QUARTILE",),
        "locataire_du_bailleur": ("DEJA LOCATAIRE", "LOCATAIRE BAILLEUR"),
    },
    "logements": {
        **_DU_LOGEMENT,
        "id": ("LOGT", "INT", "ID"),
        "mise_en_location": ("MISE LOCATION", "PREMIERE LOCATION", "PREMIERE MISE LOCATION", "LOCAT"),
        "a_vendre": ("VENTE", "VENDRE"),
        "a_demolir": ("DEMOLITION", "DEMOLIR"),
    },
    "programmes": {
        **_LIEU,
        "id": ("PROG", "ID"),
        "logements": ("NB LOGT", "NB LOGEMENTS", "LOGEMENTS"),
        "mise_en_service": ("MISE SERVICE", "LIVRAISON"),
        "financement": ("FINAN", "FINAN PRINCIPAL"),
        "rehabilitation": ("REHABILITATION", "REHAB"),
    },
    "candidatures": {
        "id": ("CANDIDATURE", "ID"),
        "vacance": ("VAC",),
        "demande": ("DEMANDE",),
        "rang": ("RANG", "RANG CAL", "ORDRE"),
        "date": ("CANDIDATURE", "PROPO"),
        "dalo": ("DALO",),
        "premier_quartile": ("PREMIER QUARTILE", "Q1", "QUARTILE 1"),
        "quartile": ("QUARTILE",),
        "relogement_ru": ("RELOGEMENT ANRU", "ANRU", "NPNRU"),
        "locataire_du_bailleur": ("DEJA LOCATAIRE", "LOCATAIRE BAILLEUR"),
        "agent_etat": ("AGENT ETAT", "FONCTIONNAIRE"),
        "salarie": ("SALARIE",),
    },
    "droits": {
        "id": ("DROIT", "ID"),
        "convention": ("CONVENTION",),
        "reservataire": ("RESA", "TITULAIRE", "CTG"),
        "programme": ("PROG",),
        "logement": ("LOGT",),
        "origine": ("ORIGINE", "ORIGINE DROIT"),
        "debut": ("DEBUT", "DEBUT DROIT"),
        "fin": ("FIN", "FIN DROIT", "ECHEANCE"),
        "nombre": ("NB", "NB DROITS", "DROITS"),
    },
    "demandes": {
        "id": ("DEMANDE", "ID"),
        "commune": ("COM", "COM SOUHAITEE", "COM DEMANDEE", "PREMIERE COM"),
        "depot": ("DEPOT", "DEPOT DEMANDE", "CREATION DEMANDE"),
        "attestation": ("ATTESTATION", "ATTESTATION ENREGISTREMENT", "DELIVRANCE ATTESTATION"),
        "proposition": ("PROPO", "PROPO LOGT"),
        "attribution": ("ATTRIB", "ATTRIB CAL", "ATTRIB CALEOL"),
        "bail": ("BAIL", "SIGN BAIL", "SIGN"),
        "dalo": ("DALO",),
        "premier_quartile": ("PREMIER QUARTILE", "Q1", "QUARTILE 1"),
        "quartile": ("QUARTILE",),
        "locataire_du_bailleur": ("DEJA LOCATAIRE", "LOCATAIRE BAILLEUR"),
    },
}
"""By table and field, titles that name it, in the words of `words_of`."""
NUMEROTES: Final[Mapping[str, tuple[str, ...]]] = {"vacances": ("LIBERATION",)}
"""By table, titles of an event of which a number names the row: « N° de libération »."""
PEUT_ETRE: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "vacances": {
        "premiere_location": ("NEUF",),
        "contingent": ("RESA",),
        "conge": ("PREAVIS",),
        "liberation": ("PREAVIS", "SORTIE", "DEPART"),
        "disponibilite": ("REMISE EN LOCATION", "FIN TRAVAUX"),
        "bail": ("ENTREE", "EFFET BAIL", "ENTREE LIEUX", "ENTREE LOCATAIRE"),
    },
}
"""Titles that often name a field, and often another thing."""

_RESERVATAIRES: Final = {
    "etat": "ETAT PREFECTURE PREFET PREF",
    "als": "AL ALS ACTIONLOGEMENT",
    "commune": "COMMUNE VILLE MAIRIE",
    "epci": "EPCI",
    "ept": "EPT",
    "departement": "DEPARTEMENT",
    "region": "REGION",
    "metropole": "METROPOLE",
    "bailleur": "BAILLEUR",
}
VALEURS: Final[Mapping[str, Mapping[str, str]]] = {
    nom: {value: code for code, values in codes.items() for value in values.split()}
    for nom, codes in {
        "financement": {
            "plai": "PLAI", "plai_adapte": "PLAIADAPTE PLAIADP PLAIA", "plus": "PLUS", "plus_cd": "PLUSCD",
            "pls": "PLS", "pli": "PLI", "palulos": "PALULOS", "ancien": "HBM PLR PSR HLMO ILM ILN",
            "non_finance": "NONFINANCE SANSFINANCEMENT",
        },
        "typologie": {f"T{n}": f"T{n} F{n} {n}" for n in range(1, 8)},
        "nature": {
            "logement_ordinaire": "ORD ORDINAIRE LOGEMENTORDINAIRE LOGEMENTSORDINAIRES", "foyer": "FOYER FOY",
            "residence_sociale": "RESIDENCESOCIALE", "residence_universitaire": "RESIDENCEUNIVERSITAIRE",
            "pension_de_famille": "PENSIONDEFAMILLE PENSIONSDEFAMILLE", "rhvs": "RHVS",
            "hebergement": "HEBERGEMENT",
        },
        "affectation": {
            "location": "LOC LOCATION", "mutation_interne": "MUTATIONINTERNE",
            "relogement_ru": "ANRU NPNRU RELOGEMENTANRU RELOGEMENTNPNRU", "hors_location": "HORSLOCATION",
        },
        "contingent": _RESERVATAIRES,
        "reservataire": _RESERVATAIRES,
    }.items()
}  # fmt: skip
"""By field, values that mean one of its codes beyond doubt, in capitals and digits only."""

_RPLS_FINAN: Final = {
    **dict.fromkeys(("10", "11"), "plai"),
    "13": "plus",
    "14": "pls",
    "16": "pli",
    **dict.fromkeys(("12", "15", "17", "49"), "autre"),
    **dict.fromkeys(("50", "51", "52", "53", "54", "55", "99"), "ancien"),
}
NOMBRES: Final[Mapping[str, Mapping[str, str]]] = {
    "financement": _RPLS_FINAN,
    "typologie": {"8": "T7", "9": "T7"},
    "oui_non": {"1": "oui", "2": "non"},
    "mode_occupation": {
        "1": "loue", "2": "vacant_propose", "3": "inconnu", "4": "association", "5": "occupe_autrement",
        "9": "inconnu",
    },
}  # fmt: skip
"""Codes of RPLS, by field: what the numbers mean when all of those seen are in the list."""

JOURS_MANQUANTS: Final = frozenset(
    write_date(datetime.combine(jour, time()), ecrit)
    for jour in (*FACTICES, date(9999, 12, 31))
    for ecrit in USUELS
    if ecrit != "aaaa"
) | {"00/00/0000", "0000-00-00", "00000000", "0000-00-00 00:00:00"}
NOMBRES_MANQUANTS: Final = frozenset({"999", "9999", "99999"})
SANS_OBJET: Final = frozenset({"SO", "S.O.", "SANS OBJET"})


def words_of(titre: str) -> tuple[str, ...]:
    """The words of a title, in capitals without accents, those that say nothing left out."""
    known = [_ALIAS.get(_unstuck(w), _unstuck(w)) for w in _split(titre)]
    return tuple(dict.fromkeys(w for w in known if w not in _VIDES) or known)


def of_a_number(titre: str) -> bool:
    """Does a title say that it is a number, or a reference?"""
    return any(w in _NUMEROS for w in _split(titre))


def _split(titre: str) -> list[str]:
    spread = re.sub(r"([a-zà-ÿ0-9])([A-ZÀ-Ý])", r"\1 \2", titre.replace("°", " "))
    return [w for w in re.split("[^A-Z0-9]+", bare(spread)) if w]


def _unstuck(word: str) -> str:
    """DTINFO is DT and INFO, where INFO is a word of ours."""
    for head in _COLLES:
        rest = word.removeprefix(head)
        if rest != word and (rest in _MOTS or _ALIAS.get(rest) in _MOTS):
            return rest
    return word


def _all_words(forms: Iterable[str]) -> frozenset[str]:
    return frozenset(word for form in forms for word in form.split())


_MOTS: Final = _all_words(form for fields in TITRES.values() for forms in fields.values() for form in forms)
