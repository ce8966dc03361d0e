"""An event tried by the grid is counted as it would be, had the convention been written with it: of a vacancy
of the year before, let in this one, too."""

import csv
import re
from pathlib import Path

import pytest

from cli.test_simulate import AVENANT, GRILLE, cells, convention, result

assert convention
CHOIX = ("orientations", "attributions", "baux signés")


@pytest.mark.parametrize("avenant", ["", "2024-07-01", "2025-01-01"])
@pytest.mark.parametrize("choix", CHOIX)
def test_as_if_it_were_written(
    convention: str, choix: str, avenant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """avenant: since when another key of the part is amended, if it is."""
    if avenant:
        key = {"clause": "part_ville", "cle": "règle", "valeur": "50 % des vacances dans l'assiette"}
        amended = AVENANT.format(convention=convention, du=avenant, **key)
        Path("depot/conventions/avenant.yaml").write_text(amended, "utf-8")
    text = Path("depot/conventions/convention.yaml")
    written = text.read_text("utf-8").replace("{ du: 2025-01-01, au:", "{ du: 2024-01-01, au:", 1)
    written = re.sub(r"    report: .*", "    report: aucun", written)
    text.write_text(written, "utf-8")
    (vacances,) = Path("depot/donnees").glob("vacances-*.csv")
    with vacances.open(encoding="utf-8-sig", newline="") as handle:
        titles, *rows = csv.reader(handle, delimiter=";")
    days = {
        "NUM_VAC": "AVANT",
        "DT_DISPO": "02/12/2024",
        "DT_INFO": "02/12/2024",
        "DT_PROPO": "20/12/2024",
        "DT_ATTRIB": "10/01/2025",
        "DT_BAIL": "20/01/2025",
    }
    model = next(r for r in rows if dict(zip(titles, r, strict=True))["CONTINGENT"] == "VILLE")
    rows.append([days.get(title, value) for title, value in zip(titles, model, strict=True)])
    with vacances.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, delimiter=";").writerows([titles, *rows])
    found = result("simulate", capsys, *GRILLE, convention)
    names = [c["nom"] for c in found["colonnes"]]
    tried = cells(found, "part_ville")[names.index(f"part_ville : compte {choix}")]
    text.write_text(written.replace("compte: propositions", f"compte: {choix}"), "utf-8")
    again = cells(result("simulate", capsys, *GRILLE, convention), "part_ville")[0]
    assert tried is not None and again is not None
    assert (tried["realise"], tried["verdict"]) == (again["realise"], again["verdict"])


@pytest.mark.parametrize("du", ["2024-07-01", "2025-01-01"])
def test_an_amendment_that_says_what_is_counted_is_no_hindrance(
    convention: str, du: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = Path("depot/conventions/convention.yaml")
    text.write_text(
        text.read_text("utf-8").replace("{ du: 2025-01-01, au:", "{ du: 2024-01-01, au:", 1), "utf-8"
    )
    amended = AVENANT.format(
        convention=convention, du=du, clause="part_ville", cle="compte", valeur="attributions"
    )
    Path("depot/conventions/avenant.yaml").write_text(amended, "utf-8")
    names = [c["nom"] for c in result("simulate", capsys, *GRILLE, convention)["colonnes"]]
    assert "part_ville : compte baux signés" in names
