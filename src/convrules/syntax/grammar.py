"""The compiled grammar: where its files stand, how it is built, saved and loaded.

Building takes a hundred milliseconds, loading three. A saved grammar is used only when its header
names this version of lark and this very grammar; otherwise the grammar is built again.
"""

import contextlib
import hashlib
import io
import os
import pickle
from functools import cache
from pathlib import Path
from typing import Final

import lark

from convrules.syntax.nodes import Entree
from convrules.syntax.scanning import LexiqueContextuel

_SAVED: Final = "regles.lalr"
_FORMAT: Final = "convrules-grammaire 1"
_OPTIONS: Final = "lalr contextual positions " + " ".join(e.value for e in Entree)


def resource_text(name: str) -> str:
    """Text of a file of `grammar/`: inside the wheel, or in the repository of an editable install."""
    return _resource(name).read_text(encoding="utf-8")


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
    grammar = resource_text("regles.lark")
    expected = header(grammar)
    for candidate in (_package() / "_grammar" / _SAVED, _cache_file()):
        saved = _read_saved(candidate, expected)
        if saved is not None:
            return saved
    content = save(build(grammar), grammar)
    _write_cache(content)
    return restore(content[len(expected) :])


def restore(saved: bytes) -> lark.Lark:
    """A saved grammar with our scanner, as lark's own standalone parsers are made from what was saved."""
    found = pickle.loads(saved)
    parser: lark.Lark = lark.Lark._load_from_dict(  # type: ignore[no-untyped-call]  # lark leaves it untyped
        found["data"], found["memo"], _plugins={"ContextualLexer": LexiqueContextuel}
    )
    return parser


def _package() -> Path:
    return Path(__file__).resolve().parent.parent


def _resource(name: str) -> Path:
    packaged = _package() / "_grammar" / name
    return packaged if packaged.is_file() else _package().parents[1] / "grammar" / name


def _cache_file() -> Path:
    # Beside the byte code, which has the same owner, the same life and the same trust.
    return _package() / "syntax" / "__pycache__" / _SAVED


def _read_saved(path: Path, expected: bytes) -> lark.Lark | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if not content.startswith(expected):
        return None
    return restore(content[len(expected) :])


def _write_cache(content: bytes) -> None:
    """Write whole or not at all; a folder that cannot be written is no error."""
    target = _cache_file()
    with contextlib.suppress(OSError):
        target.parent.mkdir(exist_ok=True)
        own = target.with_name(f"{_SAVED}.{os.getpid()}")
        own.write_bytes(content)
        own.replace(target)
