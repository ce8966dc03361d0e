"""What a value looks like when it looks like what identifies a person: its form, whoever the person is.

A form is recognised, not a person: a name alone, or a date of birth, looks like any other text or date and is
known by the title of its column only (`facts.titres`).
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Final

from convrules.base.motifs import Motif
from convrules.facts.titres import squeezed

IDENTIFIANTS: Final = frozenset({"id", "logement", "programme", "droit", "convention", "clause"})
"""Fields whose values are numbers of things: a bare number there is not taken for that of a person."""
DEMANDES: Final = frozenset({"demandes", "candidatures"})
"""Tables whose identifiers are those of households."""
DES_MENAGES: Final = frozenset({"candidatures", "refus", "demandes", "journal"})
"""Tables whose rows are about households: an address there is theirs."""
MOTS_USUELS: Final = frozenset({
    "OUI", "NON", "VRAI", "FAUX", "JAMAIS", "PASSURVENU", "INCONNU", "INCONNUE", "NEANT", "AUCUN", "AUCUNE",
    "VIDE", "LIBRE", "VACANT", "VACANTE", "PRESENT", "ABSENT", "SANSOBJET", "NULL", "NAN",
})  # fmt: skip
"""Words that are nobody's name."""


class Forme(StrEnum):
    """What a value looks like, as a message says it."""

    COURRIEL = "une adresse électronique"
    TELEPHONE = "un numéro de téléphone"
    SECURITE_SOCIALE = "un numéro de sécurité sociale"
    NUMERO_UNIQUE = "un numéro unique de demandeur"
    COMPTE = "un compte bancaire"
    NOM = "le nom d'une personne"
    ADRESSE = "une adresse postale"
    NAISSANCE = "une date de naissance"
    AGE = "l'âge d'une personne"

    @property
    def semblable(self) -> str:
        """As what looks like it is said: « à un numéro de téléphone », « au nom d'une personne »."""
        return f"au {self.value[3:]}" if self.value.startswith("le ") else f"à {self.value}"


# --- electronic addresses ---------------------------------------------------------------------
_PEUT_COURRIEL: Final = Motif(r"(?i)@|[(\[{<] ?a|\barobase| at ")
_AROBASE: Final = r" ?(?:@|[(\[{<] ?(?:at|arobase) ?[)\]}>]|\b(?:at|arobase)\b) ?"
_POINT: Final = r"(?:\.| ?[(\[{<] ?(?:dot|point) ?[)\]}>] ?| (?:dot|point) )"
_COURRIEL: Final = Motif(rf"(?i)\w@\w|[\w.+\-]{_AROBASE}[\w\-]+(?:{_POINT}[\w\-]+)*{_POINT}[^\W\d_]{{2,}}")

# --- telephones -------------------------------------------------------------------------------
_PEUT_NUMERO: Final = Motif(r"(?i)(?:\d[ .\-/_:|*()AB]{0,3}){9}|\d[.,]\d{5}|\bFR\d\d")
_SEPARE: Final = r"[ .\-/]"
_GROUPE: Final = r"[ .\-/_:|*()]{0,3}"
_INDICATIF: Final = (
    r"(?:\+|\b00)[ .\-]?(?:3[2349]|4[149]|21[236]|2[234]\d|26[29]|35\d|508|59[046789]|68[1-9])"
)
_TELEPHONE_ECRIT: Final = Motif(
    rf"(?<![\d+])(?:(?:\+33|0033){_SEPARE}?(?:\(0\))?{_SEPARE}?[1-9](?:{_SEPARE}?\d\d){{4}}"
    rf"|0[1-9](?:{_SEPARE}\d\d){{4}})(?!\d)"
)
"""By two, or with the prefix of France: known in an identifier too."""
_TELEPHONE: Final = Motif(
    rf"(?<![\d+.,])(?:\(?0 ?[1-9](?:{_GROUPE}\d){{8}}|{_INDICATIF}{_GROUPE}\d(?:{_GROUPE}\d){{7,9}}"
    rf"|\b[67](?: ?\d\d){{4}})(?!{_GROUPE}\d|,\d)"
)
"""Bare, in any groups, of another country, or its first zero lost."""
_SANS_ZERO: Final = Motif(r"[1-79](?: ?\d\d){4}")
_AUTRE_CHOSE: Final = Motif(
    r"(?<!\d)\d\d?([./\- ])\d\d?\1(?:19|20)\d\d(?!\d)|(?<!\d)(?:19|20)\d\d([./\-]?)\d\d\2\d\d(?!\d)"
    r"|(?<!\d)0\d[./\- ](?:19|20)\d\d[./\- ]\d{4}(?!\d)"
    r"|(?<![\d.])\d+\.\d+(?![\d.])(?! \d| ?[\-/])"
)
"""A day, the number of a record of a year, a decimal number: no part of a telephone number."""

