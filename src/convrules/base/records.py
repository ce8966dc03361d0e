"""The `dataclass` of what every start loads (trees, facts, results, work under way): its methods are written
on demand.

`mypy --strict` refuses to assign a field of a frozen one, as with `frozen=True`. At run time Python would
write and compile five methods for each of these 260 classes, 0.8 ms a class at every start, most of them
never called: here a class gets its `__init__` when its first instance is made, and the rest is shared.
Fields are set plainly, which takes a third of the time that a frozen class takes to set its own.
"""

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:

    def dataclass(*, slots, frozen=False, kw_only=False, order=False):
        """Same fields, equality, order and hash as a dataclass; one that is not frozen has no hash."""
        assert slots, "records have the fields that they declare, and no other"
        return lambda cls: _record(cls, frozen, kw_only, order)

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
_Write: TypeAlias = Callable[[type[Any]], Callable[..., Any]]
_SIGNS: Final = {"__eq__": "==", "__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}
_COPIES: Final[dict[type[Any], Callable[[object], object]]] = {}


def _record(cls: type[Any], frozen: bool, kw_only: bool, order: bool) -> type[Any]:
    # Why: without a docstring the standard decorator computes one from the signature, at some cost.
    cls.__doc__ = cls.__doc__ or cls.__name__
    own = frozenset(vars(cls))
    made: type[Any] = dataclasses.dataclass(slots=True, kw_only=kw_only, init=False, repr=False, eq=False)(
        cls
    )
    signs = _SIGNS if order else {"__eq__": "=="}
    written: dict[str, _Write] = {n: partial(_write_comparison, name=n, sign=s) for n, s in signs.items()}
    written |= {"__init__": _write_init, "__hash__": _write_hash}
    methods: dict[str, object] = {name: _on_demand(made, name, write) for name, write in written.items()}
    methods |= {"__repr__": _repr} if frozen else {"__repr__": _repr, "__hash__": None}
    for name, method in methods.items():
        if name not in own:
            setattr(made, name, method)
    return made


def _on_demand(
    cls: type[Any], name: str, write: Callable[[type[Any]], Callable[..., Any]]
) -> Callable[..., Any]:
    """The method that writes the real one in its own place, then calls it."""

    def method(self: object, *given: object, **values: object) -> Any:
        written = write(cls)
        setattr(cls, name, written)
        return written(self, *given, **values)

    return method


def _write_init(cls: type) -> Callable[..., None]:
    """The `__init__` that the standard decorator would have written. Only names of fields enter its text."""
    given: dict[str, Any] = {"_ABSENT": _ABSENT}
    arguments: list[str] = []
    named: list[str] = []
    body: list[str] = []
    for field in dataclasses.fields(cls):
        name, value = field.name, field.name
        if not field.init:
            assert field.default is field.default_factory, f"{name} is set by __post_init__"
            continue
        taken = named if field.kw_only else arguments
        if field.default is not dataclasses.MISSING:
            given[f"_default_{name}"] = field.default
            taken.append(f"{name}=_default_{name}")
        elif field.default_factory is not dataclasses.MISSING:
            given[f"_make_{name}"] = field.default_factory
            taken.append(f"{name}=_ABSENT")
            value = f"_make_{name}() if {name} is _ABSENT else {name}"
        else:
            taken.append(name)
        body.append(f"    self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("    self.__post_init__()")
    signature = ", ".join(["self", *arguments, *(["*", *named] if named else [])])
    text = f"def __init__({signature}):\n" + ("\n".join(body) or "    pass")
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


def _write_comparison(cls: type[Any], name: str, sign: str) -> Callable[..., bool]:
    """Of two of one class, by the fields compared. Only names of fields enter its text."""
    pair = f" {sign} ".join(f"({_compared(cls, who)})" for who in ("self", "other"))
    body = f"    return {pair} if other.__class__ is self.__class__ else NotImplemented"
    return _method(f"def {name}(self, other):\n{body}", name)


def _write_hash(cls: type[Any]) -> Callable[..., int]:
    """The hash of the fields compared. Only names of fields enter its text."""
    return _method(f"def __hash__(self):\n    return hash(({_compared(cls, 'self')}))", "__hash__")


def _compared(cls: type[Any], who: str) -> str:
    return "".join(f"{who}.{f.name}, " for f in dataclasses.fields(cls) if f.compare)


def _method(text: str, name: str) -> Callable[..., Any]:
    given: dict[str, Any] = {}
    exec(text, given)
    written: Callable[..., Any] = given[name]
    return written


def _repr(self: Any) -> str:
    shown = (f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self) if f.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"
