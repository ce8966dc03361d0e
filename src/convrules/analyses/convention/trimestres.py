"""Rules by quarter, under a forecast that is made by year."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import questions as problems
from convrules.ir.textes import with_nested


def trimestres_sous_prevision(
    convention: ir.Convention, socles: Sequence[ir.Convention]
) -> Iterator[Diagnostic]:
    """Parts and quotas of a quarter whose base a forecast leaves: no row of it says of which quarter it is.
    Where the gap is settled, they are not judged at all, and that is told of the year."""
    choix = convention.choix
    if choix is None or choix.soustractions is not ir.ModeSoustraction.PREVISION:
        return
    if not any(isinstance(c, ir.Soustraction) for file in (convention, *socles) for c in file.clauses):
        return
    for clause in with_nested(convention.clauses):
        if isinstance(clause, ir.Part | ir.Quota) and _of_a_quarter(clause, choix) and _is_left(clause):
            yield problems.trimestre_sous_prevision(span=clause.regle.span, clause=clause.entete.nom)


def _of_a_quarter(clause: ir.Part | ir.Quota, choix: ir.Choix) -> bool:
    named = clause.periode if isinstance(clause, ir.Quota) else None
    return (ir.Periode(named) if named is not None else choix.periode) is ir.Periode.TRIMESTRE


def _is_left(clause: ir.Part | ir.Quota) -> bool:
    """Does what it asks follow from a base that withdrawals leave? Within a part, the part is told."""
    inside = isinstance(clause, ir.Quota) and clause.parent is not None
    return not inside and clause.regle.taux is not None and clause.regle.population.que_quitte_un_retrait
