"""A reserve counts the dwellings kept, as the journal tells: of a journal that the project names and in which
nothing is written yet, none; of no journal at all, nobody knows, and what to write is said."""

import json
from pathlib import Path
from typing import Any

import pytest

from convrules.cli.main import run
from frames import ENTETE
from orientation.annees import HEAD, MAPPING, TITRES

CHOIX = ENTETE[ENTETE.index("choix:") :]
SOCLE = f"""socle: soc
version: 2025-01
en vigueur: {{ du: 2020-01-01 }}
{CHOIX}clauses:
  - champ: tous
    règle: typologie dans [T1, T2, T3, T4, T5]
    source: {{ article: "1" }}
"""
POLITIQUE = """politique: pol
bailleur: { nom: B, siren: "000000000" }
hérite: { soc: 2025-01 }
en vigueur: { du: 2025-01-01, au: 2025-12-31 }
clauses:
  - réserve: urgences
    règle: au plus 2 vacances dans l'assiette du bailleur
"""
VERS_LE_PLUS_EN_RETARD = "etat-essai"


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    text = HEAD.format(type="etat", nom="Préfet d'essai", taux=60, application="ensemble")
    Path("etat.yaml").write_text(text, "utf-8")
    Path("socle.yaml").write_text(SOCLE, "utf-8")
    Path("politique.yaml").write_text(POLITIQUE, "utf-8")
    Path("correspondance.yaml").write_text(MAPPING, "utf-8")
    rows = [f"V{n};93048;T3;;2025-03-0{n};" for n in range(1, 5)]
    Path("v.csv").write_text("\n".join((TITRES, *rows)) + "\n", "utf-8")
    return tmp_path


def project(journal: str | None) -> None:
    key = "" if journal is None else f'journal = "{journal}"\n'
    Path("convrules.toml").write_text(f'[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n{key}', "utf-8")


def advised(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[list[str | None], str]:
    """Whom each advice proposes, and what is said beside."""
    capsys.readouterr()
    assert run(["orient", "--as-of", "2025-03-10", "--format", "json", *more]) == 0
    streams = capsys.readouterr()
    found: dict[str, Any] = json.loads(streams.out)
    return [v["propose"] for v in found["vacances"]], streams.err.replace("\u00a0", " ").replace(
        "\u202f", " "
    )


def test_a_journal_named_and_not_yet_written_is_empty(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project("journal.jsonl")
    found, beside = advised(capsys)
    assert found == ["bailleur", "bailleur", VERS_LE_PLUS_EN_RETARD, VERS_LE_PLUS_EN_RETARD]
    assert "Le journal « journal.jsonl », que nomme convrules.toml, n'existe pas encore" in beside
    assert "(« urgences »)" in beside


def test_without_a_journal_one_says_what_to_write(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project(None)
    found, beside = advised(capsys)
    assert found[0] is None
    assert 'écrivez dans convrules.toml, sous [depot] : journal = "journal.jsonl"' in beside
    # Obeyed, it is enough.
    project("journal.jsonl")
    assert advised(capsys)[0][0] == "bailleur"


def test_once_written_nothing_is_said(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project("decisions.jsonl")
    assert (
        run(["orient", "--as-of", "2025-03-10", "--decide", "V1=bailleur", "--par", "chef de service"]) == 0
    )
    found, beside = advised(capsys)
    assert Path("decisions.jsonl").exists() and "journal" not in beside
    assert found == ["bailleur", VERS_LE_PLUS_EN_RETARD, VERS_LE_PLUS_EN_RETARD]


def test_a_journal_that_was_lost_is_not_taken_for_empty(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project("journal.jsonl")
    toml = Path("convrules.toml").read_text("utf-8")
    Path("convrules.toml").write_text(f'{toml}tete_du_journal = "1:{"0" * 64}"\n', "utf-8")
    assert run(["orient", "--as-of", "2025-03-10"]) == 2


def test_without_a_reserve_nothing_is_said(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("politique.yaml").unlink()
    project(None)
    assert "journal" not in advised(capsys)[1]
