"""How much two texts look alike. What counts it is loaded at the first question: most runs ask none."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The text most like `word`, or nothing when none is. cutoff: how alike it must be, of 1."""
    from difflib import get_close_matches

    found = get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return found[0] if found else ""


def likeness(one: str, other: str) -> float:
    """From 0 to 1 (the same)."""
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other).ratio()
