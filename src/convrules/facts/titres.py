"""What the title of a column announces of a person: surely, or perhaps, and then its values decide.

A title is read by its words: accents, capitals, punctuation, final digits and words stuck together
(« NOMPRENOM », « DtNaissance ») change nothing. The tables below are all that is known of words.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import Final

from convrules.base.motifs import Motif

_NOMS: Final = frozenset({
    "NOM", "NOMS", "PATRONYME", "PATRONYMIQUE", "CIVILITE", "CIV", "IDENTITE", "NOMINATIF", "LASTNAME",
    "FIRSTNAME", "FULLNAME", "SURNAME", "PNOM",
})  # fmt: skip
_JOINDRE: Final = frozenset({
    "TEL", "TELEPHONE", "TELEPHONES", "GSM", "PORTABLE", "PORTABLES", "MAIL", "MAILS", "EMAIL", "EMAILS",
    "COURRIEL", "COURRIELS", "IBAN", "RIB", "BIC", "SEPA", "MOBILE", "MOBILES", "PHONE", "FAX",
    "MEL", "MELS",
})  # fmt: skip
_NUMEROS: Final = frozenset(
    {"NUR", "NUD", "NIR", "NSS", "NUNIQUE", "SPI", "SECU", "NSECU", "NUMSS", "SSN", "CNI", "PASSEPORT"}
)
_NAISSANCE: Final = frozenset({
    "NAI", "NAIS", "NAISS", "NAISSANCE", "DNAIS", "DNAISS", "DDN", "DTN", "BIRTH", "BIRTHDATE", "DOB",
})  # fmt: skip
_NUMERO: Final = frozenset({"N", "NO", "NR", "NU", "NUM", "NUMERO", "MATRICULE"})
_IDENTIFIANT: Final = _NUMERO | {"ID", "IDENT", "IDENTIFIANT", "REF", "REFERENCE", "COMPTE"}
_NUMERO_DE: Final = frozenset({
    "UNIQUE", "SS", "CAF", "MSA", "ALLOC", "ALLOCATAIRE", "DEMANDEUR", "DEMANDE", "DEM", "SEJOUR", "ETRANGER",
    "SNE",
})  # fmt: skip
"""After a word for « number », a number that is somebody's."""
_FISCAL: Final = frozenset({"FISCAL", "FISCALE", "FISC"})
_ADRESSE: Final = frozenset({"ADRESSE", "ADR", "ADRESSES", "DOMICILE"})
_DE_QUELQU_UN: Final = frozenset({
    "ACTUELLE", "ANCIENNE", "PRECEDENTE", "NOUVELLE", "CORRESPONDANCE", "COURRIER", "PERSONNELLE",
    "ELECTRONIQUE", "DOMICILE", "ANTERIEURE", "PREC", "ACT", "PERSO", "FISCALE",
})  # fmt: skip
"""After « adresse » and alone with it: where somebody lives or is written to, not where a dwelling stands."""
_LIBELLE: Final = frozenset({"LIB", "LIBELLE", "INTITULE", "DESIGNATION"})

_DU_MENAGE: Final = frozenset({
    "LOCATAIRE", "COLOCATAIRE", "OCCUPANT", "CANDIDAT", "CANDIDATE", "DEMANDEUR", "CODEMANDEUR", "CONJOINT",
    "CONJOINTE", "CONCUBIN", "ALLOCATAIRE", "ATTRIBUTAIRE", "PRENEUR", "USAGER", "MENAGE", "RESIDENT",
    "RESIDENTE", "CLIENT", "CLIENTE", "ASSURE", "ASSUREE", "GARANT", "GARANTE", "TENANT", "APPLICANT",
})  # fmt: skip
"""Whose number or label is that of a household."""
_PERSONNES: Final = frozenset({
    mot + s
    for mot in (
        *_DU_MENAGE, "TITULAIRE", "COTITULAIRE", "BENEFICIAIRE", "SIGNATAIRE", "CONTACT", "INTERLOCUTEUR",
        "TUTEUR", "TUTRICE", "CURATEUR", "CURATRICE", "GARDIEN", "GARDIENNE", "REFERENT", "REFERENTE",
        "TIERS", "HEBERGEUR", "HEBERGEANT", "HERITIER", "ENFANT", "TRAVAILLEUR", "RELOGE", "RELOGEE",
    )
    for s in ("", "S")
} | {"EPOUX", "EPOUSE"})  # fmt: skip
_ABREGES: Final = frozenset({"LOC", "DEM", "CAND", "OCC"})
"""Persons, next to a word for a name or an address; alone they may be anything."""
_EPITHETES: Final = frozenset({
    "SORTANT", "SORTANTS", "ENTRANT", "ENTRANTS", "RETENU", "RETENUE", "RETENUS", "PROPOSE", "ACTUEL",
    "ANCIEN", "NOUVEAU", "PRECEDENT", "FUTUR", "PRINCIPAL", "PREMIER", "SECOND", "AUTRE", "CO", "BAIL", "DU",
    "DE", "DES", "D", "LE", "LA", "LES", "L", "ET", "OU", "EX", "DERNIER", "DERNIERE", "COMPTE", "URGENCE",
    "LISTE", "M", "MR", "MME", "MMES", "JF", "SOCIAL", "SOCIALE",
}) | _LIBELLE  # fmt: skip
"""Words that leave a title of person what it is: « locataire sortant », « titulaire du bail »."""

