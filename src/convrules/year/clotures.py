"""Who gets a letting when a turn closes, in every way in which effects may have closed it.

An effect of right gives this letting to the landlord, or to the account that it names; whoever holds that one
may lose its turn in the same way, later. Source: docs/langage, « Comptes ».
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Final, TypeAlias

from convrules.base.dates import INFINI, why
from convrules.base.outcomes import Cause, Genre, causes_of
from convrules.base.records import dataclass
from convrules.facts.records import Vacance
from convrules.runtime.concurrents import LE_MEME_JOUR
from convrules.runtime.decision import ResultatEffet
from convrules.runtime.holders import is_holder
from convrules.year.cascade import Vue
from convrules.year.chronologie import Moment, moment_of
from convrules.year.imputation import BAILLEUR, RIEN, closing, given_to, to_close
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


def endings(
    vacance: Vacance, vues: Sequence[Vue], finer: Mapping[str, str], *, suite: bool = False
) -> Issues:
    """`suite`: as it may yet be: with effects that have not closed the turn, and may still, and without those
    that may be undone."""
    effects = [tuple(_closings(vue, effet, suite=suite)) for vue, effet in _closing(vues)]
    if suite:
        effects += [tuple(_to_come(vue, effet)) for vue, effet in closing_later(vues)]
    found = [cloture for same in effects for cloture in same]
    oriented = orientation_day(vacance, vues[0].suivi.decision)
    ways = _ways(effects, oriented, finer)
    if not ways:
        doubts = RIEN.union(*(cloture.causes for cloture in found))
        comptes = dict.fromkeys((cloture.compte for cloture in found), doubts)
        since = -INFINI if oriented is None else oriented
        closed = any(cloture.sure and cloture.quand.tot >= since for cloture in found)
        return Issues(comptes=comptes, clause=found[0].effet.clause, ouverte=not closed)
    given: dict[str, frozenset[Cause]] = {}
    for way in ways:
        for decide in way:
            # Why of the others too: it decides because they did not take place, or not since.
            why = decide.cloture.causes or RIEN.union(*(other.causes for other in found))
            compte = decide.cloture.compte
            given[compte] = given.get(compte, RIEN) | why | _conflict(decide, way)
    clause = next((decide.cloture.effet.clause for way in ways for decide in way), None)
    return Issues(comptes=given, clause=clause, ouverte=() in ways)


def _conflict(decide: "Decide", way: Sequence["Decide"]) -> frozenset[Cause]:
    """Why it is not known which decides: on one day, effects gave the turn to several. Nothing where they
    perhaps did not: what leaves that in doubt is told."""
    several = len({other.cloture.compte for other in way}) > 1
    if not several or not all(cloture.sure and cloture.quand.connu for cloture in decide.parmi):
        return RIEN
    names = " ; ".join(dict.fromkeys(", ".join(cloture.rang) for cloture in decide.parmi))
    return frozenset({Cause(fait=f"{names}{LE_MEME_JOUR}", genre=Genre.ERREUR)})


def _closing(vues: Iterable[Vue]) -> Iterator[tuple[Vue, ResultatEffet]]:
    covering = (vue for vue in vues if vue.couvre is not False)
    return ((vue, effet) for vue in covering for effet in closing(vue.suivi.decision.effets))


def undone_later(vues: Iterable[Vue]) -> bool:
    """May an effect that closed the turn be undone?"""
    return any(effet.revocable for _, effet in _closing(vues))


def _closings(vue: Vue, effet: ResultatEffet, *, suite: bool) -> Iterator[Cloture]:
    """Of one effect: one for each account to which it may give the letting."""
    quand = moment_of(effet.date)
    undone = effet.revocable if suite else RIEN
    for compte, doubt in given_to(effet, vue.suivi.decision).items():
        yield Cloture(
            vue=vue,
            effet=effet,
            compte=compte,
            quand=quand,
            sure=vue.couvre is True and effet.issue is True and not undone,
            causes=causes_of(vue.couvre) | causes_of(effet.issue) | undone | doubt or quand.causes,
        )


def closing_later(vues: Iterable[Vue]) -> Iterator[tuple[Vue, ResultatEffet]]:
    covering = (vue for vue in vues if vue.couvre is not False)
    return ((vue, effet) for vue in covering for effet in to_close(vue.suivi.decision))


def _to_come(vue: Vue, effet: ResultatEffet) -> Iterator[Cloture]:
    quand, causes = moment_of(effet.date), why(effet.date).causes
    if effet.effet.faculte:
        # Why: it is used on any day from that on which it opens.
        causes = frozenset({Cause(fait=effet.clause, genre=Genre.FUTUR)})
        quand = Moment(tot=moment_of(effet.ouverture).tot, tard=INFINI, causes=causes)
    for compte, doubt in given_to(effet, vue.suivi.decision).items():
        yield Cloture(vue=vue, effet=effet, compte=compte, quand=quand, sure=False, causes=causes | doubt)


# --- every way --------------------------------------------------------------------------------
Option: TypeAlias = "tuple[int, Cloture] | None"
"""When an effect closes the turn, and to whom it gives it; None if it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """That which decides of the letting; `parmi`: the effects of one day that hand the turn over to several,
    of which one led to it."""

    cloture: Cloture
    parmi: tuple[Cloture, ...] = ()


