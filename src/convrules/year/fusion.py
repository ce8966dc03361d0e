"""One result out of those that several readings of the text would give."""

from collections.abc import Iterable, Sequence

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import replace
from convrules.year.bornes import hull, hull_known, one_of
from convrules.year.model import Lot, ResultatCellule, Verdict
from convrules.year.verdict import in_doubt


def merge_variants(
    results: Sequence[ResultatCellule], causes: frozenset[Cause], *, perhaps_none: bool, clos: bool
) -> ResultatCellule:
    """Numbers take the widest bounds; the verdict is the one that every reading gives.

    perhaps_none: under one reading the clause says nothing at all. `causes`: why there are several.
    clos: is the period over, so that a doubt that only people can lift is a decision awaited?
    """
    first = results[0]
    if len(results) == 1 and not perhaps_none:
        return first
    verdicts = {v for r in results for v in (r.verdicts_possibles or (r.verdict,)) if v is not None}
    if perhaps_none and first.verdict is not None:
        verdicts.add(Verdict.NON_APPLICABLE)
    possibles = tuple(v for v in Verdict if v in verdicts)
    all_causes = causes.union(*(r.causes for r in results))
    single = possibles[0] if len(possibles) == 1 else in_doubt(all_causes, clos=clos)
    return replace(
        first,
        modes=frozenset[ir.ModeReport]().union(*(r.modes for r in results)),
        base=hull(r.base for r in results),
        du=hull_known([r.du for r in results]),
        du_arrondi=hull_known([r.du_arrondi for r in results]),
        cible=hull_known([r.cible for r in results]),
        realise=hull(r.realise for r in results),
        solde_initial=one_of([r.solde_initial for r in results]),
        restituees=hull(r.restituees for r in results),
        solde=one_of([r.solde for r in results]),
        solde_perdu=hull_known([r.solde_perdu for r in results]),
        ecart=hull_known([r.ecart for r in results]),
        reste=hull_known([r.reste for r in results]),
        tue=perhaps_none or any(r.tue for r in results),
        base_minimale=hull_known([r.base_minimale for r in results]),
        sous_minimum=first.sous_minimum if len({r.sous_minimum for r in results}) == 1 else None,
        part=hull_known([r.part for r in results]),
        verdict=single if first.verdict is not None else None,
        verdicts_possibles=possibles,
        sauve_par_tolerance=any(r.sauve_par_tolerance for r in results),
        tours_seuls=all(r.tours_seuls for r in results) and not perhaps_none,
        causes=all_causes,
        lignes_base=_in_each([r.lignes_base for r in results]),
        lignes_comptees=_in_each([r.lignes_comptees for r in results]),
        lignes_restituees=_in_each([r.lignes_restituees for r in results]),
    )


def _in_each(readings: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Rows that are certain under every reading."""
    others = [frozenset(rows) for rows in readings[1:]]
    return tuple(row for row in readings[0] if all(row in rows for rows in others))


def kept_anyway(cell: ResultatCellule | Lot) -> bool:
    """Kept or without object, which one is not known?"""
    return frozenset(cell.verdicts_possibles) == {Verdict.CONFORME, Verdict.NON_APPLICABLE}


def is_kept(cell: ResultatCellule | Lot) -> bool:
    """Does it ask for nothing, or for nothing that is not kept?"""
    return cell.verdict in (Verdict.CONFORME, Verdict.NON_APPLICABLE, None) or kept_anyway(cell)


def verdicts_shown(cells: Sequence[ResultatCellule | Lot]) -> list[Verdict]:
    """Those of cells, or of accounts, of which the worst is that of their rule."""
    judged = [c for c in cells if c.verdict is not None]
    found = [c.verdict for c in judged if c.verdict is not None and not kept_anyway(c)]
    if set(found) - {Verdict.NON_APPLICABLE}:
        return found
    # Why only then: kept or without object, beside one asked something a cell is never the worst.
    return [c.verdict for c in judged if c.verdict is not None]


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Verdicts are declared from the worst to the neutral one."""
    order = list(Verdict)
    return min(verdicts, key=order.index, default=Verdict.NON_APPLICABLE)
