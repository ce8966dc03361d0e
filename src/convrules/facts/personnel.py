"""What identifies a person: by the title of a column, by the form of a value; and the name that replaces it.

A form is recognised, not a person: a name alone, or a date of birth, looks like any other text or date and is
known by its title only.
"""

import re
import unicodedata
from base64 import b32encode
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache, partial
from hashlib import sha256
from hmac import digest
from typing import Final, TypeAlias

from convrules import ir
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import vie_privee as problems
from convrules.facts.readers.lieux import MASQUE, Constat, Rangee, Tableau, cell_ranges, raw

Pseudonyme: TypeAlias = Callable[[str], str]
Colonnes: TypeAlias = Sequence[tuple[ir.Colonne, int]]
Lues: TypeAlias = Sequence[tuple[ir.Colonne, int, object]]
"""Columns that are read, with their rank in the file."""
CLE_MIN: Final = 32  # LIMIT: bytes of a key.
IDENTIFIANTS: Final = frozenset({"id", "logement", "programme", "droit", "convention", "clause"})
"""Fields whose values are numbers of things: a bare number there is not taken for that of a person."""
DES_MENAGES: Final = frozenset({"candidatures", "refus", "journal"})
"""Tables whose rows are about households: an address there is theirs."""


# --- titles -----------------------------------------------------------------------------------
_MOTS_PERSONNELS: Final = frozenset({
    "NOM", "NOMS", "PRENOM", "PRENOMS", "NUR", "NIR", "NSS", "TEL", "TELEPHONE", "PORTABLE", "MAIL", "MAILS",
    "EMAIL", "COURRIEL", "DDN", "IBAN", "RIB", "CIVILITE", "PATRONYME",
})  # fmt: skip
# A name, yes, but of a place or of a body.
_CHOSES: Final = frozenset({
    "COMMUNE", "VILLE", "PROGRAMME", "PROG", "RESIDENCE", "RES", "GROUPE", "BATIMENT", "BAT", "RUE", "VOIE",
    "QUARTIER", "QPV", "EPCI", "EPT", "BAILLEUR", "RESERVATAIRE", "ORGANISME", "OPERATION", "AGENCE",
    "SECTEUR", "DEPARTEMENT", "REGION", "CHAMP", "FICHIER",
})  # fmt: skip
_GENS: Final = frozenset({
    "LOCATAIRE", "LOC", "DEMANDEUR", "DEM", "CANDIDAT", "CAND", "OCCUPANT", "OCC", "MENAGE", "TITULAIRE",
    "CONJOINT", "COTITULAIRE",
})  # fmt: skip
_ADRESSE: Final = frozenset({"ADRESSE", "ADR", "ADRESSES"})
_NAISSANCE: Final = re.compile("NAISS|DATENAIS|DTNAIS")
_TELEPHONE: Final = re.compile("(TEL|TELEPHONE|PORTABLE|MAIL|EMAIL)[0-9]+")
_COLLE: Final = re.compile(
    "(NOM|PRENOM|MAIL|TEL|ADR|ADRESSE)(LOC|LOCATAIRE|DEM|DEMANDEUR|CAND|CANDIDAT|OCC|OCCUPANT)"
)


def looks_personal(colonne: str) -> bool:
    """Does a title look like that of a person's name, number, address or birth date?"""
    flat = unicodedata.normalize("NFD", colonne).encode("ascii", "ignore").decode().upper()
    words = [w for w in re.split("[^A-Z0-9]+", flat) if w]
    if any(_NAISSANCE.search(w) or _TELEPHONE.fullmatch(w) or _COLLE.fullmatch(w) for w in words):
        return True
    if "NUMERO" in words and "UNIQUE" in words:
        return True
    if _ADRESSE.intersection(words) and _GENS.intersection(words):
        return True
    return bool(_MOTS_PERSONNELS.intersection(words)) and not _CHOSES.intersection(words)


