"""Of one file no more findings are told than a person may read; how many more there are is said."""

import json
from pathlib import Path

import pytest

from convrules.api.rapport import CONSTATS_MAX
from convrules.cli.main import run


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
