"""The `dataclass` of what every start loads (trees, facts, results, work under way): its methods are written
on demand.

`mypy --strict` refuses to assign a field of a frozen one, as with `frozen=True`. At run time Python would
write and compile five methods for each of these 260 classes, 0.8 ms a class at every start, most of them
never called: here a method is written when it is first called, and `__init__` after a few records.
Fields are set plainly, which takes a third of the time that a frozen class takes to set its own.
"""

import dataclasses
from collections.abc import Callable
from functools import partial
from types import MethodType
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
_SANS_ECRIRE: Final = 8
"""Records that are filled before an `__init__` is written."""
_Write: TypeAlias = Callable[[type[Any]], Callable[..., Any]]
_MODELE: Final[Any] = dataclasses.make_dataclass("_", ["nom"], init=False, repr=False, eq=False)
_PARAMS: Final = _MODELE.__dataclass_params__
_PLAIN: Final = _MODELE.__dataclass_fields__["nom"]._field_type
_COPIES: Final[dict[type[Any], Callable[[object], object]]] = {}


def _record(cls: type[Any], frozen: bool, kw_only: bool, order: bool) -> type[Any]:
    """The same class, made again with its fields as slots; what `dataclasses` says of them, later."""
    own = cls.__dict__
    inside: dict[str, Any] = {"__repr__": _repr, **own}
    # Why: without a docstring the standard decorator computes one from the signature, at some cost.
    inside["__doc__"] = cls.__doc__ or cls.__name__
    # Why not in `own`: from Python 3.14 on, they are not there until they are asked for.
    names = tuple(cls.__annotations__)
    # Why perhaps none: from Python 3.12 on, `Generic` says nothing of its own.
    taken = {slot for base in cls.__mro__[1:-1] for slot in base.__dict__.get("__slots__", ())}
    asked = _Asked(names, {name: inside.pop(name) for name in names if name in inside}, kw_only)
    inside["__slots__"] = tuple(name for name in names if name not in taken)
    for name in ("__dict__", "__weakref__"):
        inside.pop(name, None)
    for name, write in (_ORDERED if order else _METHODS).items():
        if name not in own:
            inside[name] = _OnDemand(asked, name, write)
    if "__init__" not in own:
        inside["__init__"] = _Init(asked, "__init__", _write_init)
    if not frozen and "__hash__" not in own:
        inside["__hash__"] = None
    inside["__dataclass_fields__"], inside["__match_args__"] = asked, _Matched(asked)
    inside["__dataclass_params__"], inside["__asked__"] = _PARAMS, asked
    maker: Callable[..., type[Any]] = type(cls)
    made = maker(cls.__name__, cls.__bases__, inside)
    made.__qualname__ = cls.__qualname__
    asked.cls = made
    return made


class _Asked:
    """What `dataclasses` says of the fields of a record, made when it is first asked for, as the standard
    decorator would have made it."""

    __slots__ = ("cls", "defaults", "given", "kw_only", "names")
    cls: type[Any]

    def __init__(self, names: tuple[str, ...], defaults: dict[str, Any], kw_only: bool) -> None:
        self.names, self.defaults, self.kw_only = names, defaults, kw_only
        self.given: tuple[tuple[str, Any], ...] | None = None

    def unsaid(self) -> tuple[tuple[str, Any], ...]:
        """Each field that `__init__` takes, with what it is when nothing is said of it."""
        if self.given is None:
            asked = [base.__dict__["__asked__"] for base in self.cls.__mro__ if "__asked__" in base.__dict__]
            found = {
                name: each.defaults.get(name, dataclasses.MISSING)
                for each in reversed(asked)
                for name in each.names
            }
            self.given = tuple(
                (name, value)
                for name, value in found.items()
                if not isinstance(value, dataclasses.Field) or value.init
            )
        return self.given

    def __get__(self, _: object, owner: type[Any]) -> dict[str, Any]:
        cls, found = self.cls, dict[str, Any]()
        for base in cls.__mro__[-2:0:-1]:
            found |= getattr(base, "__dataclass_fields__", {})
        types = cls.__annotations__
        found |= {name: self._field(name, types[name]) for name in self.names}
        cls.__dataclass_fields__ = found
        by_place = tuple(f.name for f in found.values() if f.init and not f.kw_only)
        type.__setattr__(cls, "__match_args__", by_place)
        return found

    def _field(self, name: str, kind: object) -> Any:
        given = self.defaults.get(name, dataclasses.MISSING)
        made: Any = given if isinstance(given, dataclasses.Field) else dataclasses.field(default=given)
        assert made.default.__class__.__hash__ is not None, f"{name}: one default for all would be changed"
        made.name, made.type, made._field_type = name, kind, _PLAIN
        if made.kw_only is dataclasses.MISSING:
            made.kw_only = self.kw_only
        return made


