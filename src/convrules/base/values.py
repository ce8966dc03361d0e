"""Exact numbers, rounding, types and units. No binary float anywhere.

Source: docs/langage, « Types et unités », « Arrondi ».
"""

import math
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias, assert_never

from convrules.base.dates import Duree, Evenement, UniteDuree
from convrules.base.outcomes import Indetermine, NonApplicable
from convrules.base.records import dataclass

Valeur: TypeAlias = bool | Fraction | date | Duree | Evenement | str
"""A determined value. Codes and texts are `str`; amounts are centimes."""

Resultat: TypeAlias = Valeur | NonApplicable | Indetermine
"""What evaluating an expression gives."""


# --- cells ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Connu:
    """A cell that holds a value."""

    valeur: Valeur


@dataclass(frozen=True, slots=True)
class SansObjet:
    """The field does not exist for this dwelling (the floor of a house)."""


@dataclass(frozen=True, slots=True)
class Inconnu:
    """Nothing recorded."""


@dataclass(frozen=True, slots=True)
class Erreur:
    """Unreadable, outside its domain, or contradictory; `motif` says which, in French."""

    motif: str


Cellule: TypeAlias = Connu | SansObjet | Inconnu | Erreur
INCONNU: Final = Inconnu()
SANS_OBJET: Final = SansObjet()


# --- rounding -------------------------------------------------------------------------------
class Arrondi(StrEnum):
    """How a due becomes a whole number of dwellings. Every mode is non-decreasing and commutes
    with adding one; half to even does not, and is not offered."""

    SUPERIEUR = "supérieur"
    INFERIEUR = "inférieur"
    PROCHE_HAUT = "au plus proche sinon supérieur"
    PROCHE_BAS = "au plus proche sinon inférieur"
    SANS = "sans arrondi"


def round_count(exact: Fraction, arrondi: Arrondi) -> Fraction:
    """R(exact): dwellings, by the mode that the clause names (`SANS` is the identity)."""
    match arrondi:
        case Arrondi.SUPERIEUR:
            return Fraction(math.ceil(exact))
        case Arrondi.INFERIEUR:
            return Fraction(math.floor(exact))
        case Arrondi.PROCHE_HAUT:
            return Fraction(math.floor(exact + Fraction(1, 2)))
        case Arrondi.PROCHE_BAS:
            return Fraction(math.ceil(exact - Fraction(1, 2)))
        case Arrondi.SANS:
            return exact
        case _:
            assert_never(arrondi)


# --- types ----------------------------------------------------------------------------------
Unite: TypeAlias = tuple[tuple[str, int], ...]
"""Product of powers, sorted by name: (("centime", 1), ("m²", -1)); () is a pure number."""

SANS_UNITE: Final[Unite] = ()


def unite(nom: str) -> Unite:
    return ((nom, 1),)


def combine(a: Unite, b: Unite, sens: int = 1) -> Unite:
    """Unit of a product (`sens` 1) or of a quotient (`sens` -1)."""
    powers = dict(a)
    for nom, exposant in b:
        powers[nom] = powers.get(nom, 0) + sens * exposant
    return tuple(sorted((nom, p) for nom, p in powers.items() if p))


class Base(StrEnum):
    """What a share is a share of; shares of two bases neither add nor compare."""

    FLUX = "flux"
    STOCK = "stock"


@dataclass(frozen=True, slots=True)
class TCondition:
    pass


@dataclass(frozen=True, slots=True)
class TNombre:
    """`entier`: whole by nature. `taux`: written with %, hence a share of what its place names.
    `base` when the number is a share or count of a declared stock or flow. `bornes`: least and greatest
    value of a declared rate, both included. `annee`: it names a year, and is written as one (« 1948 »)."""

    unite: Unite = SANS_UNITE
    entier: bool = False
    taux: bool = False
    base: Base | None = None
    bornes: tuple[Fraction, Fraction] | None = None
    annee: bool = False


def percent(share: Fraction) -> str:
    """A rate as sentences write it: « 12.5 % », or a fraction when no decimals are exact."""
    hundredths = share * 100
    for places in range(7):
        scaled = hundredths * 10**places
        if scaled.denominator == 1:
            digits = f"{scaled.numerator:0{places + 1}d}"
            whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :]
            return f"{whole}.{decimals} %" if places else f"{whole} %"
    return f"{hundredths} %"


@dataclass(frozen=True, slots=True)
class TDate:
    pass


@dataclass(frozen=True, slots=True)
class TEvenement:
    pass


@dataclass(frozen=True, slots=True)
class TDuree:
    unite: UniteDuree


@dataclass(frozen=True, slots=True)
class TCode:
    """Member of a closed enumeration, named after the field that declares it."""

    enumeration: str


@dataclass(frozen=True, slots=True)
class TTexte:
    pass


@dataclass(frozen=True, slots=True)
class TInvalide:
    """Already reported: absorbs, so one mistake gives one message."""


Type: TypeAlias = TCondition | TNombre | TDate | TEvenement | TDuree | TCode | TTexte | TInvalide
