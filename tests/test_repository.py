"""What only the reading of a whole repository can tell, through the command line."""

from pathlib import Path

import pytest

from convrules.cli.main import run
from frames import frame_clauses

ROOT = Path(__file__).parent.parent
SOCLE = ROOT / "conventions" / "socles" / "cch" / "cch-2026-02.yaml"
CLAUSE = """- champ: logements_ordinaires
  règle: nature = logement_ordinaire
  source: { article: "1" }
"""


def check(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = run(["check", str(folder), "--format", "concise"])
    return code, capsys.readouterr().out


def test_two_files_of_one_convention(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text(frame_clauses(CLAUSE), encoding="utf-8")
    assert check(tmp_path, capsys) == (0, "")
    (tmp_path / "a - Copie.yaml").write_text(frame_clauses(CLAUSE), encoding="utf-8")
    code, out = check(tmp_path, capsys)
    assert code == 1 and out.count("CR604") == 1


def test_a_socle_that_is_not_what_it_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SOCLE.read_text(encoding="utf-8")
    (tmp_path / "socle.yaml").write_text(text.replace("\n", "\r\n"), encoding="utf-8", newline="")
    code, out = check(tmp_path, capsys)
    assert code == 0 and "CR605" not in out
    (tmp_path / "socle.yaml").write_text(text.replace("valeur: 30 %", "valeur: 10 %"), encoding="utf-8")
    code, out = check(tmp_path, capsys)
    assert code == 1 and "CR605" in out
    (tmp_path / "socle.yaml").write_text(
        text.replace("valeur: 30 %", "valeur: 10 %").replace("version: 2026-02", "version: 2099-01", 1),
        encoding="utf-8",
    )
    assert check(tmp_path, capsys)[0] == 0


def test_a_data_file_that_fills_no_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stranger = tmp_path / "trois.csv"
    stranger.write_text("NUM_VAC\nV1\n", encoding="utf-8")
    depot = ROOT / "conventions" / "exemples" / "oph-plaine-nord"
    command = ["compliance", "--depot", str(depot), "--year", "2025", "--as-of", "2026-01-05"]
    assert run([*command, "--data", str(stranger)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "trois.csv" in said.err and "vacances-*.csv" in said.err


def test_the_repository_is_found_from_below(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT / "conventions" / "exemples" / "oph-plaine-nord" / "conventions")
    assert run(["explain", "V2025-00001", "--as-of", "2026-01-05"]) == 0
    assert "Préfet de la Seine-Saint-Denis" in capsys.readouterr().out
