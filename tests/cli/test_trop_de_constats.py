"""Of one file no more findings are told than a person may read; how many more there are is said."""

import json
from pathlib import Path

import pytest

from convrules.api.rapport import CONSTATS_MAX
from convrules.cli.main import run
from frames import frame_entete


@pytest.mark.parametrize(("cles", "autres"), [(CONSTATS_MAX - 1, None), (CONSTATS_MAX, "1"), (1500, "501")])
def test_findings_beyond_the_limit_are_counted(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    cles: int,
    autres: str | None,
) -> None:
    """Unknown keys, and one finding for those that are missing; another file is told whole."""
    monkeypatch.chdir(tmp_path)
    Path("convrules.toml").write_text("", "utf-8")
    Path("a.yaml").write_text("convention: x\n" + "".join(f"clef{n}: 1\n" for n in range(cles)), "utf-8")
    Path("b.yaml").write_text("convention: y\nclef: 1\n", "utf-8")
    assert run(["check", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    own = [d for d in found if d["fichier"] == "a.yaml"]
    limits = [d for d in own if d["code"] == "CR910"]
    assert len(own) == min(cles + 1, CONSTATS_MAX) + len(limits)
    assert [d["arguments"]["autres"] for d in limits] == ([autres] if autres is not None else [])
    assert sum(d["fichier"] == "b.yaml" for d in found) == 2


CONVENTION = """document: { articles: ["1"] }
clauses:
  - part: p
    énoncé: Trente pour cent.
    règle: REGLE
    compte: baux signés
    application: ensemble
    arrondi: supérieur
    report: aucun
    source: { article: "1" }
"""
MAPPING = """correspondance: x
bailleur: "000000000"
fichiers: { vacances: { fichier: v.csv, séparateur: ";" } }
colonnes: { vacances: { id: id, commune: commune, bail: { colonne: bail, format: aaaa-mm-jj } } }
"""


@pytest.mark.parametrize(
    ("regle", "said"),
    [
        ("30 % des vacances dans l'asiette", "… et 11 autres constats ; corrigez d'abord ceux-ci."),
        ("30 % des vacances dans l'assiette", "… et 10 autres constats (tous avec --format json)."),
    ],
)
def test_what_keeps_a_year_from_being_judged_is_told_before_the_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], regle: str, said: str
) -> None:
    """A refused year has no result where the findings left out would be."""
    (tmp_path / "convrules.toml").write_text('[depot]\nnom = "x"\ndata = ["c.yaml"]\n', "utf-8")
    (tmp_path / "z.yaml").write_text(frame_entete(CONVENTION.replace("REGLE", regle)), "utf-8")
    (tmp_path / "c.yaml").write_text(MAPPING, "utf-8")
    rows = "".join(f"V{n};93066;2025-02-30\n" for n in range(30))
    (tmp_path / "v.csv").write_text(f"id;commune;bail\n{rows}", "utf-8")
    asked = ["--depot", str(tmp_path), "--year", "2025", "--as-of", "2025-12-31", "--format", "json"]
    code = run(["compliance", *asked])
    told = capsys.readouterr()
    refused = "asiette" in regle
    assert code == 1 and bool(told.out) is not refused
    assert said in told.err
    assert ("z.yaml" in told.err.split("CR", 2)[1]) is refused
