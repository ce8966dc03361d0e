"""The figures of a part that others share: what its accounts are asked and owed, added up.

What its holder alone has received is not set against what is due to all.
Source: docs/langage, « Répartition ».
"""

from collections.abc import Callable, Iterable
from functools import reduce

from convrules.base.records import replace
from convrules.year.bornes import ZERO, hull_known, plus
from convrules.year.lectures import Lues
from convrules.year.lues import CelluleLue
from convrules.year.model import Bornes, Lot, ResultatCellule, ResultatRepartition
from convrules.year.soldes import SOLDES


def with_shared_figures(read: Lues, repartitions: Iterable[ResultatRepartition]) -> Lues:
    """Every part and quota over each of its periods, those that are shared with figures of their accounts."""
    lots = {
        (split.clause.de, cell.cellule): (cell.lots, split.issue is True)
        for split in repartitions
        if split.issue is not False
        for cell in split.cellules
    }
    found = dict(read)
    for key, lue in read.items():
        if lue.partagee:
            cells = tuple(_shared(cell, lots.get((key[0], cell.resultat.cellule))) for cell in lue.cellules)
            found[key] = replace(lue, cellules=cells)
    return found


def _shared(cell: CelluleLue, shared: tuple[tuple[Lot, ...], bool] | None) -> CelluleLue:
    """`shared`: its accounts, and whether they do share it; perhaps, it may also be as if none did."""
    if shared is None:
        return cell
    own, split = cell.resultat, _of_lots(cell.resultat, shared[0])
    if not shared[1]:
        split = replace(
            split,
            cible=hull_known([own.cible, split.cible]),
            solde_initial=hull_known([own.solde_initial, split.solde_initial]),
            solde=hull_known([own.solde, split.solde]),
            solde_perdu=hull_known([own.solde_perdu, split.solde_perdu]),
        )
    return replace(cell, resultat=split)


def _of_lots(own: ResultatCellule, lots: tuple[Lot, ...]) -> ResultatCellule:
    cible, initial = _sum(lots, lambda lot: lot.cible), _sum(lots, lambda lot: lot.solde_initial)
    # Why: what the holder alone would bring is not what the accounts do.
    causes = own.causes - {SOLDES}
    return replace(
        own,
        cible=plus(cible, own.restituees) if cible is not None else None,
        causes=causes if initial is not None else causes | {SOLDES},
        solde_initial=initial,
        solde=_sum(lots, lambda lot: lot.solde),
        solde_perdu=_sum(lots, lambda lot: lot.solde_perdu),
        reste=None,
    )


def _sum(lots: Iterable[Lot], figure: Callable[[Lot], Bornes | None]) -> Bornes | None:
    found = [figure(lot) for lot in lots]
    known = [bornes for bornes in found if bornes is not None]
    return reduce(plus, known, ZERO) if len(known) == len(found) else None
