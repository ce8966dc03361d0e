"""A comparison names every year that it compares, in each of its forms."""

import re
from pathlib import Path
from zipfile import ZipFile

import pytest

from convrules.cli.main import run


@pytest.mark.parametrize("years, said", [(["2024", "2025"], "2024, 2025"), (["2025"], "2025")])
def test_the_page_and_the_workbook_have_one_title(years: list[str], said: str, tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "depot"), "--modele", "commune"]) == 0
    asked = [one for year in years for one in ("--year", year)]
    if len(years) == 1:
        asked += ["--avec", str(tmp_path / "depot/correspondance.yaml")]
    for form in ("c.html", "c.xlsx"):
        options = ["--depot", str(tmp_path / "depot"), *asked, "--as-of", "2026-01-05"]
        assert run(["compare", *options, "-o", str(tmp_path / form)]) in (0, 1)
    with ZipFile(tmp_path / "c.xlsx") as archive:
        titles = re.findall("<dc:title>(.*?)</dc:title>", archive.read("docProps/core.xml").decode())
    assert titles == [f"Comparaison {said}"]
    assert f"<h1>Comparaison {said}</h1>" in (tmp_path / "c.html").read_text("utf-8")
