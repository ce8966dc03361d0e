"""Dates as files write them. The format is declared by the mapping, never guessed."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Final

from convrules.base.dates import JOUR_MAX, JOUR_MIN, days_of_month
from convrules.base.motifs import Motif
from convrules.base.records import dataclass

ISO: Final = "aaaa-mm-jj"
USUELS: Final = (
    "jj/mm/aaaa", ISO, "jj-mm-aaaa", "jj.mm.aaaa", "aaaammjj", "jjmmaaaa", "mm/aaaa", "aaaa-mm",
    "jj/mm/aaaa hh:mm", "jj/mm/aaaa hh:mm:ss", "aaaa-mm-jj hh:mm:ss", "aaaa-mm-jjThh:mm:ss", "aaaa",
)  # fmt: skip
_SIGNE = Motif(r"jj|mm|aaaa|hh|ss|[-/. :T]|(?P<autre>.)")
_ECRITS: Mapping[str, Callable[[datetime], str]] = {
    "jj": lambda d: f"{d.day:02d}",
    "aaaa": lambda d: f"{d.year:04d}",
    "hh": lambda d: f"{d.hour:02d}",
    "ss": lambda d: f"{d.second:02d}",
}
_GROUPE: Mapping[str, str] = {"jj": "jour", "mm": "mois", "aaaa": "annee"}
_HEURE: Mapping[str, str] = {"hh": "heure", "mm": "minute"}


FACTICES: Final = frozenset({
    date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1901, 1, 1), date(1904, 1, 1),
    date(1970, 1, 1), date(2078, 12, 31), date(2079, 6, 6), date(2099, 12, 31), date(2100, 12, 31),
})  # fmt: skip
"""First and last days of the calendars of programs: what they write where a date is not known."""
_ANNEES: Final = frozenset({1899, 1900, 1901, 2099, 2100})
"""Years of which nothing real is."""


class Precision(Enum):
    JOUR = "jour"
    MOIS = "mois"
    ANNEE = "année"


class DefautDate(Enum):
    """Why a text is not a date."""

    MAL_ECRITE = "mal écrite"
    IMPOSSIBLE = "impossible"
    HORS_BORNES = "hors bornes"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatDate:
    ecrit: str
    motif: re.Pattern[str]
    precision: Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervalle:
    """First and last possible day: equal when the day is written."""

    debut: date
    fin: date


@cache
def read_format(ecrit: str) -> FormatDate | None:
    """A declared format, as a pattern; None if it is not one (a year has four digits: no century is
    supposed; `mm` after `hh` is minutes; the time of day is read and left)."""
    pieces: list[str] = []
    seen: list[str] = []
    separated = any(c in ecrit for c in "-/.")
    for sign in _SIGNE.finditer(ecrit):
        text = sign.group()
        if sign["autre"] is not None or (text in seen and text != "mm"):
            return None
        pieces.append(_piece(text, seen, separated))
        if text in _GROUPE or text in ("hh", "ss"):
            seen.append(text)
    precision = _precision(frozenset(seen[: seen.index("hh")] if "hh" in seen else seen))
    if precision is None or seen.count("mm") > (2 if "hh" in seen else 1):
        return None
    return FormatDate(ecrit=ecrit, motif=re.compile("".join(pieces)), precision=precision)


def _piece(sign: str, seen: list[str], separated: bool) -> str:
    two = "[0-9]{1,2}" if separated else "[0-9]{2}"
    if sign == "ss":
        return r"(?P<seconde>[0-9]{2})(?:[.,][0-9]{1,9})?"
    if "hh" in seen or sign == "hh":
        return f"(?P<{_HEURE[sign]}>[0-9]{{2}})" if sign in _HEURE else re.escape(sign)
    if sign == "aaaa":
        return "(?P<annee>[0-9]{4})"
    return f"(?P<{_GROUPE[sign]}>{two})" if sign in _GROUPE else re.escape(sign)


def _precision(signs: frozenset[str]) -> Precision | None:
    found = {
        frozenset({"jj", "mm", "aaaa"}): Precision.JOUR,
        frozenset({"mm", "aaaa"}): Precision.MOIS,
        frozenset({"aaaa"}): Precision.ANNEE,
    }
    return found.get(signs)


def read_date(text: str, format: FormatDate) -> Intervalle | DefautDate:
    """The days that a text may mean, or why it means none. Source: docs/langage, « Types et unités »."""
    found = format.motif.fullmatch(text)
    if found is None:
        return DefautDate.MAL_ECRITE
    parts = {name: int(found[name]) for name in _GROUPE.values() if name in format.motif.groupindex}
    try:
        start = date(parts["annee"], parts.get("mois", 1), parts.get("jour", 1))
    except ValueError:
        return DefautDate.IMPOSSIBLE
    end = _last_day(start, format.precision)
    return (
        Intervalle(debut=start, fin=end) if start >= JOUR_MIN and end <= JOUR_MAX else DefautDate.HORS_BORNES
    )


def read_hour(text: str, motif: re.Pattern[str]) -> str | None:
    """The time of day of a text, where it has this format."""
    found = motif.fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    return ":".join(parts.get(name) or "00" for name in ("heure", "minute", "seconde"))


def is_filler(jours: Intervalle) -> bool:
    """What programs write for want of a date: such a day, the month it begins or ends, its year."""
    if jours.fin - jours.debut > timedelta(days=31):
        return jours.debut.year in _ANNEES
    return not FACTICES.isdisjoint((jours.debut, jours.fin))


def write_date(moment: datetime, ecrit: str) -> str:
    """A moment as a declared format writes it; in ISO if that is no format."""
    if read_format(ecrit) is None:
        return moment.date().isoformat()
    pieces: list[str] = []
    for sign in _SIGNE.finditer(ecrit):
        text = sign.group()
        if text == "mm":
            pieces.append(f"{moment.minute if 'hh' in ecrit[: sign.start()] else moment.month:02d}")
        else:
            pieces.append(_ECRITS[text](moment) if text in _ECRITS else text)
    return "".join(pieces)


def _last_day(start: date, precision: Precision) -> date:
    match precision:
        case Precision.JOUR:
            return start
        case Precision.MOIS:
            return start.replace(day=days_of_month(start.year, start.month))
        case Precision.ANNEE:
            return date(start.year, 12, 31)


def is_serial(text: str) -> bool:
    """A day as a spreadsheet counts it, of the years 1954 to 2119: a cell formatted as a number."""
    return re.fullmatch("[2-7][0-9]{4}", text) is not None


def turned_format(text: str, ecrit: str) -> str:
    """The format with its day and its month in each other's place, if it would read this text; else empty."""
    turned = ecrit.replace("jj", "\0", 1).replace("mm", "jj", 1).replace("\0", "mm", 1)
    format = read_format(turned)
    return turned if format is not None and isinstance(read_date(text, format), Intervalle) else ""


def other_format(text: str) -> str:
    """The usual format that would read this text; empty when none does."""
    for ecrit in USUELS:
        format = read_format(ecrit)
        assert format is not None, f"« {ecrit} » is a usual format"
        if isinstance(read_date(text, format), Intervalle):
            return ecrit
    return ""
