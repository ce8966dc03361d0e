"""Rows in doubt of a cell that may be under its minimum: what each narrows of the intervals told of it.

The cell says nothing there, or is judged: what a row narrows depends on the others, and on what it turns out
to be. Each kind of row is completed in every way, and the intervals are found again.
Source: docs/langage, « Données manquantes ».
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from convrules.base.records import dataclass, replace
from convrules.year.a_completer import fix_first, still_open
from convrules.year.bornes import ZERO, exactly, hull_known
from convrules.year.cellule import with_others
from convrules.year.dossier import Dossier, net_base
from convrules.year.minimum import gap_and_due
from convrules.year.model import Bornes, LigneIncertaine, ResultatCellule
from convrules.year.priorites import widest_first
from convrules.year.rangs import Lots, Rang, Rangs, compact, is_uncertain, lots_of

Largeurs: TypeAlias = tuple[Fraction | None, Fraction | None, Fraction | None]
"""Of what is done less the exact due, of the base, and of that due; None of what has no bounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reduction:
    """What a row narrows; `sure`: whatever it turns out to be."""

    ecart: Fraction
    base: Fraction
    du: Fraction
    sure: bool


def with_narrowing(
    dossiers: Sequence[Dossier], cell: ResultatCellule, *, apart: bool = False
) -> ResultatCellule:
    """The cell, where it may be under its minimum, with what its rows narrow there. dossiers: under each way
    the text may be read, of the same rows. apart: are its numbers those of completions judged one by one?"""
    if cell.sous_minimum is False or cell.ecart is None or cell.du is None:
        return cell
    if apart:
        most = _Reduction(ecart=_width(cell.ecart), base=_width(cell.base), du=_width(cell.du), sure=False)
        return _told_again(cell, dossiers[0], lambda _: most)
    reductions = _reductions(dossiers)
    return _told_again(cell, dossiers[0], reductions.__getitem__)


def _told_again(
    cell: ResultatCellule, dossier: Dossier, reduction: Callable[[str], _Reduction]
) -> ResultatCellule:
    first = _narrowed(fix_first(dossier), reduction)
    ahead = _narrowed(still_open(dossier), reduction)
    return replace(
        cell,
        a_completer=_with_others(dossier, first, a_venir=False),
        lignes_a_venir=_with_others(dossier, ahead, a_venir=True),
    )


def _narrowed(
    rows: Iterable[LigneIncertaine], reduction: Callable[[str], _Reduction]
) -> tuple[LigneIncertaine, ...]:
    told = ((row, reduction(row.vacance)) for row in rows)
    return widest_first(
        replace(row, ecart=found.ecart, base=found.base, du=found.du, au_plus=row.au_plus or not found.sure)
        for row, found in told
    )


def _with_others(
    dossier: Dossier, rows: Sequence[LigneIncertaine], *, a_venir: bool
) -> tuple[LigneIncertaine, ...]:
    """A cell that says nothing has neither target nor gap: what rows narrow of these, they may not."""
    names = {ident for ident, _ in dossier.rendus.en_doute}
    names |= {line.vacance for line in dossier.retenue.regularisees}
    every = with_others(dossier, rows, a_venir=a_venir)
    return tuple(replace(row, au_plus=True) if row.vacance in names else row for row in every)


# --- one row of each kind, completed ----------------------------------------------------------
def _reductions(dossiers: Sequence[Dossier]) -> Mapping[str, _Reduction]:
    """By row: those of one kind narrow alike."""
    lots = _by_kind(dossiers[0].rangs)
    (before,) = _widths(dossiers, lots, alone=False)
    found: dict[str, _Reduction] = {}
    for place, (rang, idents) in enumerate(lots):
        if is_uncertain(rang):
            others = (*lots[:place], (rang, idents[1:]), *lots[place + 1 :])
            found.update(dict.fromkeys(idents, _reduction(dossiers, rang, others, before)))
    return found


def _by_kind(rangs: Sequence[Rang]) -> Lots:
    kinds: dict[tuple[object, ...], tuple[Rang, list[str]]] = {}
    for rang, idents in lots_of(compact(rangs)):
        key = (rang.options, rang.taux, rang.par_option, rang.poids, rang.futur, rang.excedent)
        kinds.setdefault(key, (rang, []))[1].extend(idents)
    return tuple((rang, tuple(idents)) for rang, idents in kinds.values())


def _reduction(dossiers: Sequence[Dossier], rang: Rang, others: Lots, before: Largeurs) -> _Reduction:
    after = [
        widths
        for way in _completed(rang)
        for widths in _widths(dossiers, (*others, (way, (way.id,))), alone=True)
    ]
    (all_ecart, ecart, own), (_, base, same), (all_du, du, alike) = (
        _least_and_most(was, now) for was, now in zip(before, zip(*after, strict=True), strict=True)
    )
    beyond = _between_rates(dossiers, rang)
    return _Reduction(
        ecart=min(all_ecart, ecart + beyond),
        base=base,
        du=min(all_du, du + beyond),
        sure=own and same and alike and not beyond,
    )


def _least_and_most(was: Fraction | None, now: Sequence[Fraction | None]) -> tuple[Fraction, Fraction, bool]:
    """A width, by how much completions narrow it at most, and whether all of them do as much. One that leaves
    no bounds narrows nothing: in a cell that says nothing all is known, and of one that a row makes judged
    what is due may hang on withdrawals that are not."""
    assert was is not None, "the cell has its numbers"
    narrowed = {None if width is None else was - width for width in now}
    told = [one for one in narrowed if one is not None]
    return was, max(told, default=Fraction(0)), len(narrowed) == 1 and bool(told)


def _completed(rang: Rang) -> Iterator[Rang]:
    for option in rang.options:
        rate = rang.rate(option) if option[1] else ZERO
        for taux in {rate.min, rate.max}:
            yield replace(
                rang,
                options=frozenset({option}),
                taux=exactly(taux),
                causes=frozenset(),
                selon=frozenset(),
                par_option=(),
            )


def _between_rates(dossiers: Sequence[Dossier], rang: Rang) -> Fraction:
    """By how much more a rate between its two ends may narrow: nothing, unless a due may be below zero."""
    if all(d.retenue.regularisation is None or d.retenue.regularisation.min >= 0 for d in dossiers):
        return Fraction(0)
    rates = (rang.rate(option) for option in rang.options if option[1])
    return rang.poids * max((_width(rate) for rate in rates), default=Fraction(0))


def _widths(dossiers: Sequence[Dossier], lots: Lots, *, alone: bool) -> Iterator[Largeurs]:
    """The widths of the cell of these rows; alone: also those that one reading of its minimum would leave,
    for a row may decide of it (of a quota, it is that of its part)."""
    rangs = Rangs(tuple((rang, idents) for rang, idents in lots if idents))
    told = [replace(d, rangs=rangs) for d in dossiers]
    minima = dict.fromkeys(d.regime.minimum for d in told)
    yield _together(told)
    if alone and len(minima) > 1:
        for minimum in minima:
            yield _together([d for d in told if d.regime.minimum == minimum])


def _together(dossiers: Sequence[Dossier]) -> Largeurs:
    both = [gap_and_due(dossier) for dossier in dossiers]
    gap, due = hull_known([gap for gap, _ in both]), hull_known([due for _, due in both])
    base = _width(net_base(dossiers[0]))
    return None if gap is None else _width(gap), base, None if due is None else _width(due)


def _width(bornes: Bornes) -> Fraction:
    return bornes.max - bornes.min
