"""Rows to complete where a forecast of withdrawals stands in the due: those of the year before that its gap
waits for, and those of a due that stops at nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from convrules.cli.main import run
from frames import frame_clauses

CLAUSES = """- soustraction: mutations
  règle: affectation = mutation_interne
  catégorie: mutation
  source: { article: "1" }
- part: p
  règle: 40 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: supérieur
  report: aucun
  force: engagement
  source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, séparateur: ";" }
  soustractions: { fichier: soustractions.csv, séparateur: ";" }
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    affectation: { colonne: USAGE, codes: { LOC: location, MUT: mutation_interne } }
    contingent: { colonne: COMPTE, codes: { ETAT: etat, BAIL: bailleur } }
    disponibilite: { colonne: DISPONIBILITE, format: jj/mm/aaaa, complet au: 2026-01-05 }
    attribution: { colonne: ATTRIBUTION, format: jj/mm/aaaa, complet au: 2026-01-05 }
  soustractions: { annee: AN, categorie: CAT, commune: COMMUNE, nombre: N }
"""
LIGNES = """ID;COMMUNE;USAGE;COMPTE;DISPONIBILITE;ATTRIBUTION
A1;93066;{usage};ETAT;01/03/2024;10/04/2024
A0;93066;LOC;ETAT;02/03/2024;10/04/2024
A2;93066;LOC;ETAT;01/03/2025;10/04/2025
A3;93066;LOC;BAIL;02/03/2025;11/04/2025
A4;93066;LOC;BAIL;01/04/2025;10/05/2025
"""


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    text = frame_clauses(CLAUSES).replace("soustractions: réalisé", "soustractions: prévision régularisée")
    (tmp_path / "exemple.yaml").write_text(text.replace("2024-01-01", "2023-01-01", 1), "utf-8")
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8")
    (tmp_path / "correspondance.yaml").write_text(CORRESPONDANCE, "utf-8")
    (tmp_path / "soustractions.csv").write_text(
        "AN;CAT;COMMUNE;N\n2024;mutation;93066;1\n2025;mutation;93066;1\n", "utf-8"
    )
    return tmp_path


def judged(depot: Path, capsys: pytest.CaptureFixture[str], usage: str) -> tuple[dict[str, Any], list[Any]]:
    (depot / "vacances.csv").write_text(LIGNES.format(usage=usage), "utf-8")
    run(["compliance", "--depot", str(depot), "--year", "2025", "--as-of", "2026-01-05", "--format", "json"])
    (found,) = json.loads(capsys.readouterr().out)["conventions"]
    return found["regles"][0]["cellules"][0], found["a_completer"]


def test_the_row_of_the_year_before_is_named_with_what_it_narrows(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One withdrawal was forecast for 2024: whether A1 is it, 2/5 of a dwelling are due in 2025, or none."""
    cell, rows = judged(depot, capsys, "")
    assert (cell["verdict"], cell["du"], cell["ecart"]) == ("indetermine", ["4/5", "6/5"], ["-1/5", "1/5"])
    assert [(row["vacance"], row["reductions"][0]["ecart"]) for row in rows] == [("A1", "2/5")]
    assert {cause["fait"] for cause in cell["causes"]} == {"affectation"}


@pytest.mark.parametrize(
    ("usage", "du", "verdict"), [("LOC", "6/5", "non_conforme"), ("MUT", "4/5", "conforme")]
)
def test_completing_it_settles_the_verdict(
    depot: Path, capsys: pytest.CaptureFixture[str], usage: str, du: str, verdict: str
) -> None:
    cell, rows = judged(depot, capsys, usage)
    assert (cell["verdict"], cell["du"], rows) == (verdict, du, [])


AU_DELA = """ID;COMMUNE;USAGE;COMPTE;DISPONIBILITE;ATTRIBUTION
A2;93066;LOC;BAIL;{jour};10/04/2025
A3;93066;LOC;BAIL;01/03/2025;10/04/2025
A4;93066;LOC;{compte};01/03/2025;10/04/2025
"""