# --- values -----------------------------------------------------------------------------------
class Forme(StrEnum):
    """What a value looks like, as a message says it."""

    COURRIEL = "une adresse électronique"
    TELEPHONE = "un numéro de téléphone"
    SECURITE_SOCIALE = "un numéro de sécurité sociale"
    NUMERO_UNIQUE = "un numéro unique de demandeur"
    COMPTE = "un compte bancaire"
    NOM = "le nom d'une personne"
    ADRESSE = "une adresse postale"


# Every form below holds one of these: most cells of a file are told at once that they do not.
_PEUT_ETRE: Final = re.compile(
    r"@|\d(?:[ .\-/\u00a0\u202f]?\d){8}|\d.{0,8}[^\W\d_]{2}|\bM(?:[.mrloa]|[MLOA])"
)
_COURRIEL: Final = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)*\.[^\W\d_]{2,}")
_SEPARE: Final = r"[ .\-/\u00a0\u202f]"
_TELEPHONE_ECRIT: Final = re.compile(
    rf"(?<![\d+])(?:(?:\+33|0033){_SEPARE}?(?:\(0\))?{_SEPARE}?[1-9](?:{_SEPARE}?\d\d){{4}}"
    rf"|0[1-9](?:{_SEPARE}\d\d){{4}})(?!\d)"
)
_TELEPHONE_NU: Final = re.compile(r"(?<!\d)0[1-9]\d{8}(?!\d)")
_CHIFFRES: Final = re.compile(rf"(?<![\w])\d(?:{_SEPARE}?[\dABab]){{11,22}}(?![\w])")
_NIR: Final = re.compile(r"[12]\d\d(?:0[1-9]|1[0-2]|[2-4]\d|[5-9]\d)(?:\d\d|2[AB])\d{6}(\d\d)?")
_NUR: Final = re.compile(r"\d{3}(?:0[1-9]|1[0-2])\d{13}")
_IBAN: Final = re.compile(r"(?i)\bFR\d\d(?:[ \u00a0]?[0-9A-Z]){23}\b")
_CIVILITE: Final = re.compile(
    r"\b(?:M\.|MM\.|Mr\.?|Mme\.?|MME|Mlle\.?|MLLE|Monsieur|MONSIEUR|Madame|MADAME|Mademoiselle)[ \u00a0]+"
    r"(?:de |du |des |d')?(?!L[EA]\b)[A-ZÀ-Ý][\w\-']+"
)
_VOIE: Final = re.compile(
    r"(?i)(?<!\d)\d{1,4}[ ,]*(?:bis|ter|quater|[a-d])?[ ,]+(?:rue|avenue|av\.?|boulevard|bd\.?|all[ée]e|"
    r"impasse|place|chemin|square|quai|route|cours|passage|villa|sentier|mail)\b"
)


@lru_cache(maxsize=1 << 16)
def personal_form(texte: str, table: str = "journal", champ: str = "motif") -> Forme | None:
    """What a value of a field looks like when it looks like what identifies a person."""
    if _PEUT_ETRE.search(texte) is None:
        return None
    strict = champ in IDENTIFIANTS
    if _COURRIEL.search(texte):
        return Forme.COURRIEL
    if _TELEPHONE_ECRIT.search(texte) or (not strict and _TELEPHONE_NU.search(texte)):
        return Forme.TELEPHONE
    if _IBAN.search(texte):
        return Forme.COMPTE
    for found in _CHIFFRES.finditer(texte):
        forme = _number(re.sub(_SEPARE, "", found[0]).upper(), strict)
        if forme is not None:
            return forme
    if not strict and _CIVILITE.search(texte):
        return Forme.NOM
    if table in DES_MENAGES and _VOIE.search(texte):
        return Forme.ADRESSE
    return None


