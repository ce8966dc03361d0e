"""Two conventions of one holder on the same dwellings: no fact lacks, and none would tell which decides."""

from pathlib import Path

import pytest

from cli.retraits_annonces import VACANCES, landlord, told

RIEN = "ANNEE;CATEGORIE;COMMUNE;NOMBRE\n2025;mutation;93066;0\n"
SANS_COMPTE = "X;93066;LOC;;2025-03-01;2025-04-01;2025-04-10\n"


def screen(folder: Path, capsys: pytest.CaptureFixture[str], vacances: str, au: str = "2026-12-31") -> str:
    """What `compliance` says of a landlord whose first text ends on that day; the second begins in March."""
    landlord(folder, RIEN, application="ensemble", communes='"93066"', choix="réalisé", vacances=vacances)
    text = (folder / "exemple.yaml").read_text("utf-8")
    first = text.replace("au: 2026-12-31", f"au: {au}", 1)
    (folder / "exemple.yaml").write_text(first, "utf-8")
    second = text.replace("convention: exemple", "convention: suivante", 1)
    (folder / "suivante.yaml").write_text(second.replace("du: 2024-01-01", "du: 2025-03-01", 1), "utf-8")
    _, out, _ = told(capsys, "compliance", "--depot", str(folder), "--year", "2025")
    return " ".join(out.split())


def test_texts_that_overlap_are_no_data_to_complete(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = screen(tmp_path, capsys, VACANCES)
    assert said.count("Textes qui se recouvrent : les conventions « exemple » et « suivante »") == 2
    assert "portent chacune sur 93066-0, 93066-1 ; aucune donnée ne dit laquelle en décide" in said
    assert "Deux nombres : tout ce qui est possible, parce que des textes se recouvrent." in said
    assert "Données à compléter" not in said and "faute de données" not in said


def test_what_lacks_is_told_beside_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = screen(tmp_path, capsys, VACANCES + SANS_COMPTE)
    assert "Données à compléter d'abord : 1 vacance" in said and "se recouvrent" in said
    assert "conventions exemple, suivante" not in said
    assert "ou parce que des textes se recouvrent" in said


def test_texts_that_follow_each_other_do_not_overlap(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "se recouvrent" not in screen(tmp_path, capsys, VACANCES, "2025-02-28")
