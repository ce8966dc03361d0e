"""Numbers that may be known by their bounds only."""

from fractions import Fraction
from typing import Final

from convrules.base.texte import t
from convrules.render.numbers import ENVIRON, decimal, percent
from convrules.year.model import Bornes

INTERVALLE: Final = "{a} à {b}"


def bornes(b: Bornes | None, places: int = 2, seuil: Fraction | None = None) -> str:
    """A number, or « 29 à 31 » when only its bounds are known; a dash when there is none. seuil: what it is
    held against."""
    if b is None:
        return "–"
    if b.valeur is not None:
        return decimal(b.valeur, places, seuil=seuil)
    least = decimal(b.min, places, seuil=seuil)
    return t("{a} à {b}", a=least, b=decimal(b.max, places, marque=_once(least), seuil=seuil))


def bornes_percent(b: Bornes | None, seuil: Fraction | None = None) -> str:
    """A share, or the interval it lies in. seuil: what it is held against."""
    if b is None:
        return "–"
    if b.valeur is not None:
        return percent(b.valeur, seuil=seuil)
    least = decimal(b.min * 100, 1, seuil=None if seuil is None else seuil * 100)
    return t("{a} à {b}", a=least, b=percent(b.max, seuil=seuil, marque=_once(least)))


def _once(least: str) -> str:
    """What marks the second number: nothing where the first already says that they are approximate."""
    return "" if least.startswith(ENVIRON) else ENVIRON