def beyond(depot: Path, capsys: pytest.CaptureFixture[str], jour: str, compte: str) -> tuple[Any, list[Any]]:
    """Five withdrawals forecast, of three vacancies at most: nothing is due."""
    path = depot / "exemple.yaml"
    path.write_text(path.read_text("utf-8").replace("prévision régularisée", "prévision"), "utf-8")
    (depot / "soustractions.csv").write_text("AN;CAT;COMMUNE;N\n2025;mutation;93066;5\n", "utf-8")
    (depot / "vacances.csv").write_text(AU_DELA.format(jour=jour, compte=compte), "utf-8")
    run(["compliance", "--depot", str(depot), "--year", "2025", "--as-of", "2026-01-05", "--format", "json"])
    (found,) = json.loads(capsys.readouterr().out)["conventions"]
    rows = [(row["vacance"], row["reductions"][0]["ecart"]) for row in found["a_completer"]]
    return found["regles"][0]["cellules"][0]["ecart"], rows


def test_of_a_due_that_is_nothing_whatever_lacks_a_row_of_the_base_is_not_to_complete(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether A2 became available in 2025 changes nothing; the account of A4 is all that is open."""
    assert beyond(depot, capsys, "NC", "") == ([0, 1], [("A4", 1)])
    assert beyond(depot, capsys, "01/03/2025", "") == ([0, 1], [("A4", 1)])
    assert beyond(depot, capsys, "NC", "BAIL") == (0, [])


def test_one_that_was_withdrawn_or_is_done_is_never_both(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A1 came in 2024 and is let in 2025: counted for 1, or withdrawn for 2/5 less due. Its use alone is not
    known: what is done less what is due moves by 3/5, not by 7/5, and the verdict is that of both."""
    rows = "ID;COMMUNE;USAGE;COMPTE;DISPONIBILITE;ATTRIBUTION\n"
    rows += "A1;93066;{usage};ETAT;05/12/2024;15/01/2025\nA2;93066;LOC;BAIL;05/02/2025;05/03/2025\n"
    rows += "A3;93066;LOC;BAIL;03/03/2024;04/04/2024\n"
    (depot / "soustractions.csv").write_text(
        "AN;CAT;COMMUNE;N\n2024;mutation;93066;0\n2025;mutation;93066;0\n", "utf-8"
    )
    text = (depot / "exemple.yaml").read_text("utf-8").replace("arrondi: supérieur", "arrondi: sans arrondi")
    (depot / "exemple.yaml").write_text(text, "utf-8")
    found = {}
    for usage in ("LOC", "MUT", ""):
        (depot / "vacances.csv").write_text(rows.format(usage=usage), "utf-8")
        asked = ["--depot", str(depot), "--year", "2025", "--as-of", "2026-01-05", "--format", "json"]
        run(["compliance", *asked])
        (found[usage],) = json.loads(capsys.readouterr().out)["conventions"]
    cells = {usage: one["regles"][0]["cellules"][0] for usage, one in found.items()}
    assert [cells[usage]["ecart"] for usage in ("LOC", "MUT", "")] == ["3/5", 0, [0, "3/5"]]
    assert {cell["verdict"] for cell in cells.values()} == {"conforme"}
    assert (cells[""]["realise"], cells[""]["du"]) == ([0, 1], [0, "2/5"])
    assert cells[""]["regularisation"] == ["-2/5", 0]
    (row,) = found[""]["a_completer"]
    (told,) = row["reductions"]
    assert (row["vacance"], told["ecart"], told["du"], told["au_plus"]) == ("A1", "3/5", "2/5", False)


def test_while_the_year_goes_on_each_is_bounded_by_itself(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What completing it narrows is then told « at most »."""
    rows = "ID;COMMUNE;USAGE;COMPTE;DISPONIBILITE;ATTRIBUTION\n"
    rows += "A1;93066;;ETAT;05/12/2024;15/01/2025\nA3;93066;LOC;BAIL;03/03/2024;04/04/2024\n"
    (depot / "vacances.csv").write_text(rows, "utf-8")
    (depot / "soustractions.csv").write_text(
        "AN;CAT;COMMUNE;N\n2024;mutation;93066;0\n2025;mutation;93066;0\n", "utf-8"
    )
    text = (depot / "correspondance.yaml").read_text("utf-8").replace("2026-01-05", "2025-09-30")
    (depot / "correspondance.yaml").write_text(text, "utf-8")
    asked = ["--depot", str(depot), "--year", "2025", "--as-of", "2025-09-30", "--format", "json"]
    run(["compliance", *asked])
    (found,) = json.loads(capsys.readouterr().out)["conventions"]
    (told,) = found["a_completer"][0]["reductions"]
    assert (told["ecart"], told["au_plus"]) == ("7/5", True)
