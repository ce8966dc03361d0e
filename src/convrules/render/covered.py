"""A target below zero: nothing is asked, for what was done ahead covers what is due.

By how much it is ahead is no target: rounded below, −0.2 would give an advance of one dwelling.
"""

from collections.abc import Iterator

from convrules import ir
from convrules.base.texte import t
from convrules.render.accounts import account
from convrules.render.balances import carries, modes_of
from convrules.render.bounds import bornes
from convrules.render.cells import cell_name, named_cell
from convrules.render.french import cite
from convrules.year.bornes import ZERO, at_least_zero, minus
from convrules.year.model import Bornes, ResultatCellule, ResultatRegle, ResultatRepartition


def asked(cible: Bornes | None) -> Bornes | None:
    """What is asked for, or allowed: what the verdict compares."""
    return None if cible is None else at_least_zero(cible)


def because_covered(cible: Bornes, sens: ir.Sens = ir.Sens.AU_MOINS) -> str:
    """« (dû couvert d'avance) », after the figure; nothing where the target is surely above zero."""
    if cible.min >= 0:
        return ""
    if sens is ir.Sens.AU_PLUS:
        return t(" (déjà épuisé)") if cible.max < 0 else t(" (peut-être déjà épuisé)")
    return t(" (dû couvert d'avance)") if cible.max < 0 else t(" (dû peut-être couvert d'avance)")


def carried(regle: ResultatRegle, cell: ResultatCellule) -> str:
    """« , solde reporté de 2 compris »: why a target is not what the rule alone asks."""
    brought = cell.solde_initial if carries(regle.clause) and not cell.sous_minimum else None
    if brought is None or brought == ZERO:
        return ""
    if brought.max < 0 and ir.ModeReport.FRACTIONS in modes_of(regle, cell.cellule):
        return t(", ce qu'ont laissé les arrondis passés ({solde}) compris", solde=bornes(brought))
    if brought.max < 0:
        return t(", avance reportée de {avance} déduite", avance=bornes(minus(ZERO, brought)))
    return t(", solde reporté de {solde} compris", solde=bornes(brought))


def covered_notes(regle: ResultatRegle) -> Iterator[str]:
    """Under the table, whose column shows what is asked: what the calculation gives."""
    for cell in regle.cellules:
        if cell.cible is not None and cell.cible.min < 0:
            where = t(" ({a})", a=cell_name(cell)) if cell.cellule else ""
            yield _note(regle.clause.entete.ident, where, cell.cible, cell.sens)


def covered_lots(split: ResultatRepartition) -> Iterator[str]:
    """The same of the accounts of a split."""
    for cell in split.cellules:
        for lot in cell.lots:
            if lot.demande is not None and lot.demande.min < 0:
                named = account(lot.compte)
                where = t("{a}, {b}", a=named_cell(cell.cellule), b=named) if cell.cellule else named
                yield _note(split.clause.entete.ident, t(" ({a})", a=where), lot.demande, ir.Sens.AU_MOINS)


def _note(ident: str, where: str, cible: Bornes, sens: ir.Sens) -> str:
    return t(
        "{ident}{where}\u202f: la cible ne descend pas sous zéro{why}\u202f; par le calcul, elle est "
        "{cible}.",
        ident=cite(ident),
        where=where,
        why=because_covered(cible, sens),
        cible=bornes(cible),
    )
