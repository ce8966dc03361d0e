"""A complete column that holds nothing gives no sure answer without a word, from the file to the report."""

import json
from pathlib import Path
from typing import Any

import pytest

from convrules.cli.main import run

ANNEE = ("compliance", "--year", "2025", "--as-of", "2026-01-05")


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "depot"
    assert run(["init", str(folder), "--modele", "commune"]) == 0
    capsys.readouterr()
    monkeypatch.chdir(folder)
    return folder


def path(depot: Path) -> Path:
    return depot / "donnees" / "vacances-2025.csv"


def written(depot: Path, times: int = 1, **emptied: str) -> None:
    """The rows of the model, several times over; of each column, the cells of one contingent or « tous »
    are emptied."""
    head, *rows = path(depot).read_text(encoding="utf-8").splitlines()
    names = head.split(";")
    found = [head]
    for n in range(times):
        for row in rows:
            cells = dict(zip(names, row.split(";"), strict=True))
            cells["NUM_VAC"] += f"-{n}"
            gone = [c for c, who in emptied.items() if who in ("tous", cells["CONTINGENT"])]
            found.append(";".join((cells | dict.fromkeys(gone, "")).values()))
    path(depot).write_text("\n".join([*found, ""]), encoding="utf-8")


def judged(capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], str]:
    capsys.readouterr()
    run([*ANNEE, "--format", "json", "--qualite", "q.json"])
    said = capsys.readouterr()
    return json.loads(said.out), said.err


def states(bilan: dict[str, Any]) -> dict[str, int]:
    (delai,) = [d for d in bilan["conventions"][0]["echeances"] if d["clause"] == "premiere_proposition"]
    return dict(delai["decomptes"])


def test_the_model_is_silent(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It holds an internal transfer of which nobody was informed; its account is not known."""
    bilan, said = judged(capsys)
    assert "CR88" not in said and states(bilan)["indetermine"] == 1


@pytest.mark.parametrize("who", ["tous", "VILLE"])
@pytest.mark.parametrize("times", [1, 10])
@pytest.mark.parametrize(("colonne", "fait"), [("DT_INFO", "information"), ("DT_PROPO", "proposition")])
def test_what_is_left_out_beside_what_follows_is_unknown(
    depot: Path, capsys: pytest.CaptureFixture[str], colonne: str, fait: str, times: int, who: str
) -> None:
    original = path(depot).read_text(encoding="utf-8")
    written(depot, times)
    before = states(judged(capsys)[0])
    path(depot).write_text(original, encoding="utf-8")
    written(depot, times, **{colonne: who})
    bilan, said = judged(capsys)
    assert said.count("[CR881]") == 1 and f"« {fait} »" in said
    found = states(bilan)
    assert found.get("indetermine", 0) > before.get("indetermine", 0)
    assert found.get("depasse", 0) <= before.get("depasse", 0)
    assert any(m["fait"] == fait for m in json.loads(Path("q.json").read_text("utf-8"))["manques"])


@pytest.mark.parametrize("colonne", ["DT_INFO", "DT_PROPO"])
def test_what_no_rule_reads_of_a_contingent_is_not_told(
    depot: Path, capsys: pytest.CaptureFixture[str], colonne: str
) -> None:
    """The State's vacancies have neither deadline nor count under this convention."""
    before = judged(capsys)[0]
    written(depot, 1, **{colonne: "ETAT"})
    bilan, said = judged(capsys)
    assert "CR88" not in said and states(bilan) == states(before)


def test_a_column_without_leases_is_told_and_named_by_the_report(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    convention = depot / "conventions" / "convention.yaml"
    text = convention.read_text(encoding="utf-8").replace("compte: propositions", "compte: baux signés")
    convention.write_text(text, encoding="utf-8")
    written(depot, 10, DT_BAIL="tous")
    bilan, said = judged(capsys)
    assert said.count("[CR882]") == 1 and "« bail »" in said
    assert bilan["lignes"]["sans_date"] == ["bail"]
    assert "information" in [d["evenement"] for d in bilan["lignes"]["dates"]]
    assert json.loads(Path("q.json").read_text("utf-8"))["muettes"] == ["bail"]
    run([*ANNEE, "--qualite", "q.txt"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "signature du bail, aucune" in shown and "information, du" in shown
    text = Path("q.txt").read_text("utf-8")
    assert "Aucune règle" not in text and "bail" in text[text.index("Des colonnes dites complètes") :]
    run([*ANNEE, "--qualite", "q.html"])
    assert "Des colonnes dites complètes" in Path("q.html").read_text("utf-8")
