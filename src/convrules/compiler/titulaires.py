"""Whose each convention is: those of one holder together, whatever their order.

Source: docs/langage, « Ce qui arrive à une vacance ».
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from convrules import ir

Nom: TypeAlias = tuple[str, str]
"""The type of a holder, and its name whatever the case."""


def grouped_by_holder(conventions: Iterable[ir.Convention]) -> list[list[ir.Convention]]:
    """Conventions of each holder, in the order in which they come. One without a code is with those of its
    type and name when these give one code; when they give several, it is with none of them."""
    every = [(c, c.reservataire) for c in conventions if c.reservataire is not None]
    codes = _codes(every)
    groups: dict[tuple[Nom, str | None], list[ir.Convention]] = {}
    for convention, holder in every:
        key: tuple[Nom, str | None] = _name(holder), None
        known = [holder.code] if holder.code is not None else [*codes.get(key[0], ())]
        if len(known) == 1:
            key = (holder.type, ""), known[0]
        groups.setdefault(key, []).append(convention)
    return [*groups.values()]


def between_codes(
    conventions: Iterable[ir.Convention],
) -> Iterator[tuple[ir.Convention, Mapping[str, ir.Convention]]]:
    """Those without a code whose name others give to several, and the first of these by code."""
    every = [(c, c.reservataire) for c in conventions if c.reservataire is not None]
    codes = _codes(every)
    for convention, holder in every:
        known = codes.get(_name(holder), {}) if holder.code is None else {}
        if len(known) > 1:
            yield convention, known


def _codes(
    every: Sequence[tuple[ir.Convention, ir.Reservataire]],
) -> Mapping[Nom, Mapping[str, ir.Convention]]:
    found: dict[Nom, dict[str, ir.Convention]] = {}
    for convention, holder in every:
        if holder.code is not None:
            found.setdefault(_name(holder), {}).setdefault(holder.code, convention)
    return found


def _name(holder: ir.Reservataire) -> Nom:
    return holder.type, holder.nom.casefold()
