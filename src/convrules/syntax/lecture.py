"""What the grammar makes of a sentence, wherever it stands."""

from functools import lru_cache
from typing import Final

from lark import Tree
from lark.exceptions import UnexpectedInput

from convrules.syntax import grammar
from convrules.syntax.builder import Branche
from convrules.syntax.kinds import Entree

PHRASES_LUES: Final = 2_048
"""Sentences whose tree is kept, for those of other places that say the same."""


@lru_cache(maxsize=PHRASES_LUES)
def tree_of(sentence: str, entree: Entree) -> Branche | None:
    """What lark makes of a sentence, its places counted from the sentence's own beginning; None when it is
    refused. Conventions that follow one model say the same: two sentences out of three of those shipped."""
    reader = grammar.load().parse_interactive(sentence, start=entree.value)
    try:
        for _ in reader.iter_parse():
            pass
        tree_: object = reader.feed_eof()  # type: ignore[no-untyped-call]  # lark leaves it untyped
    except UnexpectedInput:
        return None
    assert isinstance(tree_, Tree), "every start symbol of the grammar makes a tree"
    return tree_
