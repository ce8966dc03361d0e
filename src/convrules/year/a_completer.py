"""Rows in doubt, in the order in which to complete them, with what each narrows.

Source: docs/langage, « Données manquantes ».
"""

from collections.abc import Callable, Iterable
from fractions import Fraction

from convrules.base.outcomes import Cause, Genre
from convrules.base.records import replace
from convrules.year.model import Bornes, LigneIncertaine
from convrules.year.rangs import Rang, base_bounds, counted_bounds, due_bounds, is_uncertain, lots_of, span


def fix_first(rangs: Iterable[Rang]) -> tuple[LigneIncertaine, ...]:
    """Rows to complete, the widest span first; ties by fewer causes, then identifier. What has not yet
    happened cannot be completed: it is no cause here, and a row that lacks nothing else is left out."""
    return _widest_first(rangs, lambda rang: None if rang.futur else missing(rang.causes))


def still_open(rangs: Iterable[Rang]) -> tuple[LigneIncertaine, ...]:
    """The rows that are left out there, in the same order: they wait for what has not yet happened."""
    return _widest_first(rangs, lambda rang: rang.causes if rang.futur else None)


def missing(causes: frozenset[Cause]) -> frozenset[Cause]:
    """Those that somebody may complete."""
    return frozenset(c for c in causes if c.genre is not Genre.FUTUR)


def _widest_first(
    rangs: Iterable[Rang], causes_of: Callable[[Rang], frozenset[Cause] | None]
) -> tuple[LigneIncertaine, ...]:
    """Rows in doubt, with the causes told of each; without those of which none is (None)."""
    # Why by identity: rows read alike share what they are made of, and a fraction takes long to hash.
    alike: dict[tuple[object, ...], tuple[Rang, list[str]]] = {}
    for rang, idents in lots_of(rangs):
        if is_uncertain(rang) and not rang.excedent:
            key = id(rang.options), id(rang.taux), id(rang.causes), rang.poids
            alike.setdefault(key, (rang, []))[1].extend(idents)
    found: dict[tuple[Fraction, int], list[LigneIncertaine]] = {}
    for first, names in alike.values():
        causes = causes_of(first)
        if causes is not None:
            row = _narrowed(first, causes)
            rows = (replace(row, vacance=ident) for ident in names)
            found.setdefault((-row.ecart, len(causes)), []).extend(rows)
    ordered = (sorted(found[rank], key=lambda row: row.vacance) for rank in sorted(found))
    return tuple(row for rows in ordered for row in rows)


def _narrowed(rang: Rang, causes: frozenset[Cause]) -> LigneIncertaine:
    done, base, du = (_width(f([rang])) for f in (counted_bounds, base_bounds, due_bounds))
    return LigneIncertaine(
        vacance=rang.id,
        causes=causes,
        ecart=span(rang),
        realise=done,
        base=base,
        du=du,
        au_plus=causes != rang.causes,
    )


def _width(bornes: Bornes) -> Fraction:
    return bornes.max - bornes.min
