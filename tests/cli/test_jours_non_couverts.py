"""Days that the data do not cover: what the message says to do about them, the days of a whole term, and
those of several files."""

from calendar import monthrange
from collections.abc import Sequence
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


FICHIERS = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances:
{fichiers}colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    disponibilite: {{ colonne: DISPONIBILITE, format: jj/mm/aaaa{jour} }}
    attribution: {{ colonne: ATTRIBUTION, format: jj/mm/aaaa }}
    contingent: {{ colonne: COMPTE, codes: {{ ETAT: etat, BAIL: bailleur }} }}
"""
MOIS = [(f"2025-{m:02}-01", f"2025-{m:02}-{monthrange(2025, m)[1]}") for m in range(1, 13)]


def several_files(depot: Path, spans: Sequence[tuple[str, str]], column: str = "") -> None:
    """spans: of each file, from which day it speaks, if it says so, and up to which; a.csv, b.csv… column:
    the day that the column says of all of them."""
    said = []
    for n, (du, au) in enumerate(spans):
        nom = f"{chr(97 + n)}.csv"
        begun = f"complet du: {du}, " if du else ""
        said.append(f'    - {{ fichier: {nom}, séparateur: ";", {begun}complet au: {au} }}\n')
        row = f"V{n};93066;{n + 1:02}/02/2025;{n + 10}/02/2025;ETAT\n"
        (depot / nom).write_text(f"ID;COMMUNE;DISPONIBILITE;ATTRIBUTION;COMPTE\n{row}", "utf-8")
    text = FICHIERS.format(fichiers="".join(said), jour=f", complet au: {column}" if column else "")
    (depot / "correspondance.yaml").write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("spans", "lacking"),
    [
        # Side by side: the first to stop leaves days of which the other says nothing.
        ([("", "2025-12-31"), ("", "2025-03-31")], "du 1er avril 2025 au 31 décembre 2025"),
        ([("", "2025-12-31"), ("", "2025-12-31")], None),
        # One continues the other: from the day after, or some days before.
        ([("", "2025-06-30"), ("2025-07-01", "2025-12-31")], None),
        ([("2025-07-01", "2025-12-31"), ("", "2025-06-30")], None),
        ([("", "2025-06-30"), ("2025-06-10", "2025-12-31")], None),
        (MOIS, None),
        # Too late, and days are of neither; too soon, and it stands beside.
        ([("", "2025-06-30"), ("2025-07-02", "2025-12-31")], "du 1er juillet 2025 au 31 décembre 2025"),
        ([("", "2025-06-30"), ("2025-05-30", "2025-12-31")], "du 1er juillet 2025 au 31 décembre 2025"),
        # Of two agencies, one goes on; then both do, from days of their own.
        (
            [("", "2025-06-30"), ("", "2025-06-30"), ("2025-07-01", "2025-12-31")],
            "du 1er juillet 2025 au 31 décembre 2025",
        ),
        (
            [
                ("", "2025-05-31"),
                ("", "2025-06-30"),
                ("2025-06-01", "2025-12-31"),
                ("2025-07-01", "2025-12-31"),
            ],
            None,
        ),
        ([*MOIS[:2], ("", "2025-02-15"), *MOIS[2:]], "du 16 février 2025 au 31 décembre 2025"),
        # What continues stops too.
        ([("", "2025-03-31"), ("2025-04-01", "2025-10-31")], "du 1er novembre 2025 au 31 décembre 2025"),
    ],
)
def test_of_several_files_each_that_no_other_continues_counts(
    spans: list[tuple[str, str]], lacking: str | None, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    several_files(depot, spans)
    beside = told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2027-01-05")[1]
    assert lacking in beside if lacking else "CR893" not in beside


def test_a_column_speaks_of_all_its_files(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    several_files(depot, [("", "2025-12-31"), ("", "2025-03-31")], column="2025-12-31")
    assert "CR893" not in told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2027-01-05")[1]


def test_a_file_that_continues_another_is_asked_to_say_so(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And never to change the day of the other, of which empty cells hang."""
    year = ("compliance", "--year", "2025", "--as-of", "2027-01-05")
    several_files(depot, [("", "2025-06-30"), ("", "2025-12-31")])
    beside = told(depot, capsys, *year)[1].replace(f"{depot}/", "")
    assert "Demandez l'extraction de « a.csv » jusqu'au 31 décembre 2025." in beside
    assert "Si « b.csv » continue « a.csv », dites-y par « complet du » depuis quel jour." in beside
    assert "corrigez « complet au »" not in beside
    several_files(depot, [("", "2025-06-30"), ("2025-07-02", "2025-12-31")])
    beside = told(depot, capsys, *year)[1].replace(f"{depot}/", "")
    assert (
        "Un fichier qui continue « a.csv » le dit par « complet du » : le lendemain du 30 juin 2025" in beside
    )
