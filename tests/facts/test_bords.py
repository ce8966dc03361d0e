"""Months of the judged year that the data lack at its start or at its end."""

import random
import re
from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from convrules.base.dates import connu
from convrules.base.values import Connu
from convrules.diagnostics import catalogue
from convrules.facts.bords import check_edges
from convrules.facts.records import Ligne, Place

AN = (date(2025, 1, 1), date(2025, 12, 31))
BLOC = re.compile(r"## (Refusé|Accepté)\n\n```[^\n]*\n(.*?)```", re.S)


def rows(counts: Mapping[str, int], files: str = "v.csv") -> list[Ligne]:
    """So many vacancies by month. files: name of the file of each month; {m}: its number."""
    found = []
    for month, count in counts.items():
        year, number = int(month[:4]), int(month[5:])
        for n in range(count):
            day = date(year, number, 1 + n % 28)
            cell = Connu(connu(day))
            place = Place(fichier=files.format(m=number), ligne=n + 2)
            found.append(
                Ligne(table="vacances", id=f"{month}-{n}", cellules={"disponibilite": cell}, place=place)
            )
    return found


def full(first: int, last: int, count: int = 21, year: int = 2025) -> dict[str, int]:
    return {f"{year}-{m:02}": count for m in range(first, last + 1)}


def told(
    counts: Mapping[str, int],
    period: tuple[date, date] = AN,
    files: str = "v.csv",
    empty: tuple[str, ...] = (),
) -> list[tuple[str, str, str]]:
    lignes = rows(counts, files)
    names = (*dict.fromkeys(x.place.fichier for x in lignes if x.place is not None), *empty)
    found = list(check_edges(lignes, names, "disponibilite", period))
    for d in found:
        assert catalogue.aide(d) and not re.search("[{}]", catalogue.message(d))
    return [(d.code, d.args["mois"], d.args.get("fichiers", "")) for d in found]


@pytest.mark.parametrize(
    ("counts", "months"),
    [
        (full(1, 7), ["08/2025 à 12/2025"]),
        (full(3, 12), ["01/2025 et 02/2025"]),
        (full(2, 11), ["01/2025", "12/2025"]),
        (full(1, 12), []),
        # Announced before the export was made; the last month was cut; the year before is full.
        (full(1, 7) | {"2025-09": 2, "2025-10": 1}, ["08/2025 à 12/2025"]),
        (full(1, 6) | {"2025-07": 9}, ["08/2025 à 12/2025"]),
        (full(1, 12, year=2024) | full(1, 7), ["08/2025 à 12/2025"]),
        (full(1, 12, year=2024) | full(3, 12), ["01/2025 et 02/2025"]),
        (full(3, 12) | full(1, 12, year=2026), ["01/2025 et 02/2025"]),
        # One month that is nearly empty may be so; two are not.
        (full(1, 11) | {"2025-12": 1}, []),
        (full(1, 10) | {"2025-11": 1, "2025-12": 1}, ["11/2025 et 12/2025"]),
        (full(1, 10, 12) | {"2025-02": 20, "2025-12": 1}, ["11/2025 et 12/2025"]),
        (full(1, 11, 12) | {"2025-02": 20}, []),
        # Small landlords; a programme that is delivered, and little else; nothing at all.
        (full(1, 7, 12), []),
        ({"2025-11": 60, "2025-12": 40}, []),
        ({"2025-02": 2, "2025-05": 1, "2025-09": 60, "2025-10": 3}, []),
        ({}, []),
    ],
)
def test_months_that_lack_at_the_edges(counts: Mapping[str, int], months: list[str]) -> None:
    assert [(code, mois) for code, mois, _ in told(counts)] == [("CR853", mois) for mois in months]


@pytest.mark.parametrize("usual", [8, 12, 15, 20, 30, 60])
def test_uneven_years_lack_nothing(usual: int) -> None:
    """Months that vary much more than by chance, few in August and December."""
    r = random.Random(usual)
    season = {8: 0.6, 12: 0.5}
    for _ in range(50):
        drawn = {m: r.gammavariate(4, usual * season.get(m, 1) / 4) for m in range(1, 13)}
        assert told({f"2025-{m:02}": round(n) for m, n in drawn.items()}) == []


@pytest.mark.parametrize(
    ("first", "last", "period", "months"),
    [
        (1, 7, (date(2025, 1, 1), date(2025, 8, 5)), []),
        (1, 7, (date(2025, 1, 1), date(2025, 8, 31)), ["08/2025"]),
        (4, 12, (date(2025, 4, 1), date(2025, 12, 31)), []),
        (5, 12, (date(2025, 4, 20), date(2025, 12, 31)), []),
        (1, 12, (date(2025, 1, 1), date(2024, 12, 31)), []),
    ],
)
def test_the_period_is_not_always_a_year(
    first: int, last: int, period: tuple[date, date], months: list[str]
) -> None:
    assert [mois for _, mois, _ in told(full(first, last), period)] == months


