"""Days that no file says may be of a cell that no row of the period shows: what the period leaves to that
cell is not known either."""

from pathlib import Path
from typing import Any

import pytest

from cli.test_periode_non_couverte import read, told
from frames import frame_clauses

__all__ = ["depot"]

CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances:
    - {{ fichier: avant.csv, séparateur: ";", complet au: {avant}, peut être vide: oui }}
    - {{ fichier: apres.csv, séparateur: ";", suite de: avant.csv, complet du: {apres}, complet au: {au} }}
{attendues}colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    affectation: {{ colonne: USAGE, codes: {{ LOC: location }} }}
    contingent: {{ colonne: COMPTE, codes: {{ ETAT: etat, BAIL: bailleur, VIL: commune }} }}
    disponibilite: {{ colonne: DISPO, format: aaaa-mm-jj }}
    attribution: {{ colonne: ATTR, format: aaaa-mm-jj, complet au: {au} }}
    premiere_location: NEUF
    nature: {{ colonne: NATURE, codes: {{ LO: logement_ordinaire }} }}
"""
FICHIER_ATTENDU = '  vacances_attendues: { fichier: attendues.csv, séparateur: ";" }\n'
ATTENDUES = """  vacances_attendues:
    du: { colonne: DU, format: aaaa-mm-jj }
    au: { colonne: AU, format: aaaa-mm-jj }
    min: MIN
    max: MAX
    commune: COMMUNE
"""
TITRES = "ID;COMMUNE;USAGE;COMPTE;DISPO;ATTR;NEUF;NATURE\n"
PART = """- part: p
  règle: 50 % des vacances dans l'assiette
  compte: attributions
  application: {application}
  arrondi: inférieur
  report: {report}
  force: engagement
  source: {{ article: "1" }}
"""
LOTS = """- répartition: lots
  de: p
  entre: { etat: 50 %, bailleur: 50 % }
  restes: plus forts restes
  source: { article: "1" }
"""
DONT = """- part: p
  règle: 50 % des vacances dans l'assiette
  compte: attributions
  application: chaque commune
  arrondi: inférieur
  report: aucun
  source: { article: "1" }
  dont:
    - quota: q
      règle: au moins 50 % des vacances dans l'assiette, pour nature = logement_ordinaire
      arrondi: inférieur
      report: solde arrondi
      force: engagement
      source: { article: "1" }
"""
LU = ("93066;ETAT;2025-04-10", "93066;BAIL;2025-04-11")
"""One of two, in a town of which the period before shows no row."""
ANNEE = ("2024-06-30", "2024-07-05", "2024-07-03", ("--since", "2024"))
TRIMESTRE = ("2024-12-31", "2025-01-05", "2025-01-03", ())


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    return tmp_path


def rows(lines: tuple[str, ...], nom: str) -> str:
    cells = ((n, line.split(";")) for n, line in enumerate(lines))
    return TITRES + "".join(
        f"{nom}{n};{commune};LOC;{compte};{jour};{jour};non;LO\n" for n, (commune, compte, jour) in cells
    )


def judged(
    depot: Path,
    capsys: pytest.CaptureFixture[str],
    clauses: str,
    jours: tuple[str, str, str, tuple[str, ...]],
    *,
    manquent: tuple[str, ...] | None,
    au: str = "2026-01-05",
    attendues: str = "",
    lu: tuple[str, ...] = LU,
) -> Any:
    """manquent: vacancies of the days that lack, as the files of one that has them give them."""
    avant, apres, jour, options = jours
    text = frame_clauses(clauses).replace("événements: à leur date", "événements: avec leur vacance")
    if not options:
        text = text.replace("période: année civile", "période: trimestre civil").replace(
            "du: 2024", "du: 2025"
        )
    (depot / "exemple.yaml").write_text(text, "utf-8")
    ahead = (FICHIER_ATTENDU, ATTENDUES) if attendues else ("", "")
    begun = avant if manquent is None else f"{apres[:-1]}{int(apres[-1]) - 1}"
    mapping = CORRESPONDANCE.format(avant=begun, apres=apres, au=au, attendues=ahead[0])
    (depot / "correspondance.yaml").write_text(mapping + ahead[1], "utf-8")
    (depot / "avant.csv").write_text(rows(tuple(f"{m};{jour}" for m in manquent or ()), "Z"), "utf-8")
    (depot / "apres.csv").write_text(rows(lu, "A"), "utf-8")
    (depot / "attendues.csv").write_text(f"DU;AU;MIN;MAX;COMMUNE\n{attendues}", "utf-8")
    command = ("compliance", "--year", "2025", "--as-of", au, *options)
    return read(depot, capsys, *command)["conventions"][0]


def verdicts(found: Any) -> tuple[str, list[tuple[str, str | None]]]:
    """Of the rule, then of the town of its rows, with the balance that it brings, in each quarter."""
    rule = found["regles"][0]
    return rule["verdict"], [
        (c["verdict"], c["solde_initial"]) for c in rule["cellules"] if c["cellule"]["commune"] == "93066"
    ]


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        ("solde arrondi", "indetermine"),
        ("solde exact", "indetermine"),
        # Less than a dwelling: of two, one is due whatever it is, and one is done.
        ("fractions cumulées", "conforme"),
    ],
)
def test_what_a_year_leaves_where_no_row_shows_is_not_known(
    report: str, verdict: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Six vacancies of that town may lack, of which none is on the account: three would then be due."""
    part = PART.format(application="chaque commune", report=report)
    assert verdicts(judged(depot, capsys, part, ANNEE, manquent=()))[0] == "conforme"
    found = judged(depot, capsys, part, ANNEE, manquent=("93066;BAIL",) * 7)
    assert found["regles"][0]["cellules"][0]["solde_initial"] not in (None, 0)
    assert verdicts(judged(depot, capsys, part, ANNEE, manquent=None)) == (
        verdict,
        [(verdict, None)],
    )