def _ways(
    effects: Sequence[Sequence[Cloture]], oriented: int | None, finer: Mapping[str, str]
) -> tuple[tuple[Decide, ...], ...]:
    """Those that decide of the letting in each: none where none has closed the turn, several when they do
    it on one day. Nothing when there are too many ways."""
    days = _telling([same[0] for same in effects], oriented)
    options = [_options(same, days) for same in effects]
    if prod(map(len, options)) > TROP:
        return ()
    each = [_in_this(way, oriented, finer) for way in product(*options)]
    told = (tuple((id(d.cloture), *map(id, d.parmi)) for d in way) for way in each)
    return tuple(dict(zip(told, each, strict=True)).values())


def _in_this(way: Sequence[Option], oriented: int | None, finer: Mapping[str, str]) -> tuple[Decide, ...]:
    kept = [item for item in way if item is not None and (oriented is None or item[0] >= oriented)]
    return tuple(_deciding(sorted(kept, key=lambda item: (item[0], item[1].rang)), finer))


def _telling(found: Sequence[Cloture], oriented: int | None) -> Sequence[int]:
    """Days enough to have them in every order: the ends of where each may be, and as many after each."""
    ends = {day for c in found for day in (c.quand.tot, c.quand.tard) if abs(day) < INFINI}
    if oriented is not None:
        ends |= {oriented - 1, oriented}
    return sorted({day + n for day in ends or {0} for n in range(len(found) + 1)})


def _options(same: Sequence[Cloture], days: Sequence[int]) -> list[Option]:
    quand, date = same[0].quand, same[0].effet.date
    within: Sequence[int] = (quand.tot,)
    if not quand.connu:
        last = INFINI if date.fin is None else date.fin.toordinal()
        within = [day for day in days if quand.tot <= day <= last]
    found: list[Option] = [(day, cloture) for cloture in same for day in within]
    return found if same[0].sure else [*found, None]


def _deciding(known: Sequence[tuple[int, Cloture]], finer: Mapping[str, str]) -> Iterator[Decide]:
    """`remise à X`, then whatever X's own convention brings about afterwards; else the landlord's, who takes
    what is handed over to nobody."""
    handed = [item for item in known if item[1].compte != BAILLEUR]
    if handed:
        yield from _on_one_day(handed, known, (), finer)
    elif known:
        yield Decide(cloture=known[0][1])


def _on_one_day(
    items: Sequence[tuple[int, Cloture]],
    known: Sequence[tuple[int, Cloture]],
    parmi: tuple[Cloture, ...],
    finer: Mapping[str, str],
) -> Iterator[Decide]:
    """What follows from those of the first day: each may be the one that decides."""
    day = items[0][0]
    first = tuple(cloture for on, cloture in items if on == day)
    several = len({cloture.compte for cloture in first}) > 1
    for cloture in first:
        later = [
            item
            for item in known
            if item[0] > day and is_holder(item[1].vue.cadre.programme, cloture.compte, finer)
        ]
        among = first if several else parmi
        if later:
            yield from _on_one_day(later, known, among, finer)
        else:
            yield Decide(cloture=cloture, parmi=among)
