"""A year cut into pieces of work that know nothing of one another: a convention each.

Done one after another, in this order, or by several processes (`api.processus`): what they give is the same.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Generic, Protocol, TypeAlias, TypeVar

T = TypeVar("T")
C = TypeVar("C", contravariant=True)


class Travail(Generic[T]):
    """`faire`: the work, which changes nothing outside of itself but caches. `poids`: how long it is beside
    the others (in vacancies to look at), counted only where somebody shares it out."""

    __slots__ = ("faire", "poids")

    def __init__(self, faire: Callable[[], T], poids: Callable[[], int]) -> None:
        self.faire, self.poids = faire, poids


Avancer: TypeAlias = Callable[[int, int], object]
"""Told how much of the work is done, of how much (`poids`)."""
Place: TypeAlias = tuple[int, int, int]
"""Where a text was put: by which process, from which byte, how many."""


class Diseur(Protocol[C]):
    """Has each thing judged told as soon as it is, by whoever judged it, and put somewhere."""

    def tell(self, thing: C, /) -> Place: ...

    def note(self, place: Place, /) -> None:
        """In the order of the things."""


class Repartir(Protocol):
    """Has each piece of work done once, and gives what it gave, in the order of the pieces."""

    def __call__(self, travaux: Sequence[Travail[T]], /) -> Iterable[T]: ...


def one_by_one(travaux: Sequence[Travail[T]], /) -> Iterable[T]:
    """Each when what the one before gave has been taken: its rows are then no longer in memory."""
    return (travail.faire() for travail in travaux)


def counted(avancer: Avancer) -> Repartir:
    """As `one_by_one`, each piece told once it is done."""

    def one_after_another(travaux: Sequence[Travail[T]], /) -> Iterable[T]:
        weights = [travail.poids() for travail in travaux]
        for done, found in zip(accumulate(weights), one_by_one(travaux), strict=True):
            avancer(done, sum(weights))
            yield found

    return one_after_another
