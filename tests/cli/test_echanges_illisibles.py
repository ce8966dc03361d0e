"""Acts of exchange of which a cell cannot be read, against what that cell may say."""

import json
from pathlib import Path

import pytest

from cli.test_echanges import AN, CORRESPONDANCE, depot
from convrules.cli.main import run

__all__ = ["depot"]


def done(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    bilans = json.loads(capsys.readouterr().out)["conventions"]
    return {b["convention"]: b["regles"][0]["cellules"][0]["realise"] for b in bilans}


@pytest.mark.parametrize(
    ("acte", "found"),
    [
        # A place that lost its zero is perhaps elsewhere; one that is blank says nothing.
        ("ept;als;;9306;", {"als": [2, 3], "ept": [3, 4]}),
        ("ept;als;;93066;", {"als": 2, "ept": 4}),
        ("ept;als;;;", {"als": 2, "ept": 4}),
        ("ept;als;Mme Durand;;", {"als": [2, 3], "ept": [3, 4]}),
        ("ept;als;V3;;contact@exemple.fr", {"als": [2, 3], "ept": [3, 4]}),
    ],
)
def test_a_cell_that_cannot_be_read_is_no_blank(
    depot: Path, capsys: pytest.CaptureFixture[str], acte: str, found: dict[str, object]
) -> None:
    (depot / "journal.csv").write_text(
        f"acte;date;compte;cedant;vacance;commune;clause\nechange;2025-06-03;{acte}\n", "utf-8"
    )
    columns = CORRESPONDANCE.replace(
        "    vacance: vacance\n    id: id\n",
        "    vacance: vacance\n    commune: commune\n    clause: clause\n",
    )
    (depot / "correspondance.yaml").write_text(columns, "utf-8")
    run([*AN, "--format", "json"])
    told = done(capsys)
    assert {ident: told[ident] for ident in found} == found


def test_the_vacancy_that_an_act_names_is_the_journals(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (depot / "journal.csv").write_text(
        "acte;date;compte;cedant;vacance\nechange;2025-06-03;ept;als;Mme Durand\n", "utf-8"
    )
    columns = CORRESPONDANCE.replace("    vacance: vacance\n    id: id\n", "    vacance: vacance\n")
    (depot / "correspondance.yaml").write_text(columns, "utf-8")
    run([*AN, "--format", "json"])
    bilans = json.loads(capsys.readouterr().out)["conventions"]
    lines = [x for b in bilans for x in b["regles"][0]["cellules"][0]["a_completer"]]
    assert {c["fait"] for x in lines for c in x["causes"]} == {"journal.vacance"}
    run(AN)
    shown = " ".join(capsys.readouterr().out.split())
    assert "vacance que l'acte nomme" in shown and "vacance de la candidature" not in shown
