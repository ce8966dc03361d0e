"""The year of a balance or of a withdrawal announced: one of two digits, and one that no convention reads."""

from pathlib import Path

import pytest

from cli.retraits_annonces import landlord, told, year

TITRES = "ANNEE;CATEGORIE;COMMUNE;NOMBRE\n"
SOLDES = """  soldes: { fichier: soldes.csv, séparateur: ";" }
colonnes:
  soldes: { convention: C, clause: K, annee: A, solde: S }
"""


def findings(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    return told(capsys, "compliance", "--depot", str(folder), "--year", "2025")[2]


def test_a_forecast_of_two_digits_may_be_of_any_year(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In its place: 93048 says its own year."""
    table = TITRES + "25;mutation;93066;2\n2025;mutation;93048;1\n"
    found, err = year(landlord(tmp_path, table), capsys)
    assert "erreur[CR742]: Ligne 2 : « 25 » (ANNEE) est hors des années 1850 à 2150." in err
    assert "aide : Écrivez l'année avec ses quatre chiffres au lieu de « 25 »." in err
    bases = {cell["cellule"]["commune"]: cell["base"] for cell in found["regles"][0]["cellules"]}
    assert bases == {"93066": [0, 6], "93048": 5}


@pytest.mark.parametrize(
    ("annee", "lue"), [(2024, True), (2027, True), (2023, False), (2028, False), (2052, False)]
)
def test_a_forecast_of_a_year_without_a_convention(
    annee: int, lue: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From 2024 to 2026; the report of 2026 gives the forecast of 2027."""
    table = TITRES + f"2025;mutation;93066;2\n{annee};mutation;93066;2\n{annee};mutation;93048;2\n"
    err = findings(landlord(tmp_path, table), capsys)
    said = f"« {annee} », dans la table « soustractions », n'est une année d'aucune convention qui la lirait"
    assert (f"avertissement[CR897]: {said} (lignes ainsi : 2)." in err) is not lue and (
        "CR897" in err
    ) is not lue


@pytest.mark.parametrize(
    ("annee", "code"),
    [("2024", ""), ("2026", ""), ("2023", ""), ("2022", "CR897"), ("2027", "CR897"), ("24", "CR742")],
)
def test_a_balance(annee: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It closes its year: of the year before the first there is one at most, and that is another finding."""
    folder = landlord(tmp_path, TITRES + "2025;mutation;93066;2\n", application="ensemble")
    path = folder / "correspondance.yaml"
    path.write_text(path.read_text("utf-8").replace("colonnes:\n", SOLDES), "utf-8")
    (folder / "soldes.csv").write_text(f"C;K;A;S\nexemple;p;{annee};0\n", "utf-8")
    err = findings(folder, capsys)
    assert {c for c in ("CR897", "CR742") if c in err} == {code} - {""}
