"""Which numbers to hide, so that what is shown gives none of them back.

A line whose total is under the threshold is hidden whole, zeros included, with another: whole dwellings may
then be exchanged between hidden lines in every table at once, so that the tables together tell no more than
each. What hidden lines add up to is a line that everyone can compute; the lines that are left have totals
that are shown, and each table is then protected by itself.

Of a line of which the reader learns sums elsewhere, what these leave is all that a hidden total may hide, and
all that may be exchanged with another line.
"""

from collections.abc import Callable, Collection, Sequence

from convrules.render.secret.deduction import TOTAUX, Cell
from convrules.render.secret.liaisons import to_join
from convrules.render.secret.model import SEUIL, Publiee, Somme, Ventilation
from convrules.render.secret.tableau import protect
from convrules.render.secret.zones import Zones, in_zone, zones


def publish(
    ventilations: Sequence[Ventilation],
    connues: Collection[str] = (),
    seuil: int = SEUIL,
    sues: Collection[Somme] = (),
    deja: Sequence[Publiee] = (),
) -> tuple[Publiee, ...]:
    """What may be shown of tables of one measure. connues: lines that the reader knows already; sues: sums
    that it knows; deja: the same tables, what is hidden in which is hidden whatever is found."""
    first = ventilations[0]
    totals = [sum(row) for row in first.nombres]
    for other in ventilations:
        assert other.lignes == first.lignes, "the tables of a measure have the same lines"
        assert [sum(row) for row in other.nombres] == totals, "and the same totals"
    others = [i for i, nom in enumerate(first.lignes) if nom not in connues]
    told = [zones(v, rang, sues) for rang, v in enumerate(ventilations)]
    free = _free(ventilations, totals, told)
    if 0 < sum(free[i] for i in others) < seuil:
        return tuple(_nothing(v, others, sums) for v, sums in zip(ventilations, told, strict=True))
    hidden = {i for i in others if 0 < totals[i] < seuil or 0 < free[i] < seuil}
    hidden |= {i for i in others if deja and deja[0].totaux[i] is None}

    def enough(lines: Collection[int]) -> bool:
        return _enough([free[i] for i in lines], seuil)

    masked = [{*_cells(one, others)} for one in deja] or [set[Cell]() for _ in ventilations]
    while True:
        hidden = _enough_lines(hidden, others, free, seuil)
        found = [
            protect(v, others, hidden, seuil, told[rang], masked[rang]) for rang, v in enumerate(ventilations)
        ]
        more = {f for f in found if isinstance(f, int)}
        cells = [frozenset[Cell]() if isinstance(f, int) else f for f in found]
        hidden |= more
        if more or _join(ventilations, others, hidden, cells, told, masked, enough):
            continue
        return tuple(_shown(v, others, hidden, f) for v, f in zip(ventilations, cells, strict=True))


def _join(
    ventilations: Sequence[Ventilation],
    others: Sequence[int],
    hidden: Collection[int],
    cells: Sequence[frozenset[Cell]],
    told: Sequence[Zones],
    masked: Sequence[set[Cell]],
    enough: Callable[[Collection[int]], bool],
) -> bool:
    """Are more totals to hide (they join `masked`), for some hidden lines not to stand alone in a table?"""
    if len(ventilations) < 2:
        return False
    found = False
    for v, own, known, already in zip(ventilations, cells, told, masked, strict=True):
        more = to_join(v, others, hidden, own, known, enough)
        already |= more
        found = found or bool(more)
    return found


def _free(ventilations: Sequence[Ventilation], totals: Sequence[int], told: Sequence[Zones]) -> Sequence[int]:
    """What the sums known of a line leave of its total: all of it, without any."""
    free = list(totals)
    for v, known in zip(ventilations, told, strict=True):
        for i, groups in known.items():
            free[i] = min(free[i], totals[i] - sum(in_zone(v, i, columns) for columns in groups))
    return free


def _cells(deja: Publiee, others: Sequence[int]) -> frozenset[Cell]:
    cells = ((i, j) for i in others for j, n in enumerate(deja.nombres[i]) if n is None)
    return frozenset({*cells, *((TOTAUX, j) for j, n in enumerate(deja.totaux_colonnes) if n is None)})


def _enough_lines(hidden: set[int], others: Sequence[int], free: Sequence[int], seuil: int) -> set[int]:
    """Hidden lines are two at least, and add up to the threshold at least: the smallest others join them. A
    line of which all is known elsewhere hides none."""
    hidden = set(hidden)
    left = sorted((i for i in others if free[i] and i not in hidden), key=lambda i: (free[i], i))
    while left and sum(bool(free[i]) for i in hidden) > 0 and not _enough([free[i] for i in hidden], seuil):
        hidden.add(left.pop(0))
    return hidden


def _enough(free: Collection[int], seuil: int) -> bool:
    return sum(map(bool, free)) > 1 and sum(free) >= seuil


def _nothing(v: Ventilation, others: Sequence[int], known: Zones) -> Publiee:
    """All of them together are under the threshold: only what the reader knows is shown, and the totals of
    whole communes. These too are hidden where they would tell one account, or what is of no commune: together
    less than the threshold, it would be what they leave of it; and where the reader may take from them the
    sums that it knows."""
    none = tuple(None for _ in v.colonnes)
    told = sum(any(v.nombres[i]) for i in others) > 1 and not known and v.entiers.issuperset(v.colonnes)
    return Publiee(
        lignes=v.lignes,
        colonnes=v.colonnes,
        nombres=tuple(none if i in others else row for i, row in enumerate(v.nombres)),
        totaux=tuple(None if i in others else sum(row) for i, row in enumerate(v.nombres)),
        totaux_colonnes=tuple(
            sum(row[j] for row in v.nombres) if told else None for j in range(len(v.colonnes))
        ),
        total=None,
    )


def _shown(
    v: Ventilation, others: Sequence[int], lines: Collection[int], cells: Collection[tuple[int, int]]
) -> Publiee:
    """lines: hidden whole; cells: hidden one by one (line -1: the total of a column)."""

    def cell(i: int, j: int) -> int | None:
        return None if i in lines or (i, j) in cells else v.nombres[i][j]

    return Publiee(
        lignes=v.lignes,
        colonnes=v.colonnes,
        nombres=tuple(tuple(cell(i, j) for j in range(len(v.colonnes))) for i in range(len(v.lignes))),
        totaux=tuple(None if i in lines else sum(row) for i, row in enumerate(v.nombres)),
        totaux_colonnes=tuple(
            None if (-1, j) in cells else sum(row[j] for row in v.nombres) for j in range(len(v.colonnes))
        ),
        total=sum(map(sum, v.nombres)),
    )
