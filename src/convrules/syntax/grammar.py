"""The grammar compiled by lark: how it is built, saved and loaded. It makes the tables by which sentences are
read, and says why one is refused.

Building takes a hundred milliseconds, loading three. A saved grammar is used only when its header
names this version of lark and this very grammar; otherwise the grammar is built again.
"""

import hashlib
import io
import pickle
from functools import cache
from typing import Final

import lark

from convrules.syntax import ressources
from convrules.syntax.kinds import Entree
from convrules.syntax.scanning import LexiqueContextuel

_SAVED: Final = "regles.lalr"
_FORMAT: Final = "convrules-grammaire 1"
_OPTIONS: Final = "lalr contextual positions " + " ".join(e.value for e in Entree)


def header(grammar: str) -> bytes:
    """First line of a saved grammar: what it was built from."""
    digest = hashlib.sha256(f"{_OPTIONS}\n{grammar}".encode()).hexdigest()
    return f"{_FORMAT} lark {lark.__version__} sha256 {digest}\n".encode()


def build(grammar: str) -> lark.Lark:
    """Compile the grammar in memory."""
    return lark.Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        start=[e.value for e in Entree],
        propagate_positions=True,
        maybe_placeholders=False,
    )


def save(parser: lark.Lark, grammar: str) -> bytes:
    """The bytes of a saved grammar, header first."""
    buffer = io.BytesIO()
    parser.save(buffer)
    return header(grammar) + buffer.getvalue()


@cache
def load() -> lark.Lark:
    """The parser: from the wheel, else from the cache beside the package, else built (and cached)."""
    grammar = ressources.resource_text(ressources.GRAMMAIRE)
    expected = header(grammar)
    saved = ressources.saved(_SAVED, expected)
    if saved is None:
        content = save(build(grammar), grammar)
        ressources.keep(_SAVED, content)
        saved = content[len(expected) :]
    return restore(saved)


def restore(saved: bytes) -> lark.Lark:
    """A saved grammar with our scanner, as lark's own standalone parsers are made from what was saved."""
    found = pickle.loads(saved)
    parser: lark.Lark = lark.Lark._load_from_dict(  # type: ignore[no-untyped-call]  # lark leaves it untyped
        found["data"], found["memo"], _plugins={"ContextualLexer": LexiqueContextuel}
    )
    return parser
