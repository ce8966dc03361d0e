"""Rows of the forecast of vacancies that do not say how many, or between which days."""

import pytest

from convrules.facts.chevauchements import alike
from facts.confrontees import codes, read

BONNE = "2025-07-01;2025-09-30;4;9"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2025-12-31;2025-10-01;4;4", ["CR894"]),
        ("2025-12-31;2025-10-01;0;4", ["CR894"]),
        # On one day; one that cannot be read.
        ("2025-10-01;2025-10-01;4;4", []),
        ("2025-10-01;2025-09-31;4;4", ["CR741", "CR894"]),
        # As many as a table of vacancies has rows, and one more.
        ("2025-10-01;2025-12-31;4;100000", []),
        ("2025-10-01;2025-12-31;4;100001", ["CR895"]),
        ("2025-10-01;2025-12-31;99999999999999999999;99999999999999999999", ["CR895"]),
        # Each mistake of a row is told.
        ("2025-12-31;2025-10-01;200000;100001", ["CR829", "CR895", "CR894"]),
    ],
)
def test_a_row_that_bounds_nothing_leaves_the_forecast_unknown(row: str, told: list[str]) -> None:
    text = f"DU;AU;MIN;MAX\n{BONNE}\n{row}\n"
    faits, found = read(vacances="NUM_VAC\nV1\n", vacances_attendues=text)
    assert sorted(codes(found)) == sorted(told)
    assert (faits.vacances_attendues is None) == bool(told)
    assert {d.span.position[0] for d in found} <= {3}


def test_what_a_row_cannot_say_is_said_with_its_days_and_numbers() -> None:
    text = "DU;AU;MIN;MAX\n2025-12-31;2025-10-01;4;4\n2026-01-01;2026-12-31;4;250000\n"
    _, found = read(vacances="NUM_VAC\nV1\n", vacances_attendues=text)
    assert [(d.code, *d.args.values()) for d in found] == [
        ("CR894", "«\u202fau\u202f» (2025-10-01) vient avant «\u202fdu\u202f» (2025-12-31)"),
        ("CR895", "max", "250\u202f000", "100\u202f000"),
    ]


def test_days_that_are_not_known_meet_none() -> None:
    """A row that goes backwards is told as such, not as one that says the same dwellings again."""
    text = f"DU;AU;MIN;MAX\n{BONNE}\n2025-12-31;2025-08-01;5;9\n"
    assert codes(read(vacances="NUM_VAC\nV1\n", vacances_attendues=text)[1]) == ["CR894"]


@pytest.mark.parametrize(
    ("titles", "rows", "told"),
    [
        ("DU;AU;MIN;MAX", ["2025-07-01;2025-12-31;4;9"], []),
        ("DU;AU;MIN;MAX", ["2025-07-01;;4;9"], [("« au »", "1")]),
        ("DU;AU;MIN;MAX", [";2025-06-30;4;9", "2025-07-01;;4;9"], [("« du » ou « au »", "2")]),
        ("AU;MIN;MAX", ["2025-06-30;4;9"], [("« du »", "1")]),
        ("TYPO;MIN;MAX", ["T2;4;9", "T3;1;1", "T4;0;0"], [("« du » ou « au »", "2")]),
        # That none will ever come needs no day.
        ("MIN;MAX", ["0;0"], []),
    ],
)
def test_rows_without_days_are_told_once_a_file_and_read(
    titles: str, rows: list[str], told: list[tuple[str, str]]
) -> None:
    text = "\n".join([titles, *rows, ""])
    faits, found = read(vacances="NUM_VAC\nV1\n", vacances_attendues=text)
    assert [(d.code, d.args["jours"], d.args["nombre"]) for d in found] == [("CR896", *t) for t in told]
    assert len(faits.vacances_attendues or ()) == len(rows)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        # Each has its identifier: what the second leaves out is not known.
        ("A;2025-04-01;2025-06-30;T2;5;9", "B;2025-05-01;2025-12-31;;9;20", []),
        # It is called a total, whichever comes first.
        ("A;2025-04-01;2025-06-30;T2;5;9", "Total;2025-05-01;2025-12-31;;9;20", ["CR871", "CR788"]),
        ("Total;2025-05-01;2025-12-31;;9;20", "A;2025-04-01;2025-06-30;T2;5;9", ["CR871", "CR788"]),
        # The same identifier, or none, is refused as elsewhere.
        ("A;2025-04-01;2025-06-30;T2;5;9", "A;2025-05-01;2025-12-31;;9;20", ["CR796"]),
        ("A;2025-04-01;2025-06-30;T2;5;9", ";2025-05-01;2025-12-31;;9;20", ["CR730"]),
    ],
)
def test_an_identifier_of_each_tells_two_forecasts_apart(first: str, second: str, told: list[str]) -> None:
    text = f"NUM;DU;AU;TYPO;MIN;MAX\n{first}\n{second}\n"
    faits, found = read(vacances="NUM_VAC\nV1\n", vacances_attendues=text)
    assert codes(found) == told
    assert (faits.vacances_attendues is None) == bool(told)


@pytest.mark.parametrize(("titles", "names"), [("NUM;", ("A;", "B;")), ("", ("", ""))])
def test_what_may_be_moved_to_the_same_days_is_what_would_be_refused_there(
    titles: str, names: tuple[str, str]
) -> None:
    """Of two rows whose periods do not meet: as they are told apart by an identifier or not."""
    first, second = (
        f"{n}{rest}" for n, rest in zip(names, ("2025-01-01;2025-03-31;T2", "2025-04-01;;"), strict=True)
    )
    text = f"{titles}DU;AU;TYPO;MIN;MAX\n{first};5;9\n{second};9;20\n"
    faits, found = read(vacances="NUM_VAC\nV1\n", vacances_attendues=text)
    rows = faits.vacances_attendues or ()
    assert codes(found) == ["CR896"] and len(rows) == 2
    same = [row is not rows[0] for row in alike(rows)(rows[0])]
    assert any(same) is not bool(titles)
