"""Walking what is written, whatever its kind."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

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
            if is_dataclass(part):
                below += [getattr(part, field.name) for field in reversed(fields(part))]