class _Matched:
    """The fields that a pattern reads by place."""

    __slots__ = ("asked",)

    def __init__(self, asked: _Asked) -> None:
        self.asked = asked

    def __get__(self, _: object, owner: type[Any]) -> tuple[str, ...]:
        self.asked.__get__(None, owner)
        found: tuple[str, ...] = self.asked.cls.__match_args__
        return found


class _OnDemand:
    """A method of a record, written in its place when it is first called."""

    __slots__ = ("asked", "name", "write")

    def __init__(self, asked: _Asked, name: str, write: _Write) -> None:
        self.asked, self.name, self.write = asked, name, write

    def __get__(self, record: object, owner: type[Any]) -> Callable[..., Any]:
        cls = self.asked.cls
        written = self.write(cls)
        setattr(cls, self.name, written)
        return written if record is None else MethodType(written, record)


class _Init(_OnDemand):
    """`__init__`, which the first few records are filled without: writing it costs as much as filling fifty,
    and most records of a short command are made once or twice."""

    __slots__ = ("left",)

    def __init__(self, asked: _Asked, name: str, write: _Write) -> None:
        super().__init__(asked, name, write)
        self.left = _SANS_ECRIRE

    def __get__(self, record: object, owner: type[Any]) -> Callable[..., Any]:
        if record is None or self.left <= 0:
            return super().__get__(record, owner)
        self.left -= 1
        return partial(_fill, self.asked, record)


def _fill(asked: _Asked, record: Any, /, *given: Any, **values: Any) -> None:
    """What the written `__init__` does; what it does with places, or refuses, is left to it."""
    told = len(values)
    for name, value in () if given else asked.unsaid():
        if name in values:
            setattr(record, name, values[name])
            told -= 1
        elif (default := _default(value)) is not dataclasses.MISSING:
            setattr(record, name, default)
        else:
            told = -1
            break
    if given or told:
        asked.cls.__init__(record, *given, **values)
    elif hasattr(record, "__post_init__"):
        record.__post_init__()


def _default(value: Any) -> Any:
    """Of a field of which nothing is said; none where it must be said, or where all would share it."""
    if isinstance(value, dataclasses.Field):
        if value.default_factory is not dataclasses.MISSING:
            return value.default_factory()
        value = value.default
    return value if value.__class__.__hash__ is not None else dataclasses.MISSING


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
    """A copy of a record, field by field; what stands for one (a class that declares no field) is copied as
    it. Only names of fields enter its text."""
    body = "".join(f"    made.{f.name} = record.{f.name}\n" for f in dataclasses.fields(cls))
    given: dict[str, Any] = {"new": object.__new__, "cls": _declared(cls)}
    exec(f"def copy(record):\n    made = new(cls)\n{body}    return made\n", given)
    written: Callable[[object], object] = given["copy"]
    return written


def _declared(cls: type[Any]) -> type[Any]:
    """The class that declares its fields."""
    return next((base for base in cls.__mro__ if "__asked__" in base.__dict__), cls)


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


_METHODS: Final[dict[str, _Write]] = {
    "__hash__": _write_hash,
    "__eq__": partial(_write_comparison, name="__eq__", sign="=="),
}
_ORDERED: Final[dict[str, _Write]] = _METHODS | {
    name: partial(_write_comparison, name=name, sign=sign)
    for name, sign in (("__lt__", "<"), ("__le__", "<="), ("__gt__", ">"), ("__ge__", ">="))
}
