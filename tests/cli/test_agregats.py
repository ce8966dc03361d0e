"""`convrules compliance --engine`: figures that add up, the same bytes whichever engine counts."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from convrules.cli.main import run

ANNEE = ["--year", "2025", "--as-of", "2026-01-05"]
MOTEURS = ("scalaire", "colonnes", "duckdb")


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("agregats") / "mes conventions"
    assert run(["init", str(target)]) == 0
    return target


def screen(depot: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[str, str]:
    capsys.readouterr()
    assert run(["compliance", "--depot", str(depot), *ANNEE, *options]) == 0
    told = capsys.readouterr()
    return told.out, told.err


def test_the_same_file_whichever_engine(depot: Path, tmp_path: Path) -> None:
    made = []
    for moteur in MOTEURS:
        path = tmp_path / f"{moteur}.csv"
        command = ["compliance", "--depot", str(depot), *ANNEE, "--engine", moteur, "-o", str(path)]
        assert run(command) == 0
        made.append(path.read_text("utf-8-sig"))
    assert made == [made[0]] * len(MOTEURS)
    assert ";regle;" in made[0] and ";statut;dans_l_assiette;" in made[0]


def test_each_quarter_is_named_as_the_report_names_it(
    depot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by_quarter = tmp_path / "trimestres"
    shutil.copytree(depot, by_quarter)
    for path in (by_quarter / "conventions").rglob("*.yaml"):
        text = path.read_text("utf-8")
        path.write_text(text.replace("période: année civile", "période: trimestre civil"), "utf-8")
    told = [screen(by_quarter, capsys, "--engine", moteur)[0] for moteur in MOTEURS]
    assert told == [told[0]] * len(MOTEURS)
    found = json.loads(screen(by_quarter, capsys, "--format", "json")[0])
    quarters = {c["cellule"]["trimestre"] for r in found["conventions"][0]["regles"] for c in r["cellules"]}
    assert quarters and all(f", {nom}" in told[0] for nom in quarters)


@pytest.mark.parametrize("langue", ["fr", "en"])
def test_the_same_screen_whichever_engine(
    langue: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for moteur in MOTEURS:
        capsys.readouterr()
        assert run(["--lang", langue, "compliance", "--depot", str(depot), *ANNEE, "--engine", moteur]) == 0
        seen = capsys.readouterr()
        told.append(seen.out)
        assert (
            moteur in seen.err and ("judged one by one" if langue == "en" else "jugées une à une") in seen.err
        )
    assert told == [told[0]] * len(MOTEURS)
    assert ("no verdict" if langue == "en" else "sans verdict") in told[0]


def test_the_result_has_its_schema(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = [screen(depot, capsys, "--format", "json", "--engine", moteur)[0] for moteur in MOTEURS]
    assert found == [found[0]] * len(MOTEURS)
    schema = json.loads((files("convrules.render") / "schemas" / "agregats.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    result = json.loads(found[0])
    assert [e.message for e in Draft202012Validator(schema).iter_errors(result)] == []
    (convention,) = result["conventions"]
    whole = json.loads(screen(depot, capsys, "--format", "json")[0])["conventions"][0]
    assert convention["lignes"] == whole["lignes"]
    cells = {r["clause"]: r["cellules"] for r in convention["regles"]}
    for regle in whole["regles"]:
        shown = [(c["base"], c["realise"]) for c in regle["cellules"]]
        assert [(c["base"], c["realise"]) for c in cells[regle["clause"]]] == shown


def test_figures_stand_in_the_order_of_the_tables_of_the_year(
    depot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (whole,) = (line for line in screen(depot, capsys)[0].splitlines() if line.startswith("Règle "))
    told = screen(depot, capsys, "--engine", "colonnes")[0].splitlines()
    (heads,) = (line for line in told if line.startswith("Règle "))
    shown = heads.split()
    assert shown == [nom for nom in whole.split() if nom in shown] == ["Règle", "Base", "Dû", "Fait"]
    path = tmp_path / "a.csv"
    assert run(["compliance", "--depot", str(depot), *ANNEE, "--engine", "colonnes", "-o", str(path)]) == 0
    rows = [line.split(";") for line in path.read_text("utf-8-sig").splitlines()]
    rank = rows[0].index("mesure")
    assert [r[rank] for r in rows if r[1:3] == ["regle", "contingent_etat"]] == ["base", "du", "realise"]


def test_a_dozen_pairs_are_judged_by_sets_of_rows(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert screen(depot, capsys, "--engine", "auto") == screen(depot, capsys, "--engine", "colonnes")


@pytest.mark.parametrize(
    "options",
    [
        ["--strict"],
        ["--since", "2024"],
        ["-o", "page.html"],
        ["--memoire", "1GB"],
        ["--ordonnanceur", "df://a:1"],
    ],
)
def test_what_does_not_go_with_an_engine(
    options: list[str], depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compliance", "--depot", str(depot), *ANNEE, "--engine", "colonnes", *options]) == 2
    assert options[0] in capsys.readouterr().err


def test_a_year_without_a_convention(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["compliance", "--depot", str(depot), "--year", "2001", "--as-of", "2026-01-05"]
    assert run([*command, "--engine", "colonnes"]) == 2
    assert "2001" in capsys.readouterr().err
