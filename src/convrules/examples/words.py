"""Words of what a case observes: one spelling for dates, causes and lists."""

import unicodedata
from collections.abc import Iterable
from datetime import date

from convrules.base.outcomes import Cause
from convrules.examples.model import Observation
from convrules.year.model import Bornes


def fold(text: str) -> str:
    """A word without accents, case or underscores: « Non_Applicable » is « non applicable »."""
    spaced = text.strip().lower().translate(str.maketrans("_'’", "   "))
    plain = unicodedata.normalize("NFD", spaced)
    return "".join(c for c in plain if not unicodedata.combining(c))


def said(*mots: str, **parties: Observation) -> Observation:
    return Observation(mots=mots, parties=parties)


def day(jour: date | None) -> str:
    return jour.isoformat() if jour else "aucune"


def bounds(bornes: Bornes | None) -> str:
    """A number, or the list of its two bounds."""
    if bornes is None:
        return "aucun"
    return str(bornes.min) if bornes.valeur is not None else f"[{bornes.min}, {bornes.max}]"


def causes(found: Iterable[Cause]) -> Observation:
    """Causes are compared by fact; their kinds stand beside, under `genres`."""
    known = tuple(found)
    seen = words_list(sorted({c.fait for c in known}))
    seen.parties["genres"] = words_list(sorted({c.genre.value for c in known}))
    return seen


def words_list(words: Iterable[str]) -> Observation:
    return Observation(mots=(f"[{', '.join(words)}]",), parties={})
