"""The tables of the grammar: read where they are kept, else made by lark and kept. Data only."""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from convrules.base.plus_tard import later
from convrules.syntax import ressources
from convrules.syntax.automate import Automate
from convrules.syntax.kinds import Entree

if TYPE_CHECKING:
    from convrules.syntax.construction import tables
else:
    tables = later("convrules.syntax.construction", "tables")

KEPT: Final = "regles.tables"
_FORMAT: Final = "convrules-tables 2 " + " ".join(e.value for e in Entree)


def header(grammar: str) -> bytes:
    """First line of kept tables: of what grammar they are. Whatever lark made them, they read the same."""
    return f"{_FORMAT} sha256 {sha256(grammar.encode()).hexdigest()}\n".encode()


@cache
def load() -> Automate:
    """From the wheel, else from the cache beside the package, else made (and cached)."""
    head = header(ressources.resource_text(ressources.GRAMMAIRE))
    kept = ressources.saved(KEPT, head)
    if kept is None:
        content = told(tables(), head)
        ressources.keep(KEPT, content)
        kept = content[len(head) :]
    return Automate(json.loads(kept))


def told(made: Mapping[str, Any], head: bytes) -> bytes:
    """The bytes of tables that are kept, header first."""
    return head + json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
