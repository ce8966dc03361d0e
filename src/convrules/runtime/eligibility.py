"""May the vacancy go to the holder of this convention? Only vrai permits.

Source: docs/langage, « L'éligibilité ». A prohibition is an `éligibilité` written `non …`.
"""

from collections.abc import Sequence
from datetime import date

from convrules import ir
from convrules.base.dates import Evenement, at_most, connu
from convrules.base.outcomes import NON_APPLICABLE, Genre, Indetermine, Issue, et, toutes
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatClause, ResultatStatut, Statut


def evaluate_eligibility(
    statut: ResultatStatut,
    territoire: Issue,
    clauses: Sequence[ResultatClause],
    reference: Evenement,
    contexte: Contexte,
) -> Issue:
    """Requirements: status, convention in force on the territory, clauses about the dwelling. Clauses
    about a household are judged on the household, never here. Not applicable unless the status may be
    « dans l'assiette »."""
    if Statut.DANS_L_ASSIETTE not in statut.possibles:
        return NON_APPLICABLE
    in_force = _in_force(contexte.programme.convention.en_vigueur, reference, contexte.au)
    about_dwelling = (
        c.issue for c in clauses if isinstance(c.clause, ir.Eligibilite) and not c.clause.menage
    )
    return toutes([_status_allows(statut), territoire, in_force, *about_dwelling])


def _in_force(validite: ir.Validite, reference: Evenement, au: date) -> Issue:
    """Was the convention in force on the reference date? While that day is only to come, today's
    convention is the one that speaks; when it is not recorded, one does not know."""
    after: Issue = True if validite.du is None else at_most(connu(validite.du), reference)
    before: Issue = True if validite.au is None else at_most(reference, connu(validite.au))
    issue = et(after, before)
    if isinstance(issue, Indetermine) and all(c.genre is Genre.FUTUR for c in issue.causes):
        return validite.contains(au)
    return issue


def _status_allows(statut: ResultatStatut) -> Issue:
    return True if statut.statut is Statut.DANS_L_ASSIETTE else Indetermine(statut.causes)
