"""Rows of a year as sets of possible (counted, in base), and the two corners that bound every slack.

Options from best to worst for « au moins »: (1,0) > (1,1) > (0,0) > (0,1). With rates up to 1, moving
one row down that chain never raises n − R(dû): two sums bound the verdict, whatever the rounding.
Source: docs/langage, « L'année », bounds under missing data.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from typing import Final, TypeAlias, overload

from convrules import ir
from convrules.base.outcomes import Cause, Genre
from convrules.base.records import dataclass, replace
from convrules.year.bornes import hull
from convrules.year.model import Bornes

Option: TypeAlias = tuple[bool, bool]
"""(counted in the numerator, counted in the base)."""
Selon: TypeAlias = frozenset[frozenset[Option]]
"""What each completion of the data leaves to the future, of which one of these will be; empty where the data
leave one option each, or the future alone is not known."""
Taux: TypeAlias = tuple[tuple[Option, Bornes], ...]
"""The rates of some options that are in the base."""

CHAINE: Final[tuple[Option, ...]] = ((True, False), (True, True), (False, False), (False, True))
EN_BASE_SEULE: Final[Option] = (False, True)
DEHORS: Final[frozenset[Option]] = frozenset({(False, False)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang:
    """A row and its possible (counted, base). `taux`: ρ(v), the rate at its own reference date.
    `poids`: how many units the row stands for (a row of `droits` may hold several rights). `excedent`: what
    stays in the base of a dwelling withdrawn, a row of no other kind. `doute`: facts for want of which it may
    not join the base to the good of a ceiling. `barrees`: of « exactement », which it may still harm, the
    options that serve it if eligibility keeps the row from the holder (for certain, unless in `doute`).
    `selon`: of a row that lacks a fact and awaits its day besides. `par_option`: of a row that may come on
    days of several rates, those of the days on which it may be so, where each option does not have them all;
    `par_barree`: the same of `barrees`. `par_monde`: of a part, its options under each text it may be of."""

    id: str
    options: frozenset[Option]
    taux: Bornes
    causes: frozenset[Cause] = frozenset()
    poids: Fraction | int = 1
    excedent: bool = False
    doute: frozenset[Cause] = frozenset()
    barrees: frozenset[Option] | None = None
    selon: Selon = frozenset()
    par_option: Taux = ()
    par_barree: Taux = ()
    par_monde: tuple[frozenset[Option], ...] = ()

    def in_world(self, place: int) -> frozenset[Option]:
        return self.par_monde[place] if self.par_monde else self.options

    def rate(self, option: Option) -> Bornes:
        return next((taux for known, taux in self.par_option if known == option), self.taux)

    @property
    def futur(self) -> bool:
        """Is the row uncertain for the only reason that the day has not come?"""
        return only_future(self.causes)

    @property
    def restes(self) -> Selon:
        """What each completion of the data leaves to the future."""
        return left_by_data(self.options, self.causes, self.selon)


def only_future(causes: frozenset[Cause]) -> bool:
    """Is there something that is not known, for the only reason that its day has not come?"""
    return bool(causes) and all(c.genre is Genre.FUTUR for c in causes)


def left_by_data(options: frozenset[Option], causes: frozenset[Cause], selon: Selon) -> Selon:
    if selon or only_future(causes):
        return selon or frozenset({options})
    return frozenset(frozenset({option}) for option in options)


def told_apart(selon: Selon, causes: frozenset[Cause]) -> Selon:
    """The same, where data and future are both in doubt."""
    mixed = any(len(options) > 1 for options in selon) and not only_future(causes)
    return selon if mixed else frozenset()


Lots: TypeAlias = tuple[tuple[Rang, tuple[str, ...]], ...]
"""Rows of one weight that are read alike: as the first is, and the identifiers of all."""


class Rangs(Sequence[Rang]):
    """Rows, in lots that sums count once; each is told apart when it is asked for."""

    __slots__ = ("_every", "_joined", "lots")

    def __init__(self, lots: Lots) -> None:
        self.lots = lots
        self._every: tuple[Rang, ...] | None = None
        self._joined: tuple[Rang, ...] | None = None

    def __len__(self) -> int:
        return sum(len(idents) for _, idents in self.lots)

    @overload
    def __getitem__(self, place: int) -> Rang: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Rang]: ...
    def __getitem__(self, place: int | slice) -> Rang | Sequence[Rang]:
        return self._told_apart()[place]

    def __iter__(self) -> Iterator[Rang]:
        yield from self._told_apart()

    def _told_apart(self) -> tuple[Rang, ...]:
        if self._every is None:
            self._every = tuple(_named(rang, ident) for rang, idents in self.lots for ident in idents)
        return self._every

    @property
    def joined(self) -> Sequence[Rang]:
        """A row for each lot, of its joint weight."""
        if self._joined is None:
            self._joined = tuple(
                rang if len(idents) == 1 else replace(rang, poids=rang.poids * len(idents))
                for rang, idents in self.lots
            )
        return self._joined


def _named(rang: Rang, ident: str) -> Rang:
    return rang if rang.id == ident else replace(rang, id=ident)


def joined(rangs: Iterable[Rang]) -> Iterable[Rang]:
    """The same, for sums: lots as one row of their joint weight."""
    return rangs.joined if isinstance(rangs, Rangs) else rangs


def lots_of(rangs: Iterable[Rang]) -> Iterable[tuple[Rang, tuple[str, ...]]]:
    return rangs.lots if isinstance(rangs, Rangs) else ((rang, (rang.id,)) for rang in rangs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Somme:
    """One completion of the rows: counted, base, and the exact due."""

    compte: Fraction | int
    base: Fraction | int
    du: Fraction


VIDE: Final = Somme(compte=0, base=0, du=Fraction(0))


def add(a: Somme, b: Somme) -> Somme:
    return Somme(compte=a.compte + b.compte, base=a.base + b.base, du=a.du + b.du)


def best(rang: Rang) -> tuple[Option, Fraction]:
    """The option and rate most favourable to « au moins »."""
    option = extreme(rang.options, high=True)
    return option, rang.rate(option).min


def worst(rang: Rang) -> tuple[Option, Fraction]:
    """The option and rate least favourable to « au moins »."""
    option = extreme(rang.options, high=False)
    return option, rang.rate(option).max


def extreme(options: frozenset[Option], *, high: bool) -> Option:
    """The option of the highest (or lowest) slack n − dû."""
    return next(o for o in (CHAINE if high else reversed(CHAINE)) if o in options)


def facing(selon: Selon, *, data_high: bool, future_high: bool) -> Option:
    """Where the data choose first, each side for the highest (or lowest) slack."""
    left = frozenset(extreme(options, high=future_high) for options in selon)
    return extreme(left, high=data_high)


def caps_more(regle: object) -> bool:
    """Is more the worse for it?"""
    return isinstance(regle, ir.RegleQuota) and regle.sens is not ir.Sens.AU_MOINS


def is_exact(regle: object) -> bool:
    return isinstance(regle, ir.RegleQuota) and regle.sens is ir.Sens.EXACTEMENT


def only_harmful(
    options: frozenset[Option], sens: ir.Sens | None, *, compte: bool, base: bool
) -> frozenset[Option]:
    """What is left of the options of a row barred from what is counted, from the base: a floor counts none of
    it, a ceiling gets no larger base from it."""
    if sens is ir.Sens.AU_MOINS and (compte or base):
        return frozenset(o for o in options if not (o[0] and (compte or o[1])))
    if sens is ir.Sens.AU_PLUS and base:
        return options - {EN_BASE_SEULE} or options
    return options


def only_to_harm(rang: Rang) -> Rang:
    """A row that a ceiling may fear and is not served by, while it awaits its day."""

    def left(options: frozenset[Option]) -> frozenset[Option]:
        return only_harmful(options, ir.Sens.AU_PLUS, compte=True, base=True)

    if not rang.futur and not rang.selon:
        return rang
    return replace(rang, options=left(rang.options), selon=frozenset(left(o) for o in rang.selon))


def barred(options: frozenset[Option], *, compte: bool, base: bool) -> frozenset[Option]:
    """What serves « exactement » of a row barred from what is counted, from the base."""
    return frozenset(o for o in options if not (o[0] and compte) and not (o[1] and base)) or DEHORS


def left_when_barred(
    readings: Sequence[tuple[frozenset[Option], frozenset[Option] | None]],
) -> frozenset[Option] | None:
    """The same of readings (options, `barrees`) of which any may be true; None when none is barred."""
    if all(left is None for _, left in readings):
        return None
    return frozenset[Option]().union(*(options if left is None else left for options, left in readings))


Choix: TypeAlias = Callable[[Rang], tuple[Option, Fraction]]


def total(rangs: Iterable[Rang], choix: Choix) -> Somme:
    """Sum of one completion; `choix` gives each row its option and rate, whatever its name and weight."""
    compte: Fraction | int = 0
    # Why by identity: rows read alike share what they are made of, and are chosen for once.
    alike: dict[tuple[int, ...], tuple[Rang, list[Fraction | int]]] = {}
    for rang in joined(rangs):
        made_of = (rang.options, rang.taux, rang.causes, rang.doute, rang.selon, rang.par_option)
        key = tuple(map(id, made_of))
        alike.setdefault(key, (rang, []))[1].append(rang.poids)
    # Why by rate: most rows share the very rate of their rule; whole numbers add sooner than fractions.
    by_rate: dict[int, tuple[Fraction, list[Fraction | int]]] = {}
    for rang, poids in alike.values():
        (counted, inside), taux = choix(rang)
        if counted:
            compte += sum(poids)
        if inside:
            by_rate.setdefault(id(taux), (taux, []))[1].extend(poids)
    inside_by_rate = [(taux, sum(poids)) for taux, poids in by_rate.values()]
    return Somme(
        compte=compte,
        base=sum(poids for _, poids in inside_by_rate),
        du=sum((taux * poids for taux, poids in inside_by_rate), Fraction(0)),
    )


def counted_bounds(rangs: Iterable[Rang]) -> Bornes:
    """Least and greatest numerator."""
    return _weighed(rangs, 0)


def base_bounds(rangs: Iterable[Rang]) -> Bornes:
    """Least and greatest base."""
    return _weighed(rangs, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sommes:
    """Least and greatest base, exact due before withdrawals, and numerator."""

    base: Bornes
    du: Bornes
    fait: Bornes


def sums(rangs: Iterable[Rang]) -> Sommes:
    """The three of the same rows, in one pass."""
    # Why by identity: rows read alike share what they are made of, and their weights add first.
    alike: dict[tuple[int, int], tuple[Rang, list[Fraction | int]]] = {}
    for rang in joined(rangs):
        alike.setdefault((id(rang.options), id(rang.taux)), (rang, []))[1].append(rang.poids)
    one = [replace(rang, poids=sum(poids)) for rang, poids in alike.values()]
    return Sommes(base=base_bounds(one), du=due_bounds(one), fait=counted_bounds(one))


def due_bounds(rangs: Iterable[Rang]) -> Bornes:
    """Least and greatest exact due, before withdrawals."""
    # Why by rate: most rows share the very rate of their rule, and whole numbers add sooner than fractions.
    by_rate: dict[int, tuple[Bornes, list[Rang]]] = {}
    for rang in joined(rangs):
        by_rate.setdefault(id(rang.taux), (rang.taux, []))[1].append(rang)
    low, high = Fraction(0), Fraction(0)
    for taux, rows in by_rate.values():
        inside = _weighed(rows, 1)
        low += inside.min * taux.min
        high += inside.max * taux.max
    return Bornes(min=low, max=high)


def _weighed(rangs: Iterable[Rang], place: int) -> Bornes:
    """Of the rows that certainly are, then of those that may be, counted (0), in the base (1)."""
    low: Fraction | int = 0
    high: Fraction | int = 0
    for rang in joined(rangs):
        always, perhaps = sides(rang.options)[place]
        if always:
            low += rang.poids
        if perhaps:
            high += rang.poids
    return Bornes(min=Fraction(low), max=Fraction(high))


@cache
def sides(options: frozenset[Option]) -> tuple[tuple[bool, bool], tuple[bool, bool]]:
    """Counted, then in the base: always, perhaps."""
    counted, inside = ([option[place] for option in options] for place in (0, 1))
    return (all(counted), any(counted)), (all(inside), any(inside))


def share_bounds(rangs: Sequence[Rang]) -> Bornes | None:
    """n/N over every completion of a nested share, both ends attained; None when N is surely 0.

    n certain in both, N certain in the base; p in the base perhaps counted, q both or neither, r in the
    base or not and never counted, s anything: n/(N+r+s) to (n+p+q+s)/(N+q+s).
    """
    rangs = tuple(joined(rangs))
    assert all((True, False) not in r.options for r in rangs), "a nested row is never counted out of base"
    n = sum(r.poids for r in rangs if r.options == {(True, True)})
    certain = sum(r.poids for r in rangs if (False, False) not in r.options)
    p = sum(r.poids for r in rangs if r.options == {(True, True), (False, True)})
    q = sum(r.poids for r in rangs if r.options == {(True, True), (False, False)})
    r_ = sum(r.poids for r in rangs if r.options == {(False, True), (False, False)})
    s = sum(r.poids for r in rangs if len(r.options) == 3)
    if certain + q + r_ + s == 0:
        return None
    low = Fraction(n, certain + r_ + s) if certain + r_ + s else Fraction(1)
    high = Fraction(n + p + q + s, certain + q + s) if certain + q + s else Fraction(0)
    return Bornes(min=low, max=high)


def span(rang: Rang) -> Fraction:
    """By how much completing the row may move the exact slack n − dû."""
    high = max(o[0] - (rang.rate(o).min if o[1] else 0) for o in rang.options)
    low = min(o[0] - (rang.rate(o).max if o[1] else 0) for o in rang.options)
    return rang.poids * Fraction(high - low)


def is_uncertain(rang: Rang) -> bool:
    if len(rang.options) > 1:
        return True
    taux = rang.taux
    return taux.min is not taux.max and taux.valeur is None and any(b for _, b in rang.options)


def merge_duplicates(rangs: Sequence[Rang]) -> tuple[Rang, ...]:
    """One row per identifier: rows that share one are a mistake of data, so any of their places is
    possible, and none. Source: docs/langage, a duplicate identifier is an error."""
    by_id: dict[str, list[Rang]] = {}
    for rang in rangs:
        by_id.setdefault(rang.id, []).append(rang)
    if len(by_id) == len(rangs):
        return tuple(rangs)
    return tuple(same[0] if len(same) == 1 else _duplicate(same) for same in by_id.values())


def _duplicate(same: Sequence[Rang]) -> Rang:
    options = DEHORS.union(*(r.options for r in same))
    cause = Cause(fait="id", genre=Genre.ERREUR, ligne=f"vacances {same[0].id}")
    causes = frozenset({cause}).union(*(r.causes for r in same)) if len(options) > 1 else frozenset()
    taux = hull([r.taux for r in same])
    return Rang(id=same[0].id, options=options, taux=taux, causes=causes, poids=same[0].poids)


def causes_of_rows(rangs: Iterable[Rang]) -> frozenset[Cause]:
    """Causes of the rows that are uncertain."""
    return frozenset().union(*(r.causes for r in joined(rangs) if is_uncertain(r)))


def compact(rangs: Iterable[Rang]) -> Sequence[Rang]:
    """The same sums with fewer rows: those that are certain and alike become one, of their joint weight.
    Uncertain rows stay apart, for each may turn out on its own."""
    apart: list[tuple[Rang, tuple[str, ...]]] = []
    # Why twice: most rows share the very rate of their rule, and a fraction takes long to hash.
    same: dict[tuple[frozenset[Option], int], list[Rang]] = {}
    for rang, idents in lots_of(rangs):
        if is_uncertain(rang):
            apart.append((rang, idents))
        else:
            one = rang if len(idents) == 1 else replace(rang, poids=rang.poids * len(idents))
            same.setdefault((rang.options, id(rang.taux)), []).append(one)
    alike: dict[tuple[frozenset[Option], Fraction], list[Rang]] = {}
    for rows in same.values():
        alike.setdefault((rows[0].options, rows[0].taux.min), []).extend(rows)
    sure = [replace(rows[0], poids=sum(r.poids for r in rows)) for rows in alike.values()]
    return Rangs((*((rang, (rang.id,)) for rang in sure), *apart))
