"""Checks on one convention with what it inherits: one file per check."""

from collections.abc import Sequence
from datetime import date

from convrules import ir
from convrules.analyses.convention.articles import articles_oublies
from convrules.analyses.convention.contradictions import contradictions
from convrules.analyses.convention.exceptions import exceptions_sans_cible
from convrules.analyses.convention.plafonds import planchers_et_plafonds
from convrules.analyses.convention.revisions import revisions_manquees
from convrules.diagnostics.model import Diagnostic, in_order


def findings_of(
    convention: ir.Convention, socles: Sequence[ir.Convention], au: date | None = None
) -> tuple[Diagnostic, ...]:
    """Everything that a convention or a socle says against itself. au: the day of the check; without it
    nothing that passes with time is told."""
    return in_order(
        (
            *contradictions(convention, socles),
            *exceptions_sans_cible(convention, socles),
            *planchers_et_plafonds(convention, socles),
            *articles_oublies(convention),
            *revisions_manquees(convention, au),
        )
    )
