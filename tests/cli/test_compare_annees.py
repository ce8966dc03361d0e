"""`compare` of two years: the first quarter of one meets the first of the other, on every medium."""

import csv
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from convrules.cli.main import run

CONVENTION = """convention: etat--b
bailleur: { nom: B, siren: "000000000" }
réservataire: { nom: Préfet, type: etat }
territoire: { département: "93" }
en vigueur: { du: 2023-01-01, au: 2027-12-31 }
document: { articles: ["1"] }
choix:
  période: trimestre civil
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
clauses:
  - part: part_etat
    règle: 50 % des vacances dans l'assiette
    compte: attributions
    application: chaque typologie
    arrondi: inférieur
    report: aucun
    source: { article: "1" }
  - quota: petits
    règle: au plus 60 % des attributions du bailleur, pour typologie = T1
    application: ensemble
    période: année civile
    force: plafond
    arrondi: sans arrondi
    source: { article: "1" }
"""
CORRESPONDANCE = """correspondance: x
bailleur: "000000000"
fichiers:
  vacances: { fichier: v.csv, séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    typologie: typo
    contingent: { colonne: cont, codes: { ETAT: etat, BAIL: bailleur } }
    disponibilite: { colonne: dispo, format: aaaa-mm-jj }
    attribution: { colonne: attr, format: aaaa-mm-jj }
    bail: { colonne: attr, format: aaaa-mm-jj }
"""
COMPARE = ["compare", "--year", "2024", "--year", "2025", "--as-of", "2026-01-05", "--tout"]


@pytest.fixture(autouse=True)
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two vacancies in the first and the last quarter of 2024 and of 2025, two in the second of 2025 only."""
    quarters = ((2024, 2), (2024, 11), (2025, 2), (2025, 5), (2025, 11))
    rows = [
        f"V{annee}-{mois}-{n};93066;T{n};{compte};{annee}-{mois:02d}-0{n};{annee}-{mois:02d}-1{n}"
        for annee, mois in quarters
        for n, compte in ((1, "ETAT"), (2, "BAIL"))
    ]
    (tmp_path / "etat.yaml").write_text(CONVENTION, "utf-8")
    (tmp_path / "correspondance.yaml").write_text(CORRESPONDANCE, "utf-8")
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\ndata = ["correspondance.yaml"]\n', "utf-8")
    (tmp_path / "v.csv").write_text("\n".join(("id;commune;typo;cont;dispo;attr", *rows)) + "\n", "utf-8")
    monkeypatch.chdir(tmp_path)


def met(capsys: pytest.CaptureFixture[str]) -> list[tuple[object, ...]]:
    """Of each rule: its cell, does it differ, and the cell and base that each year has there."""
    assert run([*COMPARE, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["regles"]
    return [
        (
            r["clause"],
            *r["cellule"].values(),
            r["differe"],
            [_seen(vu) for vu in r["colonnes"]],
        )
        for r in found
    ]


def _seen(vu: Mapping[str, Any] | None) -> tuple[object, ...] | None:
    return None if vu is None else (*vu["cellule"]["cellule"].values(), vu["cellule"]["base"])


def test_a_quarter_meets_that_of_its_rank(capsys: pytest.CaptureFixture[str]) -> None:
    """In their order, also one that the first year has not; what is of the whole year stays as it is."""
    assert met(capsys) == [
        ("part_etat", "T1", "T1", False, [("2024-T1", "T1", 1), ("2025-T1", "T1", 1)]),
        ("part_etat", "T1", "T2", False, [("2024-T1", "T2", 1), ("2025-T1", "T2", 1)]),
        ("part_etat", "T2", "T1", True, [None, ("2025-T2", "T1", 1)]),
        ("part_etat", "T2", "T2", True, [None, ("2025-T2", "T2", 1)]),
        ("part_etat", "T4", "T1", False, [("2024-T4", "T1", 1), ("2025-T4", "T1", 1)]),
        ("part_etat", "T4", "T2", False, [("2024-T4", "T2", 1), ("2025-T4", "T2", 1)]),
        ("petits", True, [(4,), (6,)]),
    ]


def test_a_quarter_is_named_without_its_year(capsys: pytest.CaptureFixture[str]) -> None:
    """« T1 » alone would be the typology too."""
    assert run(COMPARE) == 0
    shown = capsys.readouterr().out
    block = shown[shown.index("part_etat, trimestre 2, T1") :].splitlines()[:3]
    assert [" ".join(line.split()) for line in block[1:]] == [
        "· 2024 – – – – – aucune ligne",
        "· 2025 1 0,5 0 1 0 conforme",
    ]
    assert not re.search(r"202[45]-T", shown)
    assert run([*COMPARE, "--lang", "en"]) == 0
    assert "part_etat, quarter 2, T1" in capsys.readouterr().out


def test_page_and_tables_meet_as_the_screen_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*COMPARE, "-o", "page.html"]) == 0
    titles = re.findall(r'<th [^>]*scope="rowgroup"[^>]*>([^<]*)</th>', Path("page.html").read_text("utf-8"))
    assert titles == [*(f"part_etat, trimestre {n}, T{t}" for n in (1, 2, 4) for t in (1, 2)), "petits"]
    assert run([*COMPARE, "-o", "tables"]) == 0
    with Path("tables/regles.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = [
            (r["colonne"], r["differe"], r["base_min"])
            for r in csv.DictReader(handle, delimiter=";")
            if r["cellule"] in {"trimestre 1, T2", "trimestre 2, T2"}
        ]
    assert rows == [("2024", "non", "1"), ("2025", "non", "1"), ("2024", "non", ""), ("2025", "oui", "1")]


def test_one_year_keeps_the_name_of_its_quarters(capsys: pytest.CaptureFixture[str]) -> None:
    """Of two sets of data of one year, there is nothing to join by rank."""
    Path("autre.yaml").write_text(CORRESPONDANCE.replace("correspondance: x", "correspondance: y"), "utf-8")
    one = ["compare", "--year", "2025", "--avec", "autre.yaml", "--as-of", "2026-01-05", "--tout"]
    assert run(one) == 0
    assert "part_etat, 2025-T2, T1" in capsys.readouterr().out


def test_what_a_year_leaves_is_what_its_last_quarter_does(capsys: pytest.CaptureFixture[str]) -> None:
    """The table says one cell of 2024: it is held to say the other, of which 2024, the first year, knows what
    it leaves though its first quarter has no row of it."""
    text = CONVENTION.replace("report: aucun", "report: solde exact").replace("du: 2023", "du: 2024")
    Path("etat.yaml").write_text(text, "utf-8")
    Path("soldes.csv").write_text("conv;clause;an;typo;solde\netat--b;part_etat;2024;T1;0\n", "utf-8")
    table = CORRESPONDANCE.replace(
        "colonnes:\n", '  soldes: { fichier: soldes.csv, séparateur: ";" }\ncolonnes:\n'
    )
    columns = "  soldes: { convention: conv, clause: clause, annee: an, typologie: typo, solde: solde }\n"
    Path("correspondance.yaml").write_text(table + columns, "utf-8")
    rows = Path("v.csv").read_text("utf-8").splitlines(keepends=True)
    Path("v.csv").write_text("".join(row for row in rows if not row.startswith("V2024-2-2;")), "utf-8")
    assert run(COMPARE) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "« soldes » : convention etat--b, clause part_etat, annee 2024, typologie T2." in said
    assert "jugées ensemble, ne le disent pas" not in said
