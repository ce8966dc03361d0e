"""`convert`: from the rights of the stock to a share of the flow, year after year."""

import csv
import json
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from convrules.cli.main import run

CONVENTION = """convention: etat-essai
bailleur: { nom: B, siren: "000000000" }
réservataire: { nom: Préfet d'essai, type: etat }
territoire: { département: "93" }
en vigueur: { du: 2025-01-01, au: 2030-12-31 }
document: { articles: ["1", "2"] }
choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
paramètres:
  fixe:
    valeurs: [{ du: 2025-01-01, valeur: 10 % }]
    source: { article: "2" }
  part_convertie:
    valeurs:
      - du: 2025-01-01
        formule: nombre(droits où reservataire = etat) / nombre(logements)
        conversion: stock vers flux
    source: { article: "2" }
clauses:
  - part: part_etat
    énoncé: La part convertie.
    règle: part_convertie des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    force: engagement
    source: { article: "1" }
"""
MAPPING = """correspondance: m
bailleur: "000000000"
fichiers:
  vacances: { fichier: v.csv, séparateur: ";" }
  droits: { fichier: d.csv, séparateur: ";" }
  logements: { fichier: l.csv, séparateur: ";" }
colonnes:
  vacances: { id: id, commune: commune }
  droits:
    id: id
    reservataire: reservataire
    logement: logement
    nombre: nombre
    debut: { colonne: debut, format: aaaa-mm-jj }
    fin: { colonne: fin, format: aaaa-mm-jj, sans objet: [SF] }
  logements: { id: id, commune: commune }
"""
DROITS = {
    "D1": "etat;L1;1;2000-01-01;2027-06-30",
    "D2": "etat;L2;2;2010-01-01;SF",
    "D3": "als;L4;1;2000-01-01;SF",
    "D4": "etat;L5;1;2028-03-01;2050-12-31",
    "D5": "etat;L6;1;2000-01-01;2026-03-01",
}


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("c.yaml").write_text(CONVENTION, "utf-8")
    Path("m.yaml").write_text(MAPPING, "utf-8")
    Path("v.csv").write_text("id;commune\nV1;93066\n", "utf-8")
    lay(DROITS)
    lines = ["id;commune", *(f"L{n};93066" for n in range(1, 10)), "L10;75113"]
    Path("l.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path


def lay(droits: dict[str, str]) -> None:
    rows = ["id;reservataire;logement;nombre;debut;fin", *(f"{k};{v}" for k, v in droits.items())]
    Path("d.csv").write_text("\n".join(rows) + "\n", "utf-8")


def convert(capsys: pytest.CaptureFixture[str], *years: str) -> dict[str, Any]:
    capsys.readouterr()
    options = ["--as-of", "2025-12-31", "--from", years[0], "--to", years[-1], "--format", "json"]
    assert run(["convert", *options]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    schema = json.loads((files("convrules.render") / "schemas" / "convert.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    (only,) = found["conversions"]
    said: dict[str, Any] = only
    return said


def alive(ident: str, day: str) -> bool:
    _, _, _, debut, fin = DROITS[ident].split(";")
    return debut <= day and (fin == "SF" or day <= fin)


def test_each_year_counts_the_rights_alive_on_its_day(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = convert(capsys, "2025", "2051")
    assert said["parametre"] == "part_convertie" and said["lus_par"] == ["part_etat"]
    assert len(said["calculs"]) == 27
    weights = {"D1": 1, "D2": 2, "D4": 1, "D5": 1}
    for calcul in said["calculs"]:
        day = calcul["jour"]
        assert day.endswith("-01-01")
        there = [d for d in weights if alive(d, day)]
        # Nine dwellings: the tenth is in Paris, out of the territory.
        assert Fraction(str(calcul["valeur"])) == Fraction(sum(weights[d] for d in there), 9)
        rights, stock = calcul["etapes"]
        assert rights["lignes"] == [f"droits {d}" for d in there] and stock["valeur"] == 9


def test_the_rights_that_begin_or_end_are_named(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = convert(capsys, "2025", "2029")
    assert [d["droit"] for d in said["droits"]] == ["D1", "D4", "D5"]
    assert said["droits"][0]["fin"] == "2027-06-30"


def test_the_first_year_is_what_the_convention_applies(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("v.csv").write_text(
        "id;commune;d\n" + "".join(f"V{n};93066;2025-05-0{n}\n" for n in range(1, 10)), "utf-8"
    )
    Path("m.yaml").write_text(
        MAPPING.replace(
            "vacances: { id: id, commune: commune }",
            "vacances: { id: id, commune: commune, disponibilite: { colonne: d, format: aaaa-mm-jj } }",
        ),
        "utf-8",
    )
    (calcul,) = convert(capsys, "2025")["calculs"]
    assert run(["compliance", "--year", "2025", "--as-of", "2025-12-31", "--format", "json"]) == 0
    (convention,) = json.loads(capsys.readouterr().out)["conventions"]
    assert convention["regles"][0]["cellules"][0]["du"] == 9 * Fraction(str(calcul["valeur"]))


def test_an_end_that_is_not_known_leaves_bounds(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(DROITS | {"D2": "etat;L2;2;2010-01-01;"})
    (calcul,) = convert(capsys, "2025")["calculs"]
    assert calcul["valeur"] == ["2/9", "4/9"]
    assert [(c["fait"], c["ligne"]) for c in calcul["causes"]] == [("fin", "droits D2")]
    assert run(["convert", "--as-of", "2025-12-31"]) == 0
    assert "Ce qui manque" in capsys.readouterr().out


def test_tables(depot: Path) -> None:
    assert run(["convert", "--as-of", "2025-12-31", "--from", "2025", "--to", "2026", "-o", "sortie"]) == 0
    with Path("sortie/conversion.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter=";"))
    assert [r["valeur_exacte"] for r in rows] == ["4", "9", "4/9", "4", "9", "4/9"]
    with Path("sortie/lignes.csv").open(encoding="utf-8-sig", newline="") as handle:
        assert {r["ligne"] for r in csv.DictReader(handle, delimiter=";")} >= {"droits D1", "logements L9"}


def test_no_formula(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = CONVENTION.replace("part_convertie des", "fixe des")
    i, j = text.index("  part_convertie:"), text.index("clauses:")
    Path("c.yaml").write_text(text[:i] + text[j:], "utf-8")
    capsys.readouterr()
    assert run(["convert", "--as-of", "2025-12-31"]) == 0
    assert "Aucune convention" in capsys.readouterr().out


@pytest.mark.parametrize("years", [["--from", "2030", "--to", "2025"], ["--from", "2025", "--to", "2100"]])
def test_years_out_of_order_or_too_many(depot: Path, years: list[str]) -> None:
    assert run(["convert", "--as-of", "2025-12-31", *years]) == 2


@pytest.mark.parametrize(("compte", "dit"), [("etat", "l'État"), ("commune", "la commune")])
def test_holders_are_all_named_alike(
    depot: Path, compte: str, dit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = Path("c.yaml").read_text("utf-8")
    Path("c.yaml").write_text(text.replace("reservataire = etat", f"reservataire = {compte}"), "utf-8")
    capsys.readouterr()
    run(["convert", "--as-of", "2026-01-05", "--to", "2026"])
    assert f"le réservataire est {dit}" in " ".join(capsys.readouterr().out.split())
