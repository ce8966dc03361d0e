"""`explain ANNÉE`: the rules of the year with their verdicts, and commands that answer what one asks next."""

import json
import shlex
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cli.test_si_incomplet import AFTER, BEFORE, ENOUGH, lay_carrying, row
from convrules.cli.annees import typed
from convrules.cli.main import run
from orientation.annees import lay


def asked(folder: Path, capsys: pytest.CaptureFixture[str], *more: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(["explain", "2025", "--depot", str(folder), "--as-of", "2026-01-05", *more]) == code
    return capsys.readouterr().out.replace("\u202f", " ").replace("\u00a0", " ")


def test_every_rule_has_its_verdict_the_worst_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(tmp_path, ENOUGH, ouvert=False)
    text = " ".join(asked(tmp_path, capsys).split())
    assert text.startswith("Les règles de 2025 et leur verdict, vus au 5 janvier 2026 : B (000000000)")
    assert "Non conforme : 1 ; conforme : 1." in text
    assert "« part_als » (article 1) : non conforme — 0 à 1 attribution, pour une cible de 2." in text
    assert "« part_etat » (article 1) : conforme — 3 à 4 attributions, pour une cible de 3." in text
    assert "n'est pas finie" not in text


def test_what_would_settle_a_rule_is_beside_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay_carrying(tmp_path, [*BEFORE, *AFTER[:-1], row(9, "T3", "")])
    text = " ".join(asked(tmp_path, capsys).split())
    assert (
        "« part_etat » (article 1) : indéterminé (non conforme ou conforme) — 3 à 4 attributions, pour un "
        "nombre qui n'est pas connu. – Le solde reporté de 2024 n'est pas connu : jugez les années ensemble "
        "(« --since 2024 »), ou donnez-le dans la table « soldes ». – À compléter : compte sur lequel "
        "l'attribution est enregistrée (contingent), pour V9." in text
    )
    assert "n'est pas connu" not in asked(tmp_path, capsys, "--since", "2024")


def test_the_commands_it_names_can_be_typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each on a line of its own, however long, and of the same repository, data and day."""
    folder = tmp_path / "un dossier au nom long, avec des espaces"
    folder.mkdir()
    lay_carrying(folder, [*BEFORE, *[r.replace("etat", "bailleur") for r in AFTER], row(11, "T3", "")])
    text = asked(folder, capsys)
    said = [line.strip() for line in text.splitlines() if line.strip().startswith("convrules ")]
    found: dict[str, Any] = json.loads(asked(folder, capsys, "--format", "json"))
    schema = json.loads((files("convrules.render") / "schemas" / "explain.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(found)] == []
    assert found["suite"] == said
    words = [shlex.split(command) for command in said]
    assert [w[1:3] for w in words] == [["explain", "2025"], ["explain", "V11"], ["compliance", "--year"]]
    for command in words:
        assert command[-4:] == ["--depot", str(folder), "--as-of", "2026-01-05"]
        assert run(command[1:]) == 0
    again = json.loads(asked(folder, capsys, "--since", "2024", "--format", "json"))
    assert [r["verdict"] for r in again["regles"]] == ["indetermine", "non_conforme"]
    assert any(" explain 2025 --si --since 2024 " in command for command in again["suite"])


def test_a_year_that_is_not_over_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(tmp_path, AFTER, ouvert=False)
    capsys.readouterr()
    assert run(["explain", "2025", "--depot", str(tmp_path), "--as-of", "2025-07-01"]) == 0
    assert "L'année n'est pas finie" in capsys.readouterr().out


@pytest.mark.parametrize("more", [(), ("--si",)])
def test_errors_of_data_are_in_the_exit_code(
    more: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As of `compliance`: the rest is judged, 1 says that a row is wrong, and so does the head."""
    lay(tmp_path, [*AFTER, AFTER[0]], ouvert=False)
    assert "Attention : 1 ligne des fichiers est refusée" in asked(tmp_path, capsys, *more, code=1)
    assert run(["compliance", "--year", "2025", "--depot", str(tmp_path), "--as-of", "2026-01-05"]) == 1


@pytest.mark.parametrize(
    ("windows", "said"),
    [
        (False, "convrules explain 2025 --depot 'Mes dépôts'"),
        (True, 'convrules explain 2025 --depot "Mes dépôts"'),
    ],
)
def test_a_command_is_shown_as_one_types_it(windows: bool, said: str) -> None:
    assert typed(["convrules", "explain", "2025", "--depot", "Mes dépôts"], windows=windows) == said
