"""A balance of the year before that nothing tells, and that the clause itself bounds: what is said is what
all the balances that it can leave have in common."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.test_annee_dite import plain
from cli.test_solde_de_l_an_passe import CORRESPONDANCE, PART
from convrules.cli.main import run
from frames import frame_clauses

ATTENDUES = """  vacances_attendues:
    du: { colonne: du, format: aaaa-mm-jj }
    au: { colonne: au, format: aaaa-mm-jj }
    min: min
    max: max
    commune: commune
"""
PLAFOND = """- quota: plafond
  règle: au plus 40 % des vacances dans l'assiette du bailleur
  compte: attributions du réservataire
  application: ensemble
  arrondi: inférieur
  source: { article: "1" }
"""


def depot(
    tmp_path: Path, report: str, rows: str, *, attendues: str = "", complet: str = "2026-12-31"
) -> Path:
    """rows: an account (E, B) for each dwelling let in 2026."""
    clauses = PART.replace("report: solde exact", f"report: {report}") + PLAFOND
    (tmp_path / "exemple.yaml").write_text(frame_clauses(clauses), "utf-8")
    toml = '[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n\n[alertes]\nretard = 1\n'
    (tmp_path / "convrules.toml").write_text(toml, "utf-8")
    told = CORRESPONDANCE.replace("complet au: 2026-12-31", f"complet au: {complet}")
    if attendues:
        told = told.replace(
            "colonnes:\n", '  vacances_attendues: { fichier: "a.csv", séparateur: ";" }\ncolonnes:\n'
        )
        told += ATTENDUES
        (tmp_path / "a.csv").write_text("du;au;min;max;commune\n" + attendues, "utf-8")
    (tmp_path / "correspondance.yaml").write_text(told, "utf-8")
    lines = [f"V{n};93001;LO;{compte};2026-02-0{n + 1};2026-03-01\n" for n, compte in enumerate(rows)]
    (tmp_path / "v.csv").write_text("id;commune;nature;compte;libre;attribue\n" + "".join(lines), "utf-8")
    return tmp_path


def screen(folder: Path, capsys: pytest.CaptureFixture[str], au: str = "2027-01-15", *more: str) -> str:
    capsys.readouterr()
    assert run(["compliance", "--depot", str(folder), "--year", "2026", "--as-of", au, *more]) == 0
    return capsys.readouterr().out


def machine(folder: Path, capsys: pytest.CaptureFixture[str], au: str = "2027-01-15") -> Any:
    return json.loads(screen(folder, capsys, au, "--format", "json"))


@pytest.mark.parametrize(
    ("report", "cible"),
    [
        ("solde arrondi, plafonné à 1 logement", [1, 3]),
        ("solde arrondi, déficit seul, plafonné à 1 logement", [2, 3]),
        ("fractions cumulées", 2),
    ],
)
def test_the_verdict_is_the_one_of_every_balance(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], report: str, cible: object
) -> None:
    folder = depot(tmp_path, report, "EEEB")
    (convention,) = machine(folder, capsys)["conventions"]
    regle = convention["regles"][0]
    (cellule,) = regle["cellules"]
    assert (regle["verdict"], cellule["cible"], cellule["solde_initial"]) == ("conforme", cible, None)
    assert "soldes" in [cause["fait"] for cause in cellule["causes"]]
    assert "le solde reporté de 2025 n'est pas connu." in plain(screen(folder, capsys))


OUVERTE = "2026-06-30"
VIENDRONT = "2026-07-01;2026-12-31;1;2;93001\n"


def test_so_is_how_late_and_what_can_be_met_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """2.5 due and 1 done of 5, less than a dwelling brought: one or two more are let, and a ceiling leaves
    room for one."""
    folder = depot(tmp_path, "fractions cumulées", "EBBBB", attendues=VIENDRONT, complet=OUVERTE)
    said = machine(folder, capsys, OUVERTE)
    (convention,) = said["conventions"]
    regle, avancement = convention["regles"][0], convention["avancements"][0]
    assert (regle["verdict"], regle["cellules"][0]["cible"]) == ("indetermine", [2, 3])
    assert (avancement["retard"], avancement["au_mieux"]) == (["3/2", "5/2"], {"realise": 3, "cible": 4})
    assert [a["valeur"] for a in said["alertes"]] == [["3/2", "5/2"]]
    assert (said["portee"]["etat"], said["portee"]["raison"]) == ("hors_d_atteinte", None)


def test_nothing_bounds_one_without_a_cap(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = depot(tmp_path, "solde arrondi, déficit seul", "EEEB", attendues=VIENDRONT, complet=OUVERTE)
    said = machine(folder, capsys, OUVERTE)
    (convention,) = said["conventions"]
    assert (convention["regles"][0]["verdict"], said["portee"]["raison"]) == ("indetermine", "solde_inconnu")
    assert convention["avancements"][0]["retard"] is None
