"""`explain ANNÉE` in JSON, rule by rule: what decides each cell, how binding it is, and each account."""

import json
from pathlib import Path

import pytest

from cli.regle_a_expliquer import (
    BONDY,
    ENSEMBLE,
    MANQUEE,
    MONTREUIL,
    OUVERTE,
    PANTIN,
    PAR_COMMUNE,
    TENUE,
    exception,
    lay,
    machine,
    row,
)
from convrules.cli.main import run


def test_json_says_what_decides_each_cell_and_how_far_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = exception("plus", f'si: commune = "{MONTREUIL}"', "annexe 2", "tolérance: 1 logement")
    lay(tmp_path, [*TENUE, *OUVERTE, *MANQUEE], PAR_COMMUNE, more=more)
    (rule,) = machine(tmp_path, capsys)["regles"]
    capsys.readouterr()
    year = ["compliance", "--year", "2025", "--depot", str(tmp_path), "--as-of", "2026-01-31"]
    assert run([*year, "--format", "json"]) == 0
    (theirs,) = json.loads(capsys.readouterr().out)["conventions"][0]["regles"]
    same = ("clause", "genre", "regle", "article", "source", "force", "arrondi", "decidee_par", "verdict")
    assert {k: rule[k] for k in same} == {k: theirs[k] for k in same}
    assert rule["enonce"] == "La moitié du flux." and rule["decidee_par"]
    figures = ("cellule", "base", "du", "cible", "realise", "solde", "verdict", "verdicts_possibles")
    for mine, other in zip(rule["cellules"], theirs["cellules"], strict=True):
        for key in (*figures, "decidee_par", "sauve_par_tolerance"):
            assert mine[key] == other[key]
    found = {c["cellule"]["commune"]: c for c in rule["cellules"]}
    assert found[MONTREUIL]["tolerance"] == {"nombre": 1, "unite": "logement"}
    assert [e["article"] for e in found[MONTREUIL]["decidee_par"][0]["exceptions"]] == ["annexe 2"]
    assert found[PANTIN]["a_completer"] == [{"vacance": "P1", "faits": ["contingent"]}]
    assert found[BONDY]["a_completer"] == []


def test_json_says_how_binding_each_cell_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The one cell that is missed is an aim; the other is owed, and kept."""
    more = exception("but", f'si: commune = "{MONTREUIL}"', "annexe 2", "force: objectif")
    lay(tmp_path, [*TENUE, *MANQUEE], PAR_COMMUNE, more=more)
    (rule,) = machine(tmp_path, capsys)["regles"]
    found = {c["cellule"]["commune"]: c["force"] for c in rule["cellules"]}
    assert (rule["force"], found) == ("objectif", {BONDY: "engagement", MONTREUIL: "objectif"})


def test_json_of_a_split_says_what_each_account_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = (
        "  - répartition: r\n    de: p\n    entre: { etat: 50 %, commune: 50 % }\n"
        '    restes: plus forts restes\n    source: { article: "1" }\n'
    )
    rows = [row(f"V{n}", BONDY, contingent) for n, contingent in enumerate(["E", "E", "B", ""])]
    lay(tmp_path, rows, ENSEMBLE, more=more)
    path = tmp_path / "donnees.yaml"
    path.write_text(path.read_text("utf-8").replace("B: bailleur", "B: bailleur, C: commune"), "utf-8")
    _, split = machine(tmp_path, capsys)["regles"]
    (cell,) = split["cellules"]
    found = {one["compte"]: one for one in cell["comptes"]}
    assert (found["etat"]["realise"], found["etat"]["verdict"]) == ([2, 3], "conforme")
    assert (found["commune"]["cible"], found["commune"]["verdict"]) == (1, "indetermine")
    assert found["commune"]["a_completer"] == [{"vacance": "V3", "faits": ["contingent"]}]
    assert found["etat"]["a_completer"] == []