def test_the_balance_that_is_not_known_is_named(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    judged(
        depot,
        capsys,
        PART.format(application="chaque commune", report="solde arrondi"),
        ANNEE,
        manquent=None,
    )
    said = told(depot, capsys, "compliance", "--year", "2025", "--as-of", "2026-01-05", "--since", "2024")[0]
    assert "« p » : le solde reporté de 2024 (Saint-Denis (93066)) n'est pas connu." in said


def test_nothing_is_left_by_a_rule_that_carries_nothing(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = PART.format(application="chaque commune", report="aucun")
    assert verdicts(judged(depot, capsys, part, ANNEE, manquent=None)) == ("conforme", [("conforme", 0)])


def test_a_quarter_leaves_it_to_those_that_follow(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    part = PART.format(application="chaque commune", report="solde arrondi")
    whole = judged(depot, capsys, part, TRIMESTRE, manquent=("93066;BAIL",) * 6)
    assert [v for v, _ in verdicts(whole)[1]] == ["non_conforme"] * 4
    cut = judged(depot, capsys, part, TRIMESTRE, manquent=None)
    assert verdicts(cut) == ("indetermine", [("indetermine", None)] * 3)
    causes = {c["fait"] for cell in cut["regles"][0]["cellules"] for c in cell["causes"]}
    assert causes == {"vacances 2025"}


@pytest.mark.parametrize(("jours", "periodes"), [(ANNEE, 1), (TRIMESTRE, 3)], ids=["of years", "of quarters"])
def test_nor_is_what_it_leaves_to_the_accounts_of_a_split(
    jours: tuple[str, str, str, tuple[str, ...]],
    periodes: int,
    depot: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    clauses = PART.format(application="chaque commune", report="solde arrondi") + LOTS
    cut = judged(depot, capsys, clauses, jours, manquent=None)["repartitions"][0]
    lots = [lot for cell in cut["cellules"] for lot in cell["lots"]]
    assert cut["verdict"] == "indetermine"
    assert [(lot["solde_initial"], lot["verdict"]) for lot in lots] == [(None, "indetermine")] * 2 * periodes


@pytest.mark.parametrize("jours", [ANNEE, TRIMESTRE], ids=["of years", "of quarters"])
def test_nor_to_a_quota_of_a_part_that_carries_nothing(
    jours: tuple[str, str, str, tuple[str, ...]], depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = judged(depot, capsys, DONT, jours, manquent=None)
    quota = next(r for r in cut["regles"] if r["clause"].endswith("q"))
    assert quota["verdict"] == "indetermine"
    assert {c["solde_initial"] for c in quota["cellules"]} == {None}


def test_a_forecast_of_what_is_left_of_the_year_says_nothing_of_it(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Twelve may lack: as many as six would be due, of a year in which nobody comes any more."""
    part = PART.format(application="chaque commune", report="solde arrondi")
    ahead = {"au": "2025-09-30", "attendues": "2025-10-01;2025-12-31;0;0;93066\n"}
    whole = judged(depot, capsys, part, ANNEE, manquent=("93066;BAIL",) * 12, **ahead)
    assert verdicts(whole) == ("hors_d_atteinte", [("hors_d_atteinte", 6)])
    cut = judged(depot, capsys, part, ANNEE, manquent=None, **ahead)
    assert verdicts(cut) == ("indetermine", [("indetermine", None)])
    # Met in some future, and here in all: « en cours » is said of both.
    assert cut["regles"][0]["cellules"][0]["verdicts_possibles"] == ["hors_d_atteinte", "en_cours"]
    ahead_of = judged(depot, capsys, part, ANNEE, manquent=("93066;ETAT",) * 12, **ahead)
    assert verdicts(ahead_of)[0] == "conforme"


@pytest.mark.parametrize("clauses", ["", LOTS], ids=["of a part", "of accounts"])
def test_nor_is_that_of_a_cell_that_an_earlier_quarter_shows_and_leaves_nothing(
    clauses: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A vacancy of January owes nothing whole; others of July may lack, of a quarter that shows no row."""
    text = PART.format(application="chaque commune", report="solde arrondi") + clauses
    du, au = ("2025-06-30", "2025-07-05"), "2025-07-03"
    lu = ("93066;VIL;2025-01-10", "93066;BAIL;2025-10-10", "93066;BAIL;2025-10-11")
    found = judged(depot, capsys, text, (*du, au, ()), manquent=None, lu=lu)
    cells = found["repartitions"][0]["cellules"] if clauses else found["regles"][0]["cellules"]
    brought = [(c["cellule"]["trimestre"], *(x["solde_initial"] for x in c.get("lots", [c]))) for c in cells]
    accounts = 2 if clauses else 1
    assert brought == [("2025-T1", *[0] * accounts), ("2025-T4", *[None] * accounts)]
