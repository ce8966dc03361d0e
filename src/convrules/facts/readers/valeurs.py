"""Values of a workbook, a Parquet file or a database, to the texts that a CSV file would hold.

Nothing is left to a library's taste: each type has its one way of being written. A day is written in the
format that the mapping gives its column; a number with the decimal sign of that format, or else a comma; a
truth `vrai` or `faux`.
"""

from collections.abc import Container, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from hashlib import sha256
from math import isfinite
from struct import Struct
from typing import Final, TypeAlias

from convrules import geographie, ir
from convrules.base.notations import NOTATIONS
from convrules.base.records import dataclass
from convrules.base.values import TCode, TDate, TEvenement, TNombre
from convrules.diagnostics.problems import donnees, lecture
from convrules.facts.dates import ISO, write_date
from convrules.facts.readers.csv_reader import clean
from convrules.facts.readers.lieux import MASQUE, Constat, Rangee

Valeur: TypeAlias = "str | bool | int | float | Decimal | date | datetime | time | timedelta | None"

TEXTE_MAX: Final = 32_767  # LIMIT: characters of one cell, as in a spreadsheet.
CHIFFRES_SURS: Final = 15
"""Digits that a binary number keeps: a longer identifier has lost its last ones."""
_SIMPLE: Final = Struct("<f")
_CHIFFRES_SIMPLES: Final = (6, 9)
"""A number of 32 bits keeps so many digits at least; with so many, no two of these are written alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a mapping makes of a column: the format of its days, the decimal sign of its numbers, the official
    codes that it holds; `pourcent`: its numbers are per hundred."""

    titre: str
    format: str = ISO
    decimale: str = ","
    code: str | None = None
    pourcent: bool = False


class Condensat:
    """SHA-256 of rows that have no bytes of their own, as they were read."""

    def __init__(self) -> None:
        self._found = sha256()

    def add(self, row: Rangee) -> None:
        self._found.update("\x1f".join(row.valeurs).encode("utf-8", "surrogatepass") + b"\x1e")

    def hexdigest(self) -> str:
        return self._found.hexdigest()


def usages(entete: Sequence[str], colonnes: Sequence[ir.Colonne]) -> tuple[Usage, ...]:
    """One by column of the file, mapped or not."""
    return tuple(_usage(nom, [c for c in colonnes if clean(c.colonne or "") == nom]) for nom in entete)


def _usage(nom: str, colonnes: Sequence[ir.Colonne]) -> Usage:
    days = (c.format for c in colonnes if isinstance(c.type, TDate | TEvenement) and c.format)
    numbers = (c.format for c in colonnes if isinstance(c.type, TNombre) and c.format)
    codes = (c.type.enumeration for c in colonnes if isinstance(c.type, TCode))
    return Usage(
        titre=nom,
        format=next(days, ISO),
        decimale=next((NOTATIONS[f].decimale for f in numbers), ","),
        code=next((code for code in codes if code in ("commune", "departement")), None),
        pourcent=any(isinstance(c.type, TNombre) and c.type.taux and c.unite == "%" for c in colonnes),
    )


def make_row(
    ligne: int, valeurs: Sequence[Valeur], uses: Sequence[Usage], parts: Container[int] = frozenset()
) -> Rangee:
    """A row as a CSV file would give it. uses: of the columns that have a title; the row may be wider. parts:
    indexes of cells that are shown as percentages, hence kept as shares of one."""
    texts: list[str] = []
    fautes: dict[int, Constat] = {}
    reparees: dict[int, str] = {}
    heures: dict[int, str] = {}
    dates: set[int] = set()
    for index, valeur in enumerate(valeurs):
        use = uses[index] if index < len(uses) else Usage(titre="")
        text = write(valeur, use.format, use.decimale)
        if text is None:
            long = isinstance(valeur, float) and isfinite(valeur)
            make = lecture.nombre_trop_long if long else donnees.nombre_mal_ecrit
            fautes[index] = partial(make, colonne=use.titre, valeur=_told(valeur))
        elif use.code is not None and not isinstance(valeur, str):
            whole = _with_zero(text, use.code)
            if whole is not None:
                reparees[index], text = text, whole
        elif use.pourcent and index in parts and isinstance(valeur, int | float):
            reparees[index], text = text, _decimal(Decimal(repr(valeur)) * 100, use.decimale)
        if isinstance(valeur, date):
            dates.add(index)
        if isinstance(valeur, datetime) and (valeur.hour or valeur.minute or valeur.second):
            heures[index] = f"{valeur:%H:%M:%S}"
        texts.append(text or "")
    return Rangee(
        ligne=ligne,
        suivante=ligne + 1,
        valeurs=tuple(texts),
        fautes=fautes,
        reparees=reparees,
        heures=heures,
        dates=frozenset(dates),
    )


def write(valeur: Valeur, format: str = ISO, decimale: str = ",") -> str | None:
    """The text of a value; None for a number that has lost digits, or is infinite. « NaN » is how some write
    that there is nothing."""
    match valeur:
        case None:
            return ""
        case Decimal() if valeur.is_nan():
            return ""
        case float() | datetime() if valeur != valeur:
            return ""
        case str():
            return clean(valeur)
        case bool():
            return "vrai" if valeur else "faux"
        case int():
            return str(valeur)
        case float():
            return _float(valeur, decimale)
        case Decimal():
            return _decimal(valeur, decimale) if valeur.is_finite() else None
        case datetime():
            return write_date(valeur, format)
        case date():
            return write_date(datetime(valeur.year, valeur.month, valeur.day), format)
        case _:
            return str(valeur)


def of_32_bits(valeur: float) -> Decimal | float:
    """A number of 32 bits, which Python holds in 64, as the shortest decimal that reads back as it: 38.7, not
    38.70000076293945. Half-way between two such, one digit more, which it has. A number that is too long for
    a spreadsheet, infinite or none is left as it is."""
    if not abs(valeur) < 10**CHIFFRES_SURS:
        return valeur
    exact, bits = Decimal(valeur), _SIMPLE.pack(valeur)
    fewest, most = _CHIFFRES_SIMPLES
    for digits in range(fewest, most):
        short = Decimal(format(valeur, f".{digits}g"))
        step = Decimal(1).scaleb(exact.adjusted() - digits + 1)
        if _SIMPLE.pack(float(short)) == bits and 2 * abs(short - exact) != step:
            return short
    return Decimal(format(valeur, f".{most}g"))


def _told(valeur: Valeur) -> str:
    """A number that lost digits, for a message: those that are left may be nearly all of a person's number,
    and nothing has looked at them. What is no number is shown."""
    return MASQUE * 3 if isinstance(valeur, float) and isfinite(valeur) else f"{valeur}"


def _float(valeur: float, decimale: str) -> str | None:
    """As a spreadsheet shows it: fifteen digits, no exponent."""
    if abs(valeur) >= 10**CHIFFRES_SURS:
        return None
    return _decimal(Decimal(format(valeur, f".{CHIFFRES_SURS}g")), decimale)


def _decimal(valeur: Decimal, decimale: str) -> str:
    text = format(valeur, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace(".", decimale)


def _with_zero(text: str, code: str) -> str | None:
    """01004 where a spreadsheet made a number of it: only if that is an official code."""
    width = 5 if code == "commune" else 2
    if not text.isdigit() or len(text) != width - 1:
        return None
    whole = f"0{text}"
    known = geographie.commune(whole) is not None if code == "commune" else whole in geographie.departements()
    return whole if known else None
