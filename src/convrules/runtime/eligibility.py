"""May the vacancy go to the holder of this convention? Only vrai permits.

Source: docs/langage, « L'éligibilité ». A prohibition is an `éligibilité` written `non …`.
"""

from collections.abc import Sequence

from convrules import ir
from convrules.base.outcomes import NON_APPLICABLE, Indetermine, Issue, toutes
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatClause, ResultatStatut, Statut


def evaluate_eligibility(
    statut: ResultatStatut,
    territoire: Issue,
    clauses: Sequence[ResultatClause],
    contexte: Contexte,
) -> Issue:
    """Requirements: status, convention in force on the territory, clauses about the dwelling. Clauses
    about a household are judged on the household, never here. Not applicable unless the status may be
    « dans l'assiette »."""
    if Statut.DANS_L_ASSIETTE not in statut.possibles:
        return NON_APPLICABLE
    in_force = contexte.programme.convention.en_vigueur.contains(contexte.jour)
    about_dwelling = (
        c.issue for c in clauses if isinstance(c.clause, ir.Eligibilite) and not c.clause.menage
    )
    return toutes([_status_allows(statut), territoire, in_force, *about_dwelling])


def _status_allows(statut: ResultatStatut) -> Issue:
    return True if statut.statut is Statut.DANS_L_ASSIETTE else Indetermine(statut.causes)
