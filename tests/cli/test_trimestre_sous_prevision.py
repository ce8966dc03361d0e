"""A rule by quarter under a forecast by year: nothing says of which quarter is what is announced."""

from pathlib import Path

import pytest

from checking.harness import analysis_of
from cli.retraits_annonces import CLAUSES, VACANCES, landlord, told, year
from frames import frame_clauses

TABLE = "ANNEE;CATEGORIE;COMMUNE;NOMBRE\n2025;mutation;93066;2\n"
T2 = "".join(
    f"T2-{row}\n".replace("2025-03-01", "2025-05-01").replace("2025-04", "2025-06")
    for row in VACANCES.split("\n")[1:-1]
)
PAR_TRIMESTRE = {
    "periode": "trimestre civil",
    "application": "ensemble",
    "communes": '"93066"',
    "clauses": CLAUSES.replace("report: aucun", "report: solde arrondi"),
    "vacances": VACANCES + T2,
}
SOUSTRACTION, PART = CLAUSES.replace("APPLICATION", "ensemble").split("- part: p\n")
PART = "- part: p\n" + PART
QUOTA = """- quota: q
  règle: {regle}
  application: ensemble
  période: {periode}
  arrondi: inférieur
  force: obligation
  source: {{ article: "4" }}
"""
ASSIETTE = "au moins 20 % des vacances dans l'assiette du bailleur, pour qpv"


def warned(clauses: str, periode: str = "année civile", choix: str = "prévision") -> list[str]:
    """Names of the clauses of which it is told."""
    text = frame_clauses(clauses).replace("soustractions: réalisé", f"soustractions: {choix}")
    text = text.replace("période: année civile", f"période: {periode}", 1)
    return [d.args["clause"] for d in analysis_of(text) if d.code == "CR536"]


@pytest.mark.parametrize(
    ("regle", "periode", "named"),
    [
        (ASSIETTE, "trimestre civil", ["q"]),
        (ASSIETTE, "année civile", []),
        # What withdrawals do not leave.
        ("au moins 20 % des vacances du champ du bailleur, pour qpv", "trimestre civil", []),
        ("au moins 20 % des baux signés du bailleur, pour qpv", "trimestre civil", []),
        # A number of dwellings owes nothing to the base.
        ("au moins 3 vacances dans l'assiette du bailleur, pour qpv", "trimestre civil", []),
    ],
)
def test_a_quota_that_has_its_own_period(regle: str, periode: str, named: list[str]) -> None:
    quota = QUOTA.format(regle=regle, periode=periode)
    assert warned(SOUSTRACTION + quota) == named
    assert warned(quota) == []
    assert warned(SOUSTRACTION + quota, choix="réalisé") == []


def test_a_part_of_the_period_of_the_convention() -> None:
    """Within it, a quota is not told again."""
    inside = (
        "  dont:\n    - quota: agents\n"
        "      règle: au plus 5 % des vacances dans l'assiette, pour agent_etat\n"
        "      arrondi: sans arrondi\n      force: plafond\n"
    )
    assert warned(SOUSTRACTION + PART, "trimestre civil") == ["p"]
    assert warned(SOUSTRACTION + PART + inside, "trimestre civil") == ["p"]
    assert warned(SOUSTRACTION + PART) == []
    # Where the gap is settled it is not judged, which the year tells (CR801).
    assert warned(SOUSTRACTION + PART, "trimestre civil", "prévision régularisée") == []


def test_a_quarter_waits_for_its_forecast_and_for_no_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The balance of 2024 is nothing: it is what 2025-T1 makes of the forecast that leaves two numbers."""
    folder = landlord(tmp_path, TABLE, **PAR_TRIMESTRE)
    found, _ = year(folder, capsys, "--since", "2024")
    cells = {cell["cellule"]["trimestre"]: cell for cell in found["regles"][0]["cellules"]}
    assert cells["2025-T2"]["solde_initial"] == [2, 3] and cells["2025-T2"]["verdict"] == "indetermine"
    for cell in cells.values():
        assert {c["fait"] for c in cell["causes"]} <= {"trimestre des soustractions prévues"}
    words = ("compliance", "--depot", str(folder), "--year", "2025", "--since", "2024")
    _, out, _ = told(capsys, *words)
    said = " ".join(out.split())
    assert "ce qui n'est pas su de 2025-T1, dans ce même bilan, en décide" in said
    assert "complétez d'abord les données de 2025-T1" not in said and "son propre bilan" not in said
    assert "donnée absente : « trimestre des soustractions prévues »" in said


def test_nothing_announced_is_nothing_of_each_quarter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _ = year(
        landlord(tmp_path, TABLE.replace(";2\n", ";0\n"), **PAR_TRIMESTRE), capsys, "--since", "2024"
    )
    assert all(cell["causes"] == [] for cell in found["regles"][0]["cellules"])
