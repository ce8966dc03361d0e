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
MOIS = [("abcdefghijkl"[m - 2 : m - 1], f"2025-{m:02}-{monthrange(2025, m)[1]}") for m in range(1, 13)]


def several_files(depot: Path, spans: Sequence[tuple[str, str]], column: str = "") -> None:
    """spans: of each file, those that it continues and up to which day it speaks; a.csv, b.csv… « bc
    2025-07-02 »: b.csv and c.csv, from a day on. column: the day that the column says of all of them."""
    said = []
    for n, (before, au) in enumerate(spans):
        nom = f"{chr(97 + n)}.csv"
        files, _, du = before.partition(" ")
        begun = f"suite de: [{', '.join(f'{x}.csv' for x in files)}], " if files else ""
        begun += f"complet du: {du}, " if du else ""
        said.append(f'    - {{ fichier: {nom}, séparateur: ";", {begun}complet au: {au} }}\n')
        row = f"V{n};93066;{n + 1:02}/02/2025;{n + 10}/02/2025;ETAT\n"
        (depot / nom).write_text(f"ID;COMMUNE;DISPONIBILITE;ATTRIBUTION;COMPTE\n{row}", "utf-8")
    text = FICHIERS.format(fichiers="".join(said), jour=f", complet au: {column}" if column else "")
    (depot / "correspondance.yaml").write_text(text, "utf-8")


JUILLET = "du 1er juillet 2025 au 31 décembre 2025"


