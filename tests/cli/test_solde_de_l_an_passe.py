"""A part whose balance of the year before is not known: where the files have vacancies of that year, the
remedy is to judge the years together."""

from pathlib import Path

import pytest

from cli.test_annee_dite import plain
from convrules.cli.main import run
from frames import frame_clauses

PART = """- part: tiers
  règle: 50 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: inférieur
  report: solde exact
  source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: { fichier: "v.csv", séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    nature: { colonne: nature, codes: { LO: logement_ordinaire } }
    contingent: { colonne: compte, codes: { E: etat, B: bailleur } }
    disponibilite: { colonne: libre, format: aaaa-mm-jj, complet au: 2026-12-31 }
    attribution: { colonne: attribue, format: aaaa-mm-jj, complet au: 2026-12-31 }
"""
YEAR = """V1-{n};93001;LO;B;{n}-03-01;{n}-04-01
V2-{n};93001;LO;B;{n}-03-02;{n}-04-02
V3-{n};93001;LO;E;{n}-03-03;{n}-04-03
"""
ROW = "convention exemple, clause tiers, annee"


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    (tmp_path / "exemple.yaml").write_text(frame_clauses(PART), "utf-8")
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    (tmp_path / "correspondance.yaml").write_text(CORRESPONDANCE, "utf-8")
    return tmp_path


def told(depot: Path, capsys: pytest.CaptureFixture[str], years: str, *more: str) -> str:
    """What the screen says of 2026, the files having the vacancies of these years."""
    rows = "".join(YEAR.format(n=n) for n in years.split())
    (depot / "v.csv").write_text("id;commune;nature;compte;libre;attribue\n" + rows, "utf-8")
    capsys.readouterr()
    assert run(["compliance", "--depot", str(depot), "--year", "2026", "--as-of", "2027-01-15", *more]) == 0
    return plain(capsys.readouterr().out)


def test_years_that_the_files_have_are_judged_together(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(depot, capsys, "2024 2025 2026")
    assert (
        "Les fichiers ont des vacances de 2025 : « convrules compliance --year 2026 --since 2024 » juge ces "
        "années ensemble, et le solde passe de l'une à l'autre. Ou dites-le dans la table « soldes » : "
        f"{ROW} 2025." in said
    )
    # Each year owes 1.5 and gives 1: half a dwelling is brought by each of two, and 2.5 are owed.
    assert "tiers (1) 3 1,5 2 1 1,5 non conforme" in told(depot, capsys, "2024 2025 2026", "--since", "2024")


def test_the_first_of_them_may_itself_lack_a_balance(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The convention began a year before: the table says what the years that are judged begin with."""
    said = told(depot, capsys, "2025 2026")
    assert (
        "« convrules compliance --year 2026 --since 2025 » juge ces années ensemble, si la table « soldes » "
        f"dit avec quoi elles commencent : {ROW} 2024. Ou dites-y ce que 2025 laisse : {ROW} 2025." in said
    )


@pytest.mark.parametrize("years", ["2026", "2024 2026"])
def test_a_year_that_they_have_not_is_not_to_be_judged(
    years: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(depot, capsys, years)
    assert f"Déclarez-le dans la table « soldes » : {ROW} 2025." in said
    assert "le calcule" not in said and "Les fichiers" not in said
