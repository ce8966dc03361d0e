"""What a part, or an account of its split, takes up when a split begins or ends.

Nothing says how a balance owed to one becomes owed to several, or the other way round: where nothing was
left, nothing is taken up; otherwise the table `soldes` says what is, or one does not know.
Source: docs/langage, « Répartition ».
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TypeAlias

from convrules import ir
from convrules.base.outcomes import Indetermine
from convrules.compiler import ClauseCompilee
from convrules.runtime.holders import is_holder
from convrules.year.apports import Apports, fields_in
from convrules.year.assiette import Cadre, opening, period_before
from convrules.year.bornes import ZERO, plus
from convrules.year.cellules import Clef, unseen_of
from convrules.year.model import Bornes, ResultatCellule
from convrules.year.partage import account_names, applies, is_shared_out, splits_of
from convrules.year.soldes import (
    INCONNUES,
    JAMAIS,
    balance_named,
    begins_in,
    initial_balance,
    told,
    unseen_key,
    year_round,
)

Laisses: TypeAlias = Mapping[str, Mapping[Clef, Bornes | None]]
"""What parts, and accounts of splits, leave at the end of the period before, by name and by cell."""


def is_quarter_before(before: Cadre, cadre: Cadre) -> bool:
    """Is it of the same year? No table says what its end leaves."""
    return before.annee == cadre.annee


# --- a split that ends --------------------------------------------------------------------------
def after_split(
    clause: ClauseCompilee, cadre: Cadre, reports: Apports | None, laisses: Laisses
) -> Apports | None:
    """What a part that rejoins takes up, and not what the period before left it (`reports`): what its
    holder's account alone had done is not what the part had. laisses: of the period before."""
    before = period_before(cadre)
    if before is None:
        return reports
    left = _left_by_split(clause.ident, before, laisses)
    if is_quarter_before(before, cadre):
        cells = {c: ZERO if nothing else None for c, nothing in (left or {}).items()}
        return Apports(cellules=cells, incomplets=left is None)
    names = (clause.ident, clause.clause.entete.nom)
    if left is None:
        return None
    fields = fields_in(clause.ident, cadre)
    own = [c for c in left if fields is None or tuple(nom for nom, _ in c) == fields]
    said = {c: balance_named(names, c, cadre) for c in own}
    cells = {c: ZERO if s is None and left[c] else s for c, s in said.items()}
    # Why not by their own name: its cells are no longer theirs. Those that nothing names are none of these,
    # and wait for a row.
    rest = any(not nothing for c, nothing in left.items() if c not in cells and c != INCONNUES)
    if not left.get(INCONNUES, True):
        cells[INCONNUES] = None
    return Apports(cellules=cells, refaits=cadre, reste=rest)


def rejoins(clause: ClauseCompilee, cadre: Cadre) -> bool:
    """Is it a part that others shared in the period before, and share no more?"""
    before = period_before(cadre)
    if not isinstance(clause.clause, ir.Part) or before is None or is_shared_out(clause.ident, cadre):
        return False
    return is_shared_out(clause.ident, before)


def _left_by_split(part: str, before: Cadre, laisses: Laisses) -> Mapping[Clef, bool] | None:
    """By cell, is it certain that the period before left nothing to any account? None when it was not judged
    in this run. Of a split that perhaps applied, nothing to the part either."""
    left: list[Mapping[Clef, Bornes | None] | None] = []
    for clause, own in splits_of(part, before.programme):
        applied = applies(clause, before)
        if applied is not False:
            left += [laisses.get(f"{own.entete.ident}.{compte}") for compte, _ in own.entre]
        if isinstance(applied, Indetermine):
            left.append(laisses.get(part))
    known = [cells for cells in left if cells is not None]
    if len(known) < len(left):
        return None
    # Why: of an account of which cells are not known, one that is named for another is no less so.
    others = [None if INCONNUES in cells else ZERO for cells in known]
    return {
        clef: all(
            c.get(clef, c.get(unseen_key(clef), other)) == ZERO
            for c, other in zip(known, others, strict=True)
        )
        for clef in {k for c in known for k in c}
    }


def brought_into(part: ClauseCompilee, cadre: Cadre) -> Iterator[tuple[str, Mapping[Clef, Bornes | None]]]:
    """What the year before, judged in this run, leaves to a part and to the accounts that share it this year,
    by cell, whether or not the part says anything."""
    before = period_before(cadre)
    own = cadre.reportes.get(part.ident)
    if before is None or own is None:
        return
    again = after_split(part, cadre, None, cadre.reportes) if rejoins(part, cadre) else None
    yield part.ident, again.cellules if again is not None else own
    shared = any(applies(clause, before) is not False for clause, _ in splits_of(part.ident, cadre.programme))
    left = _left_by_split(part.ident, before, cadre.reportes) if shared else None
    fresh = left if left is not None else {c: s == ZERO for c, s in own.items()}
    for clause, split in splits_of(part.ident, cadre.programme):
        for compte, _ in split.entre if applies(clause, cadre) is not False else ():
            name, names = f"{split.entete.ident}.{compte}", account_names(split, compte)
            said = {c: balance_named(names, c, cadre) for c in fresh} if begins(split, cadre) else None
            if said is None:
                yield name, cadre.reportes.get(name, {})
            else:
                yield name, {c: ZERO if s is None and fresh[c] else s for c, s in said.items()}


