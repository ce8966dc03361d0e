"""May the vacancy go to the holder of this convention? Only vrai permits.

Source: docs/langage, « L'éligibilité ». A prohibition is an `éligibilité` written `non …`.
"""

from collections.abc import Sequence
from datetime import date

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import NON_APPLICABLE, Genre, Indetermine, Issue, causes_of, et, ou, toutes
from convrules.base.records import replace
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatClause, ResultatStatut, Statut
from convrules.runtime.holders import between


def evaluate_eligibility(
    statut: ResultatStatut,
    territoire: Issue,
    clauses: Sequence[ResultatClause],
    reference: Evenement,
    contexte: Contexte,
) -> Issue:
    """Requirements: status, convention in force on the territory, clauses about the dwelling. Clauses
    about a household are judged on the household, never here. Not applicable unless the status may be
    « dans l'assiette », or a right locks the dwelling for its holder alone."""
    possibles = statut.possibles
    if Statut.DANS_L_ASSIETTE not in possibles and Statut.RESERVE_IDENTIFIE not in possibles:
        return NON_APPLICABLE
    in_force = in_force_at(contexte.programme.convention.en_vigueur, reference, contexte.au)
    about_dwelling = (
        c.among_rules(silent=True)
        for c in clauses
        if isinstance(c.clause, ir.Eligibilite) and not c.clause.menage
    )
    return toutes([_status_allows(statut), territoire, in_force, *about_dwelling])


def in_force_at(validite: ir.Validite, reference: Evenement, au: date) -> Issue:
    """Was the convention in force on the reference date? While that day is only to come, today's
    convention is the one that speaks; when it is not recorded, one does not know."""
    issue = between(validite, reference)
    if not isinstance(issue, Indetermine):
        return et(issue, validite.tient)
    today = validite.on(au)
    if all(c.genre is Genre.FUTUR for c in issue.causes):
        return today
    if reference.debut is not None and reference.debut <= au:
        # Why: within these days, each that has come speaks for itself, and today for those to come.
        past = et(between(validite, replace(reference, fin=au, jamais=False)), validite.tient)
        return today if past == today else et(issue, validite.tient)
    return et(issue, validite.tient)


def _status_allows(statut: ResultatStatut) -> Issue:
    """What every possible status says: the flow allows, a locked dwelling goes to the right's holder."""
    if statut.statut is Statut.DANS_L_ASSIETTE:
        return True
    answers = {s: _allowed_by(s, statut) for s in statut.possibles}
    if all(answer is True for answer in answers.values()):
        return True
    if len(answers) == 1:
        return next(iter(answers.values()))
    return Indetermine(statut.causes.union(*map(causes_of, answers.values())))


def _allowed_by(possible: Statut, statut: ResultatStatut) -> Issue:
    if possible is Statut.RESERVE_IDENTIFIE:
        return _reserved_for_holder(statut)
    return possible is Statut.DANS_L_ASSIETTE


def _reserved_for_holder(statut: ResultatStatut) -> Issue:
    """Supposing that a right locks the dwelling: is it one of this convention's holder? The rights that
    may be the one decide together when they agree."""
    if not statut.droits:
        return Indetermine(statut.causes)
    holders = {d.titulaire for d in statut.droits}
    if len(holders) == 1 and isinstance(next(iter(holders)), bool):
        return next(iter(holders))
    held: Issue = False
    for droit in statut.droits:
        held = ou(held, et(droit.issue, droit.titulaire))
    return held