def _number(chiffres: str, strict: bool) -> Forme | None:
    """A long number: of social security, by its own check; of a demand, by its length and its month."""
    found = _NIR.fullmatch(chiffres)
    if found is not None and (found[1] is not None or not strict):
        number = int(chiffres[:13].replace("2A", "19").replace("2B", "18"))
        if found[1] is None or int(found[1]) == 97 - number % 97:
            return Forme.SECURITE_SOCIALE
    if _NUR.fullmatch(chiffres):
        return Forme.NUMERO_UNIQUE
    return None


# --- pseudonyms -------------------------------------------------------------------------------
def pseudonyms(cle: bytes) -> Pseudonyme:
    """Texts to names that only the holder of the key can make again: one text, one name, in every table.

    HMAC-SHA-256 cut to 128 bits. Spaces and dots inside a number change nothing."""

    def name(texte: str) -> str:
        bare = re.sub(_SEPARE, "", texte)
        seal = digest(cle, (bare if bare.isdigit() else texte).encode("utf-8"), sha256)
        return "p" + b32encode(seal[:16]).decode("ascii").rstrip("=").lower()

    return name


def without_key(colonnes: Colonnes, diagnostics: list[Diagnostic]) -> tuple[tuple[ir.Colonne, int], ...]:
    """The columns that are read though there is nothing to replace texts by; the others are told."""
    diagnostics += (
        problems.cle_attendue(span=c.span, colonne=c.colonne or "") for c, _ in colonnes if c.pseudonymise
    )
    return tuple((c, i) for c, i in colonnes if not c.pseudonymise)


# --- rows -------------------------------------------------------------------------------------
def protected(rangee: Rangee, lieu: tuple[str, str], colonnes: Lues, pseudonyme: Pseudonyme | None) -> Rangee:
    """The row as the rest of the engine sees it: pseudonyms in place of what is to be replaced, a fault in
    place of a value that looks like what identifies a person. Its text no longer shows either. lieu: the
    table, and what separates the cells of its file."""
    values = list(rangee.valeurs)
    faults: dict[int, Constat] = {}
    hidden: set[int] = set()
    for colonne, rank, _ in colonnes:
        text = values[rank]
        if not text or text in colonne.manquant or text in colonne.sans_objet:
            continue
        if colonne.pseudonymise:
            assert pseudonyme is not None, "without a key the column is not read"
            values[rank] = pseudonyme(text)
            hidden.add(rank)
            continue
        forme = personal_form(text, lieu[0], colonne.champ)
        if forme is not None:
            values[rank] = ""
            hidden.add(rank)
            faults[rank] = partial(
                problems.valeur_personnelle, colonne=colonne.colonne or "", forme=forme.value
            )
    if not hidden:
        return rangee
    return replace(
        rangee,
        valeurs=tuple(values),
        brut=rangee.brut and _without(rangee, lieu[1], hidden),
        fautes={**rangee.fautes, **faults},
        reparees={r: v for r, v in rangee.reparees.items() if r not in hidden},
    )


def without_personal_titles(tableau: Tableau, connus: frozenset[str]) -> Tableau:
    """A file without titles begins with data. When one of them has the form of what identifies a person, only
    those that the mapping names (`connus`) are shown: a surname looks like any title."""
    entete = tableau.entete
    if all(personal_form(nom) is None for nom in entete.valeurs):
        return tableau
    hidden = {i for i, nom in enumerate(entete.valeurs) if nom and nom not in connus}
    names = tuple(MASQUE * 3 if i in hidden else nom for i, nom in enumerate(entete.valeurs))
    text = entete.brut and _without(entete, tableau.separateur, hidden)
    return replace(tableau, entete=replace(entete, valeurs=names, brut=text))


def _without(rangee: Rangee, separateur: str, hidden: set[int]) -> str:
    """The record as written, of the same length, these cells masked."""
    text = raw(rangee, separateur)
    cells = cell_ranges(text, separateur)
    for rank in hidden:
        start, end = cells[rank]
        text = text[:start] + re.sub(r"[^\r\n]", MASQUE, text[start:end]) + text[end:]
    return text
