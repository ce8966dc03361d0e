"""Exchanges of turns: one act, two entries (docs/langage, « Les comptes »)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from .facts import ordinal
from .outcomes import F, HorsDePortee, U, V
from .seen import Seen
from .world import Line as Act

if TYPE_CHECKING:
    from .facts import Row
    from .lines import Line, Reading, Sum
    from .periods import Period
    from .texts import Life
    from .world import World
    from .year import Year


def lines(year: Year, reading: Reading) -> list[tuple[Line, int]]:
    """What each exchange adds to a part of the holder, or takes from it."""
    if reading.clause.genre != "part":
        return []
    life = year.life
    found: list[tuple[Line, int]] = []
    for act in of_read(year.world):
        ahead = year.open and "date" in act and ordinal(act["date"]) > year.au
        # One to come may be made on any day that is left, or on none.
        steps = adds(year.world, life, {k: v for k, v in act.items() if k != "date"} if ahead else act)
        if steps == {0} or (says(act, life) and act["clause"] not in names(life, reading.clause.name)):
            continue
        when, here = dated(year, act), placed(year, reading, act)
        if when and perhaps(act):
            when = None
        if False in (when, here) or not in_base(year, act):
            continue
        of_texts = [reading.on(span.text) for span in life.spans]
        if any(one is not None and one.own.population.where is not None for one in of_texts):
            raise HorsDePortee("échange, et part sous condition")
        all_: set[Sum] = {(n, 0, Fraction(0), Fraction(0), 0) for n in steps}
        nothing: Sum = (0, 0, Fraction(0), Fraction(0), 0)
        told = here and (ahead or when) and not perhaps(act)
        both = all_ if told else all_ | {nothing}
        left = frozenset(frozenset({s, nothing} if ahead else {s}) for s in both)
        found.append((left, 1))
    return found


def adds(world: World, life: Life, act: Act) -> set[int]:
    """What the two sides may come to on the convention; one that cannot be read is anybody's."""
    gains, gives = (
        {0, 1} if act.get(side) == "illisible" else {int(bears(world, life, act, act.get(side, "")))}
        for side in ("compte", "cedant")
    )
    return {a - b for a in gains for b in gives}


def so_far(year: Period, row: Row, life: Life | None) -> int:
    """Turns that the holder has gained by the day one looks, less those that it has given; None: the landlord
    itself."""
    total = 0
    for act in of_read(row.world):
        sides = [act.get("compte", ""), act.get("cedant", "")]
        if "illisible" in sides:
            raise HorsDePortee("orientation, et échange dont un compte ne se lit pas")
        gains, gives = (
            word == "bailleur" if life is None else bears(row.world, life, act, word) for word in sides
        )
        if gains == gives:
            continue
        if perhaps(act) or "date" not in act or "vacance" in act or "clause" in act:
            raise HorsDePortee("orientation, et échange d'une vacance, d'une clause ou sans jour")
        if year.first <= ordinal(act["date"]) <= min(year.last, row.au):
            total += 1 if gains else -1
    return total


def bears(world: World, life: Life, act: Act, word: str) -> bool:
    """Is the account that an act names one of this convention, on the vacancy that it names? Its identifier
    is, wherever that is."""
    holders = [x for x in world.holders(word) if "date" not in act or stands(x, ordinal(act["date"]))]
    if life not in holders or world.names(word, life):
        return life in holders
    rows = named(world, act)
    told = [x for x in holders if says(act, x) and (not rows or x.here(rows[0]) != F)]
    if told and life not in told:
        if rows and any(isinstance(x.here(rows[0]), U) for x in told):
            raise HorsDePortee("échange d'un logement dont la commune manque")
        return False
    rivals = [x for x in told or holders if x is not life]
    if act.get("vacance", "illisible") == "illisible":
        if rivals:
            raise HorsDePortee("échange sans vacance, et plusieurs conventions d'un type")
        return True
    if any(other.holder == life.holder for other in rivals):
        raise HorsDePortee("échange, et deux conventions d'un réservataire")
    here = life.here(rows[0])
    if isinstance(here, U):
        raise HorsDePortee("échange d'un logement dont la commune manque")
    return here == V


def stands(life: Life, day: int) -> bool:
    first, last = life.force
    return first <= day <= last


def of_read(world: World) -> list[Act]:
    """Those whose vacancy, if they name one, is among the rows, and whose clause is that of somebody."""
    return [
        act
        for act in world.journal
        if (act.get("acte") == "echange" or perhaps(act))
        and (act.get("vacance", "illisible") == "illisible" or named(world, act))
        and ("clause" not in act or any(says(act, life) for life in world.lives))
    ]


def sure(world: World) -> list[Act]:
    """The same, for what can do with no doubt on any."""
    sides = (act.get(side) for act in world.journal for side in ("compte", "cedant"))
    if any(map(perhaps, world.journal)) or "illisible" in sides:
        raise HorsDePortee("cascade, et échange en doute")
    return of_read(world)


def perhaps(act: Act) -> bool:
    """Is it perhaps an exchange that counts: nothing says what it is, and it names two accounts, or of which
    vacancy?"""
    if act.get("acte") == "echange":
        return act.get("vacance") == "illisible"
    return act.get("acte", "illisible") == "illisible" and {"compte", "cedant"} <= act.keys()


def says(act: Act, life: Life) -> bool:
    """Is the clause that the act names, if any, a part of the convention, or what splits one?"""
    if "convention" in act:
        raise HorsDePortee("échange qui nomme une convention à part de ses comptes")
    return act.get("clause") in names(life)


def names(life: Life, part: str = "") -> set[str]:
    """Parts, and what splits them: all of them, or that one."""
    found = set()
    for one in life.keys["clauses"]:
        if one.get("part", "") == (part or one.get("part")):
            found |= {one["part"]} if "part" in one else set()
        if "répartition" in one and one["de"] == (part or one["de"]):
            found.add(one["répartition"])
    return found


def named(world: World, act: Act) -> list[Row]:
    return [row for row in world.rows if row.cells.get("id") == act.get("vacance")]


def dated(year: Year, act: Act) -> bool | None:
    """In the year; None when it may be."""
    if "date" not in act:
        return None
    day = ordinal(act["date"])
    if day > year.au:
        return None if year.open else False
    return year.period.first <= day <= year.period.last


def in_base(year: Year, act: Act) -> bool:
    """Is the vacancy, if the act names one and the convention sees it, of those that parts may count?"""
    for row in named(year.world, act):
        if year.life.here(row) != F:
            names, _ = Seen(year.life, row).only.status
            if len(names) > 1:
                raise HorsDePortee("échange d'un logement au statut en doute")
            return names == ("dans l'assiette",)
    return True


def placed(year: Year, reading: Reading, act: Act) -> bool | None:
    """In the cell of its vacancy; perhaps in each, when it names none."""
    if not reading.cell:
        if len(year.convention.of("part")) > 1 and not says(act, year.life):
            raise HorsDePortee("échange, et plusieurs parts")
        return True
    rows = [row for row, _ in year.rows if row.cells.get("id") == act.get("vacance")]
    if "vacance" not in act or not rows:
        return None
    inside = all(rows[0].cells.get(name) == value for name, value in reading.cell)
    if not isinstance(year.life.here(rows[0]), U):
        return inside
    # Under its identifier, a dwelling that is elsewhere is where the act says, or anywhere.
    named = [act[name] == value if name in act else None for name, value in reading.cell]
    elsewhere = False if False in named else None if None in named else True
    return inside if inside == elsewhere else None
