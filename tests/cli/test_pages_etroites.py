"""On a telephone a wide table is read line by line, each cell with the head of its column."""

import re
from pathlib import Path

import pytest

from convrules.cli.main import run

CONVENTION = "CONVENTION"
PAGES = {
    "compare": ("compare", "--year", "2024", "--year", "2025"),
    "grille": ("simulate", "--year", "2025", "--grille", CONVENTION, "--tout"),
    "replay": ("replay", "--year", "2025"),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("etroites")
    assert run(["init", str(root / "depot"), "--modele", "commune"]) == 0
    (convention,) = re.findall(
        "^convention: (.*)$", (root / "depot/conventions/convention.yaml").read_text("utf-8"), re.M
    )
    for name, (command, *asked) in PAGES.items():
        for lang in ("fr", "en"):
            own = [convention if x == CONVENTION else x for x in asked]
            options = ["--depot", str(root / "depot"), *own, "--as-of", "2026-01-05", "--lang", lang]
            assert run([command, *options, "-o", str(root / f"{name}-{lang}.html")]) in (0, 1)
    return root


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_each_cell_says_the_head_of_its_column(name: str, lang: str, pages: Path) -> None:
    page = (pages / f"{name}-{lang}.html").read_text("utf-8")
    tables = re.findall('<table class="regles" role="table">(.*?)</table>', page, re.S)
    assert tables
    for table in tables:
        heads = re.findall(r'<th role="columnheader"[^>]*>([^<]*)</th>', table)[1:]
        rows = [
            re.findall(r'<td role="cell"([^>]*)>', row)
            for row in re.findall(r"<tr role=\"row\"[^>]*>.*?</tr>", table, re.S)
            if "rowheader" in row and "colspan" not in row
        ]
        assert rows and {len(row) for row in rows} == {len(heads)}
        for row in rows:
            for head, cell in zip(heads, row, strict=True):
                assert f'data-titre="{head}"' in cell or ('class="dernier"' in cell and head == heads[-1])
        assert table.count("<td") == table.count('<td role="cell"')


@pytest.mark.parametrize("name", PAGES)
def test_no_table_of_more_than_four_columns_waits_to_be_pushed_aside(name: str, pages: Path) -> None:
    page = (pages / f"{name}-fr.html").read_text("utf-8")
    wide = [t for t in re.findall(r"<table[^>]*>.*?</thead>", page, re.S) if t.count("<th") - 1 > 4]
    assert wide and all(t.startswith('<table class="regles"') for t in wide)