# --- long numbers -----------------------------------------------------------------------------
_CHIFFRES: Final = Motif(rf"(?<![\w])\d(?:{_SEPARE}?[\dABab]){{11,22}}(?![\w])")
_NIR: Final = Motif(r"[12]\d\d(?:0[1-9]|1[0-2]|[2-4]\d|[5-9]\d)(?:\d\d|2[AB])\d{6}(\d\d)?")
_NUR: Final = Motif(r"\d{3}(?:0[1-9]|1[0-2])\d{13}")
_NUR_SANS_ZERO: Final = Motif(r"(?:[1-8]\d|9[0-5])(?:0[1-9]|1[0-2])\d{13}")
"""A spreadsheet took it for a number: the zero that begins that of a department in two digits is gone."""
_NUR_ARRONDI: Final = Motif(r"(?i)(?<!\d)\d[.,]\d{5,15}E\+?1[67]\b")
_ARRONDI: Final = Motif(r"(?i)\d(?:[.,]\d+)?E\+\d{2,3}|\d[.,]\d+E\d{2,3}")
_IBAN: Final = Motif(r"(?i)\bFR\d\d(?: ?[0-9A-Z]){23}\b")

# --- names ------------------------------------------------------------------------------------
_PEUT_NOM: Final = Motif(
    r"(?i)\bm(?:[rlm\W_]|d?m?e|[oae][dnl]|esd|ess)|\bv(?:eu)?ve\b|\b[ée]p|\bn[ée]e\b|\bfamille\b|\bm[ée]nage\b|\bconsorts\b|\bsieur\b"
)
"""What every name below holds: most cells are told at once that they do not. So for the other forms."""
_NON_NOMS: Final = (
    r"(?!(?:l[ea]s?|l'|et|ou|pour|en|un|une|qui|que|est|sera|ayant|avec|sans|depuis|dont|sur|ne|n'a|pas|non|"
    r"carr[ée]s?|lin[ée]aires?|cubes?|long|large|haut|seule?s?|refus(?:e|[ée]e?)?|souhaite|demande|accepte|"
    r"pr[ée]f[èe]re|veut|d[ée]m[ée]nage|habite|occupe|attend|mrs?|mmes?|mlles?|melles?|monsieur|madame)\b)"
)
_FONCTIONS: Final = (
    r"(?!(?:maires?|sous-|pr[ée]f[èe]te?|pr[ée]sidente?|direct(?:eur|rice)|ministre|cheff?e?|responsable|juge|"
    r"d[ée]l[ée]gu[ée]e?|conseill[eè]re?|adjointe?|secr[ée]taire|gardien(?:ne)?|locataire|candidate?|curateur|"
    r"demandeu(?:r|se)|charg[ée]e?|g[ée]rante?|d[ée]put[ée]e?|gestionnaire|notaire|cur[ée]|proviseure?|concierge|"
    r"rect(?:eur|rice)|commissaire|procureure?|professeure?|docteur|m[ée]decin|colonel|g[ée]n[ée]ral|capitaine|"
    r"huissier|bailleur|r[ée]servataire|titulaire|requ[ée]rant|propri[ée]taire|voisine?|tuteur|premi[eè]re?|"
    r"tr[ée]sori[eè]re?|comptable|technicien|r[ée]f[ée]rent|travailleur|assistant|[ée]ducateur|mandataire|"
    r"repr[ée]sentant|agent|cadre|salari[ée]|dirigeant|prince|comte)\w*)"
)
_MAJUSCULE: Final = r"(?-i:(?=[A-ZÀ-ÖØ-Þ]))"
_PARTICULE: Final = rf"(?:de l[ea] |de |du |des |d'|ó |le (?:{_FONCTIONS})|l[ea]s? {_FONCTIONS}{_MAJUSCULE})?"
_NOM: Final = rf"{_PARTICULE}{_NON_NOMS}[^\W\d_][\w\-']"
_EN_TETE: Final = r"(?:mrs?|mmes?|mde|mdme|mlles?|melles?|monsieur|madame|mesdames|messieurs|mademoiselle)"
_VOIES: Final = (
    "rue", "avenue", "place", "square", "allée", "allee", "boulevard", "bd", "quai", "impasse", "passage",
    "cour", "chemin", "villa", "zac",
)  # fmt: skip
_HORS_VOIE: Final = "".join(rf"(?<!\b{voie} )" for voie in _VOIES)
"""After the word for a road, a civility is in the name of the road."""
_MARIEE: Final = (
    r"(?!(?:sans|avec|et|ou|pour|en|de|non|seule?|enfants?|retrait[ée]e?|prioritaires?|monoparentales?|nombreuses?|"
    r"recompos[ée]es?|relog[ée]e?s?|accueil|dalo|daho|anru|npnru|pdalh?pd|siao|plai|ccas|aah|rsa|qpv|pmr|acd)\b)"
)
_ECRITURES: Final = (
    # « Mme Durand », « M. de La Tour », « MmeDurand »
    rf"{_HORS_VOIE}\b{_EN_TETE}(?![^\W_])[\W_]{{0,3}}{_NOM}+",
    r"(?-i:\b(?:Mme|Mlle|Mr)(?=[A-ZÀ-Þ]{2}|[A-ZÀ-Þ][a-zà-ÿ]))",
    # « M. Durand », « M. Ba »; not « 12 m. de long »
    rf"(?<![\w.])(?<!\d )mm?\. *{_NOM}{{2,}}",
    r"(?-i:(?<![\w.])M\. *(?!ET\b|OU\b|LE\b|LA\b)[A-ZÀ-Þ][A-Za-zà-ÿ]\b)",
    rf"(?:^|[,;:(] *|\b(?:de|par|avec|et|chez|pour|à|a) )m(?: +| *: *){_NOM}{{2,}}",
    # « DURAND (Mme) », « Durand, Mme »
    rf"(?-i:(?<![\w'-])(?!(?i:{_EN_TETE})\b|ET\b|OU\b)[A-ZÀ-ÖØ-Þ][\w'-]+)"
    rf"(?: *[(\[] *(?:{_EN_TETE}|m\.) *\.?[)\]]|[ ,/\-]+{_EN_TETE}\.? *$|, *m\. *$)",
    # « Veuve Petit », « née Petit », « famille DURAND »
    rf"{_HORS_VOIE}\b(?:veuve|vve|sieur|consorts) +{_MARIEE}{_MAJUSCULE}[\w\-']{{2,}}",
    rf"\b(?-i:[Nn][ée]e|[ÉéEe]pouse|[Éé]p\.|[Ff]amille|[Mm]énage) +{_MARIEE}(?-i:[A-ZÀ-Þ][a-zà-ÿ]+)",
    rf"\b(?-i:n[ée]e|épouse|ép\.|famille|ménage) +{_MARIEE}(?-i:[A-ZÀ-Þ]{{3,}})",
)
_CIVILITE: Final = Motif("(?i)" + "|".join(_ECRITURES))
_VOIE: Final = Motif(
    r"(?i)(?<!\d)\d{1,4}[ ,]*(?:bis|ter|quater|[a-d])?[ ,]+(?:rue|avenue|av\.?|boulevard|bd\.?|all[ée]e|"
    r"impasse|place|chemin|square|quai|route|cours|passage|villa|sentier|mail)\b"
)
_MOTS: Final = Motif(r"[^\W\d_]+(?:[ .,'\-&()/]+[^\W\d_]+)*\.?")
"""Letters only, in one word or in several: a name, or a word."""
_CODE: Final = 3  # LIMIT: letters of a code in capitals; a longer word may be a name.
_TIRETS: Final = dict.fromkeys(range(0x2010, 0x2016), "-") | {0x2212: "-", 0x2019: "'"}
_SEMBLABLES: Final = {
    ord(a): b for a, b in zip("МмЕеАаОоДдІіЅѕСсΜΕΑΟο", "MmEeAaOoDdIiSsCcMEAOo", strict=True)
}
"""Letters of other alphabets that are seen as those of a civility."""