@pytest.mark.parametrize(
    ("first", "last", "files", "missing"),
    [
        (1, 7, "v-2025-{m:02}.csv", "« v-2025-08.csv », « v-2025-09.csv », « v-2025-10.csv », …"),
        (1, 10, "v-{m:02}.csv", "« v-11.csv », « v-12.csv »"),
        (3, 12, "v-{m}.csv", "« v-1.csv », « v-2.csv »"),
        (1, 12, "v-{m:02}.csv", ""),
    ],
)
def test_numbered_files_of_a_small_landlord(first: int, last: int, files: str, missing: str) -> None:
    found = told(full(first, last, 3), files=files)
    assert [(code, " ".join(names.split())) for code, _, names in found] == (
        [("CR854", missing)] if missing else []
    )


@pytest.mark.parametrize(
    ("first", "last", "files", "period", "missing"),
    [
        # Numbered from their own first month: nothing comes before the first number.
        (4, 12, {m: f"m{m - 3:02}.csv" for m in range(4, 13)}, AN, "ceux de ces mois"),
        (
            *(6, 12, {m: f"m{m - 3:02}.csv" for m in range(6, 13)}, AN),
            "« m01.csv », « m02.csv », et ceux de 01/2025 à 03/2025",
        ),
        (
            *(4, 12, {m: f"m{m - 4:02}.csv" for m in range(4, 13)}, AN),
            "ceux de ces mois",
        ),
        # A number that is that of the month ends with December; any other goes on.
        (
            *(1, 11, {m: f"m{m:02}.csv" for m in range(1, 12)}, (AN[0], date(2026, 2, 28))),
            "« m12.csv », et ceux de 01/2026 et 02/2026",
        ),
        (
            *(1, 11, {m: f"m{m + 1:02}.csv" for m in range(1, 12)}, (AN[0], date(2026, 2, 28))),
            "« m13.csv », « m14.csv », « m15.csv »",
        ),
    ],
)
def test_no_file_is_named_that_the_numbering_cannot_have(
    first: int,
    last: int,
    files: Mapping[int, str],
    period: tuple[date, date],
    missing: str,
) -> None:
    held = [x for m in range(first, last + 1) for x in rows({f"2025-{m:02}": 3}, files[m])]
    (found,) = check_edges(held, list(files.values()), "disponibilite", period)
    assert found.code == "CR854" and " ".join(found.args["fichiers"].split()) == missing
    assert "en tout : " in " ".join(catalogue.message(found).split())


def test_files_that_are_no_months() -> None:
    """An empty file is there; a file by part of the stock holds every month; files may be named by the month
    in which they were made; another file may hold the rest of the year."""
    assert told(full(1, 10, 3), files="v-{m:02}.csv", empty=("v-11.csv", "v-12.csv")) == []
    parts = [x for m in range(1, 8) for x in rows(full(1, 10, 1), f"v-{m}.csv")]
    assert list(check_edges(parts, [f"v-{m}.csv" for m in range(1, 8)], "disponibilite", AN)) == []
    later = [
        x
        for m in range(1, 13)
        for x in rows({f"2025-{m:02}": 3}, f"v-{date(2025, m, 1) + timedelta(40):%Y-%m}.csv")
    ]
    names = list(dict.fromkeys(x.place.fichier for x in later if x.place is not None))
    assert names[0] == "v-2025-02.csv" and list(check_edges(later, names, "disponibilite", AN)) == []
    (found,) = check_edges(later[:30], names[:10], "disponibilite", AN)
    assert found.args["fichiers"].split("«")[1].split("»")[0].strip() == "v-2025-12.csv"
    rest = [*rows(full(1, 9, 3), "v-{m:02}.csv"), *rows(full(10, 12, 3), "fin.csv")]
    names = [*(f"v-{m}.csv" for m in range(1, 10)), "fin.csv"]
    assert list(check_edges(rest, names, "disponibilite", AN)) == []


@pytest.mark.parametrize("code", ["CR853", "CR854"])
def test_page(code: str) -> None:
    page = catalogue.page(code)
    assert page is not None
    for kind, text in BLOC.findall(page.corps):
        if code == "CR853":
            months = [line[6:] + "-" + line[3:5] for line in text.split()[1:]]
            found = told(dict.fromkeys(months, 20))
        else:
            names = text.split()
            held = [x for nom in names for x in rows({f"2025-{nom[-6:-4]}": 2}, nom)]
            found = [(d.code, "", "") for d in check_edges(held, names, "disponibilite", AN)]
        assert [one[0] for one in found] == ([code] if kind == "Refusé" else [])
