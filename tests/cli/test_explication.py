"""What a reader finds in an explanation of the example: the conclusion first, each thing once, no verdict
where none is called for."""

import json
import re
from pathlib import Path

import pytest

from convrules.cli.main import run
from exemple import short_example

EXEMPLE = Path(__file__).parents[2] / "conventions" / "exemples" / "oph-plaine-nord"


def told(vacance: str, capsys: pytest.CaptureFixture[str], depot: Path = EXEMPLE) -> str:
    capsys.readouterr()
    assert run(["explain", vacance, "--depot", str(depot), "--as-of", "2026-01-05"]) == 0
    return re.sub(r"\s+", " ", capsys.readouterr().out)


def test_the_conclusion_comes_first_and_shared_rules_once(capsys: pytest.CaptureFixture[str]) -> None:
    text = told("V2025-00001", capsys)
    heads = ["En bref", "Compte de l'attribution ─", "Règles communes ─", "— convention « als-93"]
    places = [text.index(head) for head in heads]
    assert places == sorted(places)
    assert "Compte de l'attribution : l'État, d'après les données." in text
    for shared in ("cch.hors_etablissements", "cch_patrimoine.aide_ou_conventionnement"):
        assert text.count(f"« {shared} »") == 1, shared
    assert "le nombre de candidatures est compris entre 1 et 4, bornes incluses" in text
    assert (
        "Condition : l'attribution est enregistrée sur le compte de la commune (contingent : État)." in text
    )
    # The turn is closed: one no longer says that the dwelling may go to somebody.
    assert "Orientation vers « Plaine Commune » : elle était possible." in text


def test_a_turn_given_back_against_the_record_is_said_at_the_head(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = told("V2025-00017", capsys)
    assert "Compte de l'attribution : l'État, d'après les données, à vérifier." in text
    assert "les données l'enregistrent pourtant sur le compte de l'État" in text


def test_off_every_territory_it_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    text = told("V2025-00053", capsys)
    assert text.count("territoire") == 1
    assert "n'est pas sur le territoire de ces conventions, qui n'en disent rien : Action Logement" in text


def test_out_of_scope_nothing_more_is_judged(capsys: pytest.CaptureFixture[str]) -> None:
    text = told("V2025-00085", capsys)
    assert "le logement n'est pas dans ce champ" in text
    for silent in ("Orientation", "Éligibilité", "Candidature", "Délai", "la règle n'est pas remplie"):
        assert silent not in text, silent


def test_a_lease_that_is_not_recorded_is_said_at_the_head(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty cell of a column that is complete to no day: nothing is known of the lease."""
    depot = short_example(tmp_path / "depot", 300)
    mapping = depot / "correspondance.yaml"
    complete = "bail: { colonne: DT_BAIL, format: jj/mm/aaaa, complet au: 2026-01-05 }"
    assert complete in mapping.read_text(encoding="utf-8")
    said = "Date non renseignée : "
    assert said not in told("V2025-00019", capsys, depot)
    text = mapping.read_text(encoding="utf-8").replace(
        complete, "bail: { colonne: DT_BAIL, format: jj/mm/aaaa }"
    )
    mapping.write_text(text, encoding="utf-8")
    assert said in told("V2025-00019", capsys, depot)
    assert said not in told("V2025-00001", capsys, depot)
    year = ["compliance", "--year", "2025", "--as-of", "2026-01-05", "--depot", str(depot)]
    assert run([*year, "--format", "json"]) == 0
    open_ = json.loads(capsys.readouterr().out)["lignes"]["sans_fin"]
    assert "V2025-00019" in open_ and "V2025-00001" not in open_
    assert run(year) == 0
    assert f"Pour {len(open_)} vacances ({', '.join(open_[:5])}, …)" in " ".join(
        capsys.readouterr().out.split()
    )
