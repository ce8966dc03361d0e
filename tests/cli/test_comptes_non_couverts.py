"""Days that no file says, before a vacancy of which a clause reads an account: whose turn it was, whether a
part was reached, what the year makes of a quota are then not known, unless nothing that lacks changes it."""

import csv
from pathlib import Path
from typing import Any

import pytest

from cli.test_periode_non_couverte import read, told
from convrules.cli.main import run
from frames import frame_clauses

TOUR = """- tour: alternance
  règle: etat puis commune
  passe: attribution
  non servi: perd son tour
  au jour de: information
  application: ensemble
  débiteur: bailleur
  en vigueur: { du: 2025-01-01 }
  source: { article: "1" }
"""
DELAI = """- délai: proposer
  règle: proposition au plus tard 1 mois après information
  débiteur: bailleur
  source: { article: "1" }
- exception: sitot_atteint
  à: proposer
  si: ATTEINT au jour de information
  remplace:
    règle: proposition au plus tard 10 jours après information
  source: { article: "1" }
"""
PART = """- part: pe
  règle: 50 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: inférieur
  report: aucun
  force: objectif
  source: { article: "1" }
"""
NOMBRE = """- quota: dues
  règle: au moins 1 attributions du réservataire
  application: ensemble
  force: objectif
  source: { article: "1" }
"""
CHIFFRES = """- quota: quart
  règle: au moins 25 % des attributions du bailleur, pour premier_quartile
  application: ensemble
  arrondi: supérieur
  force: objectif
  source: { article: "1" }
- obligation: taux_avant
  porte sur: convention
  règle: taux(quart sur la période précédente) >= 25 %
  débiteur: bailleur
  source: { article: "1" }
- obligation: deux_avant
  porte sur: convention
  règle: réalisé(quart sur la période précédente) >= 2
  débiteur: bailleur
  source: { article: "1" }
- obligation: trois_avant
  porte sur: convention
  règle: réalisé(quart sur la période précédente) >= 3
  débiteur: bailleur
  source: { article: "1" }
- obligation: rien_ne_manque
  porte sur: convention
  règle: manque(quart sur la période) < 1
  débiteur: bailleur
  source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances:
    - {{ fichier: v.csv, séparateur: ";", complet au: {stop}, peut être vide: oui }}
    - {{ fichier: w.csv, séparateur: ";", suite de: v.csv, complet du: {reprise}, complet au: 2026-01-05 }}
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    affectation: {{ colonne: USAGE, codes: {{ LOC: location }} }}
    contingent: {{ colonne: COMPTE, codes: {{ ETAT: etat, BAIL: bailleur, VIL: commune }} }}
    disponibilite: {{ colonne: INFO, format: aaaa-mm-jj }}
    information: {{ colonne: INFO, format: aaaa-mm-jj }}
    attribution: {{ colonne: ATTR, format: aaaa-mm-jj }}
    proposition: {{ colonne: PROP, format: aaaa-mm-jj }}
    premier_quartile: PQ
"""
TITRES = "ID;COMMUNE;USAGE;COMPTE;INFO;ATTR;PROP;PQ\n"
SECONDE = "A2;93066;LOC;ETAT;2025-04-10;2025-05-05;2025-04-28;oui\n"
A_LA_VILLE = "A1;93066;LOC;VIL;2025-03-10;2025-03-20;2025-03-15;oui\n" + SECONDE
A_L_ETAT = A_LA_VILLE.replace("VIL", "ETAT")
AVANT = A_LA_VILLE.replace("2025", "2024") + "A3;93066;LOC;ETAT;2025-04-10;2025-04-20;2025-04-15;oui\n"
JUGEE = ("compliance", "--year", "2025", "--as-of", "2026-01-05")
CAUSE = "onnée absente : des vacances de 2025 que les fichiers ne disent pas"


