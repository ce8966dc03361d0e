"""`complet au` held against the clock and the dates: each page by its own examples."""

import re
from datetime import date

import pytest

from convrules.diagnostics import catalogue
from convrules.facts.fraicheur import check_complete
from facts.landlord import load
from facts.yaml_mapping import check_mapping

AU = date(2026, 1, 5)
BLOC = re.compile(r"## (Refusé|Accepté)\n\n```yaml correspondance\n(.*?)```", re.S)


def told(text: str, *days: str) -> list[str]:
    carte = check_mapping(text.encode()).value
    titre = "DT_DISPO" if "DT_DISPO" in text else "DT_BAIL"
    rows = "".join(f"V{n};{day}\n" for n, day in enumerate(days))
    faits = load(carte, {"vacances.csv": f"NUM_VAC;{titre}\n{rows}".encode()}).value.faits
    return [d.code for d in check_complete(carte, faits, AU)]


@pytest.mark.parametrize("code", ["CR835", "CR836"])
def test_page(code: str) -> None:
    page = catalogue.page(code)
    assert page is not None
    examples = dict(BLOC.findall(page.corps))
    assert told(examples["Refusé"], "03/02/2025", "04/05/2025", "") == [code]
    assert told(examples["Accepté"], "03/02/2025", "04/05/2025", "") == []


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        (("03/02/2024", "03/02/2026"), []),
        (("03/02/2024", "03/02/2026", "04/02/2026"), ["CR836"]),
        ((), []),
        (("", ""), []),
    ],
)
def test_some_dates_to_come_are_ordinary(days: tuple[str, ...], codes: list[str]) -> None:
    page = catalogue.page("CR836")
    assert page is not None
    text = dict(BLOC.findall(page.corps))["Accepté"]
    assert told(text, *days) == codes


def test_without_a_clock_no_day_is_to_come() -> None:
    page = catalogue.page("CR835")
    assert page is not None
    carte = check_mapping(dict(BLOC.findall(page.corps))["Refusé"].encode()).value
    faits = load(carte, {"vacances.csv": b"NUM_VAC;DT_BAIL\nV1;\n"}).value.faits
    assert not list(check_complete(carte, faits))
