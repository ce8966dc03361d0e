"""May a dwelling go to the convention's holder, by the clauses of `éligibilité` that bear on it alone?

Source: docs/langage, « Vacances attendues ».
"""

from convrules import ir
from convrules.base.outcomes import Issue, NonApplicable, toutes
from convrules.compiler import Programme
from convrules.runtime.context import Contexte
from convrules.runtime.rules import judge


def eligible(contexte: Contexte, programme: Programme) -> Issue:
    """A rule that is not applicable admits; who would live there is asked of nobody yet."""
    clauses = (c for c in programme.clauses if isinstance(c.clause, ir.Eligibilite))
    issues = [judge(c, contexte).among_rules(silent=True) for c in clauses if not _is_household(c.clause)]
    issue = toutes(issues)
    return True if isinstance(issue, NonApplicable) else issue


def _is_household(clause: ir.Clause) -> bool:
    """Is it judged on candidatures, never on a dwelling alone?"""
    return isinstance(clause, ir.Eligibilite) and clause.menage