# --- a split that begins ------------------------------------------------------------------------
def taken_up(
    own: ir.Repartition, compte: str, cell: ResultatCellule, cadre: Cadre, laisses: Laisses
) -> Bornes | None:
    """What an account takes up, of what this run has not judged: the table `soldes`; nothing, of a split that
    begins, when nothing was left before. cadre: the period in which it begins, else the first of the year;
    laisses: of the one before."""
    clef = year_round(cell.cellule)
    before = period_before(cadre)
    quarter = before is not None and is_quarter_before(before, cadre)
    said = None if quarter else balance_named(account_names(own, compte), clef, cadre)
    fresh = said is None and begins(own, cadre) and _nothing_before(own.de, clef, cell, cadre, laisses)
    return ZERO if fresh else said


def brought_to_holder(part: ir.Part, clef: Clef, cadre: Cadre) -> Bornes | None:
    """What the table says that the holder brings into a cell of a part: of one that others share, what its
    own accounts do."""
    own = initial_balance(part, clef, cadre)
    if not is_shared_out(part.entete.ident, cadre):
        return own
    total: Bornes = ZERO
    for clause, split in splits_of(part.entete.ident, cadre.programme):
        mine = [c for c, _ in split.entre if is_holder(cadre.programme, c, cadre.finer)]
        for compte in mine if applies(clause, cadre) is not False else ():
            said = balance_named(account_names(split, compte), clef, cadre, debut=cadre.periode.premier)
            if said is None and not (begins(split, cadre) and own == ZERO):
                return None
            total = plus(total, said or ZERO)
    return total


def begins(own: ir.Repartition, cadre: Cadre) -> bool:
    """Did it not apply in the period before, for certain?"""
    before = period_before(cadre)
    return before is None or all(
        applies(clause, before) is False
        for clause, split in splits_of(own.de, cadre.programme)
        if split is own
    )


def _nothing_before(part: str, clef: Clef, cell: ResultatCellule, cadre: Cadre, laisses: Laisses) -> bool:
    """Was nothing left, for certain, to those who had the part before?"""
    before = period_before(cadre)
    if before is None or begins_in((c.clause for c in cadre.programme.clauses if c.ident == part), cadre):
        return True
    if all(applies(clause, before) is False for clause, _ in splits_of(part, cadre.programme)):
        return cell.solde_initial == ZERO
    left = _left_by_split(part, before, laisses)
    if left is None or not left.get(clef, INCONNUES not in left):
        return False
    # Why those of other dimensions too: nothing says into which of these what was left there goes.
    names, apart = [nom for nom, _ in clef], (JAMAIS, INCONNUES)
    # Why not those that no row showed, of one that was shown: it is none of them.
    here = (clef,) if clef in left else (unseen_key(clef),)
    return all(
        nothing
        for key, nothing in left.items()
        if key in here or (key not in apart and [nom for nom, _ in key] != names)
    )


def forget_nothing(reportes: dict[tuple[str, Clef], Bornes | None], shown: Container[Clef]) -> None:
    """By account and cell: one that had nothing, and is not shown by a period that leaves something in cells
    that no row shows, may be of these."""
    for key in [key for key, solde in reportes.items() if solde == ZERO and key[1] not in shown]:
        del reportes[key]


def brought_by(
    own: ir.Repartition, compte: str, fields: Sequence[str], cadre: Cadre
) -> dict[Clef, Bornes | None]:
    """What an account brings into the year, in cells of these fields; of what was in others, only that it
    may be somewhere."""
    left = cadre.reportes.get(f"{own.entete.ident}.{compte}")
    if left is None:
        parts = (c.clause for c in cadre.programme.clauses if c.ident == own.de)
        if own.de in cadre.reportes or begins_in(parts, opening(cadre)):
            return {}
        return dict(told(account_names(own, compte), fields, cadre))
    apart = [s for key, s in left.items() if key != INCONNUES and [nom for nom, _ in key] != list(fields)]
    found = {key: s for key, s in left.items() if key == INCONNUES or [nom for nom, _ in key] == list(fields)}
    if any(solde != ZERO for solde in apart):
        found.setdefault(unseen_of(fields), None)
    return found