_DITS: Final = _PERSONNES | _EPITHETES
_QUI_PASSE: Final = frozenset({"SORTANT", "SORTANTS", "ENTRANT", "ENTRANTS", "PRINCIPAL", "EX"})
"""After an abbreviation, these say that it is a person: « Loc. sortant »."""
_QUELQU_UN: Final = frozenset({
    ("CHEF", "DE", "FAMILLE"), ("CHEF", "FAMILLE"), ("PERSONNE", "A", "CONTACTER"), ("CANDIDAT", "RANG"),
    ("PERSONNE", "DE", "CONFIANCE"), ("PERSONNE", "A", "PREVENIR"), ("REPRESENTANT", "LEGAL"),
    ("CHARGE", "DE", "CLIENTELE"),
})  # fmt: skip
"""Titles of a person whose words, apart or in another order, say none: « Rang candidat »."""
_COORDONNEES: Final = frozenset({"COORDONNEES", "COORDONNEE", "COORD"})
_GARDIENS: Final = frozenset({"GARDIEN", "GARDIENS", "GARDIENNE", "GARDIENNES"})

# A name, a number, yes, but of a place, of a body, of a thing.
_CHOSES: Final = frozenset({
    "COMMUNE", "VILLE", "PROGRAMME", "PROG", "RESIDENCE", "RES", "GROUPE", "BATIMENT", "BAT", "RUE", "VOIE",
    "COM",
    "QUARTIER", "QPV", "EPCI", "EPT", "BAILLEUR", "RESERVATAIRE", "ORGANISME", "OPERATION", "AGENCE",
    "SECTEUR", "DEPARTEMENT", "REGION", "CHAMP", "FICHIER", "LOGEMENT", "LOGT", "LGT", "LOT", "LOCAL", "BIEN",
    "INVARIANT", "CONVENTION", "CONTINGENT", "RESERVATION", "DROIT", "SITE", "ZONE", "ILOT", "SOCIETE",
    "COLLECTEUR", "FINANCEMENT", "REVENU", "REVENUS", "REV", "RFR", "IMMEUBLE", "ENSEMBLE", "CITE",
    "LOTISSEMENT", "ESCALIER", "HALL", "TOUR", "PARC", "PROPRIETE", "COPROPRIETE", "COPRO", "TRANCHE",
    "PROJET", "LIEUDIT", "LIEU", "IRIS", "TERRITOIRE", "ARRONDISSEMENT", "CANTON", "METROPOLE", "PAYS",
    "COLLECTIVITE", "MAIRIE", "PREFECTURE", "MINISTERE", "ANTENNE", "DIRECTION", "SERVICE", "ENTITE",
    "STRUCTURE", "ASSOCIATION", "ENTREPRISE", "EMPLOYEUR", "PROMOTEUR", "PRETEUR", "FINANCEUR", "SEGMENT",
    "DISPOSITIF", "ETAGE", "PORTE", "PATRIMOINE", "ASCENSEUR", "HOME", "PART", "TRAVAUX", "DPT", "DEPT",
    "GESTIONNAIRE", "UG", "INTERVENTION", "LOGE",
})  # fmt: skip
_NEES: Final = frozenset({
    "PROGRAMME", "PROG", "OPERATION", "PROJET", "BATIMENT", "IMMEUBLE", "LOGEMENT", "DROIT", "RESERVATION",
    "CONTINGENT", "CONVENTION", "BAIL", "RESIDENCE",
})  # fmt: skip
"""Things of which a birth is said."""
_ENSEMBLE: Final = (
    {"SECURITE", "SOCIALE"}, {"COMPTE", "BANCAIRE"}, {"ENREGISTREMENT", "DEPARTEMENTAL"}, {"LAST", "NAME"},
    {"FIRST", "NAME"}, {"FULL", "NAME"}, {"TITRE", "SEJOUR"}, {"INSEE", "ASSURE"},
)  # fmt: skip
"""Words that say together what none says alone."""
_EN_ANGLAIS: Final = ({"TENANT", "NAME"}, {"HOME", "ADDRESS"}, {"APPLICANT", "NAME"})
_DATES: Final = frozenset({"DATE", "DT", "DAT"})
_ENVOIS: Final = _DATES | {"TYPE", "MODE", "ENVOI", "ENVOYE", "ENVOYEE", "RECU"}
"""Of a letter or a call, these say how or when, not to whom."""
_COLLES: Final = (
    _NOMS | _JOINDRE | _NAISSANCE | _NUMERO_DE | _FISCAL | _ADRESSE | _PERSONNES | _ABREGES | _DATES | _CHOSES
    | {"PRENOM", "PRENOMS", "PREN", "NUM", "NUMERO", "SECU", "SORTANT", "ENTRANT", "JF", "LIB", "DOM", "PRO",
       "USUEL", "USUELLE", "USAGE"}
) - {"SS", "RES", "REV", "BAT", "LOT", "DOB", "UG"}  # fmt: skip
"""Words that are known when stuck together; the shortest would be found everywhere."""