DU = DELAI.replace("ATTEINT", "la part pe est atteinte à date")
REMISE = DU.replace(
    "  débiteur: bailleur", "  à défaut: remise au bailleur, non comptée\n  débiteur: réservataire"
)
DUES = DELAI.replace("ATTEINT", "le quota dues est atteint sur la période")
DEUX = NOMBRE.replace("1 attributions", "2 attributions")


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    (tmp_path / "v.csv").write_text(TITRES, "utf-8")
    return tmp_path


def written(
    depot: Path, clauses: str, stop: str, *, rows: str = A_LA_VILLE, reprise: str = "2025-02-01"
) -> None:
    """The days from one to the other lack, but for the first."""
    (depot / "exemple.yaml").write_text(frame_clauses(clauses), "utf-8")
    (depot / "w.csv").write_text(TITRES + rows, "utf-8")
    text = CORRESPONDANCE.format(stop=stop, reprise=reprise)
    (depot / "correspondance.yaml").write_text(text, "utf-8")


def judged(depot: Path, capsys: pytest.CaptureFixture[str], *command: str) -> dict[str, Any]:
    found = read(depot, capsys, *command)["conventions"][0]
    return {e["clause"]: e["decomptes"] for e in found["echeances"]}


@pytest.mark.parametrize(
    ("clauses", "rows", "nom", "couverts", "manquants"),
    [
        (TOUR, A_LA_VILLE, "alternance", {"manquee": 2}, {"indetermine": 2}),
        (TOUR, A_L_ETAT, "alternance", {"respectee": 1, "manquee": 1}, {"indetermine": 2}),
        # A1 was proposed within ten days, whatever is reached. For A2, half of the two has been done.
        (PART + DU, A_L_ETAT, "proposer", {"tenu": 1, "depasse": 1}, {"tenu": 1, "indetermine": 1}),
        (PART + DU, A_LA_VILLE, "proposer", {"tenu": 2}, {"tenu": 1, "indetermine": 1}),
        # A number that is reached is so whatever lacks; one that is not may be.
        (NOMBRE + DUES, A_L_ETAT, "proposer", {"tenu": 1, "depasse": 1}, {"tenu": 1, "depasse": 1}),
        (DEUX + DUES, A_L_ETAT, "proposer", {"tenu": 2}, {"tenu": 1, "indetermine": 1}),
    ],
)
def test_what_lacks_may_change_an_account(
    clauses: str,
    rows: str,
    nom: str,
    couverts: dict[str, int],
    manquants: dict[str, int],
    depot: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for stop, expected in (("2025-01-31", couverts), ("2024-12-31", manquants)):
        written(depot, clauses, stop, rows=rows)
        assert judged(depot, capsys, *JUGEE)[nom] == expected, stop
        missed = {"manquee", "depasse"} & {*expected}
        assert run([JUGEE[0], "--depot", str(depot), *JUGEE[1:], "--strict"]) == int(bool(missed))


def test_days_after_the_vacancy_change_nothing(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nor those before the first turn, a year earlier: A1 and A2 come between."""
    for stop, reprise in (("2025-05-31", "2025-07-01"), ("2023-11-30", "2023-12-31")):
        written(depot, TOUR, stop, reprise=reprise)
        (depot / "v.csv").write_text(TITRES + (A_LA_VILLE if stop > "2025" else ""), "utf-8")
        (depot / "w.csv").write_text(TITRES + ("" if stop > "2025" else A_LA_VILLE), "utf-8")
        assert judged(depot, capsys, *JUGEE)["alternance"] == {"manquee": 2}


def test_a_vacancy_that_lacks_may_pass_the_turn_a_year_later(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its attribution is of 2025, where the first turn begins, though it came in December 2024."""
    written(depot, TOUR, "2024-11-30", reprise="2025-01-01")
    assert judged(depot, capsys, *JUGEE)["alternance"] == {"indetermine": 2}
    found = told(depot, capsys, "explain", "A2", "--as-of", "2026-01-05")[0]
    assert "onnée absente : des vacances de 2024 que les fichiers ne disent pas" in found


def test_it_says_what_lacks_of_a_vacancy(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`evaluate` and `explain` too: whose turn it may have been, and what blocks the answer."""
    written(depot, TOUR, "2024-12-31")
    asked = ("explain", "A2", "--as-of", "2026-01-05")
    found = told(depot, capsys, *asked)[0]
    assert "tour alternance » : l'État ou la commune" in found
    assert f"{CAUSE} ; bloque « alternance »" in found
    assert "vacancies of 2025 that the files do not give" in told(depot, capsys, *asked, "--lang", "en")[0]
    assert "alternance » : indéterminée 2" in told(depot, capsys, "evaluate", "--as-of", "2026-01-05")[0]


def test_a_number_of_an_account_is_of_all_that_may_lack(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is done only grows; a share, and what is missing of one, may be anything. It is no future.
    A vacancy of January 2024 that lacks may be attributed in 2025, in which events count at their date."""
    since = (*JUGEE, "--since", "2024")
    written(depot, CHIFFRES, "2024-01-31", rows=AVANT, reprise="2024-02-01")
    kept, missed, unknown = {"respectee": 1}, {"manquee": 1}, {"indetermine": 1}
    assert judged(depot, capsys, *since) == {
        "taux_avant": kept,
        "deux_avant": kept,
        "trois_avant": missed,
        "rien_ne_manque": kept,
    }
    written(depot, CHIFFRES, "2023-12-31", rows=AVANT, reprise="2024-02-01")
    assert judged(depot, capsys, *since) == {
        "taux_avant": unknown,
        "deux_avant": kept,
        "trois_avant": unknown,
        "rien_ne_manque": unknown,
    }
    why = "onnée absente : des vacances de 2024 que les fichiers ne disent pas"
    assert f"« taux_avant », convention : obligation indéterminée : d{why}" in told(depot, capsys, *since)[0]
    of_2024 = told(depot, capsys, "compliance", "--year", "2024", "--as-of", "2026-01-05")[0]
    assert "« rien_ne_manque », convention : obligation indéterminée" in of_2024
    assert "fin de la période" not in of_2024


def test_a_vacancy_of_before_the_convention_may_pass_the_turn(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It came in December 2024 and was let in 2025, under a convention that begins then."""
    written(depot, TOUR, "2024-11-30", reprise="2025-01-01")
    convention = depot / "exemple.yaml"
    text = convention.read_text("utf-8").replace("du: 2024-01-01", "du: 2025-01-01")
    convention.write_text(text, "utf-8")
    assert judged(depot, capsys, *JUGEE)["alternance"] == {"indetermine": 2}


def test_what_an_effect_decides_lacks_the_vacancies_and_not_a_clause(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether A2 went back to the landlord hangs on what lacks, and on A3, whose day is not said: its account
    too. `proposer` is a clause, which nobody fills in."""
    rows = A_L_ETAT.replace("A2;93066;LOC;ETAT", "A2;93066;LOC;")
    undated = "A3;93066;LOC;ETAT;;2025-04-01;2025-03-28;oui\n"
    written(depot, PART + REMISE, "2024-12-31", rows=rows + undated)
    told(depot, capsys, "bilan", *JUGEE[1:], "-o", str(depot / "bilan"))
    text = (depot / "bilan" / "bailleur" / "logements.csv").read_text("utf-8-sig")
    listed = csv.DictReader(text.splitlines(), delimiter=";")
    lacks = {row["manque"] for row in listed if row["vacance"] == "A2" and row["manque"]}
    assert lacks == {"contingent|vacances 2025"}
    found = told(depot, capsys, "explain", "A2", "--as-of", "2026-01-05")[0]
    assert f"par délai « proposer » (article 1) (d{CAUSE})" in found
