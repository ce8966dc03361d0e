"""Walking what is written, whatever its kind."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any, Final, cast

from convrules.base.source import Span

_ASIDE: Final = "aside"
_TUPLE: Final = "tuple"
_MAPPING: Final = "mapping"
_NODE: Final = "node"
_LEAF: Final = "leaf"


def everything(node: object) -> Iterator[object]:
    """A node and all that stands below it, in the order of its fields. Tuples and values of mappings are
    entered; places in files are left aside."""
    below: list[Any] = [node]
    while below:
        part = below.pop()
        # Why the cast: mypy does not see that a class has a hash of its own.
        form, parts = _form(cast(Hashable, type(part)))
        if form is _LEAF:
            yield part
        elif form is _TUPLE:
            below += part[::-1]
        elif form is _NODE:
            yield part
            below += parts(part)
        elif form is _MAPPING:
            below += reversed(tuple(part.values()))


@cache
def _form(kind: Hashable) -> tuple[str, Any]:
    """How parts of a type are walked, and for a node what gives its fields, the last first."""
    assert isinstance(kind, type)
    if issubclass(kind, Span | type):
        return _ASIDE, None
    if issubclass(kind, Mapping):
        return _MAPPING, None
    if issubclass(kind, tuple):
        return _TUPLE, None
    names = [field.name for field in reversed(fields(kind))] if is_dataclass(kind) else []
    if not names:
        return _LEAF, None
    if len(names) == 1:
        return _NODE, lambda part, name=names[0]: (getattr(part, name),)
    return _NODE, attrgetter(*names)
