"""Who gets a letting when a turn closes, in every way in which effects may have closed it.

An effect of right gives this letting to the landlord, or to the account that it names; whoever holds that one
may lose its turn in the same way, later. Source: docs/langage, « Comptes ».
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Final

from convrules import ir
from convrules.base.dates import INFINI
from convrules.base.outcomes import Cause, causes_of
from convrules.base.records import dataclass
from convrules.facts.records import Vacance
from convrules.runtime.decision import ResultatEffet
from convrules.runtime.holders import is_holder
from convrules.year.cascade import Vue
from convrules.year.chronologie import Moment, moment_of
from convrules.year.imputation import RIEN, closing, given_to
from convrules.year.orientee import orientation_day

TROP: Final = 5_000
"""LIMIT: ways beyond which any account that an effect names is possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloture:
    """An effect that closes the turn, or may: the account that it gives, when, and why one does not know."""

    vue: Vue
    effet: ResultatEffet
    compte: str
    quand: Moment
    sure: bool
    causes: frozenset[Cause]

    @property
    def rang(self) -> tuple[str, str]:
        return self.vue.convention.ident, self.effet.clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Issues:
    """Accounts that effects may give, with why one does not know that they do, and the clause that gives the
    first. `ouverte`: perhaps none has closed the turn."""

    comptes: Mapping[str, frozenset[Cause]]
    clause: str | None
    ouverte: bool


def endings(vacance: Vacance, vues: Sequence[Vue], finer: Mapping[str, str]) -> Issues:
    found = tuple(_closings(vues))
    oriented = orientation_day(vacance, vues[0].suivi.decision)
    ways = _ways(found, oriented, finer)
    if not ways:
        doubts = RIEN.union(*(cloture.causes for cloture in found))
        comptes = dict.fromkeys((cloture.compte for cloture in found), doubts)
        since = -INFINI if oriented is None else oriented
        closed = any(cloture.sure and cloture.quand.tot >= since for cloture in found)
        return Issues(comptes=comptes, clause=found[0].effet.clause, ouverte=not closed)
    given: dict[str, frozenset[Cause]] = {}
    for cloture in (cloture for cloture in ways if cloture is not None):
        # Why of the others too: it decides because they did not take place, or not since.
        why = cloture.causes or RIEN.union(*(other.causes for other in found))
        given[cloture.compte] = given.get(cloture.compte, RIEN) | why
    clause = next((cloture.effet.clause for cloture in ways if cloture is not None), None)
    return Issues(comptes=given, clause=clause, ouverte=None in ways)


def _closings(vues: Iterable[Vue]) -> Iterator[Cloture]:
    for vue in vues:
        for effet in closing(vue.suivi.decision.effets) if vue.couvre is not False else ():
            quand = moment_of(effet.date)
            yield Cloture(
                vue=vue,
                effet=effet,
                compte=given_to(effet, vue.suivi.decision),
                quand=quand,
                sure=vue.couvre is True and effet.issue is True,
                causes=causes_of(vue.couvre) | causes_of(effet.issue) or quand.causes,
            )


# --- every way --------------------------------------------------------------------------------
def _ways(
    found: Sequence[Cloture], oriented: int | None, finer: Mapping[str, str]
) -> tuple[Cloture | None, ...]:
    """That which decides of the letting in each; None where none has closed the turn. Nothing when there are
    too many."""
    days = _telling(found, oriented)
    options = [_options(cloture, days) for cloture in found]
    if prod(map(len, options)) > TROP:
        return ()
    each = [_in_this(way, found, oriented, finer) for way in product(*options)]
    return tuple({id(cloture): cloture for cloture in each}.values())


def _in_this(
    way: Sequence[int | None], found: Sequence[Cloture], oriented: int | None, finer: Mapping[str, str]
) -> Cloture | None:
    dated = [(day, cloture) for day, cloture in zip(way, found, strict=True) if day is not None]
    kept = [item for item in dated if oriented is None or item[0] >= oriented]
    return _deciding(sorted(kept, key=lambda item: (item[0], item[1].rang)), finer)


def _telling(found: Sequence[Cloture], oriented: int | None) -> Sequence[int]:
    """Days enough to have them in every order: the ends of where each may be, and as many after each."""
    ends = {day for c in found for day in (c.quand.tot, c.quand.tard) if abs(day) < INFINI}
    if oriented is not None:
        ends |= {oriented - 1, oriented}
    return sorted({day + n for day in ends or {0} for n in range(len(found) + 1)})


def _options(cloture: Cloture, days: Sequence[int]) -> list[int | None]:
    quand = cloture.quand
    if quand.connu:
        within: list[int | None] = [quand.tot]
    else:
        last = INFINI if cloture.effet.date.fin is None else cloture.effet.date.fin.toordinal()
        within = [day for day in days if quand.tot <= day <= last]
    return within if cloture.sure else [*within, None]


def _deciding(known: Sequence[tuple[int, Cloture]], finer: Mapping[str, str]) -> Cloture | None:
    """`remise à X`, then whatever X's own convention brings about afterwards; else the landlord's."""
    handed = [item for item in known if item[1].effet.effet.acte is ir.Acte.REMISE_A]
    if not handed:
        return known[0][1] if known else None
    last, since = handed[0][1], handed[0][0]
    for day, cloture in known:
        if day > since and is_holder(cloture.vue.cadre.programme, last.compte, finer):
            last, since = cloture, day
    return last
