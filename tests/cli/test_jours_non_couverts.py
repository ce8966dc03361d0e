"""Days that the data do not cover: what the message says to do about them, the days of a whole term, and
those of several files."""

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


SUD = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances:
    - {{ fichier: vacances.csv, séparateur: ";", complet au: {un} }}
    - {{ fichier: sud.csv, séparateur: ";", complet au: {autre} }}
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    disponibilite: {{ colonne: DISPONIBILITE, format: jj/mm/aaaa }}
    attribution: {{ colonne: ATTRIBUTION, format: jj/mm/aaaa }}
    contingent: {{ colonne: COMPTE, codes: {{ ETAT: etat, BAIL: bailleur }} }}
"""


@pytest.mark.parametrize(
    ("complets", "jours", "lacking"),
    [
        # Two agencies: the first to stop leaves days of which the other says nothing.
        (("2025-12-31", "2025-03-31"), range(1, 4), "du 1er avril 2025 au 31 décembre 2025"),
        (("2025-12-31", "2025-12-31"), range(1, 4), None),
        # The year that follows, then the one before, a row or two of which the other has.
        (("2025-12-31", "2026-12-31"), range(13, 25), None),
        (("2025-12-31", "2026-12-31"), (12, *range(13, 25)), None),
        (("2025-10-31", "2025-03-31"), range(-9, 1), "du 1er novembre 2025 au 31 décembre 2025"),
        # A file without a row leaves nothing to know.
        (("2025-12-31", "2025-03-31"), (), None),
    ],
)
def test_of_several_files_each_that_no_other_continues_counts(
    complets: tuple[str, str],
    jours: Sequence[int],
    lacking: str | None,
    depot: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """jours: months of the rows of the second file, from January 2025; the first has one each month of it."""
    (depot / "correspondance.yaml").write_text(SUD.format(un=complets[0], autre=complets[1]), "utf-8")
    for nom, months in (("vacances", range(1, 13)), ("sud", jours)):
        days = [(n - 1) % 12 + 1 for n in months], [2025 + (n - 1) // 12 for n in months]
        rows = [
            f"{nom}{k};93066;07/{m:02}/{y};09/{m:02}/{y};ETAT\n"
            for k, (m, y) in enumerate(zip(*days, strict=True))
        ]
        head = "ID;COMMUNE;DISPONIBILITE;ATTRIBUTION;COMPTE\n"
        (depot / f"{nom}.csv").write_text(head + "".join(rows), "utf-8")
    beside = told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2027-01-05")[1]
    assert (lacking or "CR893") in beside if lacking else "CR893" not in beside
