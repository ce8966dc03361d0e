"""Numbers as files write them: exact; as the mapping declares, or else decimal comma or point, and spaces
between thousands."""

import re
from collections.abc import Callable
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.notations import ESPACES, Notation
from convrules.base.values import TNombre

# « 1.000 »: a thousand for who parts thousands with a point, one for who writes decimals so.
_AMBIGU = Motif("[+-]?[1-9][0-9]{0,2}[.][0-9]{3}")
_FRACTION = Motif("(?P<haut>[+-]?[0-9]+)/(?P<bas>[0-9]+)")
_CENTIMES = {"€": 100, "euro": 100, "euros": 100, "k€": 100_000, "centime": 1, "centimes": 1}
REZ: Final = frozenset({"RDC", "REZ", "RC", "REZ DE CHAUSSEE"})
"""How the ground floor is called."""
_UNITES: Final = frozenset({
    "m²", "m2", "€", "euro", "euros", "eur", "k€", "centime", "centimes", "%", "p", "pièce", "pièces",
    "an", "ans", "lit", "lits", "logement", "logements", "logt", "logts",
})  # fmt: skip
_AVEC_UNITE: Final = Motif(r"(?P<nombre>.*[0-9])\s*(?P<unite>(?:m[²2]|[^\W\d]+|k?€|%))")
UN: Final = Fraction(1)
_CHIFFRES_MAX = 30  # LIMIT: digits of a number read in a file.


class DefautNombre(Enum):
    """Why a text is not a number of its field."""

    MAL_ECRIT = "mal écrit"
    NON_ENTIER = "non entier"
    AMBIGU = "ambigu"
    NEGATIF = "négatif"
    HORS_BORNES = "hors bornes"


def is_amount(type: TNombre) -> bool:
    """A sum of money: whole centimes when read."""
    return any(nom == "centime" and exposant > 0 for nom, exposant in type.unite)


def scale(type: TNombre, unite: str | None) -> Fraction | None:
    """Our units in one unit of the file: 100 for a column in euros. None: not said, or not convertible.

    An amount or a rate must say its unit; another number may leave its field's own unsaid."""
    if is_amount(type):
        head = (unite or "").split("/")[0].strip().lower()
        return Fraction(_CENTIMES[head]) if head in _CENTIMES else None
    if type.taux:
        return {"%": Fraction(1, 100), "1": Fraction(1)}.get(unite or "")
    own = {nom for nom, _ in type.unite} | {f"{nom}s" for nom, _ in type.unite}
    return Fraction(1) if unite is None or unite in own else None


def number_reader(
    type: TNombre, facteur: Fraction, unite: str | None, notation: Notation | None = None
) -> Callable[[str], Fraction | DefautNombre]:
    """What gives the number in our units (centimes for amounts) of a text, or why there is none.

    A share of a dwelling may be written as a fraction (`156/5`). Without a declared `notation`, « 1.234 »
    euros is refused, since a point that parts thousands would otherwise be read as a decimal one. The minus
    sign of our own reports (U+2212) is read: a balance may be copied from the screen."""
    whole = type.entier or is_amount(type)
    positive = is_amount(type) or any(nom == "m²" for nom, _ in type.unite)

    def read(text: str) -> Fraction | DefautNombre:
        bare = (text.removesuffix(unite).rstrip() if unite else text).replace("\u2212", "-")
        value = _exact(bare, type, notation, facteur)
        if value is None:
            return DefautNombre.MAL_ECRIT
        if notation is None and "." in bare and _AMBIGU.fullmatch(bare) is not None:
            return DefautNombre.NON_ENTIER if whole else DefautNombre.AMBIGU
        if whole and value.denominator != 1:
            return DefautNombre.NON_ENTIER
        if positive and value.numerator < 0:
            return DefautNombre.NEGATIF
        if type.bornes is not None and not type.bornes[0] <= value <= type.bornes[1]:
            return DefautNombre.HORS_BORNES
        return value

    return read


def written_unit(text: str, type: TNombre, notation: Notation | None) -> tuple[str, str]:
    """Of a text that is a number and a unit: the unit, when the field has it and its column need only say so;
    else the word or sign that is one too many. Empty when there is none."""
    found = _AVEC_UNITE.fullmatch(text)
    if found is None or found["unite"].casefold() not in _UNITES:
        return "", ""
    if _exact(found["nombre"], type, notation) is None:
        return "", ""
    own = any(found["unite"] in (nom, f"{nom}s") for nom, _ in type.unite)
    return (found["unite"], "") if own and not is_amount(type) else ("", found["unite"])


@cache
def _form(notation: Notation | None) -> re.Pattern[str]:
    """Groups of three, or digits alone. In a declared notation no group begins a number with a zero:
    « 0.123 » is no hundred and twenty-three."""
    milliers, decimale = (notation.milliers, notation.decimale) if notation is not None else (ESPACES, ".,")
    first = "[0-9]" if notation is None else "[1-9]"
    parted = f"{first}[0-9]{{0,2}}(?:[{re.escape(milliers)}][0-9]{{3}})+|" if milliers else ""
    return re.compile(
        f"(?P<signe>[+-]?)(?P<entier>{parted}[0-9]+)(?:[{re.escape(decimale)}](?P<decimales>[0-9]+))?"
    )


def _exact(text: str, type: TNombre, notation: Notation | None, facteur: Fraction = UN) -> Fraction | None:
    if len(text) > _CHIFFRES_MAX:
        return None
    found = _form(notation).fullmatch(text)
    if found is not None:
        signe, whole, decimals = found.groups("")
        digits = (whole if whole.isdecimal() else re.sub("[^0-9]", "", whole)) + decimals
        # Why the factor here: fractions take long to make, and a column has as many numbers as rows.
        units = int(f"{signe}{digits}") * facteur.numerator
        unit = 10 ** len(decimals) * facteur.denominator
        return Fraction(units, unit) if units % unit else Fraction(units // unit)
    share = _FRACTION.fullmatch(text)
    if share is None or type.entier or is_amount(type) or int(share["bas"]) == 0:
        return None
    return Fraction(int(share["haut"]), int(share["bas"])) * facteur
