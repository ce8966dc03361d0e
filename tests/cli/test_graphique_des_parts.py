"""What the workbook of a year draws of its parts."""

import csv
import re
from pathlib import Path
from zipfile import ZipFile

from convrules.cli.main import run

ANNEES = Path(__file__).parents[1] / "data/annee"


def test_the_chart_of_the_parts_shows_what_is_sure_beside_what_is_only_possible(tmp_path: Path) -> None:
    """Four bars a part, over every row of the sheet; its title and its legend say which is which."""
    options = ["--depot", str(ANNEES / "cellules-sans-table"), "--year", "2025", "--as-of", "2026-01-31"]
    for form in ("bilan.xlsx", "tables"):
        assert run(["compliance", *options, "-o", str(tmp_path / form)]) == 0
    with (tmp_path / "tables/parts.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table, delimiter=";"))
    assert len(rows) > 1
    with ZipFile(tmp_path / "bilan.xlsx") as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
    last = len(rows) + 1
    found = re.findall("<c:ser>.*?</c:ser>", chart, re.S)
    columns = ["cible_min", "cible_max", "realise_min", "realise_max"]
    assert list(rows[0])[1:] == columns and len(found) == len(columns)
    for letter, one in zip("BCDE", found, strict=True):
        assert re.findall("<c:f>(.*?)</c:f>", one) == [
            f"parts!${letter}$1", f"parts!$A$2:$A${last}", f"parts!${letter}$2:${letter}${last}",
        ]  # fmt: skip
    fills = [re.findall('<a:srgbClr val="(.*?)"', one) for one in found]
    assert [fill == edge for fill, edge in fills] == [True, False, True, False]
    assert fills[0][1] == fills[1][1] != fills[2][1] == fills[3][1]
    said = "Cible et fait\u202f: ce qui est sûr (au moins), ce qui est possible (au plus)"
    assert f"<a:t>{said}</a:t>" in chart
