"""A line of data taken for titles shows only the titles that the mapping names, wherever it is told."""

from pathlib import Path

import pytest

from convrules.cli.main import run
from facts.classeurs import xlsx

AU = ("--as-of", "2026-01-05")
LIGNES = {
    "CR716": "V-001;93066;ORD;DURAND Marie;;zwyx;T3",
    "CR717": "V-001;93066;DURAND;zwyx;DURAND;Marie;T3",
    "CR717 beside a title": "NUM_VAC;93066;DURAND;zwyx;DURAND;Marie;INSEE",
}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("titres", LIGNES)
def test_a_line_of_data_is_not_shown(
    titres: str,
    kind: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "depot"
    assert run(["init", str(folder), "--modele", "commune"]) == 0
    monkeypatch.chdir(folder)
    line, path = LIGNES[titres], Path("donnees/vacances-2025.csv")
    path.unlink()
    if kind == "csv":
        path.write_text(f"{line}\n{line}\n", encoding="utf-8")
    else:
        path.with_suffix(".xlsx").write_bytes(xlsx({"Vacances": [line.split(";"), line.split(";")]}))
        mapping = Path("correspondance.yaml")
        text = mapping.read_text(encoding="utf-8").replace("vacances-*.csv", "vacances-*.xlsx")
        mapping.write_text(text.replace(', séparateur: ";"', ""), encoding="utf-8")
    told = ""
    for forme in ("text", "json"):
        capsys.readouterr()
        run(["evaluate", *AU, "--format", forme, "--rejets", f"{forme}.csv"])
        said = capsys.readouterr()
        written = Path(f"{forme}.csv")
        told += said.out + said.err + (written.read_text(encoding="utf-8") if written.exists() else "")
    assert titres[:5] in told
    assert not [name for name in ("DURAND", "Marie", "zwyx") if name in told]
    assert ("NUM_VAC" in told) == ("NUM_VAC" in line)
