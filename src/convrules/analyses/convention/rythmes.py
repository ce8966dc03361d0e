"""What is asked every so often, and never falls due before the convention ends."""

from collections.abc import Iterator

from convrules import ir
from convrules.base.dates import Duree, shift
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import analyses as problems
from convrules.ir.textes import with_nested


def rythmes_sans_echeance(convention: ir.Convention) -> Iterator[Diagnostic]:
    """The first period, counted from the first day in force, ends after the last one."""
    du, au = convention.en_vigueur.du, convention.en_vigueur.au
    if du is None or au is None:
        return
    for clause in with_nested(convention.clauses):
        regle = clause.regle if isinstance(clause, ir.Transmission) else None
        if not isinstance(regle, ir.EcheancePeriodique) or not isinstance(regle.periode, Duree):
            continue
        if (shift(du, regle.periode) - au).days > 1:
            yield problems.rythme_sans_echeance(
                span=regle.span, clause=clause.entete.nom, fin=au.isoformat(), ecrit=regle.span.text
            )
