"""What a dwelling still to come does in a part or a ceiling: it makes it due, it may be counted for it.

Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from convrules.base.records import dataclass
from convrules.year.dossier import Attendu, Jour
from convrules.year.model import Bornes
from convrules.year.rangs import Option, Rang


@dataclass(frozen=True, slots=True, kw_only=True)
class Etat:
    """What a unit does in a rule: it is in the base, it may be counted, it cannot but be counted for as many
    as `force` (less than none: of a turn that is given away)."""

    base: bool
    compte: bool
    force: int


RIEN = Etat(base=False, compte=False, force=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a unit does in a rule if it comes, and if it does not. `doute`: for want of a fact, it may not be
    counted. `libre`: one that comes may be out of the base all the same."""

    venu: Etat
    absent: Etat
    taux: Bornes
    doute: bool = False
    libre: bool = False

    def state(self, absent: bool) -> Etat:
        return self.absent if absent else self.venu


Roles: TypeAlias = tuple[tuple[int, Role], ...]
"""Role by place of the rule, for the rules in which the unit has one."""


# --- rows of the data ---------------------------------------------------------------------------
def row_role(rang: Rang) -> Role:
    """A row that waits for nothing but its day. Where both are possible, it comes into the base or not."""
    bases = {b for _, b in rang.options}

    def state(base: bool) -> Etat:
        inside = base if base in bases else not base
        counts = {a for a, b in rang.options if b is inside}
        return Etat(base=inside, compte=True in counts, force=False not in counts)

    return Role(venu=state(True), absent=state(False), taux=rang.taux)


def number_role(rang: Rang) -> Role:
    """The same where a number is asked, whatever the base: to be counted is all that a row does."""
    counts = {a for a, _ in rang.options}
    state = Etat(base=False, compte=True in counts, force=False not in counts)
    return Role(venu=state, absent=state, taux=rang.taux)


# --- rows of the forecast -----------------------------------------------------------------------
def is_based_if_counted(attendu: Attendu) -> bool:
    """May it be of the base, on some day, but only as one that is counted, or of neither?"""
    each = (jour.options for jour in attendu.selon_le_jour)
    return any((False, False) in o and {counted for counted, base in o if base} == {True} for o in each)


def roles_expected(found: Mapping[int, Attendu], plafonds: Sequence[bool]) -> Roles | None:
    """Of one row, by place of the rule: on the day that suits best every rule that the day matters to. None
    where there is none, and more than rates hang on the day. `plafonds`: which rules are ceilings?"""
    moving = {place: attendu for place, attendu in found.items() if len(attendu.selon_le_jour) > 1}
    if all(len({_state(jour.options) for jour in a.selon_le_jour}) == 1 for a in moving.values()):
        # Why: of rules that one day does not suit alike, one only may choose it.
        alone = sum(len(set(_rates(a))) > 1 for a in moving.values()) == 1
        return tuple(
            (place, _role(a, _best_rate(a, plafond=plafonds[place]) if alone else a.taux))
            for place, a in found.items()
        )
    best = (_best_days(attendu, plafond=plafonds[place]) for place, attendu in moving.items())
    days = frozenset[date].intersection(*best)
    if not days:
        return None
    day = min(days)
    return tuple((place, _on(day, a) if place in moving else _role(a, a.taux)) for place, a in found.items())


def _role(attendu: Attendu, taux: Bornes) -> Role:
    return Role(
        venu=_state(attendu.options),
        absent=RIEN,
        taux=taux,
        doute=bool(attendu.doute),
        libre=_is_free(attendu),
    )


def _on(day: date, attendu: Attendu) -> Role:
    (jour,) = (jour for jour in attendu.selon_le_jour if day in jour.dates)
    return Role(
        venu=_state(jour.options),
        absent=RIEN,
        taux=jour.taux,
        doute=bool(jour.doute),
        libre=_is_free(attendu),
    )


def _is_free(attendu: Attendu) -> bool:
    """May it be out of the base, on some day?"""
    return any(not inside for _, inside in attendu.options)


def _state(options: frozenset[Option]) -> Etat:
    """Why the most it may be: what follows a vacancy that comes is free, and a base that grows suits what is
    asked beside a part, a ceiling."""
    base, compte = (any(o[side] for o in options) for side in (1, 0))
    return Etat(base=base, compte=compte, force=all(counted for counted, _ in options))


def _best_rate(attendu: Attendu, *, plafond: bool) -> Bornes:
    """The rate of the day that suits the rule best: the day is the future's choice, what is missing of the
    rates is not."""
    return best_of(_rates(attendu) or [attendu.taux], plafond=plafond)


def _rates(attendu: Attendu) -> list[Bornes]:
    return [jour.taux for jour in attendu.selon_le_jour if jour.peut_etre_de_la_base]


def best_of(rates: Sequence[Bornes], *, plafond: bool) -> Bornes:
    best = max if plafond else min
    return Bornes(min=best(b.min for b in rates), max=best(b.max for b in rates))


def _best_days(attendu: Attendu, *, plafond: bool) -> frozenset[date]:
    """Those on which it is for the rule all that it may be on any of them, and at the best rate."""
    days = attendu.selon_le_jour
    by_date: dict[date, list[Jour]] = {}
    for jour in days:
        for day in jour.dates:
            by_date.setdefault(day, []).append(jour)
    if any(len(read) > 1 for read in by_date.values()) or len({_state(j.options).force for j in days}) > 1:
        return frozenset()
    told = {day: _for_the_rule(jour, plafond=plafond) for day, (jour,) in by_date.items()}
    best = tuple(max(values) for values in zip(*told.values(), strict=True))
    return frozenset(day for day, values in told.items() if values == best)


def _for_the_rule(jour: Jour, *, plafond: bool) -> tuple[Fraction | bool, ...]:
    """What it does, the more the better: counted, for a part; due, for a ceiling; and whether it is known."""
    state = _state(jour.options)
    low, high = (jour.taux.min, jour.taux.max) if state.base else (Fraction(0), Fraction(0))
    counted = state.compte and not jour.doute
    return (not counted, not state.compte, low, high) if plafond else (counted, state.compte, -low, -high)
