"""Codes of enumerations beside the field that they belong to."""

from typing import Final

from convrules import geographie, ir, vocabulary
from convrules.base.motifs import Motif
from convrules.base.source import Span
from convrules.base.values import TCode
from convrules.checking.names import peek
from convrules.checking.scope import Chantier, Lieu
from convrules.checking.voulus import MOTS_DE_L_EXERCICE, is_hyphenated, near_name
from convrules.checking.words import closest, listing
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import noms, types
from convrules.syntax import nodes as n
from convrules.syntax.justes import joined
from convrules.syntax.words import RESERVES

_NOM: Final = Motif(r"[A-Za-z][A-Za-z0-9_]*")
_SIREN: Final = {
    "epci": "l'intercommunalité",
    "ept": "l'établissement public territorial",
}
"""Places known by their SIREN number."""
_AUTRE: Final = {"epci": "ept", "ept": "epci"}
_CHIFFRES: Final = {"commune": 5, "departement": 2, "region": 2, "epci": 9, "ept": 9}
_LETTRES: Final = str.maketrans("OoIl", "0011")
"""Letters taken for figures."""
_GENRES: Final = {
    "commune": "une commune",
    "departement": "un département",
    "region": "une région",
    "epci": "un EPCI",
    "ept": "un établissement public territorial",
}


def is_code(c: Chantier, node: n.Expr, enumeration: str) -> bool:
    """Is this bare word one of the codes of the enumeration?"""
    return isinstance(node, n.Chemin) and len(node.noms) == 1 and node.noms[0] in c.codes(enumeration)


def read_code(c: Chantier, node: n.Expr, enumeration: str, lieu: Lieu) -> ir.Expr | None:
    """A code beside a field of this enumeration; None when the node is something else to be typed."""
    match node:
        case n.Texte(valeur=text):
            return _quoted(c, node, text, enumeration)
        case n.Nombre(unite=None):
            return _bare_number(c, node, enumeration)
        case n.Chemin(noms=(nom,)):
            if nom in c.codes(enumeration):
                return literal(nom, enumeration, node.span)
            if nom in c.definitions or peek(c, node, lieu) is not None:
                return None
            if nom in MOTS_DE_L_EXERCICE:
                proche = near_name(c, nom, lieu, None)
                return c.refuse(noms.nom_inconnu(span=node.span, nom=nom, proche=proche))
            return c.refuse(unknown_code(c, node.span, nom, enumeration))
        case n.Binaire() if is_hyphenated(c, node, c.codes(enumeration), lieu):
            return c.refuse(unknown_code(c, node.span, node.span.text, enumeration))
        case _:
            return None


def literal(code: str, enumeration: str, span: Span) -> ir.Litteral:
    return ir.Litteral(valeur=code, type=TCode(enumeration), span=span)


def _quoted(c: Chantier, node: n.Texte, text: str, enumeration: str) -> ir.Expr:
    if enumeration in vocabulary.OFFICIELS:
        found = place_finding(node.span, text, enumeration)
        return c.refuse(found) if found is not None else literal(text, enumeration, node.span)
    if text in c.codes(enumeration):
        if writable(text):
            return c.refuse(types.code_entre_guillemets(span=node.span, code=text))
        return literal(text, enumeration, node.span)
    if enumeration == "contingent" and "-" in text:
        # The account may be a convention; its file need not be in this repository.
        return literal(text, enumeration, node.span)
    return c.refuse(unknown_code(c, node.span, text, enumeration))


def _bare_number(c: Chantier, node: n.Nombre, enumeration: str) -> ir.Expr:
    text = node.span.text
    if enumeration in vocabulary.OFFICIELS or text in c.codes(enumeration):
        return c.refuse(types.code_sans_guillemets(span=node.span, ecrit=text, champ=enumeration))
    return c.refuse(unknown_code(c, node.span, text, enumeration))


def writable(code: str) -> bool:
    """Can the code be written as a bare word?"""
    return _NOM.fullmatch(code) is not None and code not in RESERVES


def unknown_code(c: Chantier, span: Span, code: str, enumeration: str) -> Diagnostic:
    if enumeration in vocabulary.OFFICIELS:
        return _unknown_place(span, code, enumeration)
    known = c.codes(enumeration)
    return noms.code_inconnu(
        span=span, code=code, champ=enumeration, proche=closest(code, known), codes=listing(known, 16)
    )


def unknown_answer(span: Span, written: str, champ: str) -> Diagnostic:
    """A word beside a condition that is neither of its answers."""
    return noms.code_inconnu(span=span, code=written, champ=champ, proche="", codes="oui, non")


def place_finding(span: Span, code: str, genre: str) -> Diagnostic | None:
    """What is wrong with a code of the official lists. genre: commune, departement, region, epci, ept."""
    return None if _is_place(code, genre) else _unknown_place(span, code, genre)


def _is_place(code: str, genre: str) -> bool:
    return {
        "commune": lambda: geographie.commune(code) is not None,
        "departement": lambda: code in geographie.departements(),
        "region": lambda: code in geographie.regions(),
        "epci": lambda: geographie.is_epci(code),
        "ept": lambda: geographie.is_ept(code),
    }[genre]()


def _another_spelling(code: str, genre: str) -> tuple[str, bool]:
    """The code that is there but for its capital, the spaces between its figures or (a guess) its zeros."""
    for spelling in (code.strip().upper(), joined(code)):
        if _is_place(spelling, genre):
            return spelling, True
    figures = code.translate(_LETTRES)
    if figures != code and _is_place(figures, genre):
        return figures, False
    padded = code.zfill(_CHIFFRES[genre]) if code.isascii() and code.isdigit() else ""
    return (padded, False) if _is_place(padded, genre) else ("", False)


def _unknown_place(span: Span, code: str, genre: str) -> Diagnostic:
    """A name written for a code is told its codes: several communes may bear one name."""
    named = geographie.communes_named(code) if genre == "commune" and not code.isdigit() else ()
    if genre == "commune" and code.startswith("75"):
        # Why: the only commune of 75; what stands there is a postal code, not a commune of the old Seine.
        named = tuple(filter(None, (geographie.commune("75056"),)))
    proches = listing((f'"{c.code}" ({c.nom}, {c.departement})' for c in named), 4)
    into = geographie.successor(code) if genre == "commune" and not named else None
    juste, sure = _another_spelling(code, genre)
    other = _AUTRE.get(genre, "")
    grouping = geographie.groupement(joined(code) or code) if other else None
    return noms.lieu_inconnu(
        span=span,
        code=code,
        genre=_GENRES[genre],
        millesime=geographie.MILLESIME,
        proches=proches,
        fusion=f'"{into.code}" ({into.nom})' if into is not None else "",
        siren=_SIREN.get(genre, ""),
        juste=f'"{juste}"' if juste else "",
        sure=sure,
        ecrit=genre if grouping is not None else "",
        autre=other,
        nom=grouping.nom if grouping is not None else "",
    )