def plain(texte: str) -> str:
    """A text as its forms are looked for: other digits, signs and spaces than the usual ones, signs that are
    not seen, letters of another alphabet that look like ours, change nothing."""
    if texte.isascii():
        return texte
    shown = (c for c in unicodedata.normalize("NFKC", texte) if unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.decimal(c, c)) for c in shown).translate(_TIRETS | _SEMBLABLES)


def rounded(texte: str) -> bool:
    """Is a text a number that a spreadsheet rounded? Those of several persons are then the same."""
    return _ARRONDI.fullmatch(plain(texte)) is not None


def somebody(texte: str, connus: frozenset[str] = MOTS_USUELS) -> bool:
    """Under a title that says a person: is a text a name, not a code or a word of `connus`?"""
    shown = plain(texte)
    if _MOTS.fullmatch(shown) is None or (len(shown) <= _CODE and shown.isupper()):
        return False
    return squeezed(shown) not in connus


COURT: Final = Motif(r"(?=.{1,8}\Z)(?:[A-Za-z]{0,3}[0-9]+|[0-9]+[.,][0-9]{1,2})")
"""Most numbers and identifiers: too few digits for a number of somebody, too few letters for a name."""


def personal_form(texte: str, table: str = "journal", champ: str = "motif") -> Forme | None:
    """What a value of a field looks like when it looks like what identifies a person."""
    return None if COURT.fullmatch(texte) else looked_at(texte, table, champ)


