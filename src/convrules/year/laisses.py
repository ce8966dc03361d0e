"""Balances that a judged year leaves to the next.

Source: docs/langage, « Report ».
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from convrules.year.bornes import ZERO, one_of
from convrules.year.cellules import Clef, is_unseen, unseen_of
from convrules.year.model import (
    Bilan,
    BilanConvention,
    Bornes,
    ResultatCellule,
    ResultatRegle,
    ResultatRepartition,
)
from convrules.year.soldes import first_day, year_round
from convrules.year.suivi import Suivi

Soldes: TypeAlias = dict[Clef, Bornes | None]


def waits_for_balance(regles: Iterable[ResultatRegle], repartitions: Iterable[ResultatRepartition]) -> bool:
    """Is a target not known, or does it hang on what is not? It may be for want of what the year before
    leaves."""
    cells = (cell for r in regles for cell in (*r.cellules, *((r.autre,) if r.autre is not None else ())))
    lots = (lot for split in repartitions for cell in split.cellules for lot in cell.lots)
    return any(c.cible is None or c.attend_un_solde for c in cells) or any(lot.cible is None for lot in lots)


def reference_years(suivis: Iterable[Suivi]) -> frozenset[int]:
    """Years in which the reference dates of vacancies are known to be."""
    # Why by identity: rows of one day share their very date of reference.
    dates = {id(s.reference): s.reference for s in suivis}
    return frozenset(one.connu.year for one in dates.values() if one.connu is not None)


def balances_left(bilan: Bilan | None, convention: str) -> Mapping[str, Mapping[Clef, Bornes | None]]:
    """Balances at the end of the year before, when it was judged in this run: by clause, or account of a
    split, then cell. Of a year of quarters, those of the last."""
    found: dict[str, Mapping[Clef, Bornes | None]] = {}
    for b in bilan.conventions if bilan is not None else ():
        if b.convention.ident == convention:
            for regle in b.regles:
                ident = regle.clause.entete.ident
                found[ident] = _beside(b.passes.get(ident, {}), _of_rule(regle, b))
            for split in b.repartitions:
                for compte, left in _of_split(split, b):
                    found[compte] = _beside(b.passes.get(compte, {}), left)
            found.update((nom, left) for nom, left in b.passes.items() if nom not in found)
    return found


def _beside(passes: Mapping[Clef, Bornes | None], left: Soldes) -> Soldes:
    """What passes through the year, and what it leaves. Where it leaves something in cells that no row
    shows, one that had nothing may be of these."""
    apart = any(map(is_unseen, left))
    return {**{clef: solde for clef, solde in passes.items() if not apart or solde != ZERO}, **left}


def _of_rule(regle: ResultatRegle, b: BilanConvention) -> Soldes:
    cells = _left(((cell.cellule, _own(cell, regle, b)) for cell in regle.cellules), regle)
    if regle.autre is not None:
        cells[year_round(regle.autre.cellule)] = one_of([regle.autre.solde, ZERO])
    if regle.causes or regle.conflit or regle.non_su is not None:
        # Why: a rule that could not be put in numbers leaves what is not known, not nothing; nor is what
        # vacancies that lack leave where no row shows.
        cells[_unseen(regle)] = None
    return cells


def _own(cell: ResultatCellule, regle: ResultatRegle, b: BilanConvention) -> Bornes | None:
    """What a cell leaves to the part itself: of one that others shared then, and share no more, nothing that
    is known, unless they had nothing left."""
    if regle.rejointe is None or first_day(cell.cellule, regle.rejointe) >= regle.rejointe:
        return cell.solde
    splits = (split for split in b.repartitions if split.clause.de == regle.clause.entete.ident)
    lots = [lot for split in splits for c in split.cellules if c.cellule == cell.cellule for lot in c.lots]
    return cell.solde if all(lot.solde == ZERO for lot in lots) else None


def _of_split(split: ResultatRepartition, b: BilanConvention) -> Iterator[tuple[str, Soldes]]:
    """Nothing of one without a cell, of which one does not know that it leaves nothing."""
    regle = next((r for r in b.regles if r.clause.entete.ident == split.clause.de), None)
    if regle is None:
        return
    lost = bool(regle.causes or regle.conflit) or (split.non_su is not None and split.issue is not False)
    untouched = split.vierge and split.issue is not False
    for compte, _ in split.clause.entre if untouched or split.cellules or lost or split.ailleurs else ():
        lots = ((c.cellule, lot.solde) for c in split.cellules for lot in c.lots if lot.compte == compte)
        cells = _left(lots, regle)
        if lost or (_of_now(regle) and compte in split.ailleurs):
            cells[_unseen(regle)] = None if lost else split.ailleurs[compte]
        elif split.ailleurs and split.ailleurs[compte] != ZERO:
            cells.setdefault(_unseen(regle), None)
        yield f"{split.clause.entete.ident}.{compte}", cells


def _of_now(regle: ResultatRegle) -> bool:
    """Is the cell that no row shows of the dimensions of the last quarter?"""
    found = regle.autre.cellule if regle.autre is not None else ()
    return bool(found) and [nom for nom, _ in year_round(found)] == list(regle.dimensions)


def _left(over: Iterable[tuple[Clef, Bornes | None]], regle: ResultatRegle) -> Soldes:
    """By cell, the last. Of the quarters in which the rule had others, which have passed on what they left,
    only that they did: where no quarter says anything since, no other does."""
    cells: Soldes = {}
    others: Soldes = {}
    shown: dict[Clef, str] = {}
    for cellule, solde in over:
        quarter = dict(cellule).get("trimestre", "")
        earlier = regle.depuis and quarter < regle.depuis
        (others if earlier else cells)[year_round(cellule)] = solde
        shown[year_round(cellule)] = quarter
    # Why: of a quarter that leaves something in cells that no row shows, one that had nothing may be of them.
    apart = _apart(regle)
    cells = {clef: solde for clef, solde in cells.items() if solde != ZERO or shown[clef] >= apart}
    if any(solde != ZERO for solde in others.values()):
        cells.setdefault(_unseen(regle), None)
    return cells


def _apart(regle: ResultatRegle) -> str:
    """The last quarter that leaves something in cells that no row shows; empty where none does."""
    own = dict(regle.autre.cellule).get("trimestre", "") if regle.autre is not None else ""
    return max(own, regle.non_su or "")


def _unseen(regle: ResultatRegle) -> Clef:
    return unseen_of(regle.dimensions)


def rows_before(bilan: Bilan | None, convention: str) -> Mapping[str, tuple[str, ...]]:
    """Rows of the years before that may have left something in a cell that no row shows, by clause."""
    own = [b for b in bilan.conventions if b.convention.ident == convention] if bilan is not None else []
    return {
        r.clause.entete.ident: r.ailleurs or tuple(sorted(ligne.vacance for ligne in r.autre.a_completer))
        for b in own
        for r in b.regles
        if r.autre is not None
    }
