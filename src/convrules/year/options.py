"""Possible (counted, in base) of a row, out of what decides it.

Source: docs/langage, « L'année », row options.
"""

from typing import Final, assert_never

from convrules.base.outcomes import Cause, Indetermine, Issue, NonApplicable, causes_of
from convrules.base.records import dataclass
from convrules.year.rangs import Option

RIEN: Final[frozenset[Cause]] = frozenset()
SEULES: Final = {(a, b): frozenset({(a, b)}) for a in (True, False) for b in (True, False)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Elements:
    """What decides a row's options: counted α, base β, a condition both share, possible statuses.
    `emboite`: counted only if in the base."""

    alpha: Issue
    beta: Issue
    commun: Issue
    statuts: frozenset[Option]
    causes_statut: frozenset[Cause]
    emboite: bool


def options_of(e: Elements) -> tuple[frozenset[Option], frozenset[Cause]]:
    """Possible (counted, in base) of a row; its causes when there are several."""
    if len(e.statuts) == 1 and _known(e.alpha) and _known(e.beta) and _known(e.commun):
        (statut,) = e.statuts
        one = _option(e.alpha is True, e.beta is True, e.commun is True, statut, emboite=e.emboite)
        return SEULES[one], RIEN
    options = frozenset(
        _option(a, b, c, s, emboite=e.emboite)
        for c in _values(e.commun)
        for s in e.statuts
        for a in _values(e.alpha)
        for b in _values(e.beta)
    )
    if len(options) == 1:
        return options, frozenset()
    causes = causes_of(e.alpha) | causes_of(e.beta) | causes_of(e.commun)
    if len(e.statuts) > 1:
        causes |= e.causes_statut
    return options, causes


def _known(issue: Issue) -> bool:
    return issue is True or issue is False


def _option(alpha: bool, beta: bool, commun: bool, statut: Option, *, emboite: bool) -> Option:
    may_count, may_base = statut
    base = beta and may_base and commun
    return alpha and may_count and commun and (base or not emboite), base


def _values(issue: Issue) -> tuple[bool, ...]:
    match issue:
        case bool():
            return (issue,)
        case NonApplicable():
            return (False,)
        case Indetermine():
            return (True, False)
        case _:
            assert_never(issue)
