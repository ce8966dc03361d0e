"""In the projection, what is counted on a day that is not known may have been of any month that is
left, as may what an effect perhaps counts before: what is told holds what every completion would tell."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import product
from operator import le
from pathlib import Path

import pytest

from year.test_projection_tours_perdus import CONVENTION, projected, the_projection

AU = date(2025, 4, 30)
SANS_DELAI = CONVENTION[: CONVENTION.index("  - délai")]


def done_at_term(folder: Path, lettings: list[date | None]) -> tuple[int, int]:
    rows = [
        {
            "id": f"V{n}",
            "commune": "93066",
            "contingent": "etat",
            "disponibilite": date(2025, 1, 2),
            "attribution": day or "?",
            "bail": date(2025, 4, 28),
        }
        for n, day in enumerate(lettings)
    ]
    return projected(folder, SANS_DELAI, rows, AU)


@pytest.mark.parametrize("unknown", [1, 2])
def test_it_holds_what_every_day_would_tell(tmp_path: Path, unknown: int) -> None:
    """All were free in January, and let by the end of April; of some, nobody knows when."""
    told = [date(2025, month, 20) for month in (2, 3, 4)]
    least, most = done_at_term(tmp_path / "dit", [*told, *[None] * unknown])
    days = [date(2025, month, 12) for month in (1, 2, 3, 4)]
    every = [done_at_term(tmp_path / "vu", [*told, *one]) for one in product(days, repeat=unknown)]
    assert least <= min(low for low, _ in every) and max(high for _, high in every) == most


# --- the effect that counts before, the days that are covered, the days that are left ----------
COLONNES = ("disponibilite", "information", "proposition", "attribution")
Ligne = Mapping[str, date | str]
Dit = tuple[Fraction, ...]


def told(folder: Path, rows: Sequence[Ligne], complet_au: date = AU) -> tuple[Dit, Dit]:
    """The least, then the most, of what would be done at the end, of the base then, of what is to come."""
    lines = [{"id": f"V{n}", "commune": "93066", "contingent": "etat", **row} for n, row in enumerate(rows)]
    convention = CONVENTION.replace("1 mois", "20 jours")
    found = the_projection(folder, convention, lines, AU, complet_au)
    base, done = found.base, found.realise
    return (done.min, base.min, found.cadence.bas), (done.max, base.max, found.cadence.haut)


def known(month: int) -> Ligne:
    return dict(zip(COLONNES, (date(2025, month, day) for day in (1, 2, 4, 9)), strict=True))


def hull(each: Sequence[tuple[Dit, Dit]]) -> tuple[Dit, Dit]:
    lows, highs = zip(*each, strict=True)
    return tuple(map(min, zip(*lows, strict=True))), tuple(map(max, zip(*highs, strict=True)))


def holds(whole: tuple[Dit, Dit], each: Sequence[tuple[Dit, Dit]]) -> bool:
    low, high = hull(each)
    return all(map(le, whole[0], low)) and all(map(le, high, whole[1]))


INFORMEE = {"disponibilite": date(2025, 1, 3), "information": date(2025, 2, 6)}
"""The turn is lost on 27 February, unless a dwelling is proposed before."""


@pytest.mark.parametrize("lettings", [(2,), (1, 2, 3, 3), (1, 2, 4), (4, 2, 2)])
def test_of_the_month_of_the_effect_or_of_the_letting(tmp_path: Path, lettings: tuple[int, ...]) -> None:
    """It is not known when a dwelling was proposed: the turn that was perhaps lost in February counts then,
    or when the dwelling was let, in April."""
    others = [known(month) for month in lettings]
    row = {**INFORMEE, "attribution": date(2025, 4, 25)}
    each = [
        told(tmp_path, [*others, {**row, "proposition": d}]) for d in (date(2025, 2, 8), date(2025, 2, 27))
    ]
    whole = told(tmp_path, [*others, {**row, "proposition": "?"}])
    assert (whole[0][0], whole[1][0]) == (min(low[0] for low, _ in each), max(high[0] for _, high in each))


def test_not_after_the_lease(tmp_path: Path) -> None:
    """Let in January or February, for the lease was signed on 20 February; there were one letting in January,
    two in March, two in April."""
    others = [known(month) for month in (1, 3, 3, 4, 4)]
    row = {**INFORMEE, "proposition": date(2025, 1, 4), "information": date(2025, 1, 3)}
    row |= {"bail": date(2025, 2, 20)}
    whole = told(tmp_path, [*others, {**row, "attribution": "?"}])
    days = [date(2025, 1, 9), date(2025, 2, 9)]
    each = [told(tmp_path, [*others, {**row, "attribution": day}]) for day in days]
    assert holds(whole, each) and whole[1] == hull(each)[1]


def test_perhaps_after_the_days_that_are_covered(tmp_path: Path) -> None:
    """Vacancies are all there until the end of March: one that is shown of April is of what is to come."""
    others = [known(month) for month in (1, 2, 2, 3)]
    row = {
        "information": date(2025, 3, 6),
        "proposition": date(2025, 3, 12),
        "attribution": date(2025, 3, 25),
    }
    whole, *each = (
        told(tmp_path, [*others, {**row, "disponibilite": day}], date(2025, 3, 31))
        for day in ("?", *(date(2025, month, 8) for month in (1, 2, 3, 4)))
    )
    assert holds(whole, each) and whole[0][2] == hull(each)[0][2]


ROUNDS = 40


def test_it_holds_what_every_completion_would_tell(tmp_path: Path) -> None:
    rng = random.Random("projection sans jour")
    met: Counter[str] = Counter()
    for _ in range(ROUNDS):
        covered = rng.choice([AU, date(2025, 3, 31)])
        others = [known(rng.choice([1, 2, 3, 4])) for _ in range(rng.randint(1, 4))]
        months = sorted(rng.choice([1, 2, 3, 4]) for _ in COLONNES)
        row: dict[str, date | str] = {
            nom: date(2025, month, day)
            for nom, month, day in zip(COLONNES, months, (3, 6, 12, 25), strict=True)
        }
        row |= rng.choice([{}, {"bail": date(2025, 4, 28)}])
        missing = rng.sample(COLONNES, rng.choice([1, 1, 2]))
        whole = told(tmp_path, [*others, {**row, **dict.fromkeys(missing, "?")}], covered)
        each = [told(tmp_path, [*others, one], covered) for one in completions(row, missing)]
        assert holds(whole, each), (others, row, missing, covered)
        met[" ".join(sorted(missing))] += 1
        met["plusieurs"] += len({low[0] for low, _ in each} | {high[0] for _, high in each}) > 2
    assert all(met[nom] >= 3 for nom in (*COLONNES, "plusieurs"))


def completions(row: Ligne, missing: Sequence[str]) -> Iterator[Ligne]:
    """In the order of a life, the day that it was, on others of each month, or not come yet."""
    days = [date(2025, month, day) for month in (1, 2, 3, 4) for day in (8, 27)]
    for found in product(*([row[nom], *days, ""] for nom in missing)):
        whole = {**row, **dict(zip(missing, found, strict=True))}
        come = [day for nom in (*COLONNES, "bail") if isinstance(day := whole.get(nom, ""), date)]
        let = whole["attribution"] != "" or "bail" not in whole
        if whole["disponibilite"] != "" and come == sorted(come) and let:
            yield whole
