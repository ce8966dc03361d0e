"""What the title of a column announces of a person: surely, or perhaps, and then its values decide.

A title is read by its words: accents, capitals, punctuation, final digits and words stuck together
(« NOMPRENOM », « DtNaissance ») change nothing. The tables below are all that is known of words.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import Final

_NOMS: Final = frozenset({"NOM", "NOMS", "PATRONYME", "PATRONYMIQUE", "CIVILITE", "IDENTITE", "NOMINATIF"})
_JOINDRE: Final = frozenset({
    "TEL", "TELEPHONE", "TELEPHONES", "GSM", "PORTABLE", "PORTABLES", "MAIL", "MAILS", "EMAIL", "EMAILS",
    "COURRIEL", "COURRIELS", "IBAN", "RIB",
})  # fmt: skip
_NUMEROS: Final = frozenset({"NUR", "NUD", "NIR", "NSS", "NUNIQUE", "SPI", "SECU", "NSECU"})
_NAISSANCE: Final = frozenset({"NAIS", "NAISS", "NAISSANCE", "DDN", "DTN"})
_NUMERO: Final = frozenset({"N", "NO", "NR", "NUM", "NUMERO", "MATRICULE"})
_IDENTIFIANT: Final = _NUMERO | {"ID", "IDENT", "IDENTIFIANT", "REF", "REFERENCE"}
_NUMERO_DE: Final = frozenset({"UNIQUE", "SS", "CAF", "ALLOC", "ALLOCATAIRE", "DEMANDEUR"})
"""After a word for « number », a number that is somebody's."""
_FISCAL: Final = frozenset({"FISCAL", "FISCALE", "FISC"})
_ADRESSE: Final = frozenset({"ADRESSE", "ADR", "ADRESSES"})

_PERSONNES: Final = frozenset({
    mot + s
    for mot in (
        "LOCATAIRE", "COLOCATAIRE", "OCCUPANT", "TITULAIRE", "COTITULAIRE", "CANDIDAT", "CANDIDATE",
        "DEMANDEUR", "CODEMANDEUR", "CONJOINT", "CONJOINTE", "CONCUBIN", "ALLOCATAIRE", "BENEFICIAIRE",
        "ATTRIBUTAIRE", "PRENEUR", "SIGNATAIRE", "USAGER", "CONTACT", "INTERLOCUTEUR", "MENAGE",
    )
    for s in ("", "S")
})  # fmt: skip
_ABREGES: Final = frozenset({"LOC", "DEM", "CAND", "OCC"})
"""Persons, next to a word for a name or an address; alone they may be anything."""
_EPITHETES: Final = frozenset({
    "SORTANT", "SORTANTS", "ENTRANT", "ENTRANTS", "RETENU", "RETENUE", "RETENUS", "PROPOSE", "ACTUEL",
    "ANCIEN", "NOUVEAU", "PRECEDENT", "FUTUR", "PRINCIPAL", "PREMIER", "SECOND", "AUTRE", "CO", "BAIL", "DU",
    "DE", "DES", "D", "LE", "LA", "LES", "L", "ET", "OU", "M", "MR", "MME", "MMES", "JF", "EPOUX", "EPOUSE",
})  # fmt: skip
"""Words that leave a title of person what it is: « locataire sortant », « titulaire du bail »."""

# A name, a number, yes, but of a place, of a body, of a thing.
_CHOSES: Final = frozenset({
    "COMMUNE", "VILLE", "PROGRAMME", "PROG", "RESIDENCE", "RES", "GROUPE", "BATIMENT", "BAT", "RUE", "VOIE",
    "QUARTIER", "QPV", "EPCI", "EPT", "BAILLEUR", "RESERVATAIRE", "ORGANISME", "OPERATION", "AGENCE",
    "SECTEUR", "DEPARTEMENT", "REGION", "CHAMP", "FICHIER", "LOGEMENT", "LOGT", "LGT", "LOT", "LOCAL", "BIEN",
    "INVARIANT", "CONVENTION", "CONTINGENT", "RESERVATION", "DROIT", "SITE", "ZONE", "ILOT", "SOCIETE",
    "COLLECTEUR", "FINANCEMENT", "REVENU", "REVENUS", "REV", "RFR",
})  # fmt: skip
_DATES: Final = frozenset({"DATE", "DT", "DAT"})
_COLLES: Final = (
    _NOMS | _JOINDRE | _NAISSANCE | _NUMERO_DE | _FISCAL | _ADRESSE | _PERSONNES | _ABREGES | _DATES | _CHOSES
    | {"PRENOM", "PRENOMS", "NUM", "NUMERO", "SECU", "SORTANT", "ENTRANT", "JF", "EPOUX", "EPOUSE"}
) - {"SS", "RES", "REV", "BAT", "LOT"}  # fmt: skip
"""Words that are known when stuck together; the shortest would be found everywhere."""


@lru_cache(maxsize=4096)
def looks_personal(titre: str) -> bool:
    """Does a title announce somebody's name, number, address or day of birth?"""
    words = _words(titre)
    said = frozenset(words)
    someone, thing = bool(said & _PERSONNES), bool(said & _CHOSES)
    if said & _NAISSANCE or _born_on(words) or any(w.startswith("PRENOM") for w in words):
        return True
    if said & _ADRESSE and said & (_PERSONNES | _ABREGES):
        return True
    if said & _NOMS or (said & _JOINDRE and not said & _DATES):
        return someone or not thing
    if thing:
        return False
    number = (said & _NUMERO and said & _NUMERO_DE) or (said & _IDENTIFIANT and said & _FISCAL)
    return bool(number or (said & _NUMEROS and not said & _DATES) or {"SECURITE", "SOCIALE"} <= said)


@lru_cache(maxsize=4096)
def may_name_somebody(titre: str) -> bool:
    """Does a title say a person, and nothing of them: « Locataire sortant », « TITULAIRE »?"""
    said = frozenset(_words(titre))
    return bool(said & _PERSONNES) and said <= _PERSONNES | _EPITHETES


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
    plain = "".join(c for c in unicodedata.normalize("NFKC", titre) if unicodedata.category(c) != "Cf")
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


def _born_on(words: tuple[str, ...]) -> bool:
    """« Né le », « Née le », « Né(e) le »."""
    kept = [w for w in words if w != "E"]
    return any(a in ("NE", "NEE") and b == "LE" for a, b in pairwise(kept))
