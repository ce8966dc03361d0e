"""Every command on a repository as `init` lays it out: the whole pipeline, from files to words."""

import csv
import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from convrules.cli.main import run

AU = ["--as-of", "2026-01-05"]


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dépôt d'essai") / "mes conventions"
    assert run(["init", str(target)]) == 0
    return target


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("arguments", "schema"),
    [
        (["check", "{depot}"], "check"),
        (["test", "{depot}"], "test"),
        (["evaluate", "--depot", "{depot}", *AU], "evaluate"),
        (["orient", "--depot", "{depot}", *AU], "orient"),
        (["compliance", "--depot", "{depot}", "--year", "2025", *AU], "compliance"),
        (["explain", "V-005", "--depot", "{depot}", *AU], "explain"),
    ],
)
def test_json_of_every_command(
    arguments: list[str], schema: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [a.format(depot=depot) for a in arguments]
    assert run([*command, "--format", "json"]) == 0
    text = capsys.readouterr().out
    result = json.loads(text)
    published = json.loads((files("convrules.render") / "schemas" / f"{schema}.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(published).iter_errors(result)] == []
    if schema not in ("check", "test"):
        assert result["au"] == "2026-01-05"
        assert all(len(h) == 64 for group in result["empreintes"].values() for h in group.values())
        assert len(result["empreintes"]["donnees"]) == 1 and result["empreintes"]["conventions"]
    assert run([*command, "--format", "json"]) == 0
    assert capsys.readouterr().out == text


def test_the_year_is_told(depot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "bilan.html"
    options = ["--depot", str(depot), "--year", "2025", *AU]
    assert run(["compliance", *options, "-o", str(page)]) == 0
    text = said(capsys)
    (row,) = [line for line in text.splitlines() if line.startswith("contingent_etat")]
    assert row.split()[:7] == ["contingent_etat", "(2)", "10", "3", "3", "3", "0"]
    assert row.endswith("conforme")
    html = page.read_text("utf-8")
    assert "3\u00a0attributions, pour une cible de 3." in html
    assert run(["compliance", *options, "-o", str(page)]) == 0
    assert page.read_text("utf-8") == html


def test_strict_fails_where_something_owed_is_missed(depot: Path) -> None:
    options = ["compliance", "--depot", str(depot), "--year", "2025", *AU]
    assert run(options) == 0
    assert run([*options, "--strict"]) == 1


def test_a_vacancy_is_explained(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "V-005", "--depot", str(depot), *AU]) == 0
    text = " ".join(said(capsys).split())
    for sentence in (
        "Statut : dans l'assiette du flux.",
        "Délai dépassé de 11 jours, la limite était le 17 mars 2025.",
        "l'information : le 17 février 2025 ; la proposition : le 28 mars 2025.",
        "le logement revient au bailleur pour cette attribution, non compté pour le réservataire, le 18 mars",
    ):
        assert sentence.lower() in text.lower()


def test_rows_are_written(depot: Path, tmp_path: Path) -> None:
    sheet, lines = tmp_path / "v.csv", tmp_path / "v.jsonl"
    assert run(["evaluate", "--depot", str(depot), *AU, "-o", str(sheet)]) == 0
    assert run(["evaluate", "--depot", str(depot), *AU, "-o", str(lines)]) == 0
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    objects = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    assert len(rows) == len(objects) == 12
    statuses = {r["vacance"]: r["statut"] for r in rows}
    assert statuses == {o["vacance"]: o["statut"] for o in objects}
    assert (statuses["V-004"], statuses["V-007"]) == ("soustrait", "hors_champ")


def test_data_may_be_named_in_several_ways(depot: Path) -> None:
    mapping, data = str(depot / "correspondance.yaml"), str(depot / "donnees" / "*.csv")
    for given in (["--data", mapping], ["--data", mapping, "--data", data], ["--data", mapping, data]):
        assert run(["evaluate", "--depot", str(depot), *AU, *given]) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["explain", "V-999", "--depot", "{depot}", *AU], 2, "Aucune vacance « V-999 »"),
        (["orient", "--vacance", "V-999", "--depot", "{depot}", *AU], 2, "Aucune vacance « V-999 »"),
        (["evaluate", "--depot", "{depot}/absent", *AU], 2, "n'existe pas"),
        (["evaluate", "--depot", "{depot}", "--data", "absent.yaml", *AU], 2, "n'existe pas"),
        (["check", "{depot}/absent"], 2, "n'existe pas"),
        (["check", "{depot}/donnees"], 2, "ne contient aucun fichier"),
    ],
)
def test_bad_usage(
    arguments: list[str], code: int, words: str, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([a.format(depot=depot) for a in arguments]) == code
    streams = capsys.readouterr()
    assert words in " ".join(streams.err.replace("\u00a0", " ").split())


def test_a_convention_with_an_error_is_not_evaluated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "depot"
    assert run(["init", str(target)]) == 0
    convention = target / "conventions" / "convention.yaml"
    text = convention.read_text("utf-8").replace("nature = logement_ordinaire", "natur = logement_ordinaire")
    convention.write_text(text, encoding="utf-8")
    assert run(["check", str(target)]) == 1
    assert "erreur[CR2" in capsys.readouterr().out
    assert run(["compliance", "--depot", str(target), "--year", "2025", *AU]) == 1
    streams = capsys.readouterr()
    assert streams.out == "" and "rien n'est évalué" in streams.err


def test_a_failed_case_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "depot"
    assert run(["init", str(target)]) == 0
    essais = target / "conventions" / "convention.essais.yaml"
    text = essais.read_text("utf-8").replace("{ statut: hors champ }", "{ statut: soustrait }")
    essais.write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert run(["test", str(target)]) == 1
    out = said(capsys)
    assert "échec « un_foyer_est_hors_champ »" in out
    assert "statut : attendu soustrait, obtenu hors champ" in out
    assert out.endswith("3 cas réussis, 1 échec.\n")
