"""Days that the data do not cover: what the message says to do about them, the days of a whole term, and
those of several files."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from cli.test_periode_non_couverte import PART, depot, mapped, told
from frames import frame_clauses

__all__ = ["depot"]


@pytest.mark.parametrize("attendues", ["", "01/10/2025;31/12/2025;0;1;93066\n"])
def test_the_day_that_the_message_names_leaves_the_rest_to_come(
    attendues: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A year that is over, and its data stop in April. A forecast says that nothing else comes: it must begin
    where the data stop."""
    mapped(depot, "2025-04-30", attendues)
    beside = told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2026-01-05")[1]
    assert "jugez l'année au 30 avril 2025 (--as-of)" in beside
    assert ("« vacances_attendues » disant dès le 1er mai 2025 tout ce qui peut" in beside) is bool(attendues)
    assert ("et la suite y reste à venir" in beside) is not attendues
    asked = ("compliance", "--year", "2025", "--as-of", "2025-04-30")
    if attendues:
        mapped(depot, "2025-04-30", attendues.replace("01/10", "01/05").replace(";0;1;", ";0;9;"))
    said, beside = told(depot, capsys, *asked)
    assert "CR893" not in beside and "acquis" not in said


def test_a_day_before_the_convention_is_no_day_to_judge_it_as_of(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    year = ("compliance", "--year", "2025", "--as-of", "2026-01-05")
    for complet, named in (("2025-05-31", False), ("2025-06-30", False), ("2025-07-01", True)):
        (depot / "exemple.yaml").write_text(frame_clauses(PART).replace("du: 2024-01-01", "du: 2025-07-01"))
        mapped(depot, complet)
        beside = told(depot, capsys, *year)[1]
        assert "CR893" in beside and ("--as-of" in beside) is named


def test_of_a_term_every_day_is_judged(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From January 2024 to June 2025: November and December lack, whichever year is asked."""
    text = frame_clauses(PART).replace("période: année civile", "période: durée de la convention")
    text = text.replace("à leur date", "avec leur vacance").replace("au: 2026-12-31", "au: 2025-06-30")
    (depot / "exemple.yaml").write_text(text, "utf-8")
    mapped(depot, "2024-10-31", "01/01/2025;30/06/2025;0;1;93066\n")
    beside = told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2025-02-10")[1]
    assert "du 1er novembre 2024 au 31 décembre 2024 (11/2024 et 12/2024)" in beside
    beside = told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2025-07-10")[1]
    assert "du 1er novembre 2024 au 30 juin 2025" in beside


SUD = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances:
    - {{ fichier: vacances.csv, séparateur: ";", complet au: {un} }}
    - {{ fichier: sud.csv, séparateur: ";", {du}complet au: {autre} }}
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    disponibilite: {{ colonne: DISPONIBILITE, format: {forme} }}
    attribution: {{ colonne: ATTRIBUTION, format: jj/mm/aaaa }}
    contingent: {{ colonne: COMPTE, codes: {{ ETAT: etat, BAIL: bailleur }} }}
"""
AU_JOUR, AU_MOIS = ("jj/mm/aaaa", "07/{m:02}/{y}"), ("mm/aaaa", "{m:02}/{y}")
ENTIERE, APRES = range(1, 13), range(13, 25)
"""Months, from January 2025: the year, and the one after."""


def two_files(
    depot: Path, complets: tuple[str, str], months: tuple[Sequence[int], ...], du: str, dates: tuple[str, str]
) -> None:
    """complets, months: of each, one row in each of these months."""
    said = f"complet du: {du}, " if du else ""
    text = SUD.format(un=complets[0], autre=complets[1], du=said, forme=dates[0])
    (depot / "correspondance.yaml").write_text(text, "utf-8")
    for nom, own in zip(("vacances", "sud"), months, strict=True):
        rows = [
            f"{nom}{k};93066;{dates[1]};09/{{m:02}}/{{y}};ETAT\n".format(
                m=(n - 1) % 12 + 1, y=2025 + (n - 1) // 12
            )
            for k, n in enumerate(own)
        ]
        head = "ID;COMMUNE;DISPONIBILITE;ATTRIBUTION;COMPTE\n"
        (depot / f"{nom}.csv").write_text(head + "".join(rows), "utf-8")


@pytest.mark.parametrize("dates", [AU_JOUR, AU_MOIS])
@pytest.mark.parametrize(
    ("complets", "months", "du", "lacking"),
    [
        # Two agencies: the first to stop leaves days of which the other says nothing.
        (("2025-12-31", "2025-03-31"), (ENTIERE, range(1, 4)), "", "du 1er avril 2025 au 31 décembre 2025"),
        (("2025-12-31", "2025-12-31"), (ENTIERE, range(1, 4)), "", None),
        # One of them has few rows, or none: nothing says that it carries on.
        (("2025-06-30", "2025-12-31"), (range(1, 7), (7, 9)), "", "du 1er juillet 2025 au 31 décembre 2025"),
        (("2025-12-31", "2025-03-31"), (ENTIERE, ()), "", "du 1er avril 2025 au 31 décembre 2025"),
        (("2025-03-31", "2025-12-31"), (range(1, 4), ()), "", "du 1er avril 2025 au 31 décembre 2025"),
        # The year that follows, a row or two of which come late; the year before.
        (("2025-12-31", "2026-12-31"), (ENTIERE, APRES), "", None),
        (("2025-12-31", "2026-12-31"), (ENTIERE, (11, 12, *APRES)), "", None),
        (
            ("2025-10-31", "2025-03-31"),
            (ENTIERE, range(-9, 1)),
            "",
            "du 1er novembre 2025 au 31 décembre 2025",
        ),
        # Too few rows to tell, and the file says it; or says that it begins too soon, or too late.
        (("2025-06-30", "2025-12-31"), (range(1, 7), (6, 7, 9)), "2025-07-01", None),
        (("2025-06-30", "2025-12-31"), (range(1, 7), (6, 7, 9)), "2025-06-10", None),
        (("2025-06-30", "2025-12-31"), (range(1, 7), APRES), "2025-05-30", "du 1er juillet 2025 au 31 déc"),
        (("2025-06-30", "2025-12-31"), (range(1, 7), APRES), "2025-07-02", "du 1er juillet 2025 au 31 déc"),
    ],
)
def test_of_several_files_each_that_no_other_continues_counts(
    complets: tuple[str, str],
    months: tuple[Sequence[int], ...],
    du: str,
    lacking: str | None,
    dates: tuple[str, str],
    depot: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    two_files(depot, complets, months, du, dates)
    beside = told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2027-01-05")[1]
    assert lacking in beside if lacking else "CR893" not in beside


@pytest.mark.parametrize(("late", "expected"), [((), 0), ((7,), 0), ((3, 5, 7, 9, 11, 12), 1)])
def test_small_files_that_follow_one_another_are_looked_at_together(
    late: Sequence[int], expected: int, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file a month, two rows each. late: months of which one of them is of the month before."""
    files, head = [], "ID;COMMUNE;DISPONIBILITE;ATTRIBUTION;COMPTE\n"
    for month in range(1, 13):
        rows = [(9, month), (19, month - (month in late))]
        lines = [f"{month}-{d};93066;{d:02}/{m:02}/2025;28/{m:02}/2025;ETAT\n" for d, m in rows]
        (depot / f"m{month}.csv").write_text(head + "".join(lines), "utf-8")
        last = date(2025, month, monthrange(2025, month)[1])
        files.append(f"    - {{ fichier: m{month}.csv, complet au: {last} }}\n")
    text = SUD.format(un="2025-01-01", autre="2025-01-01", du="", forme=AU_JOUR[0])
    before, _, after = text.partition("colonnes:")
    said = before.partition("    - {")[0] + "".join(files) + "colonnes:" + after
    (depot / "correspondance.yaml").write_text(said, "utf-8")
    beside = told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2027-01-05")[1]
    assert beside.count("[CR893]") == expected


def test_a_file_that_continues_another_is_asked_to_say_so(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And never to change the day of the other, of which empty cells hang."""
    two_files(depot, ("2025-06-30", "2025-12-31"), (range(1, 7), (6, 7, 9)), "", AU_JOUR)
    beside = told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2027-01-05")[1]
    beside = beside.replace(f"{depot}/", "")
    assert "Demandez l'extraction de « vacances.csv » jusqu'au 31 décembre 2025." in beside
    assert "Si « sud.csv » continue « vacances.csv », dites-y par « complet du » depuis quel jour." in beside
    assert "corrigez « complet au »" not in beside
