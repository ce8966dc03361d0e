"""May a dwelling go to the convention's holder, by the clauses of `éligibilité` that bear on it alone? They
are asked until it is let, and as long as nothing records its account.

Source: docs/langage, « Vacances attendues ».
"""

from convrules import ir
from convrules.base.dates import why
from convrules.base.outcomes import Genre, Indetermine, Issue, NonApplicable, causes_of, et, toutes
from convrules.compiler import Programme
from convrules.runtime.context import Contexte
from convrules.runtime.events import may_be_by
from convrules.runtime.reading import read_event
from convrules.runtime.rules import judge
from convrules.year.imputation import ATTRIBUTION, SANS_COMPTE, awaits
from convrules.year.publics import EVENEMENTS
from convrules.year.rangs import only_future
from convrules.year.suivi import Suivi


def eligible(contexte: Contexte, programme: Programme) -> Issue:
    """A rule that is not applicable admits; who would live there is asked of nobody yet."""
    clauses = (c for c in programme.clauses if isinstance(c.clause, ir.Eligibilite))
    issues = [judge(c, contexte).among_rules(silent=True) for c in clauses if not _is_household(c.clause)]
    issue = toutes(issues)
    return True if isinstance(issue, NonApplicable) else issue


def _is_household(clause: ir.Clause) -> bool:
    """Is it judged on candidatures, never on a dwelling alone?"""
    return isinstance(clause, ir.Eligibilite) and clause.menage


def once_let(event: Issue, compte: Issue, suivi: Suivi, contexte: Contexte, *, asked: bool) -> Issue:
    """Both the event and an account. What has not happened yet has no account to record: that it is not known
    is the future, like the event, and no datum to complete; of what is let, or perhaps (its day is missing),
    it is one. asked: until it is let, what the holder may not receive will not go to the account; without it,
    whatever eligibility says, for it may be recorded so."""
    awaited = {c.fait for c in causes_of(event) if c.genre is Genre.FUTUR} & set(EVENEMENTS.values())
    if isinstance(compte, Indetermine) and (awaited or awaits(suivi.vacance, suivi.decision)):
        let, au = read_event(ATTRIBUTION, contexte), contexte.au.toordinal()
        may = eligible(contexte, contexte.programme) if asked and let.high > au else True
        if let.genre is not Genre.FUTUR and may_be_by(let, contexte.au):
            # Why not always: where the future alone is to choose the account, it does, let or not.
            alike = let.high <= au or (may is True and only_future(compte.causes))
            return et(event, compte if alike else Indetermine(compte.causes | why(let).causes))
        if may is False:
            return False
        if awaited:
            return Indetermine(causes_of(event) | (compte.causes - {SANS_COMPTE}) | causes_of(may))
    return et(event, compte)
