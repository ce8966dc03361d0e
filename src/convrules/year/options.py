"""Possible (counted, in base) of a row, out of what decides it.

Source: docs/langage, « L'année », row options.
"""

from collections.abc import Iterable
from itertools import product
from typing import Final, assert_never

from convrules.base.outcomes import Cause, Indetermine, Issue, NonApplicable, causes_of
from convrules.base.records import dataclass
from convrules.year.bornes import hull
from convrules.year.model import Bornes
from convrules.year.rangs import Option, Selon, Taux, only_future

RIEN: Final[frozenset[Cause]] = frozenset()
SANS_DOUTE: Final[Selon] = frozenset()
SEULES: Final = {(a, b): frozenset({(a, b)}) for a in (True, False) for b in (True, False)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Elements:
    """What decides a row's options: counted α, base β, a condition both share, possible statuses.
    `emboite`: counted only if in the base. `attendent`: of these three, those that ask, among others, for an
    event that has not happened yet: no datum alone makes them true."""

    alpha: Issue
    beta: Issue
    commun: Issue
    statuts: frozenset[Option]
    causes_statut: frozenset[Cause]
    emboite: bool
    attendent: tuple[bool, bool, bool] = (False, False, False)


def options_of(e: Elements) -> tuple[frozenset[Option], frozenset[Cause], Selon]:
    """Possible (counted, in base) of a row; its causes when there are several, and what each completion of
    the data leaves to the future."""
    if len(e.statuts) == 1 and _known(e.alpha) and _known(e.beta) and _known(e.commun):
        (statut,) = e.statuts
        one = _option(e.alpha is True, e.beta is True, e.commun is True, statut, emboite=e.emboite)
        return SEULES[one], RIEN, SANS_DOUTE
    options = frozenset(
        _option(a, b, c, s, emboite=e.emboite)
        for c in _values(e.commun)
        for s in e.statuts
        for a in _values(e.alpha)
        for b in _values(e.beta)
    )
    if len(options) == 1:
        return options, frozenset(), SANS_DOUTE
    causes = causes_of(e.alpha) | causes_of(e.beta) | causes_of(e.commun)
    if len(e.statuts) > 1:
        causes |= e.causes_statut
    return options, causes, _by_completion(e)


def _by_completion(e: Elements) -> Selon:
    statuts = [e.statuts] if only_future(e.causes_statut) else [frozenset({s}) for s in e.statuts]
    of_alpha, of_beta, of_commun = (
        by_data(issue, attend=waits)
        for issue, waits in zip((e.alpha, e.beta, e.commun), e.attendent, strict=True)
    )
    return frozenset(
        frozenset(_option(a, b, c, s, emboite=e.emboite) for a, b, c, s in product(*left))
        for left in product(of_alpha, of_beta, of_commun, statuts)
    )


def by_data(issue: Issue, *, attend: bool = False) -> tuple[tuple[bool, ...], ...]:
    """What each completion of the data leaves an outcome to be. `attend`: does it ask, among others, for an
    event that has not happened yet?"""
    values, causes = _values(issue), causes_of(issue)
    if len(values) == 1 or only_future(causes):
        return (values,)
    return ((False,), values) if attend else tuple((value,) for value in values)


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


def rates_by_option(readings: Iterable[tuple[frozenset[Option], Bornes]]) -> Taux:
    """Nothing where each option of the base has the same."""
    found: dict[Option, list[Bornes]] = {}
    for options, taux in readings:
        for option in options:
            if option[1]:
                found.setdefault(option, []).append(taux)
    told = tuple((option, hull(rates)) for option, rates in sorted(found.items()))
    return told if len({taux for _, taux in told}) > 1 else ()
