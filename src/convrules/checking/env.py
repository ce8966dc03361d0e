"""What checking a file may rely on: the files already checked without errors."""

from collections.abc import Collection, Mapping
from dataclasses import field
from types import MappingProxyType

from convrules import ir
from convrules.base.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Environnement:
    """`socles`: by (name, version). `conventions`: by identifier. `refuses`: files that exist but have
    errors of their own (« cch 2026-02 », « etat-93--oph »): citing them is no second mistake.
    `disponibles`: socles that could be inherited, read or not (« cch 2026-02 »): only to name them."""

    socles: Mapping[tuple[str, str], ir.Convention] = field(default_factory=lambda: MappingProxyType({}))
    conventions: Mapping[str, ir.Convention] = field(default_factory=lambda: MappingProxyType({}))
    refuses: Collection[str] = frozenset()
    disponibles: frozenset[str] = frozenset()
