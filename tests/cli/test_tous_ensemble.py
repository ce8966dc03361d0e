"""The dwellings of a day given all at once: what `orient` shows beside its advice."""

import json
from pathlib import Path

import pytest

from convrules.cli.main import run
from orientation.annees import HEAD, MAPPING, TITRES

ACCES = """  - éligibilité: acces
    règle: typologie dans [{}]
    source: {{ article: "1" }}
"""
ROWS = """V0;93048;T2;bailleur;2025-01-10;2025-06-01
V1;93048;T2;als;2025-02-10;2025-06-01
V2;93048;T3;bailleur;2025-03-10;2025-06-01
V3;93048;T1;;2025-04-10;
V4;93048;T1;;2025-05-10;
V5;93048;T3;;2025-06-10;
"""
PLAFOND = """  - quota: trois
    règle: au plus 3 attributions du réservataire
    application: ensemble
    arrondi: inférieur
    source: { article: "1" }
"""


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    (tmp_path / "conventions").mkdir()
    for type_, nom, taux, tailles in (
        ("etat", "Préfet d'essai", 30, "T1, T2"),
        ("als", "Action", 20, "T2, T3"),
    ):
        text = HEAD.format(type=type_, nom=nom, taux=taux, application="ensemble") + ACCES.format(tailles)
        (tmp_path / "conventions" / f"{type_}.yaml").write_text(text, "utf-8")
    (tmp_path / "correspondance.yaml").write_text(MAPPING, "utf-8")
    (tmp_path / "v.csv").write_text(f"{TITRES}\n{ROWS}", "utf-8")
    toml = '[depot]\nnom = "Essai"\ndata = ["correspondance.yaml"]\n'
    (tmp_path / "convrules.toml").write_text(toml, "utf-8")
    return tmp_path


def told(depot: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert run(["orient", "--depot", str(depot), "--as-of", "2025-06-30", *options]) == 0
    return " ".join(capsys.readouterr().out.replace("\u202f", " ").split())


def test_a_better_assignment_stands_beside_with_its_gain(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = told(depot, capsys)
    assert "Action −0,8 0,2" in text and "Préfet d'essai 0,8 −0,2" in text
    assert (
        "À donner ensemble les logements du jour plutôt que l'un après l'autre, le plus grand de ces "
        "retards passerait de 0,8 à 0,2, soit 0,6 logement de moins." in text
    )
    assert "V4 à « Préfet d'essai » au lieu de « le bailleur (sa propre part) »" in text
    assert "Aucune autre répartition de 3 logements" in text


def test_of_one_dwelling_it_is_told_where_it_changes_it(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Tous ensemble" in told(depot, capsys, "--vacance", "V4")
    assert "Tous ensemble" not in told(depot, capsys, "--vacance", "V3")


def test_it_is_told_to_machines(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(told(depot, capsys, "--format", "json"))["ensemble"]
    assert (found["avant"], found["apres"], found["gain"], found["exacte"]) == ("4/5", "1/5", "3/5", True)
    assert [(x["vacance"], x["ici"]) for x in found["autrement"]] == [
        ("V4", "etat-essai"),
        ("V5", "bailleur"),
    ]


def test_with_a_cap_nothing_is_claimed_of_other_assignments(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = depot / "conventions/etat.yaml"
    path.write_text(path.read_text("utf-8") + PLAFOND, "utf-8")
    assert "un plafond compte ici, et une autre répartition ferait peut-être mieux" in told(depot, capsys)
    path.write_text(path.read_text("utf-8").replace("au plus 3", "au plus 1"), "utf-8")
    assert "Tous ensemble" not in told(depot, capsys), "the State may have one, which it gets already"
