"""Walking what is written, whatever its kind."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any, Final

from convrules.base.source import Span

_TUPLE: Final = "tuple"
_MAPPING: Final = "mapping"
_NODE: Final = "node"
_LEAF: Final = "leaf"
_TEXTE: Final = "texte"
_FORMES: dict[type, tuple[str, Any]] = {}
"""How parts of a type are walked, and for a record what gives its fields, the last first."""


def everything(node: object, *, textes: bool = False) -> Iterator[object]:
    """The record and all the records that stand below it, in the order of its fields. Tuples and values of
    mappings are entered; numbers, codes and places in files are left aside, and texts unless asked for."""
    below: list[Any] = [node]
    # Why the name: this runs for every part of every clause, several times a check.
    known, pop = _FORMES.get, below.pop
    while below:
        part = pop()
        form, parts = known(part.__class__) or _form(part.__class__)
        if form is _NODE:
            yield part
            below += parts(part)
        elif form is _TUPLE:
            below += part[::-1]
        elif form is _MAPPING:
            below += reversed(tuple(part.values()))
        elif textes and form is _TEXTE:
            yield part


def _form(kind: type) -> tuple[str, Any]:
    _FORMES[kind] = found = _read_form(kind)
    return found


def _read_form(kind: type) -> tuple[str, Any]:
    if issubclass(kind, Span | type):
        return _LEAF, None
    if issubclass(kind, Mapping):
        return _MAPPING, None
    if issubclass(kind, tuple):
        return _TUPLE, None
    if not is_dataclass(kind):
        return (_TEXTE if issubclass(kind, str) else _LEAF), None
    names = [field.name for field in reversed(fields(kind))]
    if not names:
        return _NODE, lambda part: ()
    if len(names) == 1:
        return _NODE, lambda part, name=names[0]: (getattr(part, name),)
    return _NODE, attrgetter(*names)
