"""An event that is no longer recorded in one of two files, each recorded up to its own day: it is told of
that file, and of its day."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cli.test_periode_non_couverte import PART, told
from frames import frame_clauses

CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances:
    - { fichier: a.csv, séparateur: ";", complet au: 2025-06-30 }
    - { fichier: b.csv, séparateur: ";", complet au: 2025-12-31, suite de: a.csv }
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    disponibilite: { colonne: DISPO, format: aaaa-mm-jj }
    attribution: { colonne: ATTR, format: aaaa-mm-jj }
    bail: { colonne: BAIL, format: aaaa-mm-jj }
    contingent: { colonne: COMPTE, codes: { E: etat, B: bailleur } }
"""
TOUS = 60


def lines(name: str, months: list[int], until: date, leased: int) -> Iterator[str]:
    """leased: how many of the rows, the first ones, have a lease."""
    yield "ID;COMMUNE;DISPO;ATTR;BAIL;COMPTE"
    for n in range(TOUS):
        free = date(2025, months[n * len(months) // TOUS], 1 + (n * 7) % 27)
        given, signed = free + timedelta(10), free + timedelta(15)
        attr = given.isoformat() if given <= until else ""
        bail = signed.isoformat() if signed <= until and n < leased else ""
        yield f"{name}{n};93066;{free};{attr};{bail};{'E' if n % 3 else 'B'}"


@pytest.mark.parametrize(
    ("loues", "code", "debut", "jour", "ligne"),
    [
        ((0, TOUS), "CR880", "Du 1er janvier 2025 au", "30 juin 2025", 5),
        ((TOUS, 0), "CR869", "(depuis le 1er juillet 2025)", "31 décembre 2025", 6),
    ],
)
def test_it_is_told_of_the_file_that_lacks_it(
    loues: tuple[int, int],
    code: str,
    debut: str,
    jour: str,
    ligne: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "exemple.yaml").write_text(frame_clauses(PART), "utf-8")
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    (tmp_path / "correspondance.yaml").write_text(CORRESPONDANCE, "utf-8")
    old = lines("A", [1, 2, 3, 4, 5, 6], date(2025, 6, 30), loues[0])
    (tmp_path / "a.csv").write_text("\n".join(old) + "\n", "utf-8")
    new = lines("B", [7, 8, 9, 10, 11], date(2025, 12, 31), loues[1])
    (tmp_path / "b.csv").write_text("\n".join(new) + "\n", "utf-8")
    beside = told(tmp_path, capsys, "compliance", "--year", "2025", "--as-of", "2026-01-05")[1]
    found = beside.partition(f"[{code}]")[2].partition("en savoir plus")[0]
    assert debut in found and f"tout est dit saisi jusqu'au {jour}" in found
    assert f"correspondance.yaml:{ligne}:" in found
