"""What identifies a person: by the title of a column, by the form of a value; and the name that replaces it.

A form is recognised, not a person: a name alone, or a date of birth, looks like any other text or date and is
known by its title only (`facts.titres`).
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
from typing import Final, Protocol, TypeAlias

from convrules import ir
from convrules.base.values import TTexte
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import vie_privee as problems
from convrules.facts.readers.lieux import MASQUE, Constat, Rangee, Tableau, cell_ranges, raw
from convrules.facts.titres import about_somebody, may_name_somebody, squeezed

Pseudonyme: TypeAlias = Callable[[str], str]
Colonnes: TypeAlias = Sequence[tuple[ir.Colonne, int]]


class Lue(Protocol):
    """A text once read: what is wrong with it, if something is."""

    @property
    def constat(self) -> Constat | None: ...


Lues: TypeAlias = Sequence[tuple[ir.Colonne, int, Callable[[str], Lue]]]
"""Columns that are read, with their rank in the file and how their texts are read."""
CLE_MIN: Final = 32  # LIMIT: bytes of a key.
IDENTIFIANTS: Final = frozenset({"id", "logement", "programme", "droit", "convention", "clause"})
"""Fields whose values are numbers of things: a bare number there is not taken for that of a person."""
DES_MENAGES: Final = frozenset({"candidatures", "refus", "journal"})
"""Tables whose rows are about households: an address there is theirs."""


# --- values -----------------------------------------------------------------------------------
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

    @property
    def semblable(self) -> str:
        """As what looks like it is said: « à un numéro de téléphone », « au nom d'une personne »."""
        return f"au {self.value[3:]}" if self.value.startswith("le ") else f"à {self.value}"


# Every form below holds one of these: most cells of a file are told at once that they do not.
_PEUT_ETRE: Final = re.compile(
    r"(?i)@|\d(?:[ .\-/]?\d){8}|\d[.,]\d{5,}E|\d.{0,8}[^\W\d_]{2}|\bm(?:[. mrloae])"
)
_COURRIEL: Final = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)*\.[^\W\d_]{2,}")
_SEPARE: Final = r"[ .\-/]"
_TELEPHONE_ECRIT: Final = re.compile(
    rf"(?<![\d+])(?:(?:\+33|0033){_SEPARE}?(?:\(0\))?{_SEPARE}?[1-9](?:{_SEPARE}?\d\d){{4}}"
    rf"|0[1-9](?:{_SEPARE}\d\d){{4}})(?!\d)"
)
_TELEPHONE_NU: Final = re.compile(r"(?<!\d)0[1-9]\d{8}(?!\d)")
_CHIFFRES: Final = re.compile(rf"(?<![\w])\d(?:{_SEPARE}?[\dABab]){{11,22}}(?![\w])")
_NIR: Final = re.compile(r"[12]\d\d(?:0[1-9]|1[0-2]|[2-4]\d|[5-9]\d)(?:\d\d|2[AB])\d{6}(\d\d)?")
_NUR: Final = re.compile(r"\d{3}(?:0[1-9]|1[0-2])\d{13}")
_NUR_SANS_ZERO: Final = re.compile(r"(?:[1-8]\d|9[0-5])(?:0[1-9]|1[0-2])\d{13}")
"""A spreadsheet took it for a number: the zero that begins that of a department in two digits is gone."""
_NUR_ARRONDI: Final = re.compile(r"(?i)(?<!\d)\d[.,]\d{5,15}E\+?1[67]\b")
_IBAN: Final = re.compile(r"(?i)\bFR\d\d(?: ?[0-9A-Z]){23}\b")
_NON_NOMS: Final = (
    r"(?!(?:l[ea]s?|l'|et|ou|pour|en|un|une|qui|que|est|sera|ayant|carr[ée]s?|lin[ée]aires?|cubes?)\b)"
)
_PARTICULE: Final = r"(?:de |du |des |d')?"
_CIVILITE: Final = re.compile(
    rf"(?i)\b(?:(?:mrs?|mmes?|mlles?|melles?)\b\.? *|(?:monsieur|madame|mesdames|messieurs|mademoiselle)\b +)"
    rf"{_PARTICULE}{_NON_NOMS}[^\W\d_][\w\-']+"
    rf"|(?<![\w.])mm?\. *{_PARTICULE}{_NON_NOMS}[^\W\d_][\w\-']{{2,}}"
    rf"|(?:^|\b(?:de|par|avec|et|chez|pour|à|a) )m +{_PARTICULE}{_NON_NOMS}[^\W\d_][\w\-']{{2,}}"
)
_VOIE: Final = re.compile(
    r"(?i)(?<!\d)\d{1,4}[ ,]*(?:bis|ter|quater|[a-d])?[ ,]+(?:rue|avenue|av\.?|boulevard|bd\.?|all[ée]e|"
    r"impasse|place|chemin|square|quai|route|cours|passage|villa|sentier|mail)\b"
)
_BLANCS: Final = r"[ .\-/\u00a0\u202f]"
"""Frozen with the pseudonyms: what changes nothing in a number."""
_JOUR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d([-_. ]?)\d\d\1\d\d")
"""A day in the name of a file: not the beginning of a telephone number."""
_MOTS: Final = re.compile(r"[^\W\d_]+(?:[ .,'\-&()/]+[^\W\d_]+)*\.?")
"""Letters only, in one word or in several: a name, or a word."""
_CODE: Final = 3  # LIMIT: letters of a code in capitals; a longer word may be a name.
_TIRETS: Final = dict.fromkeys(range(0x2010, 0x2016), "-") | {0x2212: "-", 0x2019: "'"}


