"""What the screen and the page of a year say of small repositories: the words are data."""

import csv
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml

from convrules.cli.main import run

TESTS = Path(__file__).parents[1]
CASES = yaml.safe_load((TESTS / "cases/annee_dite.yaml").read_text("utf-8"))
DEPOTS = TESTS / "data/annee"


def plain(text: str) -> str:
    return " ".join(unescape(text).replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").split())


def told(case: dict[str, Any], page: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    capsys.readouterr()
    command = ["compliance", "--depot", str(DEPOTS / case["depot"]), *case["options"], "-o", str(page)]
    assert run(command) == 0
    return plain(capsys.readouterr().out), page.read_text("utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["cas"])
def test_the_year_in_words(case: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    screen, page = told(case, tmp_path / "b.html", capsys)
    said = plain(page)
    for words in case.get("ecran", ()):
        assert words in screen, words
    for words in case.get("ecran_sans", ()):
        assert words not in screen, words
    for words in case.get("page", ()):
        assert words in said, words
    for words in case.get("page_sans", ()):
        assert words not in said, words
    if "tables" in case:
        command = ["compliance", "--depot", str(DEPOTS / case["depot"]), *case["options"]]
        assert run([*command, "-o", str(tmp_path / "tables")]) == 0
    for asked in case.get("tables", ()):
        with (tmp_path / "tables" / f"{asked['table']}.csv").open(encoding="utf-8-sig", newline="") as handle:
            values = [row[asked["colonne"]] for row in csv.DictReader(handle, delimiter=";")]
        assert asked["valeur"] in values, asked


@pytest.mark.parametrize("depot", sorted({c["depot"] for c in CASES}))
def test_the_page_breaks_no_line_inside_quotes_or_before_a_colon(
    depot: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = next(c for c in CASES if c["depot"] == depot)
    _, page = told(case, tmp_path / "b.html", capsys)
    body = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " \n ", page, flags=re.DOTALL))
    assert "«\u00a0" in body and "\u202f:" in body
    assert re.findall(r".{0,20}(?:« | »|\S [:;](?=\s)).{0,20}", body) == []


@pytest.mark.parametrize("depot", sorted({c["depot"] for c in CASES}))
def test_every_table_of_the_page_has_its_caption(
    depot: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = next(c for c in CASES if c["depot"] == depot)
    _, page = told(case, tmp_path / "b.html", capsys)
    assert page.count("<table") == len(re.findall(r"<table[^>]*>\s*<caption[ >]", page)) > 3


@pytest.mark.parametrize("depot", sorted({c["depot"] for c in CASES}))
def test_the_page_does_not_say_where_its_files_are_on_this_computer(
    depot: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = next(c for c in CASES if c["depot"] == depot)
    _, page = told(case, tmp_path / "b.html", capsys)
    assert str(TESTS) not in page and ">donnees/v.csv<" in page and ">conventions/etat.yaml<" in page
    monkeypatch.chdir(DEPOTS)
    again = ["compliance", "--depot", case["depot"], *case["options"], "-o", str(tmp_path / "c.html")]
    assert run(again) == 0
    assert (tmp_path / "c.html").read_text("utf-8") == page
