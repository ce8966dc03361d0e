"""Rows in doubt, in the order in which to complete them, with what each narrows of a cell that is judged.

Source: docs/langage, « Données manquantes ».
"""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from convrules.base.outcomes import Cause, Genre
from convrules.base.records import dataclass, replace
from convrules.year.bornes import at_least_zero, exactly, minus, times
from convrules.year.dossier import Dossier
from convrules.year.model import Bornes, LigneIncertaine
from convrules.year.rangs import (
    Option,
    Rang,
    Somme,
    add,
    base_bounds,
    best,
    counted_bounds,
    due_bounds,
    is_uncertain,
    lots_of,
    span,
    total,
    worst,
)

Choix: TypeAlias = tuple[Option, Fraction]
Narrow: TypeAlias = Callable[[Rang, frozenset[Cause]], LigneIncertaine]


def fix_first(dossier: Dossier) -> tuple[LigneIncertaine, ...]:
    """Rows to complete, the widest span first; ties by fewer causes, then identifier. What has not yet
    happened cannot be completed: it is no cause here, and a row that lacks nothing else is left out."""
    return _widest_first(dossier, lambda rang: None if rang.futur else missing(rang.causes))


def still_open(dossier: Dossier) -> tuple[LigneIncertaine, ...]:
    """The rows that are left out there, in the same order: they wait for what has not yet happened."""
    return _widest_first(dossier, lambda rang: rang.causes if rang.futur else None)


def missing(causes: frozenset[Cause]) -> frozenset[Cause]:
    """Those that somebody may complete."""
    return frozenset(c for c in causes if c.genre is not Genre.FUTUR)


def _widest_first(
    dossier: Dossier, causes_of: Callable[[Rang], frozenset[Cause] | None]
) -> tuple[LigneIncertaine, ...]:
    """Rows in doubt, with the causes told of each; without those of which none is (None), or that narrow
    nothing, withdrawals being forecast of all that they may make due."""
    narrow = _narrowing(dossier)
    # Why by identity: rows read alike share what they are made of, and a fraction takes long to hash.
    alike: dict[tuple[object, ...], tuple[Rang, list[str]]] = {}
    for rang, idents in lots_of(dossier.rangs):
        if is_uncertain(rang) and not rang.excedent:
            key = id(rang.options), id(rang.taux), id(rang.causes), id(rang.par_option), rang.poids
            alike.setdefault(key, (rang, []))[1].extend(idents)
    found: dict[tuple[Fraction, int], list[LigneIncertaine]] = {}
    for first, names in alike.values():
        causes = causes_of(first)
        if causes is not None:
            row = narrow(first, causes)
            if not (row.ecart or row.realise or row.base or row.du) and narrow is not _narrowed:
                continue
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


def _narrowing(dossier: Dossier) -> Narrow:
    """Where the due may stop at nothing, what a row narrows depends on the others, and on what it turns out
    to be."""
    clamped = may_stop_at_nothing(dossier) and dossier.regime.nombre is None
    return Retire.of(dossier).narrowed if clamped else _narrowed


def may_stop_at_nothing(dossier: Dossier) -> bool:
    """May the withdrawals forecast be more than the base, or than what is due?"""
    retenue = dossier.retenue
    most = retenue.taux.max * retenue.prevu.max
    return most > due_bounds(dossier.rangs).min or retenue.prevu.max > base_bounds(dossier.rangs).min


@dataclass(frozen=True, slots=True, kw_only=True)
class Retire:
    """Rows of a cell at the two corners of its slack, and what is withdrawn of what they make due. `base`,
    `du`: bounds before that."""

    haut: Somme
    bas: Somme
    base: Bornes
    du: Bornes
    prevu: Bornes
    retire: Bornes

    @classmethod
    def of(cls, dossier: Dossier) -> "Retire":
        rows, retenue = dossier.rangs, dossier.retenue
        return cls(
            haut=total(rows, best),
            bas=total(rows, worst),
            base=base_bounds(rows),
            du=due_bounds(rows),
            prevu=retenue.prevu,
            retire=times(retenue.taux, retenue.prevu),
        )

    def narrowed(self, rang: Rang, causes: frozenset[Cause]) -> LigneIncertaine:
        """Exact when it is the same however the row is completed; otherwise at most."""
        before, own = self.widths(), self._without(rang)
        found = {
            tuple(x - y for x, y in zip(before, own._with(rang, option, taux).widths(), strict=True))
            for option in rang.options
            for taux in ((rang.rate(option).min, rang.rate(option).max) if option[1] else (Fraction(0),))
        }
        ecart, base, du = (max(told) for told in zip(*found, strict=True))
        return replace(
            _narrowed(rang, causes),
            ecart=ecart,
            base=base,
            du=du,
            au_plus=causes != rang.causes or len(found) > 1,
        )

    def withdrawing(self, taux: Bornes, prevu: Bornes) -> "Retire":
        """The same, this number being forecast instead."""
        return replace(self, prevu=prevu, retire=times(taux, prevu))

    def widths(self) -> tuple[Fraction, Fraction, Fraction]:
        """Of the slack, the base and the due."""
        high, low = (
            s.compte - max(Fraction(0), s.du - w)
            for s, w in ((self.haut, self.retire.max), (self.bas, self.retire.min))
        )
        base, du = minus(self.base, self.prevu), minus(self.du, self.retire)
        return Fraction(high - low), _width(at_least_zero(base)), _width(at_least_zero(du))

    def _without(self, rang: Rang) -> "Retire":
        return self._plus(rang, -1, best(rang), worst(rang), base_bounds([rang]), due_bounds([rang]))

    def _with(self, rang: Rang, option: Option, taux: Fraction) -> "Retire":
        one = replace(rang, options=frozenset({option}), taux=exactly(taux), par_option=())
        return self._plus(rang, 1, best(one), worst(one), base_bounds([one]), due_bounds([one]))

    def _plus(self, rang: Rang, sign: int, high: Choix, low: Choix, base: Bornes, du: Bornes) -> "Retire":
        def moved(somme: Somme, chosen: Choix) -> Somme:
            (counted, inside), taux = chosen
            n = sign * rang.poids
            return add(somme, Somme(compte=n * counted, base=n * inside, du=Fraction(n * inside * taux)))

        def with_bounds(a: Bornes, own: Bornes) -> Bornes:
            return Bornes(min=a.min + sign * own.min, max=a.max + sign * own.max)

        return replace(
            self,
            haut=moved(self.haut, high),
            bas=moved(self.bas, low),
            base=with_bounds(self.base, base),
            du=with_bounds(self.du, du),
        )


def _width(bornes: Bornes) -> Fraction:
    return bornes.max - bornes.min
