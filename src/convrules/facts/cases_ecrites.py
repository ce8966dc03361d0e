"""Cells as texts, and back: how a row is written where it does not fit in memory."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final, assert_never

from convrules.base.dates import Duree, Evenement, UniteDuree
from convrules.base.outcomes import Genre
from convrules.base.values import INCONNU, SANS_OBJET, Cellule, Connu, Erreur, Inconnu, SansObjet, Valeur

_CONNUES: Final = 1 << 16
"""Cells that rows share when they are read again: most repeat."""


def write_cells(cellules: Sequence[Cellule]) -> str:
    return json.dumps(list(map(_written, cellules)), ensure_ascii=False)


def read_cells(texte: str, champs: Sequence[str]) -> Mapping[str, Cellule]:
    """champs: what each cell is, in the order in which they were written."""
    return dict(zip(champs, map(_read, json.loads(texte)), strict=True))


def _written(cell: Cellule) -> str:
    """One sign for the kind, then what it holds."""
    match cell:
        case Inconnu():
            return "?"
        case SansObjet():
            return "-"
        case Erreur(motif=motif):
            return f"!{motif}"
        case Connu(valeur=valeur):
            return _value(valeur)
        case _:
            assert_never(cell)


def _value(valeur: Valeur) -> str:
    match valeur:
        case bool():
            return "vrai" if valeur else "faux"
        case str():
            return f"t{valeur}"
        case Fraction():
            return f"n{valeur}"
        case Evenement():
            days = [str(d) if d is not None else "" for d in (valeur.debut, valeur.fin)]
            rest = (valeur.jamais, valeur.ouvert, valeur.fait, valeur.genre.value, valeur.ligne)
            return f"e{json.dumps([*days, *rest])}"
        case date():
            return f"d{valeur}"
        case Duree():
            return f"u{valeur.nombre} {valeur.unite.value}"
        case _:
            assert_never(valeur)


@lru_cache(maxsize=_CONNUES)
def _read(texte: str) -> Cellule:
    kind, rest = texte[0], texte[1:]
    match kind:
        case "?":
            return INCONNU
        case "-":
            return SANS_OBJET
        case "!":
            return Erreur(rest)
        case "v" | "f":
            return Connu(kind == "v")
        case "t":
            return Connu(rest)
        case "n":
            return Connu(Fraction(rest))
        case "d":
            return Connu(date.fromisoformat(rest))
        case "u":
            nombre, unite = rest.split(" ", 1)
            return Connu(Duree(nombre=int(nombre), unite=UniteDuree(unite)))
        case _:
            assert kind == "e", "only what was written here is read"
            return Connu(_event(rest))


def _event(texte: str) -> Evenement:
    debut, fin, jamais, ouvert, fait, genre, ligne = json.loads(texte)
    return Evenement(
        debut=date.fromisoformat(debut) if debut else None,
        fin=date.fromisoformat(fin) if fin else None,
        jamais=jamais,
        ouvert=ouvert,
        fait=fait,
        genre=Genre(genre),
        ligne=ligne,
    )
