"""A year replayed under policies: what looks ahead is followed and told, and others stand beside it."""

import json
import re
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from convrules.cli.main import run
from orientation.annees import MAPPING, POLITIQUE, TITRES, drawn, lay, looking_ahead, opened, replay_said


def test_look_ahead_is_followed_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    looking_ahead(tmp_path, "vacances attendues")
    code, said = replay_said(tmp_path, capsys)
    assert code == 0 and "Politique suivie : « essai »." in said
    assert re.search(
        r"Anticipation \(les vacances attendues\) : le plan range \d+ logements et en donne \d+ à un autre",
        said,
    )
    code, said = replay_said(tmp_path, capsys, "--format", "json")
    found: dict[str, Any] = json.loads(said)
    schema = json.loads((files("convrules.render") / "schemas" / "replay.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    ahead = found["anticipation"]
    assert (ahead["annee_de_reference"], ahead["lignes"], ahead["lignes_laissees"]) == (None, 2, 0)
    assert ahead["autrement"] > 0 and ahead["suivis"] + sum(ahead["sans"].values()) == 120
    alone = json.loads(replay_said(tmp_path, capsys, "--sans-politique", "--format", "json")[1])
    assert alone["anticipation"] is None
    late = [max(Fraction(t["retard_max_conseil"]["retard"]) for t in x["titulaires"]) for x in (found, alone)]
    assert late[0] < late[1]


def test_policies_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The policy in force looks ahead; beside it, the deficit alone and one that serves the State first."""
    (tmp_path / "d").mkdir()
    looking_ahead(tmp_path / "d", "vacances attendues")
    other = tmp_path / "etat_d_abord.yaml"
    text = POLITIQUE.format("vacances attendues").replace("anticipation: vacances attendues\n", "")
    other.write_text(text + "clauses:\n  - priorité: etat\n    règle: etat puis les autres\n", "utf-8")
    tried = ("--variante", str(other))
    code, said = replay_said(tmp_path / "d", capsys, *tried)
    assert code == 0 and "Politiques, côte à côte" in said
    assert re.search(r"Titulaire +Fait +essai +retard seul +etat_d_abord", said)
    found: dict[str, Any] = json.loads(replay_said(tmp_path / "d", capsys, *tried, "--format", "json")[1])
    schema = json.loads((files("convrules.render") / "schemas" / "replay.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    ahead, alone, first = found["variantes"]
    assert [v["nom"] for v in found["variantes"]] == ["essai", "retard seul", "etat_d_abord"]
    assert ahead["titulaires"] == found["titulaires"]
    plain = json.loads(replay_said(tmp_path / "d", capsys, "--sans-politique", "--format", "json")[1])
    assert alone["titulaires"] == plain["titulaires"] and "variantes" not in plain
    given = {t["titulaire"]: t["conseil"] for t in first["titulaires"]}
    assert given == {"etat-essai": 120, "als-essai": 0, "bailleur": 0} and first["autrement"] == 120
    assert replay_said(tmp_path / "d", capsys, *tried, "-o", str(tmp_path / "r.html"))[0] == 0
    page = (tmp_path / "r.html").read_text("utf-8")
    assert '<th scope="col" class="n">etat_d_abord</th>' in page and "Plus grand retard de tous" in page
    assert replay_said(tmp_path / "d", capsys, *tried, "-o", str(tmp_path / "t"))[0] == 0
    assert len((tmp_path / "t" / "politiques.csv").read_text("utf-8-sig").splitlines()) == 10


def test_a_policy_is_no_draft_to_simulate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "d").mkdir()
    lay(tmp_path / "d", drawn(2, 3), ouvert=True)
    (tmp_path / "p.yaml").write_text(POLITIQUE.format("vacances attendues"), "utf-8")
    argv = ["simulate", "--depot", str(tmp_path / "d"), "--year", "2025", "--as-of", "2026-01-05"]
    assert run([*argv, "--variante", str(tmp_path / "p.yaml")]) == 2
    assert "convrules replay --variante" in re.sub(r"\s+", " ", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("convention: x\n", "n'est pas une politique"),
        (POLITIQUE.format("vacances attendues").replace("2025-", "2031-"), "ne vaut pas le dernier jour"),
        (POLITIQUE.format("hier"), "CR"),
    ],
)
def test_a_policy_that_cannot_be_tried_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, why: str
) -> None:
    (tmp_path / "d").mkdir()
    lay(tmp_path / "d", drawn(2, 3), ouvert=True)
    (tmp_path / "v.yaml").write_text(text, "utf-8")
    argv = ["replay", "--depot", str(tmp_path / "d"), "--year", "2025", "--as-of", "2026-01-05"]
    assert run([*argv, "--variante", str(tmp_path / "v.yaml")]) == 2
    assert why in re.sub(r"\s+", " ", capsys.readouterr().err)


def test_the_advice_of_a_day_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    looking_ahead(tmp_path, "vacances attendues")
    rows = [TITRES, "V1;93048;T4;;2025-01-02;", "V2;93048;T1;;2025-01-02;"]
    (tmp_path / "v.csv").write_text("\n".join(rows) + "\n", "utf-8")

    def advised(*options: str) -> str:
        capsys.readouterr()
        assert run(["orient", "--depot", str(tmp_path), "--as-of", "2025-01-02", *options]) == 0
        return re.sub(r"\s+", " ", capsys.readouterr().out)

    text = advised()
    assert (
        "Anticipation (les vacances attendues) : « Action » plutôt que « Préfet d'essai », que le retard "
        "seul mettrait en premier, car des 12,61 logements de ce type attendus du 1er janvier 2025 au "
        "31 janvier 2025, le plan en garde"
    ) in text
    assert "sans effet ici, le retard seul range, car aucun logement de ce type n'est attendu" in text
    assert "l'anticipation de la politique" in text
    found = json.loads(advised("--format", "json"))
    schema = json.loads((files("convrules.render") / "schemas" / "orient.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    large, small = (
        next(v["anticipation"] for v in found["vacances"] if v["id"] == ident) for ident in ("V1", "V2")
    )
    assert large["sans"] is None and large["premier"]["convention"] == "als-essai"
    assert large["premier"]["ouverts"] == 24 and large["attendus"] == 120
    assert small["sans"] == "type" and small["premier"] is None
    assert "Look-ahead (the vacancies expected): “Action” rather than" in advised("--lang", "en")


@pytest.mark.parametrize("forecast", ["vacances attendues", "vacances de 2024"])
def test_a_forecast_without_a_row_is_told(
    tmp_path: Path, forecast: str, capsys: pytest.CaptureFixture[str]
) -> None:
    looking_ahead(tmp_path, forecast)
    if forecast == "vacances attendues":
        (tmp_path / "a.csv").write_text("du;au;min;max;typologie;commune\n", "utf-8")
    codes = [d.code for d in opened(tmp_path).diagnostics]
    assert codes.count("CR890") == 1
    said = replay_said(tmp_path, capsys)[1]
    assert (
        "Ailleurs le retard seul range : aucun logement n'est attendu d'ici à la fin de l'année (120)" in said
    )
    rows = (tmp_path / "v.csv").read_text("utf-8") + "A1;93048;T4;etat;2024-03-01;2024-06-01\n"
    (tmp_path / "v.csv").write_text(rows, "utf-8")
    assert ("CR890" in [d.code for d in opened(tmp_path).diagnostics]) is (forecast == "vacances attendues")


def test_a_forecast_of_which_months_are_known_has_rows(tmp_path: Path) -> None:
    looking_ahead(tmp_path, "vacances de 2024")
    months = MAPPING.replace("colonne: disponibilite,", "colonne: disponibilite, format: mm/aaaa,")
    (tmp_path / "correspondance.yaml").write_text(months, "utf-8")
    rows = [f"V{n};93048;T4;bailleur;0{1 + n}/2025;2025-12-30" for n in range(9)]
    for more, told in (([], 1), (["A1;93048;T4;etat;03/2024;2024-06-01"], 0)):
        (tmp_path / "v.csv").write_text("\n".join((TITRES, *rows, *more)) + "\n", "utf-8")
        assert [d.code for d in opened(tmp_path).diagnostics].count("CR890") == told


def test_decisions_are_where_the_next_advice_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All the large dwellings of a day decided for the State: the next ones go to the employers all the
    more."""
    looking_ahead(tmp_path, "vacances attendues")
    rows = [TITRES, "V0;93048;T1;bailleur;2025-01-01;2025-01-02"]
    rows += [f"V{n};93048;T4;;2025-01-02;" for n in range(1, 5)]
    (tmp_path / "v.csv").write_text("\n".join(rows) + "\n", "utf-8")

    def advice() -> dict[str, str]:
        capsys.readouterr()
        assert run(["orient", "--depot", str(tmp_path), "--as-of", "2025-01-02", "--format", "json"]) == 0
        found = json.loads(capsys.readouterr().out)
        return {v["id"]: v["propose"] for v in found["vacances"]}

    before = advice()
    assert before["V1"] == "als-essai" and set(before.values()) != {"als-essai"}
    decide = ["--decide", "V1=etat-essai", "--par", "responsable", "--motif", "urgence"]
    assert run(["orient", "--depot", str(tmp_path), "--as-of", "2025-01-02", *decide]) == 0
    after = advice()
    assert "V1" not in after and after["V2"] == "als-essai"