_SIGLE: Final = Motif(r"\b(?:[A-Z]\. ?){2,}")
"""« N.I.R. », « N. U. R. »: the letters of one word."""


@lru_cache(maxsize=4096)
def looks_personal(titre: str) -> bool:
    """Does a title announce somebody's name, number, address or day of birth?"""
    words = _words(titre)
    said = frozenset(words)
    someone, thing = bool(said & _PERSONNES), bool(said & _CHOSES)
    if _birth(words, said) or any(w in ("PREN", "NPRENOM") or w.startswith("PRENOM") for w in words):
        return True
    if said & _ADRESSE and (said & (_PERSONNES | _ABREGES) or _somebody_s(said)):
        return True
    if said & _COORDONNEES and said <= _COORDONNEES | _DITS | _ABREGES:
        return True
    if "LOGE" in said and not said & _NOMS and said & _PERSONNES <= _GARDIENS:
        return False  # Where the keeper is met on duty.
    if (
        said & _NOMS
        or (said & _JOINDRE and not said & _ENVOIS and not {"O", "N"} <= said)
        or {"ETAT", "CIVIL"} <= said
    ):
        return someone or not (thing or ("NOM", "COMMERCIAL") in pairwise(words))
    if said & _DU_MENAGE and said & (_IDENTIFIANT | _LIBELLE) and said <= _NUMERO_DE | _IDENTIFIANT | _DITS:
        return True
    if said & _NUMERO and ("DEMANDE", "LOGEMENT") in pairwise(words):
        return True
    if any(pair <= said for pair in _EN_ANGLAIS):
        return True
    if thing:
        return False
    number = (said & _NUMERO and said & _NUMERO_DE) or (said & _IDENTIFIANT and said & _FISCAL)
    return bool(number or (said & _NUMEROS and not said & _DATES) or any(pair <= said for pair in _ENSEMBLE))


@lru_cache(maxsize=4096)
def may_name_somebody(titre: str) -> bool:
    """Does a title say a person, and nothing of them: « Locataire sortant », « TITULAIRE »?"""
    words = _words(titre)
    said = frozenset(words)
    passing = said & _ABREGES and said & _QUI_PASSE and said <= _DITS | _ABREGES
    return bool(passing) or words in _QUELQU_UN or (bool(said & _PERSONNES) and said <= _DITS)


def about_somebody(titre: str) -> bool:
    """Surely or perhaps: such a column is left aside by name, and shows nothing that was not asked for."""
    return looks_personal(titre) or may_name_somebody(titre)


def bare(text: str) -> str:
    """In capitals, without accents."""
    return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode().upper()


def squeezed(text: str) -> str:
    """Capitals and digits only: « Action Logement », « ACTION-LOGEMENT »."""
    return re.sub("[^A-Z0-9]", "", bare(text))


def _words(titre: str) -> tuple[str, ...]:
    shown = titre.replace("°", " ")  # Why: « N°SNE » is two words.
    plain = "".join(c for c in unicodedata.normalize("NFKC", shown) if unicodedata.category(c) != "Cf")
    plain = _SIGLE.sub(lambda found: re.sub(r"[. ]", "", found[0]) + " ", plain)
    spread = re.sub(r"([a-zà-ÿ0-9])([A-ZÀ-Ý])", r"\1 \2", plain)
    words = (w.rstrip("0123456789") for w in re.split("[^A-Z0-9]+", bare(spread)))
    return tuple(part for w in words if w for part in (_unstuck(w) or (w,)))


def _unstuck(word: str) -> tuple[str, ...]:
    """The known words of which this one is wholly made; none when there is another in it."""
    if word in _COLLES:
        return (word,)
    for cut in range(len(word) - 2, 1, -1):
        rest = _unstuck(word[cut:]) if word[:cut] in _COLLES else ()
        if rest:
            return (word[:cut], *rest)
    return ()


def _somebody_s(said: frozenset[str]) -> bool:
    """« Adresse actuelle », « adresse de correspondance »: and of nothing else."""
    return bool(said & _DE_QUELQU_UN) and said <= _ADRESSE | _DE_QUELQU_UN | _EPITHETES


def _birth(words: tuple[str, ...], said: frozenset[str]) -> bool:
    """« Né le », « Née le », « Né(e) le », and a birth that is not that of a thing."""
    if said & _NAISSANCE:
        return not ("NAISSANCE" in said and said & _NEES) or bool(said & _PERSONNES)
    kept = [w for w in words if w != "E"]
    return any(a in ("NE", "NEE") and b == "LE" for a, b in pairwise(kept))
