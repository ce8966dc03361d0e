"""Walking what is written, whatever its kind."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import cast

from convrules.base.source import Span


def everything(node: object) -> Iterator[object]:
    """A node and all that stands below it, in the order of its fields. Tuples and values of mappings are
    entered; places in files are left aside."""
    below = [node]
    while below:
        part = below.pop()
        if isinstance(part, Span | type):
            continue
        if isinstance(part, Mapping):
            below += reversed(tuple(part.values()))
        elif isinstance(part, tuple):
            below += reversed(part)
        else:
            yield part
            # Why the cast: mypy does not see that a class has a hash of its own.
            below += [getattr(part, name) for name in _backwards(cast(Hashable, type(part)))]


@cache
def _backwards(kind: Hashable) -> tuple[str, ...]:
    """Names of the fields of a node, the last first."""
    known = fields(kind) if isinstance(kind, type) and is_dataclass(kind) else ()
    return tuple(field.name for field in reversed(known))
