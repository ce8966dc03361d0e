"""Numbers that may be known by their bounds only."""

from convrules.render.numbers import decimal, percent
from convrules.year.model import Bornes


def bornes(b: Bornes | None, places: int = 2) -> str:
    """A number, or « 29 à 31 » when only its bounds are known; a dash when there is none."""
    if b is None:
        return "–"
    if b.valeur is not None:
        return decimal(b.valeur, places)
    return f"{decimal(b.min, places)} à {decimal(b.max, places)}"


def bornes_percent(b: Bornes | None) -> str:
    """A share, or the interval it lies in."""
    if b is None:
        return "–"
    if b.valeur is not None:
        return percent(b.valeur)
    return f"{decimal(b.min * 100, 1)} à {percent(b.max)}"
