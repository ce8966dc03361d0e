"""What identifies a person does not pass, in a row or in the name of a file; the name that replaces it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from convrules import ir
from convrules.base.motifs import Motif
from convrules.base.plus_tard import later
from convrules.base.signes import COMMANDE
from convrules.base.values import TNombre, TTexte
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import lecture
from convrules.diagnostics.problems import vie_privee as problems
from convrules.facts.formes import DEMANDES, IDENTIFIANTS, Forme, lost_zero, personal_form, rounded, somebody
from convrules.facts.inconnus import names_nothing
from convrules.facts.readers.lieux import MASQUE, Constat, Rangee, Tableau, cell_ranges, raw
from convrules.facts.titres import about_somebody, may_name_somebody
from convrules.facts.traits import outline

if TYPE_CHECKING:
    from base64 import b32encode
    from hmac import digest

    from convrules.facts.noms import name_shaped
else:
    name_shaped = later("convrules.facts.noms", "name_shaped")
    digest = later("hmac", "digest")
    b32encode = later("base64", "b32encode")

Pseudonyme: TypeAlias = Callable[[str], str]
Colonnes: TypeAlias = Sequence[tuple[ir.Colonne, int]]


class Lue(Protocol):
    """A text once read: what is wrong with it, if something is."""

    @property
    def constat(self) -> Constat | None: ...


Lues: TypeAlias = Sequence[tuple[ir.Colonne, int, Callable[[str], Lue]]]
"""Columns that are read, with their rank in the file and how their texts are read."""
CLE_MIN: Final = 32  # LIMIT: bytes of a key.


_BLANCS: Final = r"[ .\-/\u00a0\u202f]"
"""Frozen with the pseudonyms: what changes nothing in a number."""
_JOUR: Final = Motif(r"(?<!\d)(?:19|20)\d\d([-_. ]?)\d\d\1\d\d")
"""A day in the name of a file: not the beginning of a telephone number."""


# --- names of files and of sheets --------------------------------------------------------------
def personal_name(nom: str) -> Forme | None:
    """What the name of a file or of a sheet looks like when it looks like what identifies a person."""
    return personal_form(_JOUR.sub(" ", nom).replace("_", " "))


def shown_name(nom: str) -> str:
    """The name, or dots in its place; so for one that would command a terminal, or turn what is around."""
    wild = COMMANDE.search(nom) or any(c in nom for c in "\t\r\n")
    return MASQUE * 3 if wild or personal_name(nom) is not None else nom


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


class Sosies:
    """Pseudonyms, and how many of the texts they replace are perhaps another one written otherwise: by its
    capitals, its accents, its signs, the order of its words, the zeros that begin it. No text is kept."""

    def __init__(self, nommer: Pseudonyme) -> None:
        self.nommer = nommer
        self.doubles = 0
        self._vus: dict[int, int] = {}

    def __call__(self, texte: str) -> str:
        nom = self.nommer(texte)
        trait = "|".join(sorted(outline(texte)))
        if trait.strip("|"):
            own = hash(nom)
            self.doubles += self._vus.setdefault(hash(self.nommer(f"\0{trait}")), own) != own
        return nom


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
            hidden.add(rank)
            # What is nobody's number would give many persons one name.
            lost = rounded(text)
            values[rank] = "" if lost or names_nothing(text) else pseudonyme(text)
            if lost:
                faults[rank] = partial(
                    lecture.nombre_trop_long, colonne=colonne.colonne or "", valeur=MASQUE * 3
                )
            continue
        forme = personal(colonne, text, lieu[0], convert)
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


def personal(colonne: ir.Colonne, text: str, table: str, convert: Callable[[str], Lue]) -> Forme | None:
    """What identifies a person in a filled cell, as its column reads it."""
    forme = personal_form(text, table, colonne.champ) or _name_under(colonne, text, convert)
    if forme is None and names_household(table, colonne.champ) and name_shaped(text):
        forme = Forme.NOM
    if lost_zero(text) and not isinstance(colonne.type, TTexte) and colonne.champ not in IDENTIFIANTS:
        # A code of a list is what its column says; a number of nine digits is nothing that is counted.
        counted = isinstance(colonne.type, TNombre) or convert(text).constat is not None
        forme = Forme.TELEPHONE if counted else None
    return forme


def may_name(colonne: ir.Colonne, table: str) -> bool:
    """May a short text of this column identify a person (`formes.COURT`), or is each replaced?"""
    titre = colonne.colonne or ""
    return colonne.pseudonymise or may_name_somebody(titre) or names_household(table, colonne.champ)


def hidden(rangee: Rangee, separateur: str, fautes: Mapping[int, Constat]) -> Rangee:
    """The row without the text of these cells, a fault in the place of each."""
    values = tuple("" if i in fautes else text for i, text in enumerate(rangee.valeurs))
    text = rangee.brut and _without(rangee, separateur, set(fautes))
    return replace(rangee, valeurs=values, brut=text, fautes={**rangee.fautes, **fautes})


def names_household(table: str, champ: str) -> bool:
    """Is a field what a demand or a candidate is known by?"""
    return champ == "demande" or (champ == "id" and table in DEMANDES)


def _name_under(colonne: ir.Colonne, text: str, convert: Callable[[str], Lue]) -> Forme | None:
    """Under a title that may say a person, a word is a name, but those that the column knows."""
    if not may_name_somebody(colonne.colonne or "") or not somebody(text):
        return None
    free = isinstance(colonne.type, TTexte) and colonne.codes is None
    return Forme.NOM if free or convert(text).constat is not None else None


def without_personal_titles(tableau: Tableau, connus: frozenset[str]) -> Tableau:
    """A file without titles begins with data. When one of them has the form of what identifies a person, only
    those that the mapping names (`connus`) are shown: a surname looks like any title."""
    if any(personal_form(nom) is not None for nom in tableau.entete.valeurs):
        return without_unknown_titles(tableau, connus)
    wild = {i for i, nom in enumerate(tableau.entete.valeurs) if COMMANDE.search(nom)}
    return _without_titles(tableau, wild)


def without_unknown_titles(tableau: Tableau, connus: frozenset[str]) -> Tableau:
    """Only the titles that the mapping names are shown: a line that is not one of titles may be data."""
    unknown = (i for i, nom in enumerate(tableau.entete.valeurs) if nom and nom not in connus)
    return _without_titles(tableau, set(unknown))


def _without_titles(tableau: Tableau, hidden: set[int]) -> Tableau:
    if not hidden:
        return tableau
    entete = tableau.entete
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
