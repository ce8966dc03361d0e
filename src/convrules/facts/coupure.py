"""Was a file cut in its last cell? It was if the cell is the beginning of what its column reads, never if it
is whole and says something else."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from convrules import geographie, ir
from convrules.base.values import TCode, TCondition, TDate, TDuree, TEvenement, TNombre, TTexte
from convrules.facts.conversion import JAMAIS, NON, OUI, Convertisseur
from convrules.facts.dates import ISO, write_date
from convrules.facts.places import GEOGRAPHIE
from convrules.facts.readers.csv_reader import clean

_JOURS: Final = tuple(
    datetime(year, month, month, month, month, month)
    for year in (*range(1990, 2000), *range(2010, 2020))
    for month in (1, 10, 11, 12)
)
"""Days whose ends complete any beginning of a day: every last digit of a year, leap years among them."""
_CODES: Final = {"commune": ("[0-9][0-9AB]?[0-9]*", 5), "epci": ("[0-9]+", 9), "ept": ("[0-9]+", 9)}
"""Of official codes, what they are made of and how long they are."""


def is_beginning(
    colonne: ir.Colonne,
    text: str,
    convert: Convertisseur,
    enumerations: Mapping[str, tuple[str, ...]],
) -> bool:
    """Is a text less than a value that its column reads? Of a free text, anything may be."""
    words = tuple(_words(colonne, enumerations))
    if isinstance(colonne.type, TTexte) and colonne.codes is None:
        return text not in words
    if any(word != text and word.startswith(text) for word in words):
        return True
    if isinstance(colonne.type, TCode) and colonne.codes is None and colonne.type.enumeration in GEOGRAPHIE:
        return _begins_code(colonne.type.enumeration, text)
    return any(convert(text + end).constat is None for end in _ends(colonne))


def _words(colonne: ir.Colonne, enumerations: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    yield from map(clean, (*colonne.manquant, *colonne.sans_objet))
    if colonne.codes is not None:
        yield from (clean(theirs) for theirs, _ in colonne.codes)
        return
    match colonne.type:
        case TCode(enumeration=enumeration):
            yield from enumerations.get(enumeration, ())
        case TCondition():
            yield from (form for word in (*OUI, *NON) for form in (word, word.upper(), word.capitalize()))
        case TEvenement():
            yield JAMAIS
        case _:
            return


def _ends(colonne: ir.Colonne) -> Iterator[str]:
    """What may follow a beginning. Of a column whose values are all listed, nothing but its words."""
    match colonne.type:
        case TDate() | TEvenement():
            written = dict.fromkeys(write_date(day, colonne.format or ISO) for day in _JOURS)
            yield from dict.fromkeys(text[k:] for text in written for k in range(1, len(text)))
        case TNombre():
            yield from ("0", "00", "000", "1")
        case TDuree() if colonne.codes is None:
            yield "1"
        case _:
            return


def _begins_code(enumeration: str, text: str) -> bool:
    if enumeration == "departement":
        return any(code != text and code.startswith(text) for code in geographie.departements())
    form, width = _CODES[enumeration]
    return len(text) < width and re.fullmatch(form, text) is not None
