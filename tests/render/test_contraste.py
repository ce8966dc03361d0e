"""What bars mean is seen against the page: the edge of what is only possible too (WCAG 1.4.11)."""

import re
from importlib.resources import files

import pytest

from convrules.render.year_sheets import TEINTES

PAGES = {"bilan.html.j2": ("du", "fait"), "rejeu.html.j2": ("du", "fait", "conseil")}
MOINDRE = 3


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def on_white(colour: str) -> float:
    return 1.05 / (luminance(colour) + 0.05)


def style(name: str) -> str:
    folder = files("convrules.render.report") / "templates"
    return "".join((folder / one).read_text("utf-8") for one in ("style.css", name))


@pytest.mark.parametrize(("page", "kind"), [(page, kind) for page, kinds in PAGES.items() for kind in kinds])
def test_a_pale_bar_has_an_edge_of_its_full_colour(page: str, kind: str) -> None:
    css = style(page)
    (colour,) = re.findall(rf"--{kind}: (#[0-9a-f]{{6}})", css)
    assert on_white(colour) >= MOINDRE
    assert re.search(rf"\.peut-etre\.{kind} {{ stroke: var\(--{kind}\); }}", css)
    (pale,) = re.findall(r"svg \.peut-etre {([^}]*)}", css)
    assert "fill-opacity" in pale and not re.search(r"(?<!fill-)opacity", pale) and "stroke-width: 2" in pale


def test_the_bars_of_a_workbook_have_such_edges_too() -> None:
    assert all(on_white(edge) >= MOINDRE for _, edge in TEINTES)
