"""The outcomes of a condition and their tables.

Three determined outcomes on a chain (`faux < non applicable < vrai`) and, beside them, not knowing,
which carries its causes. `True` is vrai, `False` is faux. Source: docs/langage, « Les issues ».
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, TypeAlias

from convrules.base.records import dataclass


class Genre(StrEnum):
    """Why a fact is not known."""

    MANQUANT = "manquant"
    FUTUR = "futur"
    HUMAIN = "humain"
    ERREUR = "erreur"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Cause:
    """A fact that is missing. `fait` is the name as a rule writes it; `ligne` the row that lacks it
    (« vacances V-12 »), empty when the row is the vacancy being judged."""

    fait: str
    genre: Genre = Genre.MANQUANT
    ligne: str = ""


@dataclass(frozen=True, slots=True)
class NonApplicable:
    """The question does not arise."""

    def __repr__(self) -> str:
        return "NON_APPLICABLE"


NON_APPLICABLE: Final = NonApplicable()


@dataclass(frozen=True, slots=True)
class Indetermine:
    """Any completion is possible; `causes` is never empty."""

    causes: frozenset[Cause]

    def __post_init__(self) -> None:
        assert self.causes, "not knowing always has a cause"


Issue: TypeAlias = bool | NonApplicable | Indetermine
"""Outcome of a condition."""


def indetermine(fait: str, genre: Genre = Genre.MANQUANT, ligne: str = "") -> Indetermine:
    """Not knowing, for one reason."""
    return Indetermine(frozenset({Cause(fait=fait, genre=genre, ligne=ligne)}))


def causes_of(issue: object) -> frozenset[Cause]:
    """Causes carried by any result of an evaluation; empty when it is determined."""
    return issue.causes if isinstance(issue, Indetermine) else frozenset()


def non(a: Issue) -> Issue:
    """`non`: exchanges vrai and faux, fixes the two others."""
    return not a if isinstance(a, bool) else a


def et(a: Issue, b: Issue) -> Issue:
    """`et`: the minimum of the chain; faux absorbs what is not known."""
    if a is False or b is False:
        return False
    if a is True:
        return b
    if b is True:
        return a
    return _neither(a, b)


def ou(a: Issue, b: Issue) -> Issue:
    """`ou`: the maximum of the chain; vrai absorbs what is not known."""
    if a is True or b is True:
        return True
    if a is False:
        return b
    if b is False:
        return a
    return _neither(a, b)


def _neither(a: Issue, b: Issue) -> Issue:
    """Of two that are neither vrai nor faux: not knowing wins over not applying."""
    unknown = causes_of(a) | causes_of(b)
    return Indetermine(unknown) if unknown else NON_APPLICABLE


def toutes(issues: Iterable[Issue]) -> Issue:
    """Combine rules: those that are not applicable say nothing; nothing left is not applicable."""
    result: Issue = NON_APPLICABLE
    for issue in issues:
        if issue is result or isinstance(issue, NonApplicable):
            continue
        result = issue if isinstance(result, NonApplicable) else et(result, issue)
    return result


def une(issues: Iterable[Issue]) -> Issue:
    """Combine rules by `ou`, those that are not applicable left out."""
    return non(toutes(non(issue) for issue in issues))


def word(issue: Issue) -> str:
    """The closed word of an outcome, as JSON and cases write it."""
    match issue:
        case True:
            return "vrai"
        case False:
            return "faux"
        case NonApplicable():
            return "non_applicable"
        case Indetermine(causes=causes):
            return "erreur" if any(c.genre is Genre.ERREUR for c in causes) else "indetermine"
        case _:
            raise AssertionError(issue)