@pytest.mark.parametrize(
    ("spans", "lacking"),
    [
        # Side by side: the first to stop leaves days of which the other says nothing.
        ([("", "2025-12-31"), ("", "2025-03-31")], "du 1er avril 2025 au 31 décembre 2025"),
        ([("", "2025-12-31"), ("", "2025-12-31")], None),
        # One continues the other, whatever their order; from a day on, some days before or too late.
        ([("", "2025-06-30"), ("a", "2025-12-31")], None),
        ([("b", "2025-12-31"), ("", "2025-06-30")], None),
        ([("", "2025-06-30"), ("a 2025-07-01", "2025-12-31")], None),
        ([("", "2025-06-30"), ("a 2025-05-10", "2025-12-31")], None),
        ([("", "2025-06-30"), ("a 2025-07-02", "2025-12-31")], "le 1er juillet 2025 (07/2025)"),
        (MOIS, None),
        # Before what is judged, the days between are none's.
        ([("", "2022-06-30"), ("a 2024-01-01", "2025-12-31")], None),
        # Of two agencies, one goes on, be it by several extracts; then both do, or in one file.
        ([("", "2025-06-30"), ("", "2025-06-30"), ("b", "2025-12-31")], JUILLET),
        (
            [("", "2025-06-30"), ("", "2025-07-31"), ("b", "2025-08-31"), ("c", "2025-12-31")],
            JUILLET,
        ),
        ([("", "2025-05-31"), ("", "2025-06-30"), ("a", "2025-12-31"), ("b", "2025-12-31")], None),
        ([("", "2025-06-30"), ("", "2025-06-30"), ("ab", "2025-12-31")], None),
        # One that is continued by two: both speak of a part of it.
        ([("", "2025-03-31"), ("a", "2025-12-31"), ("a", "2025-06-30")], JUILLET),
        (
            [("", "2025-06-30"), ("a", "2025-12-31"), ("a 2025-09-01", "2025-12-31")],
            "du 1er juillet 2025 au 31 août 2025",
        ),
        # What continues stops too.
        ([("", "2025-03-31"), ("a", "2025-10-31")], "du 1er novembre 2025 au 31 décembre 2025"),
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
    assert "Si « b.csv » en est la suite, dites-y « suite de: a.csv »." in beside
    assert "corrigez « complet au »" not in beside
    several_files(depot, [("", "2025-06-30"), ("a 2025-07-02", "2025-12-31")])
    beside = told(depot, capsys, *year)[1].replace(f"{depot}/", "")
    assert (
        "« b.csv » est la suite de « a.csv », et ne parle que depuis le 2 juillet 2025 : demandez les "
        "vacances des jours qui manquent, ou corrigez « complet du »." in beside
    )


JOINTS = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances:
    - {{ fichier: lignes.csv, séparateur: ";", clé: ID, complet au: {lignes} }}
    - {{ fichier: dates.csv, séparateur: ";", clé: ID, complet au: {dates} }}
colonnes:
  vacances:
    id: {{ colonne: ID, fichier: lignes.csv }}
    commune: {{ colonne: COMMUNE, fichier: lignes.csv }}
    contingent: {{ colonne: COMPTE, fichier: lignes.csv, codes: {{ ETAT: etat, BAIL: bailleur }} }}
    disponibilite: {{ colonne: DISPONIBILITE, fichier: dates.csv, format: jj/mm/aaaa }}
    attribution: {{ colonne: ATTRIBUTION, fichier: dates.csv, format: jj/mm/aaaa }}
"""


@pytest.mark.parametrize(
    ("lignes", "dates", "lacking"),
    [
        ("2026-01-05", "2026-01-05", None),
        # A joined file brings no row: where that of the rows stops, vacancies lack, whatever it says.
        ("2025-06-30", "2026-01-05", JUILLET),
        ("2026-01-05", "2025-06-30", JUILLET),
    ],
)
def test_a_joined_file_of_dates_goes_no_further_than_the_rows(
    lignes: str, dates: str, lacking: str | None, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (depot / "correspondance.yaml").write_text(JOINTS.format(lignes=lignes, dates=dates), "utf-8")
    (depot / "lignes.csv").write_text("ID;COMMUNE;COMPTE\nV1;93066;ETAT\n", "utf-8")
    (depot / "dates.csv").write_text("ID;DISPONIBILITE;ATTRIBUTION\nV1;05/01/2025;10/01/2025\n", "utf-8")
    beside = told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2026-01-05")[1]
    beside = beside.replace(f"{depot}/", "")
    assert "erreur" not in beside
    assert lacking in beside if lacking else "CR893" not in beside
    if lignes < dates:
        assert "Demandez l'extraction de « lignes.csv » jusqu'au 31 décembre 2025." in beside
        assert "« dates.csv » en est la suite" not in beside


TARI = "ID;COMMUNE;DISPONIBILITE;ATTRIBUTION;COMPTE\n"


def test_an_event_that_dries_up_is_told_beside_an_archive(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each row is held against the day of its own file: of the archive, and of the one that stops in June."""

    def rows(nom: str, year: int, months: range, let: range, compte: str = "ETAT") -> str:
        days = [(m, d) for m in months for d in range(1, 13)]
        end = {(m, d): f"{d + 9:02}/{m:02}/{year}" for m, d in days if m in let}
        found = [f"{nom}{m}-{d};93066;{d:02}/{m:02}/{year};{end.get((m, d), '')};{compte}\n" for m, d in days]
        return TARI + "".join(found)

    several_files(depot, [("", "2024-12-31"), ("a", "2025-12-31")])
    (depot / "a.csv").write_text(rows("A", 2024, range(1, 13), range(1, 13)), "utf-8")
    (depot / "b.csv").write_text(rows("B", 2025, range(1, 13), range(1, 7)), "utf-8")
    year = ("compliance", "--year", "2025", "--as-of", "2026-01-05")
    assert "CR869" in told(depot, capsys, *year)[1]
    (depot / "b.csv").write_text(rows("B", 2025, range(1, 13), range(1, 13)), "utf-8")
    assert "CR869" not in told(depot, capsys, *year)[1]
    # Two agencies: what had not happened by the end of June is not late in December.
    several_files(depot, [("", "2025-01-20"), ("", "2025-12-31")])
    (depot / "a.csv").write_text(rows("A", 2025, range(1, 4), range(0), "BAIL"), "utf-8")
    (depot / "b.csv").write_text(rows("B", 2025, range(1, 13), range(1, 13)), "utf-8")
    assert "CR869" not in told(depot, capsys, *year)[1]
