"""Withdrawals announced without a place, or without enough of one, are not known of a smaller territory: what
lacks is told, and the report that is due with them is not whole."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cli.bilan_rendu import (
    AN,
    EPT,
    ETAT,
    PREFET,
    SCHEMA,
    VILLE,
    depot,
    edit,
    result,
    told,
    with_forecasts,
    words_of,
)
from cli.retraits_annonces import DEUX, landlord, year
from frames import ENVOI

__all__ = ["depot"]

TITRES = "ANNEE;CATEGORIE;COMMUNE;NOMBRE\n"
DIT = (
    "annonce sans dire assez où, et ce qui en est sur le territoire de « commune--mon-bailleur » n'est pas su"
)


# --- the annual report ----------------------------------------------------------------------
def whole(depot: Path) -> None:
    """Every dimension is filled in: what lacks is then of the withdrawals."""
    edit(depot / "correspondance.yaml", ("    id: NUM_VAC", "    id: NUM_VAC\n    annee_construction: AN"))
    with (depot / "convrules.toml").open("a", encoding="utf-8") as project:
        project.write("[bilan]\nperiodes_construction = [1949]\n")
    path = depot / "donnees/vacances-2025.csv"
    first, *rest = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([f"{first};AN", *(f"{line};2000" for line in rest)]) + "\n", "utf-8")


@pytest.mark.parametrize(
    ("rows", "lacks"),
    [
        ("ANNEE;CATEGORIE;NOMBRE\n2026;mutation;7\n", True),
        (TITRES + "2026;mutation;;7\n", True),
        ("ANNEE;CATEGORIE;DEPARTEMENT;NOMBRE\n2026;mutation;93;7\n", True),
        (TITRES + "2026;mutation;93066;7\n", False),
        (TITRES + "2026;mutation;93048;7\n", False),
        (TITRES + "2026;mutation;;0\n", False),
        # What is not due with the report of 2025.
        (TITRES + "2025;mutation;;7\n2026;mutation;93066;7\n", False),
    ],
)
def test_the_report_of_a_commune_is_not_whole_without_places(
    rows: str, lacks: bool, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole(depot)
    with_forecasts(depot, rows)
    said = told(capsys, *AN, "--strict", code=int(lacks))
    assert (DIT in said) is lacks
    assert result(capsys)["soustractions_sans_lieu"] == ["commune--mon-bailleur"] * lacks


def test_each_recipient_is_told_of_its_own_alone(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The State, whose territory is the département, and the recipient of another clause, do not read it."""
    (depot / "conventions/etat.yaml").write_text(ETAT + ENVOI.format(vue="agrégats"), "utf-8")
    whole(depot)
    with_forecasts(depot, "ANNEE;CATEGORIE;NOMBRE\n2026;mutation;7\n")
    told(capsys, *AN, "-o", "b")
    dit = {
        sous: "sans dire assez où" in words_of(Path("b") / sous) for sous in (VILLE, PREFET, EPT, "bailleur")
    }
    assert dit == {VILLE: True, PREFET: False, EPT: False, "bailleur": True}
    # What to write in the table is for the landlord, who writes it.
    advised = {sous: "le dirait" in words_of(Path("b") / sous) for sous in dit}
    assert advised == {VILLE: False, PREFET: False, EPT: False, "bailleur": True}
    for sous, own in ((VILLE, ["commune--mon-bailleur"]), (EPT, [])):
        found = json.loads((Path("b") / sous / "bilan.json").read_text("utf-8"))
        Draft202012Validator(SCHEMA).validate(found)
        assert found["soustractions_sans_lieu"] == own
    # « Non fourni » would say that nothing is announced.
    assert "annoncé sans lieu" in (Path("b") / VILLE / "bilan.html").read_text("utf-8")
    assert ";annoncé sans lieu" in (Path("b") / VILLE / "soustractions.csv").read_text("utf-8")


# --- the year -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("communes", "application", "table", "lacks"),
    [
        ('"93066"', "ensemble", "ANNEE;CATEGORIE;NOMBRE\n2025;mutation;3\n", ["soustractions.commune"]),
        (DEUX, "chaque commune", "ANNEE;CATEGORIE;NOMBRE\n2025;mutation;3\n", ["soustractions.commune"]),
        (DEUX, "ensemble", TITRES + "2025;mutation;;3\n", ["soustractions.commune"]),
        (DEUX, "ensemble", TITRES + "2025;mutation;93066;3\n", []),
        (DEUX, "ensemble", TITRES + "2025;mutation;;0\n", []),
        (DEUX, "ensemble", TITRES + "2026;mutation;93066;3\n", ["soustractions"]),
    ],
)
def test_the_cause_is_the_place_and_not_the_number(
    communes: str,
    application: str,
    table: str,
    lacks: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found, _ = year(landlord(tmp_path, table, communes=communes, application=application), capsys)
    cells = found["regles"][0]["cellules"]
    assert {c["fait"] for cell in cells for c in cell["causes"]} == set(lacks)


def test_what_lacks_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from cli.retraits_annonces import told as said

    table = "ANNEE;CATEGORIE;NOMBRE\n2025;mutation;3\n"
    words = ("compliance", "--depot", str(landlord(tmp_path, table, communes='"93066"')), "--year", "2025")
    _, out, _ = said(capsys, *words)
    lacks = "lieu des soustractions prévues (soustractions.commune) : 3 logements prévus pour 2025"
    assert f"{lacks}, ce qui réduit « p » de 1,5 logement" in " ".join(out.split())
