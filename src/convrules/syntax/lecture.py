"""What the grammar makes of a sentence, wherever it stands."""

from functools import lru_cache
from typing import Final

from convrules.syntax import tables
from convrules.syntax.automate import Branche
from convrules.syntax.kinds import Entree

PHRASES_LUES: Final = 2_048
"""Sentences whose tree is kept, for those of other places that say the same."""


@lru_cache(maxsize=PHRASES_LUES)
def tree_of(sentence: str, entree: Entree) -> Branche | None:
    """What the grammar makes of a sentence, its places counted from the sentence's own beginning; None when
    it is refused. Conventions that follow one model say the same: two sentences in three of those shipped."""
    return tables.load().read(sentence, entree.value)
