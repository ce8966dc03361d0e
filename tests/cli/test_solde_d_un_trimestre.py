"""A quarter that takes up a balance of one of which days are not covered: what is told is what that quarter
lacks, not the balance of the year before."""

from pathlib import Path
from typing import Any

import pytest

from cli.test_periode_non_couverte import REPORT, read, told
from cli.test_verdict_non_couvert import JUGEE, LIGNES, mapped
from frames import frame_clauses

DEUX = """- quota: deux
  règle: au moins 2 remises en location dans l'assiette du bailleur
  application: {application}
  période: trimestre civil
  report: solde exact
  force: engagement
  source: {{ article: "1" }}
"""
PART = """- part: tiers
  règle: 50 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: inférieur
  report: solde exact
  source: { article: "1" }
- répartition: lots
  de: tiers
  entre: { etat: 50 %, bailleur: 50 % }
  restes: plus forts restes
  source: { article: "1" }
"""
SOLDES = """  soldes:
    convention: C
    clause: K
    annee: A
    solde: S
"""


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    (tmp_path / "vacances.csv").write_text(LIGNES, "utf-8")
    return tmp_path


def written(depot: Path, clauses: str, complet: str, debut: str = "2025", soldes: str = "") -> None:
    text = frame_clauses(clauses).replace("du: 2024", f"du: {debut}")
    (depot / "exemple.yaml").write_text(text, "utf-8")
    mapped(depot, complet)
    if soldes:
        path = depot / "correspondance.yaml"
        files = 'soldes: { fichier: soldes.csv, séparateur: ";" }, vacances:'
        path.write_text(path.read_text("utf-8").replace("vacances:", files, 1) + SOLDES, "utf-8")
        (depot / "soldes.csv").write_text(f"C;K;A;S\n{soldes}", "utf-8")


def causes(found: Any) -> list[list[str]]:
    rule = next(r for r in found["conventions"][0]["regles"] if r["clause"] == "deux")
    return [sorted(c["fait"] for c in cell["causes"]) for cell in rule["cellules"]]