def plain(texte: str) -> str:
    """A text as its forms are looked for: other digits, signs and spaces than the usual ones, signs that are
    not seen, change nothing."""
    if texte.isascii():
        return texte
    shown = (c for c in unicodedata.normalize("NFKC", texte) if unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.decimal(c, c)) for c in shown).translate(_TIRETS)


def somebody(texte: str, connus: frozenset[str] = MOTS_USUELS) -> bool:
    """Under a title that says a person: is a text a name, not a code or a word of `connus`?"""
    shown = plain(texte)
    if _MOTS.fullmatch(shown) is None or (len(shown) <= _CODE and shown.isupper()):
        return False
    return squeezed(shown) not in connus


@lru_cache(maxsize=1 << 16)
def personal_form(texte: str, table: str = "journal", champ: str = "motif") -> Forme | None:
    """What a value of a field looks like when it looks like what identifies a person."""
    texte = plain(texte)
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
    if _NUR_ARRONDI.search(texte):
        return Forme.NUMERO_UNIQUE
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
    if _NUR.fullmatch(chiffres) or _NUR_SANS_ZERO.fullmatch(chiffres):
        return Forme.NUMERO_UNIQUE
    return None


# --- names of files and of sheets --------------------------------------------------------------
def personal_name(nom: str) -> Forme | None:
    """What the name of a file or of a sheet looks like when it looks like what identifies a person."""
    return personal_form(_JOUR.sub(" ", nom).replace("_", " "))


def shown_name(nom: str) -> str:
    """The name, or dots in its place."""
    return nom if personal_name(nom) is None else MASQUE * 3


def shown_path(chemin: str) -> str:
    """The path of a file of data, dots in the place of each name that may not be shown; its kind stays."""
    *folders, nom = chemin.split("/")
    stem, dot, kind = nom.rpartition(".")
    last = f"{shown_name(stem)}{dot}{kind}" if stem and kind.isalpha() else shown_name(nom)
    return "/".join((*map(shown_name, folders), last))


def shown_cell(colonne: str, valeur: str, liee: bool = True) -> str:
    """What a column says of a row, for a message; masked when that may be a person's. liee: the column fills
    a fact; of another nothing says that it numbers things, and a word there may be a name."""
    if about_somebody(colonne) or personal_form(valeur, "journal", "id" if liee else "motif") is not None:
        return MASQUE * 3
    return MASQUE * 3 if not liee and somebody(valeur) else valeur


# --- pseudonyms -------------------------------------------------------------------------------
def pseudonyms(cle: bytes) -> Pseudonyme:
    """Texts to names that only the holder of the key can make again: one text, one name, in every table.

    HMAC-SHA-256 cut to 128 bits. Spaces and dots inside a number change nothing."""

    def name(texte: str) -> str:
        digits = re.sub(_BLANCS, "", texte)
        seal = digest(cle, (digits if digits.isdigit() else texte).encode("utf-8"), sha256)
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
    for colonne, rank, convert in colonnes:
        text = values[rank]
        if not text or text in colonne.manquant or text in colonne.sans_objet:
            continue
        if colonne.pseudonymise:
            assert pseudonyme is not None, "without a key the column is not read"
            values[rank] = pseudonyme(text)
            hidden.add(rank)
            continue
        forme = personal_form(text, lieu[0], colonne.champ) or _name_under(colonne, text, convert)
        if forme is not None:
            values[rank] = ""
            hidden.add(rank)
            faults[rank] = partial(
                problems.valeur_personnelle, colonne=colonne.colonne or "", forme=forme.semblable
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


def _name_under(colonne: ir.Colonne, text: str, convert: Callable[[str], Lue]) -> Forme | None:
    """Under a title that may say a person, a word is a name, but those that the column knows."""
    if not may_name_somebody(colonne.colonne or "") or not somebody(text):
        return None
    free = isinstance(colonne.type, TTexte) and colonne.codes is None
    return Forme.NOM if free or convert(text).constat is not None else None


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
