"""A table of counts as it is, and as it may be shown. Data only."""

from typing import Final

from convrules.base.records import dataclass

SEUIL: Final = 11
"""SOURCE: CCH R. 411-5: no aggregate on fewer dwellings, except for a whole commune."""

MARQUE: Final = "s"
"""What stands for a hidden number, as in public statistics; the page says what it means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ventilation:
    """Counts of dwellings, by line then by column. `entiers`: columns whose total may be told however small
    (whole communes); what is of no known commune is none of them."""

    lignes: tuple[str, ...]
    colonnes: tuple[str, ...]
    nombres: tuple[tuple[int, ...], ...]
    entiers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Somme:
    """What a reader learns elsewhere: the sum of some columns of one line of a table, by its rank."""

    table: int
    ligne: str
    colonnes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lecteur:
    """`connues`: the lines that a reader knows already, its own; `sues`: the sums that it knows; `restes`:
    the tables less the dwellings that it knows one by one, empty when it knows none beside its lines."""

    connues: frozenset[str] = frozenset()
    sues: frozenset[Somme] = frozenset()
    restes: tuple[Ventilation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publiee:
    """The same, to show. None: hidden."""

    lignes: tuple[str, ...]
    colonnes: tuple[str, ...]
    nombres: tuple[tuple[int | None, ...], ...]
    totaux: tuple[int | None, ...]
    """By line."""
    totaux_colonnes: tuple[int | None, ...]
    total: int | None
