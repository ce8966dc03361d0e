"""The `dataclass` of what is made by the thousand (trees, facts, results): frozen by the type checker, its
methods written on demand.

`mypy --strict` refuses to assign a field of these records, as with `frozen=True`. At run time Python would
write and compile five methods for each of their 130 classes, 40 ms at every start, most of them never
called: here a class gets its `__init__` when its first instance is made, and the rest is shared. Fields are
set plainly, which takes a third of the time that a frozen class takes to set its own.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:

    def dataclass(*, frozen, slots, kw_only):
        """Same fields, equality and hash as a frozen dataclass."""
        assert frozen and slots and kw_only, "records of trees are frozen, slotted, keyword-only"
        return _record

    def replace(record, /, **changes):
        """The same record, some fields apart. Raises AttributeError for one that it does not have."""
        cls = record.__class__
        copy = _COPIES.get(cls)
        if copy is None:
            if cls.__dataclass_params__.frozen:
                return dataclasses.replace(record, **changes)
            copy = _COPIES[cls] = _write_copy(cls)
        made = copy(record)
        for name, value in changes.items():
            setattr(made, name, value)
        return made


__all__ = ["dataclass", "replace"]

_ABSENT = object()
_COPIES: Final[dict[type[Any], Callable[[object], object]]] = {}


def _record(cls: type[Any]) -> type[Any]:
    # Why: without a docstring the standard decorator computes one from the signature, at some cost.
    cls.__doc__ = cls.__doc__ or cls.__name__
    made: type[Any] = dataclasses.dataclass(slots=True, kw_only=True, init=False, repr=False, eq=False)(cls)

    def __init__(self: object, **values: object) -> None:
        written = _write_init(made)
        setattr(made, "__init__", written)  # noqa: B010 (mypy refuses the plain assignment)
        written(self, **values)

    for name, method in (("__init__", __init__), ("__eq__", _eq), ("__hash__", _hash), ("__repr__", _repr)):
        setattr(made, name, method)
    return made


def _write_init(cls: type) -> Callable[..., None]:
    """The `__init__` that the standard decorator would have written. Only names of fields enter its text."""
    given: dict[str, Any] = {"_ABSENT": _ABSENT}
    arguments, body = [], []
    for field in dataclasses.fields(cls):
        name, value = field.name, field.name
        if field.default is not dataclasses.MISSING:
            given[f"_default_{name}"] = field.default
            arguments.append(f"{name}=_default_{name}")
        elif field.default_factory is not dataclasses.MISSING:
            given[f"_make_{name}"] = field.default_factory
            arguments.append(f"{name}=_ABSENT")
            value = f"_make_{name}() if {name} is _ABSENT else {name}"
        else:
            arguments.append(name)
        body.append(f"    self.{name} = {value}")
    star = "*, " if arguments else ""
    text = f"def __init__(self, {star}{', '.join(arguments)}):\n" + ("\n".join(body) or "    pass")
    exec(text, given)
    written: Callable[..., None] = given["__init__"]
    written.__qualname__ = f"{cls.__qualname__}.__init__"
    return written


def _write_copy(cls: type[Any]) -> Callable[[object], object]:
    """A copy of a record, field by field. Only names of fields enter its text."""
    body = "".join(f"    made.{f.name} = record.{f.name}\n" for f in dataclasses.fields(cls))
    given: dict[str, Any] = {"new": object.__new__, "cls": cls}
    exec(f"def copy(record):\n    made = new(cls)\n{body}    return made\n", given)
    written: Callable[[object], object] = given["copy"]
    return written


_KEYS: dict[type[Any], Callable[[object], object]] = {}


def _key(cls: type[Any]) -> Callable[[object], object]:
    """What two records of a class are compared by."""
    if cls not in _KEYS:
        names = [f.name for f in dataclasses.fields(cls) if f.compare]
        _KEYS[cls] = attrgetter(*names) if names else lambda _: ()
    return _KEYS[cls]


def _eq(self: Any, other: object) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    key = _key(type(self))
    return key(self) == key(other)


def _hash(self: Any) -> int:
    return hash(_key(type(self))(self))


def _repr(self: Any) -> str:
    shown = (f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self) if f.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"
