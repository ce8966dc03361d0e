"""What a short command does without: a function of another module, which loads with its first call, and
collections made when they are first read.

    if TYPE_CHECKING:
        from convrules.runtime.vacance import evaluate_vacance
    else:
        evaluate_vacance = later("convrules.runtime.vacance", "evaluate_vacance")

The import is still written where it serves: for the type checker, for `tests/test_architecture.py`, for us.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, Generic, TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")
W = TypeVar("W", covariant=True)


def later(module: str, name: str) -> Callable[..., Any]:
    """The function of this name, found when it is called."""
    found: Callable[..., Any] | None = None

    def call(*given: Any, **values: Any) -> Any:
        nonlocal found
        if found is None:
            found = getattr(import_module(module), name)
        return found(*given, **values)

    return call


class _Deferred(Generic[V]):
    """What is made when it is first asked for. What it is made of is then let go."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], V]) -> None:
        self._make: Callable[[], V] | None = make
        self._made: V | None = None

    def whole(self) -> V:
        # Why read first: another thread may have just made it.
        make = self._make
        if self._made is None:
            assert make is not None, "let go only once it is made"
            self._made = make()
            self._make = None
        return self._made


class LaterMapping(Mapping[K, W]):
    """A mapping made when it is first read."""

    __slots__ = ("_deferred",)

    def __init__(self, make: Callable[[], Mapping[K, W]]) -> None:
        self._deferred = _Deferred(make)

    def __getitem__(self, key: K) -> W:
        return self._deferred.whole()[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._deferred.whole())

    def __len__(self) -> int:
        return len(self._deferred.whole())


class LaterSequence(Sequence[W]):
    """The same of a sequence."""

    __slots__ = ("_deferred",)

    def __init__(self, make: Callable[[], Sequence[W]]) -> None:
        self._deferred = _Deferred(make)

    @overload
    def __getitem__(self, rank: int) -> W: ...
    @overload
    def __getitem__(self, rank: slice) -> Sequence[W]: ...
    def __getitem__(self, rank: int | slice) -> W | Sequence[W]:
        return self._deferred.whole()[rank]

    def __len__(self) -> int:
        return len(self._deferred.whole())