@lru_cache(maxsize=1 << 16)
def looked_at(texte: str, table: str, champ: str) -> Forme | None:
    """The same, of any text."""
    texte = plain(texte)
    # Why: what names a demand, or a candidate, is a number of somebody's, not of a thing.
    strict = champ in IDENTIFIANTS and table not in DEMANDES
    if _PEUT_COURRIEL.search(texte) and _COURRIEL.search(texte):
        return Forme.COURRIEL
    if _PEUT_NUMERO.search(texte):
        forme = _numbered(texte, strict)
        if forme is not None:
            return forme
    if not strict and _PEUT_NOM.search(texte) and _CIVILITE.search(texte):
        return Forme.NOM
    if table in DES_MENAGES and _VOIE.search(texte):
        return Forme.ADRESSE
    return None


def lost_zero(texte: str) -> bool:
    """Is a text nine digits, as a telephone number that a spreadsheet took for a number?"""
    return _SANS_ZERO.fullmatch(plain(texte)) is not None


def _numbered(texte: str, strict: bool) -> Forme | None:
    if _TELEPHONE_ECRIT.search(texte) or (not strict and _TELEPHONE.search(_AUTRE_CHOSE.sub("x", texte))):
        return Forme.TELEPHONE
    if _IBAN.search(texte):
        return Forme.COMPTE
    for found in _CHIFFRES.finditer(texte):
        forme = _number(re.sub(_SEPARE, "", found[0]).upper(), strict)
        if forme is not None:
            return forme
    return Forme.NUMERO_UNIQUE if _NUR_ARRONDI.search(texte) else None


def _number(chiffres: str, strict: bool) -> Forme | None:
    """A long number: of social security, by its own check; of a demand, by its length and its month."""
    found = _NIR.fullmatch(chiffres)
    if found is not None and (found[1] is not None or not strict):
        number = int(chiffres[:13].replace("2A", "19").replace("2B", "18"))
        if found[1] is None or int(found[1]) == 97 - number % 97:
            return Forme.SECURITE_SOCIALE
    if _NUR.fullmatch(chiffres) or _NUR_SANS_ZERO.fullmatch(chiffres):
        return Forme.NUMERO_UNIQUE
    return None
