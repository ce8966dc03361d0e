"""The curve of a part over the year: each month-end at its place, the last at the edge, as in its table."""

import re
from datetime import date, timedelta
from fractions import Fraction

import pytest

from convrules.base.records import replace
from convrules.base.texte import Langue
from convrules.render import numbers
from convrules.render.report.fil import FilRapport, drawn
from convrules.render.report.svg import HAUTEUR
from convrules.year.livres import Fil, Jalon, Livres
from render import samples as s

FINS = [date(2025 + n // 12, n % 12 + 1, 1) - timedelta(days=1) for n in range(1, 13)]
DU = [Fraction(4, 5) * n for n in range(1, 13)]
FAIT = [Fraction(0)] * 3 + [Fraction(1)] * 4 + [Fraction(2)] * 4 + [Fraction(4)]
"""Flat until November: two more in the last month."""


def page_of(jalons: tuple[Jalon, ...]) -> FilRapport:
    fil = Fil(clause="part_ville", jalons=jalons, en_doute=0)
    (b, *_) = s.BILAN.conventions
    livres = Livres(decomptes=(), exercices=(), rapprochements=(), fils=(fil,))
    (found,) = drawn(replace(b, livres=livres), (), Langue.FR)
    return found


def of_the_year(fins: list[date]) -> tuple[Jalon, ...]:
    return tuple(Jalon(jour=j, du=d, fait=f) for j, d, f in zip(fins, DU, FAIT, strict=False))


def points(svg: str, kind: str) -> list[tuple[float, float]]:
    """Every point of the line, x from 0 to 1, y in what the part counts, of which `top` is drawn at 10."""
    path = re.search(rf'<path class="{kind}" d="([^"]*)"/>', svg)
    assert path is not None and not re.search("[HV]", path[1])
    top = float(max(max(DU), max(FAIT)))
    pairs = re.findall(r"[ML]([\d.]+) ([\d.]+)", path[1])
    return [(float(x) / 1000, (HAUTEUR - float(y)) / (HAUTEUR - 10) * top) for x, y in pairs]


@pytest.mark.parametrize("kind, column, values", [("du", 1, DU), ("fait", 2, FAIT)])
def test_each_month_reaches_its_own_end(kind: str, column: int, values: list[Fraction]) -> None:
    page = page_of(of_the_year(FINS))
    (x0, y0), *ends = points(str(page.courbe), kind)
    assert (x0, y0) == (0, 0)
    assert [x for x, _ in ends] == pytest.approx([n / 12 for n in range(1, 13)], abs=1e-3)
    assert [y for _, y in ends] == pytest.approx([float(v) for v in values], abs=0.02)
    assert [line[column] for line in page.lignes] == [numbers.decimal(v) for v in values]


@pytest.mark.parametrize("kind, last, before", [("du", DU[-1], DU[-2]), ("fait", FAIT[-1], FAIT[-2])])
def test_the_last_month_is_seen(kind: str, last: Fraction, before: Fraction) -> None:
    """It rises over the width of a month, not along the edge."""
    *_, (x, y), (edge, end) = points(str(page_of(of_the_year(FINS)).courbe), kind)
    assert edge == 1 and edge - x == pytest.approx(1 / 12, abs=1e-3)
    assert (y, end) == pytest.approx((float(before), float(last)), abs=0.02)


def test_paper_has_the_same_points() -> None:
    page = page_of(of_the_year(FINS))
    for _, kind, given in page.traces:
        for (across, up), (x, y) in zip(given, points(str(page.courbe), kind), strict=True):
            assert across / 1000 == pytest.approx(x, abs=2e-3)
            assert up / 1000 * float(DU[-1]) == pytest.approx(y, abs=0.03)


def test_a_year_looked_at_in_its_course_stops_on_that_day() -> None:
    page = page_of(of_the_year([*FINS[:6], date(2025, 7, 15)]))
    assert points(str(page.courbe), "du")[-1][0] == pytest.approx((6 + 15 / 31) / 12, abs=1e-3)


def test_what_came_after_the_year_is_in_the_table_alone() -> None:
    after = Jalon(jour=date(2026, 2, 28), du=DU[-1], fait=Fraction(5))
    page = page_of((*of_the_year(FINS), after))
    assert points(str(page.courbe), "fait")[-1] == pytest.approx((1, 4), abs=0.02)
    assert page.lignes[-1][2] == "5"


def test_a_year_begun_in_its_course_has_its_own_months_for_width() -> None:
    page = page_of(of_the_year(FINS)[6:])
    found = [x for x, _ in points(str(page.courbe), "du")]
    assert found == pytest.approx([n / 6 for n in range(7)], abs=1e-3) and page.mois == "JASOND"
