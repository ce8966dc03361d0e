"""A rule by quarter under a forecast by year: nothing says of which quarter is what is announced."""

from pathlib import Path

import pytest

from checking.harness import analysis_of
from cli.retraits_annonces import CLAUSES, VACANCES, landlord, told, year
from convrules.cli.main import run
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


SOCLE = """socle: maison
version: 2023-01
en vigueur: {{ du: 2023-01-01 }}
document: {{ articles: ["4"] }}
{choix}clauses:
{clauses}"""
DU_RESERVATAIRE = QUOTA.replace("  période: {periode}\n", "").format(
    regle="au moins 20 % des vacances dans l'assiette du réservataire, pour qpv"
)
EXCEPTION = """- exception: autrement
  à: maison.q
  {effet}
  source: {{ article: "1" }}
"""


def checked(folder: Path, capsys: pytest.CaptureFixture[str], inherited: str, *own: str) -> str:
    """What `check` says of a convention by quarter that inherits these clauses."""
    text = frame_clauses("".join((SOUSTRACTION, *own)))
    text = text.replace("soustractions: réalisé", "soustractions: prévision")
    text = text.replace("période: année civile", "période: trimestre civil", 1)
    text = text.replace("choix:\n", "hérite: { maison: 2023-01 }\nchoix:\n", 1)
    (folder / "exemple.yaml").write_text(text, "utf-8")
    choix = text[text.index("choix:\n") : text.index("clauses:\n")].replace("prévision", "réalisé")
    clauses = "".join(f"  {line}\n" for line in inherited.splitlines())
    socle = SOCLE.format(choix=choix if "du bailleur" in inherited else "", clauses=clauses)
    (folder / "maison.yaml").write_text(socle, "utf-8")
    assert run(["check", str(folder)]) == 0
    said = capsys.readouterr()
    return " ".join((said.out + said.err).split())


def test_a_rule_that_a_socle_gives_is_told_where_it_is_inherited(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    two = DU_RESERVATAIRE + DU_RESERVATAIRE.replace("quota: q", "quota: r")
    said = checked(tmp_path, capsys, two)
    assert "CR536]: « maison.q », comme « maison.r », se juge par trimestre civil" in said
    assert said.count("CR536]") == 1 and "exemple.yaml:1" in said


@pytest.mark.parametrize(
    ("inherited", "effet"),
    [
        (DU_RESERVATAIRE.replace("force:", "période: année civile\n  force:"), ""),
        # Judged once for the landlord, under the choices of the socle.
        (DU_RESERVATAIRE.replace("du réservataire", "du bailleur"), ""),
        (DU_RESERVATAIRE, "écarte: oui"),
        (DU_RESERVATAIRE, "remplace:\n    règle: au moins 20 % des baux signés du réservataire, pour qpv"),
    ],
)
def test_a_rule_of_a_socle_that_is_of_no_quarter_is_not_told(
    inherited: str, effet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = [EXCEPTION.format(effet=effet)] if effet else []
    assert "CR536" not in checked(tmp_path, capsys, inherited, *own)


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
    assert (
        "« trimestre des soustractions prévues » : 2 logements prévus pour 2025, ce qui réduit « p »" in said
    )


def test_nothing_announced_is_nothing_of_each_quarter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _ = year(
        landlord(tmp_path, TABLE.replace(";2\n", ";0\n"), **PAR_TRIMESTRE), capsys, "--since", "2024"
    )
    assert all(cell["causes"] == [] for cell in found["regles"][0]["cellules"])
