"""Accounts of a split, each as a cell of the part: what is due to it, done on it, and its balance."""

from collections.abc import Iterator

from convrules.base.records import replace
from convrules.year.bornes import ZERO
from convrules.year.model import BilanConvention, Lot, ResultatCellule, ResultatRegle


def accounts_of(regle: ResultatRegle, b: BilanConvention) -> Iterator[tuple[str, Lot, ResultatCellule]]:
    """Each by the name under which it carries a balance."""
    whole = {c.cellule: c for c in regle.cellules}
    for split in b.repartitions:
        ident = split.clause.entete.ident
        for cell in split.cellules if split.clause.de == regle.clause.entete.ident else ():
            for lot in cell.lots if cell.cellule in whole else ():
                yield f"{ident}.{lot.compte}", lot, _as_cell(lot, whole[cell.cellule])


def _as_cell(lot: Lot, whole: ResultatCellule) -> ResultatCellule:
    """Why no turn given back: it is owed by the part, by none of its accounts; and the due that is shared has
    the gap of the forecast in it already."""
    return replace(
        whole,
        du=lot.du,
        du_arrondi=lot.du,
        cible=lot.cible,
        realise=lot.realise,
        solde_initial=lot.solde_initial,
        solde=lot.solde,
        solde_perdu=lot.solde_perdu,
        part=None,
        restituees=ZERO,
        lignes_restituees=(),
        regularisation=None,
        ecart=None,
        reste=None,
        verdict=lot.verdict,
        verdicts_possibles=lot.verdicts_possibles,
        sauve_par_tolerance=lot.sauve_par_tolerance,
        force=lot.force,
    )
