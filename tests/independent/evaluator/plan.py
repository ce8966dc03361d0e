"""The plan of a policy that looks ahead (docs/langage, « Le calcul du plan »), from the forecast on, in
millionths of a dwelling, floored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal, localcontext
from functools import cache

U = 1_000_000
Kind = tuple[int, ...]  # the ranks of those who may take it


@dataclass(frozen=True)
class Spell:
    """A period: how many of each type are expected (N), what becomes due to each holder (D)."""

    expected: dict[Kind, int]
    due: list[int]

    @property
    def total(self) -> int:
        return sum(self.expected.values())


@dataclass(frozen=True)
class Course:
    """A period as it is planned: the parts x of each type, from the deficits A to the deficits E."""

    parts: dict[Kind, list[int]]
    start: list[int]
    end: list[int]
    total: int

    def over(self, c: int) -> Course:
        return Course(self.parts, [x // c for x in self.start], [x // c for x in self.end], self.total // c)


def periods(expected: list[dict[Kind, int]], due: list[list[int]], third: int) -> list[Spell]:
    """From a third of month on: the rest of the month, then the months."""
    found = []
    for month in range(third // 3, 12):
        own = range(max(third, 3 * month), 3 * month + 3)
        kinds = sorted({kind for n in own for kind in expected[n]})
        numbers = {kind: sum(expected[n].get(kind, 0) for n in own) for kind in kinds}
        whole = [sum(d) for d in zip(*(due[n] for n in own), strict=True)]
        found.append(Spell({k: n for k, n in numbers.items() if n}, whole))
    return found


# --- the parts -----------------------------------------------------------------------------------
def shared(spells: list[Spell], late: list[int]) -> list[Course]:
    whole = [sum(d) for d in zip(*(s.due for s in spells), strict=True)]
    parts = [{kind: first(kind, n, whole) for kind, n in s.expected.items()} for s in spells]
    for turn in range(60):
        steep = min(740, 185 + 555 * turn // 19)
        if one_turn(spells, parts, late, steep) <= U // 10 and turn >= 20:
            break
    ends = ends_of(spells, parts, late)
    return [
        Course(own, start, end, spell.total)
        for own, start, end, spell in zip(parts, [late, *ends[:-1]], ends, spells, strict=True)
    ]


def first(kind: Kind, number: int, whole: list[int]) -> list[int]:
    rates = [whole[h] for h in kind]
    return [number * r // sum(rates) if sum(rates) else number // len(kind) for r in rates]


def ends_of(spells: list[Spell], parts: list[dict[Kind, list[int]]], late: list[int]) -> list[list[int]]:
    found, now = [], list(late)
    for spell, own in zip(spells, parts, strict=True):
        given = [sum(x[k.index(h)] for k, x in own.items() if h in k) for h in range(len(now))]
        now = [e + d - g for e, d, g in zip(now, spell.due, given, strict=True)]
        found.append(now)
    return found


def one_turn(spells: list[Spell], parts: list[dict[Kind, list[int]]], late: list[int], steep: int) -> int:
    """Each type of each period shared out anew, the last period first; the most that a part has moved."""
    ends, most = ends_of(spells, parts, late), 0
    weigh: list[int] = []
    for rank in range(len(spells) - 1, -1, -1):
        own = [e * steep // U for e in ends[rank]]
        weigh = [added(a, b) for a, b in zip(weigh, own, strict=True)] if weigh else own
        for kind, x in parts[rank].items():
            v = [part + weigh[h] * U // steep for h, part in zip(kind, x, strict=True)]
            level = water(sorted(v, reverse=True), sum(x))
            new = [max(0, one - level) for one in v]
            for h, before, after in zip(kind, x, new, strict=True):
                weigh[h] += (before - after) * steep // U
                most = max(most, abs(before - after))
            parts[rank][kind] = new
    return most


def water(high_first: list[int], number: int) -> int:
    level = high_first[0] - number
    for i in range(2, len(high_first) + 1):
        if level >= high_first[i - 1]:
            break
        level = (sum(high_first[:i]) - number) // i
    return level


@cache
def gain(apart: int) -> int:
    """256 × log₂(1 + 2^(−apart / 256)), floored."""
    if apart == 0:
        return 256
    with localcontext() as precise:
        precise.prec = 60
        two = Decimal(2).ln()
        found = (1 + (-two * apart / 256).exp()).ln() / two * 256
        return int(found.to_integral_value(ROUND_FLOOR))


def added(a: int, b: int) -> int:
    return max(a, b) + gain(min(abs(a - b), 256 * 64))


# --- how far each is from its part ----------------------------------------------------------------
@dataclass
class Told:
    """What has come since a plan, or a period of a trial, began."""

    course: Course
    seen: dict[Kind, int] = field(default_factory=dict)
    had: dict[tuple[Kind, int], int] = field(default_factory=dict)
    all: int = 0

    def gaps(self, kind: Kind, late: dict[int, int], share: dict[int, int] | None = None) -> dict[int, int]:
        """By holder; nothing where the plan has none of the type for those."""
        x = dict(zip(kind, self.course.parts.get(kind, [0] * len(kind)), strict=True))
        whole = sum(x[h] for h in late)
        if not whole:
            return {}
        q = min(U, (self.all + 1) * U * U // max(1, self.course.total))
        found = {}
        for h, own in late.items():
            a, e = self.course.start[h], self.course.end[h]
            led = a + (e - a) * q // U
            led = led if share is None else led * share[h] // U
            part = x[h] * (self.seen.get(kind, 0) + 1) * U // whole
            found[h] = part - U * self.had.get((kind, h), 0) + (own - led) // 2
        return found

    def note(self, kind: Kind | None, holder: int) -> None:
        self.all += 1
        if kind is not None:
            self.seen[kind] = self.seen.get(kind, 0) + 1
            self.had[kind, holder] = self.had.get((kind, holder), 0) + 1


# --- is there a plan? ---------------------------------------------------------------------------
def plan(spells: list[Spell], late: list[int]) -> Course | None:
    """What to do until the end of the month; None where the deficit alone does as well."""
    c = max(1, -(-sum(s.total for s in spells) // (1200 * U)))
    courses = shared(spells, late)
    if tried(spells, late, c, courses) < tried(spells, late, c, None) - 300_000 * c:
        return courses[0]
    return None


def tried(spells: list[Spell], late: list[int], c: int, courses: Sequence[Course] | None) -> int:
    now, most, left = list(late), max(late), dict[Kind, int]()
    for rank, spell in enumerate(spells):
        told = Told(courses[rank].over(c)) if courses is not None else None
        due = [d * c * U // spell.total if spell.total else 0 for d in spell.due]
        for kind in in_order(spell, left, c):
            now = [n + d for n, d in zip(now, due, strict=True)]
            gaps = {h: now[h] // (c if told else 1) for h in kind}
            if told is not None:
                gaps = told.gaps(kind, gaps) or gaps
            chosen = max(kind, key=lambda h: (gaps[h], -h))
            if told is not None:
                told.note(kind, chosen)
            now[chosen] -= c * U
            most = max(most, *now)
    return most


def in_order(spell: Spell, left: dict[Kind, int], c: int) -> list[Kind]:
    placed = []
    for kind, number in spell.expected.items():
        whole = number + left.get(kind, 0)
        m = max(0, (2 * whole + c * U) // (2 * c * U))
        left[kind] = whole - m * c * U
        placed += [((2 * r + 1) * 2**40 // (2 * m), kind) for r in range(m)]
    return [kind for _, kind in sorted(placed)]
