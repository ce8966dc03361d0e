"""What is known of the articles of law that clauses cite."""

from datetime import date

import pytest

from convrules.checking import citations


def test_the_list_of_articles_can_be_read() -> None:
    known = citations._versions()
    assert known["R. 441-5"] == (date(2020, 2, 22),)
    assert all(citations.CODE.fullmatch(f"CCH {article}") for article in known)
    assert all(days and list(days) == sorted(set(days)) for days in known.values())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("CHC R. 441-5", "CCH R. 441-5"),
        ("CCCH R. 441-5-2 IV", "CCH R. 441-5-2 IV"),
        ("Cch L. 441-1", "CCH L. 441-1"),
        ("CCH R. 441-5", ""),
        ("CHC R. 441-77", ""),
        ("CGCT L. 441-1", ""),
        ("CH L. 441-1", ""),
    ],
)
def test_a_code_written_amiss(written: str, meant: str) -> None:
    assert citations.meant_code(written) == meant


@pytest.mark.parametrize(
    ("fondement", "version", "depuis", "last"),
    [
        ("CCH L. 441-1", date(2018, 11, 25), date(2019, 1, 1), None),
        ("CCH L. 441-1", date(2018, 11, 25), date(2021, 1, 1), date(2021, 1, 1)),
        ("CCH R. *441-5", date(2017, 1, 21), date(2020, 2, 21), None),
        ("CCH R. *441-5", date(2017, 1, 21), date(2020, 2, 22), date(2020, 2, 22)),
        ("CCH R. 441-5 I 2°", date(2017, 1, 21), date(2024, 1, 1), date(2020, 2, 22)),
        ("CCH R. 441-5", date(2025, 6, 1), date(2026, 1, 1), None),
        ("CCH R. 441-77", date(1990, 1, 1), date(2026, 1, 1), None),
        ("décret 2020-145", date(1990, 1, 1), date(2026, 1, 1), None),
    ],
)
def test_a_version_that_was_replaced(fondement: str, version: date, depuis: date, last: date | None) -> None:
    assert citations.replaced_by(fondement, version, depuis) == last
