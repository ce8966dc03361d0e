"""Effects that an event which has not come yet may still bring about.

« x a eu lieu » is read on the day one looks, and is false until x comes: what a clause would entail if it did
is of the future, not nothing. Source: docs/langage, « Lire si un événement a eu lieu ».
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from convrules import ir
from convrules.base.outcomes import Cause, Genre, causes_of
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee
from convrules.runtime.closing import may_still
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatEffet
from convrules.runtime.events import from_then_on

Juge = Callable[[Contexte], Sequence[ResultatEffet]]
"""The effects of a clause, in a context."""


def with_what_may_come(
    clause: ClauseCompilee, found: Sequence[ResultatEffet], juge: Juge, contexte: Contexte
) -> tuple[ResultatEffet, ...]:
    """Effects that a clause has, or may, told apart by whether what has not come may undo them; then those
    that it has not, and may have once it has come."""
    if not clause.guette:
        return tuple(found)
    perhaps = juge(replace(contexte, guet=True))
    if isinstance(clause.clause, ir.Suite):
        # Why: what follows an event on a day stands, whatever comes later.
        return (*found, *_yet_to_come(found, perhaps, contexte.au))
    told = (e if e.issue is not True else replace(e, revocable=_undoing(e, perhaps)) for e in found)
    return (*told, *_yet_to_come(found, perhaps, contexte.au))


def _yet_to_come(
    found: Sequence[ResultatEffet], perhaps: Sequence[ResultatEffet], au: date
) -> Iterator[ResultatEffet]:
    there = [e.effet for e in found if e.issue is not False or may_still(e, au)]
    for effet in (e for e in perhaps if e.effet not in there):
        if may_still(effet, au):
            yield effet
        elif effet.issue is not False:
            yield replace(effet, issue=False, date=from_then_on(effet.date), attend=False)


def _undoing(effet: ResultatEffet, perhaps: Sequence[ResultatEffet]) -> frozenset[Cause]:
    """What has not come, and would undo an effect."""
    same = [e.issue for e in perhaps if e.effet == effet.effet]
    if True in same:
        return frozenset()
    causes = frozenset[Cause]().union(*map(causes_of, same))
    return causes or frozenset({Cause(fait=effet.clause, genre=Genre.FUTUR)})