@pytest.mark.parametrize(
    ("complet", "avant", "apres"),
    [("2025-06-30", "T3", "T4"), ("2025-05-31", "T2", "T3"), ("2025-02-28", "T1", "T2")],
)
def test_the_quarter_before_is_what_lacks(
    complet: str, avant: str, apres: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first that follows is named, the others take up from it."""
    written(depot, DEUX.format(application="ensemble"), complet)
    said = told(depot, capsys, *JUGEE)[0]
    assert (
        f"« deux » (2025-{apres}) : le solde reporté de 2025-{avant} n'est pas connu. Des vacances d'un "
        "trimestre d'avant peuvent manquer aux fichiers : complétez-les d'abord."
    ) in said
    assert "--year 2024" not in said and "« soldes »" not in said and "soldes reportés" not in said
    assert "donnée absente : des vacances de 2025 que les fichiers ne disent pas" in said
    said = told(depot, capsys, "explain", *JUGEE[2:])[0]
    assert f"le solde reporté de 2025-{avant} n'est pas connu." in said and "« soldes »" not in said
    found = causes(read(depot, capsys, *JUGEE))
    assert ["vacances 2025"] in found and not any("soldes" in each for each in found)


def test_the_year_before_is_what_the_first_quarter_lacks(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All of them then follow from it, until a row of the table says it: the days lack all the same."""
    written(depot, DEUX.format(application="ensemble"), "2025-06-30", debut="2024")
    said = told(depot, capsys, *JUGEE)[0]
    assert "le solde reporté de 2024 (2025-T1) n'est pas connu." in said and "de 2025-T" not in said
    assert all("soldes" in each for each in causes(read(depot, capsys, *JUGEE)))
    written(depot, DEUX.format(application="ensemble"), "2025-06-30", "2024", "exemple;deux;2024;0\n")
    said = told(depot, capsys, *JUGEE)[0]
    assert "« deux » (2025-T4) : le solde reporté de 2025-T3 n'est pas connu." in said
    assert "le solde reporté de 2024" not in said


def test_cell_by_cell(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(depot, DEUX.format(application="chaque commune"), "2025-05-31")
    said = told(depot, capsys, *JUGEE)[0]
    assert "le solde reporté de 2025-T" in said and "le solde reporté de 2024" not in said
    assert not any("soldes" in each for each in causes(read(depot, capsys, *JUGEE)))


def test_of_an_account_of_a_split(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(depot, PART, "2025-06-30")
    path = depot / "exemple.yaml"
    path.write_text(path.read_text("utf-8").replace("année civile", "trimestre civil"), "utf-8")
    said = told(depot, capsys, *JUGEE)[0]
    assert "« lots.etat » (2025-T4) : le solde reporté de 2025-T3 n'est pas connu. Des vacances" in said
    assert "le solde reporté de 2024" not in said and "soldes reportés" not in said


def test_in_english(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(depot, DEUX.format(application="ensemble"), "2025-06-30")
    said = told(depot, capsys, "explain", *JUGEE[2:], "--lang", "en")[0]
    assert (
        "the balance brought forward from 2025-Q3 is not known. Vacancies of a quarter before may be missing "
        "from the files: complete these first."
    ) in said.replace("2025-T3", "2025-Q3")


def test_years_side_by_side(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(depot, DEUX.format(application="ensemble"), "2025-06-30")
    said = told(depot, capsys, "compare", "--year", "2025", "--year", "2026", *JUGEE[3:])[0]
    assert "« deux » (2025-T4) : le solde reporté de 2025-T3 n'est pas connu. Des vacances" in said
    assert "faute du solde de 2024" not in said


def test_years_judged_together_of_which_one_lacks_days(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the first of them takes up is said: judging from the year before it, or saying its balance, would
    settle nothing."""
    written(depot, REPORT, "2025-06-30", "2024", "exemple;tiers;2024;0\n")
    together = ("compliance", "--year", "2026", "--since", "2025", "--as-of", "2026-03-05")
    said = told(depot, capsys, *together)[0]
    assert (
        "« tiers » : le solde reporté de 2025 n'est pas connu. Les années d'avant, jugées ensemble, ne le "
        "disent pas : complétez leurs données, ou jugez 2026 sans « --since », la table « soldes » disant : "
        "convention exemple, clause tiers, annee 2025."
    ) in said
    rows = "exemple;tiers;2024;0\nexemple;tiers;2025;1\n"
    for complet, kept, year in (
        ("2025-06-30", rows, ("compliance", "--year", "2026", "--as-of", "2026-03-05")),
        ("2026-03-05", "exemple;tiers;2024;0\n", together),
    ):
        written(depot, REPORT, complet, "2024", kept)
        assert "n'est pas connu" not in told(depot, capsys, *year)[0]


def test_years_judged_together_of_which_none_says_what_the_first_takes_up(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(depot, REPORT, "2025-06-30", "2024")
    said = told(depot, capsys, "compliance", "--year", "2026", "--since", "2025", "--as-of", "2026-03-05")[0]
    assert (
        "Il dépend de celui de 2024. Déclarez-le dans la table « soldes » : convention exemple, clause "
        "tiers, annee 2024." in said
    )


def test_the_year_before_that_lacks_days_is_to_be_completed(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Judged, it shows no balance: it is not between two numbers either."""
    written(depot, REPORT, "2025-06-30")
    said = told(depot, capsys, "compliance", "--year", "2026", "--as-of", "2026-03-05")[0]
    assert "« convrules compliance --year 2026 --since 2025 » juge ces années ensemble" in said
    assert "Si cela n'y suffit pas, complétez d'abord les données de 2025." in said
    cell = read(depot, capsys, *JUGEE)["conventions"][0]["regles"][0]["cellules"][0]
    assert cell["solde"] is None
