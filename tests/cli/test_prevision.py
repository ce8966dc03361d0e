"""`convrules simulate --hypotheses`: what is written, and what is refused."""

import json
import re
from fractions import Fraction
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from analyses.previsions import CORRESPONDANCE, hundred, lay
from convrules.cli.main import run

AN = ["--year", "2026", "--as-of", "2026-01-05", "--hypotheses", "h.toml"]
SIMPLE = 'tirages = 5\n[[mobilite]]\ntaux = ["20 %", "40 %"]\n'
AVENANT = """avenant: projet
à: etat-essai
en vigueur: { du: 2026-01-01 }
document: { articles: ["1"] }
modifications:
  - remplace: part_etat
    par:
      règle: 60 % des vacances dans l'assiette
    source: { article: "1" }
"""


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "depot").mkdir()
    lay(tmp_path / "depot")
    monkeypatch.chdir(tmp_path)
    Path("h.toml").write_text(SIMPLE, "utf-8")
    return tmp_path / "depot"


def said(capsys: pytest.CaptureFixture[str], *options: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(["simulate", "--depot", "depot", *AN, *options]) == code
    streams = capsys.readouterr()
    return (streams.err if code else streams.out).replace("\u202f", " ").replace("\u00a0", " ")


def result(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(capsys, *options, "--format", "json"))
    schema = json.loads((files("convrules.render") / "schemas" / "prevision.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    return found


def test_the_same_bytes_whatever_the_order_of_rows(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = said(capsys, "-o", "une.html")
    page = Path("une.html").read_bytes()
    assert said(capsys, "-o", "une.html") == first and Path("une.html").read_bytes() == page
    lay(depot, logements=hundred()[::-1])
    assert said(capsys) == first


def test_variants_are_judged_on_the_same_years(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("projet.yaml").write_text(AVENANT, "utf-8")
    found = result(capsys, "--variante", "projet.yaml")
    assert [t["nom"] for t in found["textes"]] == ["texte en vigueur", "projet"]
    written, tried = ({r["clause"]: r for r in t["regles"]} for t in found["textes"])
    assert written["part_etat"]["base"] == tried["part_etat"]["base"] == found["vacances"]
    low = found["vacances"]["bas"]
    dues = written["part_etat"]["du"]["bas"], tried["part_etat"]["du"]["bas"]
    assert dues == (exact(low * 30), exact(low * 60))


def exact(hundredths: int) -> int | str:
    found = Fraction(hundredths, 100)
    return found.numerator if found.denominator == 1 else f"{found.numerator}/{found.denominator}"


def test_the_page_stands_alone(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("h.toml").write_text(SIMPLE + "[vacances]\nannee_construction = 1970\nloyer = 450\n", "utf-8")
    text = " ".join(said(capsys, "-o", "une.html").split())
    page = unescape(Path("une.html").read_text("utf-8")).replace("\u202f", " ").replace("\u00a0", " ")
    page = page.replace("’", "'")
    assert "default-src 'none'" in page and not re.search(r"<script|https?://|\son\w+=", page)
    rate = "20 à 40 %, un taux par année tirée, de 100 logements"
    for line in ("Une prévision n'est pas un verdict", rate, "annee_construction = 1970, loyer = 450 €"):
        assert line in text and line in page
    assert page.count('<ul class="barres ') == 2


def test_tables(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "-o", "sortie")
    rows = Path("sortie/regles.csv").read_text("utf-8-sig").splitlines()
    assert len(rows) == 3 and rows[0].startswith("convention;reservataire;clause;cellule;texte;annees;")
    said(capsys, "-o", "sortie.xlsx")
    assert Path("sortie.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("text", "line", "attendu"),
    [
        ("[[mobilite]]\ntaux = 8\n", 2, "un pourcentage"),
        ('[[mobilite]]\ntaux = ["9 %", "7 %"]\n', 2, "un pourcentage"),
        ("graine = 1\n", 1, "rien ne serait tiré"),
        ('graines = 1\n[[mobilite]]\ntaux = "8 %"\n', 1, "une des clés graine"),
        ('tirages = 0\n[[mobilite]]\ntaux = "8 %"\n', 1, "de 1 à 1000"),
        ('tirages = 1001\n[[mobilite]]\ntaux = "8 %"\n', 1, "de 1 à 1000"),
        ('intervalle = "100 %"\n[[mobilite]]\ntaux = "8 %"\n', 1, "entre 0 et 100"),
        ('[[mobilite]]\ntaux = "8 %"\nou = { typologie = "T9" }\n', 3, "l'un de T1"),
        ('[[mobilite]]\ntaux = "8 %"\nou = { commune = "93999" }\n', 3, "le code officiel"),
        ('[[mobilite]]\ntaux = "8 %"\nou = { qpv = "oui" }\n', 3, "true ou false"),
        ('[[mobilite]]\ntaux = "8 %"\nou = { couleur = "vert" }\n', 3, "un fait du logement"),
        ('[[mobilite]]\ntaux = "8 %"\nou = { contingent = "etat" }\n', 3, "un fait du logement"),
        ("[[livraisons]]\nnombre = 3\ndu = 2027-01-01\n", 3, "un jour de 2026"),
        ("[[livraisons]]\nnombre = 3\ndu = 2026-05-02\nau = 2026-05-01\n", 4, "ne précède pas"),
        ("[[livraisons]]\nnombre = -3\ndu = 2026-05-02\n", 2, "un nombre entier"),
        ('[[mobilite]]\ntaux = "8 %"\n[[retraits]]\ncategorie = "vente"\nnombre = 2\n'
         'faits = { affectation = "relogement_vente" }\n', 4, "mutation"),
        ('[[mobilite]]\ntaux = "8 %"\n[[retraits]]\ncategorie = "mutation"\nnombre = 2\n', 4, "fait sortir"),
        ('[[mobilite]]\ntaux = "8 %"\n[vacances]\nsurface = "5 %"\n', 4, "un fait oui ou non"),
        ('[[mobilite]]\ntaux = "8 %"\n[delais]\nattribution = 400\n', 4, "de 0 à 365"),
        ('[[mobilite]]\ntaux = "8 %"\n[attribution]\nmethode = "tirage"\n', 4, "« conseil » ou « parts »"),
        ('[[mobilite]]\ntaux = "8 %"\n[attribution]\nmethode = "parts"\n', 3, "l'une avec l'autre"),
        ('[[mobilite]]\ntaux = "8 %"\n[attribution]\nmethode = "parts"\n[attribution.parts]\n'
         'ville = "10 %"\n', 6, "als-essai, etat-essai"),
        ('[[mobilite]]\ntaux = "8 %"\n[attribution]\nmethode = "parts"\n[attribution.parts]\n'
         '"etat-essai" = "60 %"\n"als-essai" = "41 %"\n', 5, "ne dépasse pas 100 %"),
    ],
)  # fmt: skip
def test_a_mistake_has_its_place(
    depot: Path, text: str, line: int, attendu: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("h.toml").write_text(text, "utf-8")
    told = said(capsys, code=1)
    assert "CR640" in told and f"h.toml:{line}:" in told and attendu in " ".join(told.split()), told


def test_a_file_that_is_no_toml_or_is_not_there(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("h.toml").write_text("graine = \n", "utf-8")
    assert "CR619" in said(capsys, code=1)
    Path("h.toml").unlink()
    assert "« h.toml » ne s'ouvre pas" in said(capsys, code=2)


def test_mobility_asks_for_the_dwellings(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = CORRESPONDANCE.splitlines()
    kept = lines[: lines.index("  logements:")]
    text = "\n".join(line for line in kept if "l.csv" not in line) + "\n"
    (depot / "correspondance.yaml").write_text(text, "utf-8")
    assert "aucune table « logements »" in said(capsys, code=2)
    Path("h.toml").write_text("tirages = 2\n[[livraisons]]\nnombre = 3\ndu = 2026-05-02\n", "utf-8")
    assert "3 logements livrés le 2 mai 2026" in said(capsys)


def test_the_file_read_is_not_written_over(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("h.html").write_text(SIMPLE, "utf-8")
    options = ["--hypotheses", "h.html", "-o", "h.html"]
    assert run(["simulate", "--depot", "depot", "--year", "2026", "--as-of", "2026-01-05", *options]) == 2
    assert Path("h.html").read_text("utf-8") == SIMPLE


@pytest.mark.parametrize(
    ("au", "attendu"),
    [
        ("2026-01-05", "ceux que jugent les données •"),
        ("2025-12-31", "ceux que jugent les données •"),
        (
            "2025-10-01",
            "ceux que jugent les données au 1er octobre 2025 ; l'année n'est pas finie, "
            "ils peuvent encore changer •",
        ),
    ],
)
def test_balances_of_a_year_that_is_not_over_are_told_as_of_the_day(
    depot: Path, capsys: pytest.CaptureFixture[str], au: str, attendu: str
) -> None:
    for path in (depot / "conventions").iterdir():
        path.write_text(path.read_text("utf-8").replace("du: 2026-", "du: 2025-"), "utf-8")
    with (depot / "v.csv").open("a", encoding="utf-8") as rows:
        rows.write("V2;93048;etat;2025-02-01;2025-03-01\n")
    capsys.readouterr()
    options = ["--year", "2026", "--as-of", au, "--hypotheses", "h.toml"]
    assert run(["simulate", "--depot", "depot", *options]) == 0
    screen = " ".join(capsys.readouterr().out.split())
    assert f"les soldes de 2025 sont ceux que dit la table « soldes » ou, à défaut, {attendu}" in screen
